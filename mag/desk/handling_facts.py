"""What a decider sees of handling beside a file: the clock, questions, the talk, messages. Asks nothing of the database."""

from dataclasses import dataclass
from datetime import date

from mag.accounts.roles import Permission
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications import service as applications
from mag.applications.enquiry_queries import find_open
from mag.applications.enquiry_rules import Talk, ViewState, latest, not_treated_until, talk_of, view_state
from mag.applications.matters import Matters
from mag.applications.models import Application, Enquiry
from mag.applications.states import APPLICATION, OPEN_STATES, EnquiryKind, EnquiryState
from mag.applications.term import NEARLY, DecisionTerm, latest_extension
from mag.core.actor import Actor
from mag.core.period import show_date
from mag.desk.decision_facts import Check


@dataclass(frozen=True, slots=True)
class Handling:
    """How a file is being handled, and which acts are open to who looks. ``checks`` are what to look at before deciding."""

    matters: Matters
    term: DecisionTerm
    checks: list[Check]
    completion: Enquiry | None
    view: ViewState
    talk: Talk | None
    extend_to: date | None
    may_act: bool
    is_open: bool
    may_complete: bool
    may_view: bool

    @property
    def open_completion(self) -> Enquiry | None:
        """The question for what is missing that still waits for an answer."""
        return find_open(self.matters.enquiries, EnquiryKind.COMPLETION)

    @property
    def open_view(self) -> Enquiry | None:
        """The invitation to react that still waits for an answer."""
        return find_open(self.matters.enquiries, EnquiryKind.VIEW)


def handling_of(actor: Actor, application: Application, rules: RuleSetDocument, matters: Matters, day: date) -> Handling:
    """How a file is being handled on a day. ``matters`` come from :func:`mag.applications.matters.matters_of`."""
    term = applications.term_of(application)
    verbs = APPLICATION.open_verbs(application.state)
    is_open = application.state in OPEN_STATES
    may_act = actor.may(Permission.DECIDE) and application.partner_id not in actor.organisations
    latest_day = latest_extension(rules, term)
    may_extend = is_open and latest_day is not None and term.stopped_on is None and application.decide_by >= day
    return Handling(
        matters=matters,
        term=term,
        checks=list(checks_of(application, rules, matters, term, day)) if is_open else [],
        completion=latest(matters.enquiries, EnquiryKind.COMPLETION),
        view=view_state(matters.enquiries),
        talk=talk_of(matters.enquiries),
        extend_to=latest_day if may_extend else None,
        may_act=may_act,
        is_open=is_open,
        may_complete="ask_completion" in verbs,
        may_view="refuse" in verbs and find_open(matters.enquiries, EnquiryKind.VIEW) is None,
    )


def checks_of(application: Application, rules: RuleSetDocument, matters: Matters, term: DecisionTerm, day: date) -> list[Check]:
    """What handling adds to the list of checks: the clock, leaving untreated in time, the view, unread messages."""
    found = []
    said = term.sentence()
    if said:
        found.append(Check("Klok", f"{said[:1].upper()}{said[1:]}.", None))
    if term.stopped_on is None and day <= application.decide_by <= day + NEARLY and latest_extension(rules, term) is not None:
        found.append(Check("Bijna te laat", "Heeft u meer tijd nodig? Verleng dan voor de laatste dag.", None))
    completion = latest(matters.enquiries, EnquiryKind.COMPLETION)
    until = not_treated_until(rules, matters.enquiries)
    if completion is not None and until is not None:
        came = "De aanvrager stuurde een aanvulling" if completion.state is EnquiryState.ANSWERED else "De aanvrager vulde niet aan"
        if day <= until:
            found.append(Check("Aanvulling", f"{came}. Niet in behandeling nemen kan nog tot en met {show_date(until)}.", None))
        else:
            found.append(
                Check("Aanvulling", f"{came}. Niet in behandeling nemen kon tot en met {show_date(until)}: beslis inhoudelijk.", False)
            )
    view = view_state(matters.enquiries)
    if view.enquiry is not None and view.enquiry.state is EnquiryState.OPEN:
        found.append(Check("Reactie", f"De aanvrager kan nog reageren tot en met {show_date(view.enquiry.due_on)}.", None))
    elif view.heard:
        found.append(Check("Reactie", "De aanvrager reageerde." if view.text else "De aanvrager reageerde niet op tijd.", True))
    if matters.unread:
        number = matters.unread
        found.append(Check("Berichten", f"{number} {'bericht is' if number == 1 else 'berichten zijn'} nog niet gelezen.", None))
    return found
