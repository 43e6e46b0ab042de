"""What a decider sees beside an application: the small facts that decide, each from the one place that knows it (``ux.md O13``)."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.agenda.queries import list_goals, rule_set_document
from mag.agenda.rule_documents import Criterion, RuleSetDocument
from mag.agenda.rules import interview_needed, is_above_incidental_max, needs_performance_dialogue, needs_second_pair_of_eyes
from mag.agenda.tier_documents import TierDocument
from mag.applications.judging import criteria_of
from mag.applications.matters import Matters, matters_of
from mag.applications.models import Application, Enquiry
from mag.applications.queries import list_follow_ups
from mag.applications.states import EnquiryKind, EnquiryState
from mag.budget.envelopes.queries import usable_lines
from mag.budget.models import BudgetLine
from mag.budget.queries import list_open_lines
from mag.core.actor import ANONYMOUS, Actor
from mag.core.money import Cents, show
from mag.core.period import show_date
from mag.desk.beside import Beside, look_beside
from mag.desk.judging_facts import Judging, load_judging


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: ``fine`` is True, False (look out) or None (for information)."""

    label: str
    sentence: str
    fine: bool | None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything the decision screen shows beside the application itself."""

    rules: RuleSetDocument
    tier: TierDocument
    goals: list[Goal]
    lines: list[BudgetLine]
    checks: list[Check]
    judging: Judging
    matters: Matters
    beside: Beside = field(default_factory=Beside)
    own_line: BudgetLine | None = None
    """The decider's own envelope, when the amount fits in it: the line to start with."""
    follow_ups: list[tuple[str, str]] = field(default_factory=list)
    """Files that started from this one, as (reference, what it is)."""

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What plans of this tier are judged on."""
        return criteria_of(self.rules, self.tier.code)

    @property
    def enquiries(self) -> list[Enquiry]:
        """Everything that was asked about the file, oldest first."""
        return self.matters.enquiries

    @property
    def to_look_at(self) -> list[Check]:
        """The checks that are not fine, the worst first."""
        return sorted((check for check in self.checks if not check.fine), key=lambda check: check.fine is None)

    @property
    def advice(self) -> list[Enquiry]:
        """The advice that was asked, oldest first; what was taken back is left out."""
        return [one for one in self.enquiries if one.kind is EnquiryKind.ADVICE and one.state is not EnquiryState.WITHDRAWN]

    @property
    def dialogues(self) -> list[Enquiry]:
        """The performance dialogues, oldest first."""
        return [one for one in self.enquiries if one.kind is EnquiryKind.DIALOGUE and one.state is not EnquiryState.WITHDRAWN]

    def asks_second(self, amount: Cents) -> bool:
        """Whether a second person must look before this amount is decided on."""
        return needs_second_pair_of_eyes(self.rules, amount)

    def asks_exception(self, application: Application) -> bool:
        """Whether giving what was asked needs a reason of its own: a one-off plan above what is given in principle."""
        return not application.is_regular and is_above_incidental_max(self.rules, application.requested_amount)

    def rooms(self, amount: Cents) -> list[tuple[BudgetLine, Cents]]:
        """Each line with what would be free on it after an amount; below zero it does not fit."""
        return [(line, Cents(line.available_amount - amount)) for line in self.lines]


def gather_facts(db: Session, application: Application, today: date, me: Actor = ANONYMOUS) -> DecisionFacts:
    """The rule set, the goals and budget lines this person can choose from, what was judged, and the checks for this application."""
    rules = rule_set_document(application.rule_set)
    tier = rules.tier(application.tier.code)
    every_line = list_open_lines(db, application.agenda_id, years_to_book(application.starts_on, today))
    usable = usable_lines(every_line, person_id=me.id, is_leader=me.holds(Role.PROJECT_LEADER), amount=application.requested_amount)
    lines = usable.lines
    beside = look_beside(db, application)
    matters = matters_of(db, application.id)
    judging = load_judging(db, application)
    checks = checks_of(application, rules, tier, lines, beside, matters.enquiries, today)
    return DecisionFacts(rules, tier, list_goals(db, application.agenda_id), lines, checks, judging, matters, beside, usable.own)


def years_to_book(starts_on: date | None, today: date) -> frozenset[int]:
    """The budget years a plan can be paid from: this one, and its own where it starts later (``domain.md 9.62``)."""
    return frozenset({today.year, max(today.year, starts_on.year if starts_on else 0)})


def decided_facts(db: Session, application: Application) -> DecisionFacts:
    """What is left beside an application that was decided: the rules it fell under and what was judged, nothing to choose."""
    rules = rule_set_document(application.rule_set)
    matters = matters_of(db, application.id)
    return DecisionFacts(
        rules,
        rules.tier(application.tier.code),
        [],
        [],
        [],
        load_judging(db, application),
        matters,
        follow_ups=list_follow_ups(db, application.id),
    )


def checks_of(
    application: Application,
    rules: RuleSetDocument,
    tier: TierDocument,
    lines: list[BudgetLine],
    beside: Beside,
    enquiries: list[Enquiry],
    today: date,
) -> list[Check]:
    """The checks on one application, in the order a decider needs them."""
    amount = application.requested_amount
    found = [
        Check("Bedraggroep", f"{show(amount)} valt in: {tier.label}.", tier.holds(amount)),
        _deadline(application, today),
        *_earlier(application, rules, beside, today),
        _room(lines, amount, today),
    ]
    if not application.is_regular and is_above_incidental_max(rules, amount):
        most_once = show(rules.limits.incidental_max or 0, whole=True)
        found.append(
            Check("Eenmalig", f"Een eenmalig plan krijgt in principe hooguit {most_once}. Geeft u meer, schrijf dan waarom.", False)
        )
    found.extend(_asked(application, rules, tier, enquiries, today))
    if needs_second_pair_of_eyes(rules, amount):
        above = show(rules.thresholds.second_pair_of_eyes_above, whole=True)
        found.append(Check("Tweede persoon", f"Boven {above} kijkt een tweede persoon mee voordat het besluit weggaat.", None))
    return found


def _room(lines: list[BudgetLine], amount: Cents, today: date) -> Check:
    if not lines:
        return Check("Nog vrij", f"Er is geen budget waar nu iets van af kan: dat van {today.year} is niet vastgesteld of al dicht.", False)
    room = max(line.available_amount for line in lines)
    return Check("Nog vrij", f"De ruimste budgetregel heeft nog {show(room)} vrij.", room >= amount)


def _earlier(application: Application, rules: RuleSetDocument, beside: Beside, today: date) -> list[Check]:
    most, earlier = rules.limits.grants_per_year, beside.granted_in(today.year)
    told = f"Kreeg dit jaar {earlier} keer een {rules.words.grant}" if earlier else f"Kreeg dit jaar nog geen {rules.words.grant}"
    doubles = beside.doubles_of(application)
    late = [one for one in beside.unaccounted() if one.account_by is not None and one.account_by < today]
    found = [
        Check("Eerder dit jaar", told + (f"; {most} keer mag." if most is not None else "."), None if most is None else earlier < most),
        Check(
            "Dubbel",
            f"{len(doubles)} andere aanvraag met dezelfde partner en hetzelfde bedrag: {doubles[0].reference}."
            if doubles
            else "Geen dubbele aanvraag gevonden.",
            not doubles,
        ),
    ]
    if late:
        found.append(Check("Verantwoording", f"Te laat met de verantwoording van {' en '.join(one.reference for one in late[:3])}.", False))
    if beside.same_account:
        who = " en ".join(dict.fromkeys(one.partner for one in beside.same_account[:3]))
        found.append(Check("Rekening", f"Dit rekeningnummer staat ook bij {who}.", False))
    notice, starts = rules.notice_after_consecutive_years, application.starts_on or today
    years = beside.years_in_a_row(starts.year)
    if notice is not None and years >= notice and (application.partner.is_large or application.is_regular):
        sentence = f"Kreeg {years} jaar achter elkaar geld. Wilt u minder of niets geven, zeg dat dan op tijd vooraf (Awb 4:51)."
        found.append(Check("Jaren achter elkaar", sentence, None))
    return found


def _asked(
    application: Application, rules: RuleSetDocument, tier: TierDocument, enquiries: list[Enquiry], today: date
) -> list[Check]:  # fmt: skip
    found = []
    held = any(one.kind is EnquiryKind.TALK and one.state is EnquiryState.ANSWERED for one in enquiries)
    if interview_needed(rules, tier, application.requested_amount):
        found.append(
            Check("Gesprek", "Het gesprek is gehouden." if held else "Bij dit bedrag hoort een gesprek met de aanvrager.", held or None)
        )
    open_advice = [one for one in enquiries if one.kind is EnquiryKind.ADVICE and one.state is EnquiryState.OPEN]
    late = [one for one in open_advice if one.due_on < today]
    if late:
        found.append(Check("Advies", f"{len(late)} advies is te laat; het moest er op {show_date(late[0].due_on)} zijn.", False))
    elif open_advice:
        found.append(Check("Advies", f"{len(open_advice)} advies is gevraagd en nog niet binnen.", None))
    if needs_performance_dialogue(rules, application.requested_amount):
        planned = any(one.kind is EnquiryKind.DIALOGUE for one in enquiries)
        told = (
            "De prestatiedialoog staat in dit dossier." if planned else "Bij dit bedrag hoort een prestatiedialoog met de klankbordgroep."
        )
        found.append(Check("Prestatiedialoog", told, planned or None))
    return found


def _deadline(application: Application, today: date) -> Check:
    left = (application.decide_by - today).days
    if left < 0:
        return Check("Termijn", f"De aanvrager had al {-left} dagen een besluit moeten hebben.", False)
    return Check("Termijn", f"Nog {left} dagen." if left != 1 else "Nog 1 dag.", True if left > 3 else None)
