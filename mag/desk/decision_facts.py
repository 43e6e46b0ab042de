"""What a decider sees beside an application: the small facts that decide, each from the one place that knows it (``ux.md O13``)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import Goal
from mag.agenda.queries import list_goals, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import interview_needed, is_above_incidental_max
from mag.agenda.tier_documents import TierDocument
from mag.applications.models import Application
from mag.applications.queries import count_grants_of
from mag.budget.models import BudgetLine
from mag.budget.queries import list_lines
from mag.core.money import Cents, show


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


def gather_facts(db: Session, application: Application, today: date) -> DecisionFacts:
    """The rule set, the goals and budget lines to choose from, and the checks for this application."""
    rules = rule_set_document(application.rule_set)
    tier = rules.tier(application.tier.code)
    lines = list_lines(db, application.agenda_id, today.year)
    return DecisionFacts(rules, tier, list_goals(db, application.agenda_id), lines, checks_of(db, application, rules, tier, lines, today))


def decided_facts(application: Application) -> DecisionFacts:
    """What is left beside an application that was decided: the rules it fell under, nothing to choose and nothing to check."""
    rules = rule_set_document(application.rule_set)
    return DecisionFacts(rules, rules.tier(application.tier.code), [], [], [])


def checks_of(
    db: Session, application: Application, rules: RuleSetDocument, tier: TierDocument, lines: list[BudgetLine], today: date
) -> list[Check]:
    """The checks on one application, in the order a decider needs them."""
    found = [
        Check("Bedraggroep", f"{show(application.requested_amount)} valt in: {tier.label}.", tier.holds(application.requested_amount)),
        _deadline(application, today),
    ]
    most = rules.limits.grants_per_year
    earlier = count_grants_of(db, application.partner_id, today.year)
    told = f"Kreeg dit jaar {earlier} keer een {rules.words.grant}" if earlier else f"Kreeg dit jaar nog geen {rules.words.grant}"
    sentence = told + (f"; {most} keer mag." if most is not None else ".")
    found.append(Check("Eerder dit jaar", sentence, None if most is None else earlier < most))
    doubles = count_doubles(db, application)
    found.append(
        Check(
            "Dubbel",
            f"{doubles} andere aanvraag met dezelfde partner en hetzelfde bedrag." if doubles else "Geen dubbele aanvraag gevonden.",
            doubles == 0,
        )
    )
    if not application.is_regular and is_above_incidental_max(rules, application.requested_amount):
        most_once = show(rules.limits.incidental_max or 0, whole=True)
        found.append(
            Check("Eenmalig", f"Een eenmalig plan krijgt in principe hooguit {most_once}. Geeft u meer, schrijf dan waarom.", False)
        )
    if interview_needed(rules, tier, application.requested_amount):
        found.append(Check("Gesprek", "Bij dit bedrag hoort een gesprek met de aanvrager.", None))
    room = max((line.available_amount for line in lines), default=Cents(0))
    found.append(Check("Nog vrij", f"De ruimste budgetregel heeft nog {show(room)} vrij.", room >= application.requested_amount))
    return found


def _deadline(application: Application, today: date) -> Check:
    left = (application.decide_by - today).days
    if left < 0:
        return Check("Termijn", f"De aanvrager had al {-left} dagen een besluit moeten hebben.", False)
    return Check("Termijn", f"Nog {left} dagen." if left != 1 else "Nog 1 dag.", True if left > 3 else None)


def count_doubles(db: Session, application: Application) -> int:
    """How many other applications of the same partner ask the same amount within the same calendar year."""
    same = select(Application.id).where(
        Application.partner_id == application.partner_id,
        Application.requested_amount == application.requested_amount,
        Application.id != application.id,
        Application.submitted_on.between(date(application.submitted_on.year, 1, 1), date(application.submitted_on.year, 12, 31)),
    )
    return len(db.scalars(same).all())
