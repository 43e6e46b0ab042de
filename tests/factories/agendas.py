"""An agenda with a goal, a rule set and its tiers, as small as a test needs."""

from dataclasses import dataclass
from datetime import date

from mag.agenda.models import Agenda, Goal, RuleSet, Theme, Tier
from mag.core.money import Cents
from mag.core.transaction import Tx


@dataclass(frozen=True)
class Ground:
    """What most tests stand on."""

    agenda: Agenda
    theme: Theme
    goal: Goal
    rule_set: RuleSet
    tier: Tier


def make_agenda(tx: Tx, code: str = "dorp-2022") -> Ground:
    """A small agenda that is in force all through 2022 and 2023."""
    agenda = Agenda(
        code=code, name="Agenda van Dorp", municipality="Dorp", municipality_code="GM9999", lead_contractor="Stichting Samen demo",
        valid_from=date(2022, 1, 1), valid_to=None, document={},
    )  # fmt: skip
    theme = Theme(agenda=agenda, code="meedoen", name="Meedoen", position=1, document={})
    tx.db.add_all([agenda, theme])
    tx.db.flush()
    goal = Goal(agenda_id=agenda.id, theme=theme, code="samen", name="Samen", ambition="Iedereen doet mee.", position=1, document={})
    rule_set = RuleSet(agenda=agenda, code="regels-2022", label="Spelregels 2022", valid_from=date(2022, 1, 1), valid_to=None, document={})
    tier = Tier(
        rule_set=rule_set, code="T1", label="tot en met € 10.000", position=1,
        min_amount=Cents(0), min_inclusive=True, max_amount=Cents(1_000_000), max_inclusive=True,
    )  # fmt: skip
    tx.db.add_all([goal, rule_set, tier])
    tx.db.flush()
    return Ground(agenda, theme, goal, rule_set, tier)
