"""The verbs of plans of the year: prepare, write, send round, comment, answer, adopt."""

from sqlalchemy import func, select

from mag.accounts.models import Person
from mag.accounts.queries import list_holders, list_who_may
from mag.accounts.roles import Permission, Role
from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, Stale
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.papers import Paper, freeze
from mag.core.transaction import Tx
from mag.year_plans.document import document_html
from mag.year_plans.facts import gather
from mag.year_plans.models import YearPlan, YearPlanComment, YearPlanText
from mag.year_plans.queries import get_plan
from mag.year_plans.states import YEAR_PLAN, YearPlanState

PAPER = "year_plan"
LONGEST_TEXT = 6000


def prepare(tx: Tx, agenda_id: int, year: int) -> YearPlan:
    """Begin the concept of a year. Raises NotFound, and Refused when there is one, or for a year out of reach."""
    tx.actor.must(Permission.MAKE_YEAR_PLANS)
    agenda = tx.db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    if not tx.today.year - 1 <= year <= tx.today.year + 2:
        raise Refused(Refusal("year", f"Kies een jaar van {tx.today.year - 1} tot en met {tx.today.year + 2}.", "year"))
    same = (YearPlan.agenda_id == agenda_id, YearPlan.year == year)
    if tx.db.scalar(select(YearPlan.id).where(*same, YearPlan.state == YearPlanState.CONCEPT)) is not None:
        raise Refused(Refusal("concept_exists", f"Er is al een concept voor {year}. Werk daarin verder.", "year"))
    version = (tx.db.scalar(select(func.max(YearPlan.version)).where(*same)) or 0) + 1
    made = YearPlan(agenda=agenda, year=year, version=version, state=YearPlanState.CONCEPT, made_at=tx.now, made_by=tx.actor.label)
    if version > 1:  # a next version starts from the words of the last one
        before = tx.db.scalars(select(YearPlan).where(*same, YearPlan.version == version - 1)).one()
        made.texts = [YearPlanText(chapter=one.chapter, text=one.text) for one in before.texts]
    tx.db.add(made)
    tx.db.flush()
    _note(tx, made, "begun")
    return made


def write_text(tx: Tx, plan_id: int, *, row_version: int, chapter: str, text: str) -> YearPlan:
    """Write the words of a chapter. Raises NotFound, Stale when somebody wrote meanwhile, Refused for an adopted plan."""
    tx.actor.must(Permission.MAKE_YEAR_PLANS)
    plan = _load(tx, plan_id, row_version)
    _must_be_concept(plan)
    _check_chapter(tx, plan, chapter)
    if len(text) > LONGEST_TEXT:
        raise Refused(Refusal("text_long", f"Gebruik hooguit {LONGEST_TEXT} tekens. Nu zijn het er {len(text)}.", "text"))
    found = next((one for one in plan.texts if one.chapter == chapter), None)
    if found is None:
        found = YearPlanText(chapter=chapter, text="")
        plan.texts.append(found)
    found.text = text.strip()
    _changed(tx, plan, "written", chapter=chapter)
    return plan


def share(tx: Tx, plan_id: int, *, row_version: int, address: str) -> YearPlan:
    """Send the concept round: sounding board and municipality can read it, comment on it, and are mailed. Again mails again."""
    tx.actor.must(Permission.MAKE_YEAR_PLANS)
    plan = _load(tx, plan_id, row_version)
    _must_be_concept(plan)
    plan.shared_at = tx.now
    told = f"Het concept van het uitvoeringsplan {plan.year} staat klaar. U kunt het lezen en er per thema op reageren."
    for person in list_who_may(tx.db, Permission.READ_YEAR_PLANS):
        if person.id != tx.actor.id:
            _mail(tx, plan, person, f"Concept uitvoeringsplan {plan.year}", told, "Lees het concept", address)
    _changed(tx, plan, "shared")
    return plan


def comment(tx: Tx, plan_id: int, *, chapter: str, text: str) -> YearPlanComment:
    """Say something about a chapter of a concept that was sent round. Raises NotFound, Refused."""
    plan = get_plan(tx.db, tx.actor, plan_id)
    _must_be_concept(plan)
    _check_chapter(tx, plan, chapter)
    words = text.strip()
    if not words or len(words) > LONGEST_TEXT:
        raise Refused(Refusal("text_missing", f"Schrijf uw reactie, met hooguit {LONGEST_TEXT} tekens.", "text"))
    said = YearPlanComment(
        plan_id=plan.id, chapter=chapter, text=words, said_at=tx.now, said_by=tx.actor.label, said_by_id=tx.actor.id
    )  # fmt: skip
    tx.db.add(said)
    tx.db.flush()
    _note(tx, plan, "commented", chapter=chapter, comment=said.id)
    return said


def answer_comment(tx: Tx, comment_id: int, *, text: str) -> YearPlanComment:
    """Say what was done with a comment. Raises NotFound, Refused."""
    tx.actor.must(Permission.MAKE_YEAR_PLANS)
    said = tx.db.get(YearPlanComment, comment_id, with_for_update=True)
    if said is None:
        raise NotFound(f"comment {comment_id}")
    _must_be_concept(said.plan)
    words = text.strip()
    if not words or len(words) > LONGEST_TEXT:
        raise Refused(Refusal("text_missing", "Schrijf wat u met de reactie deed.", "text"))
    said.answer, said.answered_by = words, tx.actor.label
    tx.db.flush()
    _note(tx, said.plan, "answered", comment=said.id)
    return said


def adopt(tx: Tx, plan_id: int, *, row_version: int, address: str) -> Paper:
    """Adopt the plan: its page is frozen with its hash, the PDF follows, the officers of the municipality are mailed.

    Raises NotFound, Stale, and Refused for a plan without an opening text.
    """
    tx.actor.must(Permission.MAKE_YEAR_PLANS)
    plan = _load(tx, plan_id, row_version)
    state = YEAR_PLAN.after(plan.state, "adopt")
    texts = {one.chapter: one.text for one in plan.texts}
    if not texts.get("opening"):
        raise Refused(Refusal("opening_missing", "Schrijf eerst de inleiding van het plan.", "text"))
    plan.state, plan.adopted_at, plan.adopted_by = state, tx.now, tx.actor.label
    title = title_of(plan)
    html = document_html(title, subtitle_of(plan), gather(tx.db, plan.agenda_id, plan.year), texts)
    identifier = f"uitvoeringsplan-{plan.agenda.code}-{plan.year}-{plan.version}"
    paper = freeze(tx, kind=PAPER, about=("year_plan", plan.id), identifier=identifier, title=title, html=html)
    told = f"Het uitvoeringsplan {plan.year} is vastgesteld (versie {plan.version}). U kunt het lezen en als pdf bewaren."
    for person in list_holders(tx.db, Role.MUNICIPALITY_OFFICER):
        _mail(tx, plan, person, f"Uitvoeringsplan {plan.year} vastgesteld", told, "Lees het plan", address)
    _changed(tx, plan, "adopted", version=plan.version, sha256=paper.html_sha256)
    return paper


def title_of(plan: YearPlan) -> str:
    """The title of a plan."""
    return f"Uitvoeringsplan {plan.year}"


def subtitle_of(plan: YearPlan) -> str:
    """What stands under the title: agenda, lead contractor and version."""
    state = "concept" if plan.state is YearPlanState.CONCEPT else "vastgesteld"
    return f"{plan.agenda.name}, {plan.agenda.lead_contractor}. Versie {plan.version}, {state}."


def _check_chapter(tx: Tx, plan: YearPlan, chapter: str) -> None:
    if chapter not in gather(tx.db, plan.agenda_id, plan.year).chapters:
        raise NotFound(chapter)


def _must_be_concept(plan: YearPlan) -> None:
    if plan.state is not YearPlanState.CONCEPT:
        raise Refused(Refusal("adopted", "Dit plan is vastgesteld en verandert niet meer. Begin een volgende versie."))


def _load(tx: Tx, plan_id: int, row_version: int) -> YearPlan:
    plan = tx.db.get(YearPlan, plan_id, with_for_update=True)
    if plan is None:
        raise NotFound(f"year plan {plan_id}")
    if plan.row_version != row_version:
        raise Stale(f"Iemand anders werkte intussen aan het uitvoeringsplan {plan.year}. Bekijk het plan opnieuw.")
    return plan


def _mail(tx: Tx, plan: YearPlan, to: Person, subject: str, told: str, label: str, address: str) -> None:
    body, html = compose(
        (f"Beste {to.name},", told), link=(label, f"{address}/jaarplannen/{plan.id}"), signature=[plan.agenda.lead_contractor]
    )
    queue(tx, to=to.email, to_name=to.name, subject=subject, text=body, html=html, about=("year_plan", plan.id), chain=plan.agenda.code)


def _changed(tx: Tx, plan: YearPlan, past: str, **facts: object) -> None:
    plan.row_version += 1
    tx.db.flush()
    _note(tx, plan, past, **facts)


def _note(tx: Tx, plan: YearPlan, past: str, **facts: object) -> None:
    tx.record(f"year_plans.plan.{past}", "year_plan", plan.id, chain=plan.agenda.code, year=plan.year, **facts)
