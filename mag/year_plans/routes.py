"""The pages of plans of the year: the list, a plan with its figures and words, writing, commenting, adopting, the PDF."""

from datetime import date

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core.clock import today
from mag.core.errors import NotFound, Refused, Stale
from mag.core.letter import letter_body
from mag.core.logs import note_access
from mag.core.papers import Paper, find_paper
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow
from mag.year_plans import service
from mag.year_plans.document import chapter_tables, paragraphs
from mag.year_plans.facts import gather
from mag.year_plans.forms import ActForm, BeginForm, ChapterForm, CommentForm
from mag.year_plans.models import YearPlan, YearPlanComment
from mag.year_plans.queries import get_plan, list_plans
from mag.year_plans.states import YEAR_PLAN, YearPlanState

blueprint = Blueprint("year_plans", __name__, template_folder="templates")


def _day() -> date:
    return today(house().store.clock.now())


@blueprint.get("/jaarplannen")
@allow(Permission.READ_YEAR_PLANS)
def index() -> ResponseReturnValue:
    """The plans of the agenda; who makes them can begin one."""
    return _list(BeginForm(data={"year": _day().year + (1 if _day().month > 6 else 0)}))


@blueprint.post("/jaarplannen")
@allow(Permission.MAKE_YEAR_PLANS)
def begin() -> ResponseReturnValue:
    """Begin a concept."""
    form, agenda = BeginForm(), find_current(db(), request.args.get("agenda"), _day())
    if not form.validate_on_submit():
        return _list(form, 422)
    try:
        return perform(lambda tx: service.prepare(tx, agenda.id, form.year.data), then=lambda plan: url_for(".plan", plan_id=plan.id))
    except Refused as refused:
        form.refuse(refused)
        return _list(form, 422)


@blueprint.get("/jaarplannen/<int(max=2147483647):plan_id>")
@allow(Permission.READ_YEAR_PLANS)
def plan(plan_id: int) -> ResponseReturnValue:
    """A plan: an adopted one from its stored bytes, a concept as the figures stand now."""
    found = get_plan(db(), actor(), plan_id)
    if found.state is YearPlanState.ADOPTED:
        paper = _paper(found)
        return render_template("year_plans/adopted.html", plan=found, paper=paper, body=letter_body(paper.html))
    facts = gather(db(), found.agenda_id, found.year)
    return render_template(
        "year_plans/concept.html",
        plan=found,
        facts=facts,
        title=service.title_of(found),
        texts={one.chapter: paragraphs(one.text) for one in found.texts},
        tables={theme.code: chapter_tables(theme) for theme in facts.themes},
        comments={chapter: [one for one in found.comments if one.chapter == chapter] for chapter in facts.chapters},
        may_make=actor().may(Permission.MAKE_YEAR_PLANS),
        form=ActForm(data={"version": found.row_version}),
    )


@blueprint.get("/jaarplannen/<int(max=2147483647):plan_id>/tekst/<chapter>")
@allow(Permission.MAKE_YEAR_PLANS)
def chapter(plan_id: int, chapter: str) -> ResponseReturnValue:
    """The words of one chapter, to write."""
    found = _concept(plan_id)
    stored = next((one.text for one in found.texts if one.chapter == chapter), "")
    return _chapter(found, chapter, ChapterForm(data={"version": found.row_version, "text": stored}))


@blueprint.post("/jaarplannen/<int(max=2147483647):plan_id>/tekst/<chapter>")
@allow(Permission.MAKE_YEAR_PLANS)
def write(plan_id: int, chapter: str) -> ResponseReturnValue:
    """Keep the words of one chapter; what a colleague wrote meanwhile is shown beside them."""
    found, form = _concept(plan_id), ChapterForm()
    if not form.validate_on_submit():
        return _chapter(found, chapter, form, 422)
    try:
        return perform(
            lambda tx: service.write_text(tx, plan_id, row_version=form.version.data or 0, chapter=chapter, text=form.text.data or ""),
            then=lambda _: url_for(".plan", plan_id=plan_id) + f"#{chapter}",
        )
    except Refused as refused:
        form.refuse(refused)
        return _chapter(found, chapter, form, 422)
    except Stale as stale:
        form.version.data = found.row_version
        form.say(stale.sentence + " Wat u typte staat hieronder nog.")
        theirs = next((one.text for one in found.texts if one.chapter == chapter), "")
        return _chapter(found, chapter, form, 409, theirs=theirs)


@blueprint.get("/jaarplannen/<int(max=2147483647):plan_id>/reactie/<chapter>")
@allow(Permission.READ_YEAR_PLANS)
def comment(plan_id: int, chapter: str) -> ResponseReturnValue:
    """Say something about a chapter."""
    return _comment(_concept(plan_id), chapter, CommentForm())


@blueprint.post("/jaarplannen/<int(max=2147483647):plan_id>/reactie/<chapter>")
@allow(Permission.READ_YEAR_PLANS)
def say(plan_id: int, chapter: str) -> ResponseReturnValue:
    """Keep a comment."""
    found, form = _concept(plan_id), CommentForm()
    if not form.validate_on_submit():
        return _comment(found, chapter, form, 422)
    gone = perform(
        lambda tx: service.comment(tx, plan_id, chapter=chapter, text=form.text.data),
        then=lambda _: url_for(".plan", plan_id=plan_id) + f"#{chapter}",
    )
    flash("Uw reactie staat bij het thema. De penvoerder leest haar.", "good")
    return gone


@blueprint.get("/jaarplannen/<int(max=2147483647):plan_id>/antwoord/<int(max=2147483647):comment_id>")
@allow(Permission.MAKE_YEAR_PLANS)
def answer(plan_id: int, comment_id: int) -> ResponseReturnValue:
    """Say what was done with a comment."""
    found, said = _said(plan_id, comment_id)
    return _answer(found, said, CommentForm(data={"text": said.answer}))


@blueprint.post("/jaarplannen/<int(max=2147483647):plan_id>/antwoord/<int(max=2147483647):comment_id>")
@allow(Permission.MAKE_YEAR_PLANS)
def keep_answer(plan_id: int, comment_id: int) -> ResponseReturnValue:
    """Keep the answer to a comment."""
    found, said = _said(plan_id, comment_id)
    form = CommentForm()
    if not form.validate_on_submit():
        return _answer(found, said, form, 422)
    return perform(
        lambda tx: service.answer_comment(tx, comment_id, text=form.text.data),
        then=lambda _: url_for(".plan", plan_id=plan_id) + f"#{said.chapter}",
    )


@blueprint.post("/jaarplannen/<int(max=2147483647):plan_id>/rondsturen")
@allow(Permission.MAKE_YEAR_PLANS)
def share(plan_id: int) -> ResponseReturnValue:
    """Send the concept round for comments."""
    form = ActForm()
    gone = perform(
        lambda tx: service.share(tx, plan_id, row_version=form.version.data or 0, address=house().settings.address),
        then=lambda _: url_for(".plan", plan_id=plan_id),
    )
    flash("Het concept is rondgestuurd. Klankbordgroep en gemeente kunnen nu reageren.", "good")
    return gone


@blueprint.post("/jaarplannen/<int(max=2147483647):plan_id>/vaststellen")
@allow(Permission.MAKE_YEAR_PLANS)
def adopt(plan_id: int) -> ResponseReturnValue:
    """Adopt the plan: from now on it is what it is."""
    form = ActForm()
    gone = perform(
        lambda tx: service.adopt(tx, plan_id, row_version=form.version.data or 0, address=house().settings.address),
        then=lambda _: url_for(".plan", plan_id=plan_id),
    )
    flash("Het uitvoeringsplan is vastgesteld. De gemeente krijgt bericht.", "good")
    return gone


@blueprint.get("/jaarplannen/<int(max=2147483647):plan_id>.pdf")
@allow(Permission.READ_YEAR_PLANS)
def plan_pdf(plan_id: int) -> ResponseReturnValue:
    """The PDF of an adopted plan; 202 with a sentence while it is being made."""
    found = get_plan(db(), actor(), plan_id)
    if found.state is not YearPlanState.ADOPTED:
        raise NotFound(f"year plan {plan_id}")
    paper = _paper(found)
    if paper.pdf_sha256 is None:
        told = ["Ververs deze bladzijde over een paar tellen."]
        return render_template("answer.html", title="De pdf wordt gemaakt", sentences=told, status=202), 202
    note_access(house().store, actor(), "downloaded", "year_plan", found.id)
    name = f'inline; filename="{paper.identifier}.pdf"'
    return Response(house().files.read(paper.pdf_sha256), mimetype="application/pdf", headers={"Content-Disposition": name})


def _list(form: BeginForm, status: int = 200) -> ResponseReturnValue:
    agenda = find_current(db(), request.args.get("agenda"), _day())
    page = render_template(
        "year_plans/list.html", agenda=agenda, plans=list_plans(db(), actor(), agenda.id), words=YEAR_PLAN.staff_words, form=form,
        may_make=actor().may(Permission.MAKE_YEAR_PLANS),
    )  # fmt: skip
    return page, status


def _concept(plan_id: int) -> YearPlan:
    found = get_plan(db(), actor(), plan_id)
    if found.state is not YearPlanState.CONCEPT:
        raise NotFound(f"year plan {plan_id}")
    return found


def _said(plan_id: int, comment_id: int) -> tuple[YearPlan, YearPlanComment]:
    found = _concept(plan_id)
    said = next((one for one in found.comments if one.id == comment_id), None)
    if said is None:
        raise NotFound(f"comment {comment_id}")
    return found, said


def _paper(found: YearPlan) -> Paper:
    paper = find_paper(db(), service.PAPER, ("year_plan", found.id))
    if paper is None:
        raise NotFound(f"year plan {found.id}")
    return paper


def _name(found: YearPlan, chapter: str) -> str:
    if chapter == "opening":
        return "Inleiding"
    theme = next((theme for theme in gather(db(), found.agenda_id, found.year).themes if theme.code == chapter), None)
    if theme is None:
        raise NotFound(chapter)
    return theme.name


def _chapter(found: YearPlan, chapter: str, form: ChapterForm, status: int = 200, theirs: str = "") -> ResponseReturnValue:
    return render_template("year_plans/chapter.html", plan=found, name=_name(found, chapter), form=form, theirs=theirs), status


def _comment(found: YearPlan, chapter: str, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    return render_template("year_plans/comment.html", plan=found, name=_name(found, chapter), form=form, said=None), status


def _answer(found: YearPlan, said: YearPlanComment, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    return render_template("year_plans/comment.html", plan=found, name=_name(found, said.chapter), form=form, said=said), status
