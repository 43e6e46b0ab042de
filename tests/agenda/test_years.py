"""An award over several years is paid in equal parts, one a year, and adds up to the cent."""

from datetime import date

from mag.agenda.instalments import over_years, planned_instalments
from mag.core.money import Cents
from tests.agenda.agendas import HG_2018, tier

DECIDED, STARTS, ENDS = date(2022, 3, 1), date(2022, 6, 4), date(2024, 12, 31)


def test_three_years_are_three_parts_a_year_apart() -> None:
    t2 = next(one for one in (tier(HG_2018, "T1"), tier(HG_2018, "T2")) if isinstance(one.payment, tuple))
    plan = planned_instalments(t2, Cents(100_00), decided_on=DECIDED, starts_on=STARTS, ends_on=ENDS)
    spread = over_years(plan, Cents(100_00), years=3, decided_on=DECIDED, starts_on=STARTS)
    assert [part.amount for part in spread] == [33_34, 33_33, 33_33]
    assert [part.due_on.year for part in spread if part.due_on] == [2022, 2023, 2024]
    assert over_years(plan, Cents(100_00), years=1, decided_on=DECIDED, starts_on=STARTS) == plan
