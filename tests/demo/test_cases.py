"""The stories of the year before they are played: volumes, shares, spread, and the same year for the same seed."""

import dataclasses
from collections import Counter
from datetime import date

from mag.core.money import Cents
from mag.core.period import half_year, year
from mag.demo.cases import EXTENDED, SIMPLE, SMALL, write_cases
from mag.demo.cast import ideas, resident_ideas
from mag.demo.volumes import Wanted
from mag.payments.notes import is_iban

CASES = write_cases()
DECIDED_2022 = [case for case in CASES if case.slot.decided_on and case.slot.decided_on in year(2022)]


def test_eighty_decisions_of_which_fifty_two_in_the_first_half() -> None:
    first = [case for case in DECIDED_2022 if case.slot.decided_on in half_year(2022, 1)]
    assert (len(DECIDED_2022), len(first)) == (80, 52)
    assert sum(case.slot.asked_on.year == 2021 for case in first) == 16


def test_shares_are_those_of_2019() -> None:
    wanted = Counter(case.slot.wanted for case in DECIDED_2022)
    waiting = [c for c in CASES if c.slot.asked_on in year(2022) and (c.slot.decided_on is None or c.slot.decided_on > date(2022, 12, 31))]
    found = (wanted[Wanted.GRANT], len(waiting), wanted[Wanted.REFUSE], wanted[Wanted.NEIGHBOURHOOD])
    assert found == (63, 13, 5, 12)
    for number, of_2019 in zip(found, (53, 11, 4, 10), strict=True):
        assert abs(number / sum(found) - of_2019 / 78) < 0.02


def test_every_tier_goal_and_kind_takes_part() -> None:
    amounts = [case.idea.amount for case in DECIDED_2022]
    bounds = (0, SMALL, SIMPLE, EXTENDED, Cents(10**9))
    tiers = Counter(next(n for n, low in enumerate(bounds[:-1]) if low < amount <= bounds[n + 1]) for amount in amounts)
    assert tiers[0] == 12 and tiers[3] == 4 and tiers[1] >= 25 and tiers[2] >= 20
    assert len({case.idea.goal for case in DECIDED_2022}) == 8
    assert len({case.partner.kind for case in DECIDED_2022}) >= 5
    assert sum(partner.is_large for partner in {case.partner for case in CASES}) == 4


def test_every_name_says_demo_and_every_account_has_a_right_check_number() -> None:
    for partner in {idea.partner for idea in (*ideas(), *resident_ideas())}:
        assert "(demo)" in partner.name and partner.email.endswith("@demo.example")
        assert is_iban(partner.iban)


def test_no_partner_asks_the_same_twice_and_none_twice_a_year_for_the_regular() -> None:
    assert len({(case.partner.name, case.title) for case in CASES}) == len(CASES)
    regular = Counter((case.partner.name, case.slot.asked_on.year) for case in CASES if case.is_regular)
    assert max(regular.values()) == 1


def test_the_same_seed_writes_the_same_year_and_another_seed_another() -> None:
    written = [dataclasses.asdict(case) for case in CASES]
    assert [dataclasses.asdict(case) for case in write_cases()] == written
    assert [dataclasses.asdict(case) for case in write_cases(7)] != written


def test_another_seed_has_the_same_volumes() -> None:
    for seed in range(20):
        decided = [c.slot.decided_on for c in write_cases(seed) if c.slot.decided_on is not None]
        assert sum(day in half_year(2022, 1) for day in decided) == 52
        assert sum(day in year(2022) for day in decided) == 80
        assert all(day.weekday() < 5 for day in decided)


def test_receipts_of_an_account_add_up_to_what_was_spent() -> None:
    accounts = [case.account for case in CASES if case.account is not None]
    assert len(accounts) > 40
    assert all(sum(cents for _, cents in account.receipts) == account.spent for account in accounts)
