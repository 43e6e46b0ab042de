from datetime import date

import pytest

from mag.agenda.rules import (
    decide_by,
    evidence_for,
    hand_in_due,
    interview_needed,
    is_above_incidental_max,
    longest_decide_by,
    may_apply,
    needs_half_year_report,
    needs_kind,
    needs_performance_dialogue,
    needs_second_pair_of_eyes,
    open_rules,
    reserve_allowed,
    round_of,
    rule_set_on,
    tier_for,
)
from mag.agenda.terms import ApplicantKind, EvidenceKind, TierKind
from mag.core.errors import Refused
from mag.core.money import Cents
from tests.agenda.agendas import HG_2018, HG_2024, rules, tier

RESIDENT, CLUB = ApplicantKind.RESIDENT, ApplicantKind.LEGAL_PERSON


@pytest.mark.parametrize(
    ("cents", "code"),
    [
        (1, "T1"),
        (250_00, "T1"),
        (250_01, "T2"),
        (1000_00, "T2"),
        (1000_01, "T3"),
        (10_000_00, "T3"),
        (10_000_01, "T4"),
        (99_999_999_00, "T4"),
    ],
)
def test_every_cent_falls_in_one_tier(cents: int, code: str) -> None:
    assert tier_for(rules(HG_2018), Cents(cents)).code == code


def test_nothing_is_no_amount_to_ask() -> None:
    with pytest.raises(Refused) as refused:
        tier_for(rules(HG_2018), Cents(0))
    assert refused.value.refusals[0].code == "no_tier"
    assert refused.value.refusals[0].sentence == "Vul een bedrag in dat hoger is dan nul."


@pytest.mark.parametrize(
    ("cents", "applicant", "kind", "code"),
    [
        (500_00, RESIDENT, TierKind.ONE_OFF, "E0"),
        (500_00, CLUB, TierKind.ONE_OFF, "E1"),
        (500_01, RESIDENT, TierKind.ONE_OFF, "E1"),
        (1000_00, CLUB, TierKind.ONE_OFF, "E1"),
        (1000_01, CLUB, TierKind.ONE_OFF, "E2"),
        (10_000_00, CLUB, TierKind.ONE_OFF, "E2"),
        (1000_00, CLUB, TierKind.CORE_ACTIVITY, "K1"),
        (10_000_00, CLUB, TierKind.CORE_ACTIVITY, "K2"),
        (10_000_01, CLUB, TierKind.CORE_ACTIVITY, "K3"),
    ],
)
def test_the_kind_of_plan_and_who_asks_choose_the_tier_from_2024_on(
    cents: int, applicant: ApplicantKind, kind: TierKind, code: str
) -> None:
    assert tier_for(rules(HG_2024), Cents(cents), applicant=applicant, kind=kind).code == code


def test_a_resident_with_a_plan_outside_the_own_neighbourhood_is_not_in_the_neighbourhood_tier() -> None:
    assert tier_for(rules(HG_2024), Cents(300_00), applicant=RESIDENT, kind=TierKind.ONE_OFF, own_neighbourhood=False).code == "E1"


def test_a_one_off_plan_above_the_highest_tier_is_told_how_much_can_be_asked() -> None:
    with pytest.raises(Refused) as refused:
        tier_for(rules(HG_2024), Cents(10_000_01), kind=TierKind.ONE_OFF)
    assert refused.value.refusals[0].sentence.endswith("Vraag €\u00a010.000 of minder.")


def test_the_amount_alone_gives_the_tier_until_2023_and_no_longer_after() -> None:
    assert not needs_kind(rules(HG_2018))
    assert needs_kind(rules(HG_2024))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2020, 2, 10), None),
        (date(2020, 2, 11), "stuwkr8-2020"),
        (date(2023, 12, 31), "stuwkr8-2020"),
        (date(2024, 1, 1), "subsidieregeling-mag-2024"),
        (date(2060, 1, 1), "subsidieregeling-mag-2024"),
    ],
)
def test_the_rules_of_the_day_of_submission_apply_first_and_last_day_included(day: date, code: str | None) -> None:
    found = rule_set_on([rules(HG_2018), rules(HG_2024)], day)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("code", "submitted", "expected"),
    [
        ("T1", date(2022, 3, 1), date(2022, 3, 15)),
        ("T2", date(2022, 1, 31), date(2022, 2, 28)),
        ("T2", date(2020, 2, 29), date(2020, 3, 29)),
        ("T3", date(2023, 12, 31), date(2024, 1, 31)),
        ("T4", date(2022, 10, 20), date(2022, 12, 1)),
        ("T4", date(2022, 12, 1), date(2022, 12, 1)),
        ("T4", date(2022, 12, 2), date(2023, 12, 1)),
    ],
)
def test_the_applicant_hears_on_the_day_the_rules_promise(code: str, submitted: date, expected: date) -> None:
    assert decide_by(tier(HG_2018, code), submitted) == expected


def test_the_municipality_may_take_eight_weeks_and_six_more() -> None:
    asked = date(2024, 2, 1)
    assert decide_by(tier(HG_2024, "E1"), asked) == date(2024, 3, 28)
    assert longest_decide_by(rules(HG_2024), tier(HG_2024, "E1"), asked) == date(2024, 5, 9)


def test_a_promise_nobody_made_is_not_invented() -> None:
    with pytest.raises(Refused):
        decide_by(tier(HG_2024, "E0"), date(2024, 2, 1))


@pytest.mark.parametrize(
    ("code", "starts", "ends", "ongoing", "expected"),
    [
        ("T1", date(2022, 5, 1), date(2022, 12, 31), False, date(2023, 2, 28)),
        ("T2", date(2022, 1, 1), date(2022, 12, 31), False, date(2023, 3, 31)),
        ("T3", None, date(2022, 6, 30), False, date(2022, 8, 30)),
        ("T4", None, date(2022, 6, 30), False, date(2022, 8, 30)),
        ("T4", None, date(2022, 6, 30), True, date(2023, 4, 1)),
    ],
)
def test_account_is_due_after_the_end_or_on_the_yearly_day(
    code: str, starts: date | None, ends: date, ongoing: bool, expected: date
) -> None:
    assert hand_in_due(tier(HG_2018, code), ends, starts_on=starts, ongoing=ongoing) == expected


def test_where_the_decision_letter_fixes_the_account_no_day_is_made_up() -> None:
    assert hand_in_due(tier(HG_2024, "E1"), date(2024, 6, 30)) is None


def codes(refusals: list[object]) -> list[str]:
    return [refusal.code for refusal in refusals]  # type: ignore[attr-defined]


def test_a_resident_may_ask_two_hundred_euros() -> None:
    found = may_apply(rules(HG_2018), tier(HG_2018, "T1"), submitted_on=date(2022, 3, 1), applicant=RESIDENT, amount=Cents(200_00))
    assert found == []


def test_nobody_applies_under_a_tier_with_a_rule_that_is_still_open() -> None:
    assert tier(HG_2018, "T4").open_rules() == ("window.closes",)
    assert codes(may_apply(rules(HG_2018), tier(HG_2018, "T4"), submitted_on=date(2022, 3, 1), applicant=CLUB)) == ["open_rule"]
    for one in rules(HG_2024).tiers:
        assert "open_rule" in codes(may_apply(rules(HG_2024), one, submitted_on=date(2024, 2, 1)))


def test_the_open_rules_of_a_rule_set_are_named_with_their_tier() -> None:
    assert open_rules(rules(HG_2018)) == ("tiers[T4].window.closes",)
    assert "refusal_grounds[asv_article_7].mandatory" in open_rules(rules(HG_2024))
    assert "tiers[K2].attachments[7]" in open_rules(rules(HG_2024))


def test_a_club_hears_who_the_smallest_tier_is_for() -> None:
    found = may_apply(rules(HG_2018), tier(HG_2018, "T1"), submitted_on=date(2022, 3, 1), applicant=CLUB)
    assert codes(found) == ["applicant_kind"]
    assert "inwoners" in found[0].sentence and found[0].field == "applicant"


def test_an_application_after_the_last_day_of_the_rules_is_refused() -> None:
    assert codes(may_apply(rules(HG_2018), tier(HG_2018, "T2"), submitted_on=date(2024, 1, 1))) == ["rules_not_in_force"]


@pytest.mark.parametrize(("starts", "refused"), [(date(2024, 3, 27), True), (date(2024, 3, 28), False)])
def test_eight_weeks_before_the_start_is_the_last_moment(starts: date, refused: bool) -> None:
    found = may_apply(rules(HG_2024), tier(HG_2024, "E1"), submitted_on=date(2024, 2, 1), starts_on=starts)
    assert ("too_late_before_start" in codes(found)) is refused
    if refused:
        assert "28 maart 2024" in next(r.sentence for r in found if r.code == "too_late_before_start")


@pytest.mark.parametrize(("day", "refused"), [(date(2024, 1, 1), False), (date(2024, 10, 31), False), (date(2024, 11, 1), True)])
def test_a_yearly_round_closes_after_its_last_day(day: date, refused: bool) -> None:
    found = may_apply(rules(HG_2024), tier(HG_2024, "K1"), submitted_on=day)
    assert ("window_closed" in codes(found)) is refused
    assert round_of(tier(HG_2024, "K1"), day) == (date(2024, 1, 1), date(2024, 10, 31))


def test_a_plan_elsewhere_a_fourth_grant_and_a_second_regular_application_are_refused() -> None:
    def ask(**more: object) -> list[str]:
        found = may_apply(rules(HG_2024), tier(HG_2024, "E1"), submitted_on=date(2024, 2, 1), **more)  # type: ignore[arg-type]
        return [code for code in codes(found) if code != "open_rule"]

    assert ask(place_code="GM0505") == ["other_place"]
    assert ask(place_code="GM0523") == []
    assert ask(grants_this_year=2) == []
    assert ask(grants_this_year=3) == ["grants_this_year"]
    assert ask(regular_applications_this_year=1) == []
    assert ask(regular_applications_this_year=1, is_regular=True) == ["regular_this_year"]


def test_thresholds_know_their_own_edge() -> None:
    known = rules(HG_2018)
    assert [needs_performance_dialogue(known, Cents(c)) for c in (9_999_99, 10_000_00)] == [False, True]
    assert [needs_half_year_report(known, Cents(c)) for c in (10_000_00, 10_000_01)] == [False, True]
    assert [needs_second_pair_of_eyes(known, Cents(c)) for c in (5_000_00, 5_000_01)] == [False, True]
    assert [is_above_incidental_max(known, Cents(c)) for c in (500_00, 500_01)] == [False, True]
    assert [interview_needed(known, tier(HG_2018, "T2"), Cents(c)) for c in (1_000_00, 1_000_01)] == [False, True]
    assert interview_needed(known, tier(HG_2018, "T3"), Cents(1_000_01))
    assert not needs_performance_dialogue(rules(HG_2024), Cents(10_000_000_00))


def test_evidence_follows_the_tier_the_amount_and_who_asks() -> None:
    known = rules(HG_2018)
    receipts, accounts = EvidenceKind.RECEIPTS, EvidenceKind.ANNUAL_ACCOUNTS
    assert evidence_for(known, tier(HG_2018, "T2"), Cents(800_00), RESIDENT)[0] == (receipts,)
    assert evidence_for(known, tier(HG_2018, "T2"), Cents(800_00), CLUB)[0] == (receipts, accounts)
    assert (EvidenceKind.AUDITOR_REPORT,) not in evidence_for(known, tier(HG_2018, "T4"), Cents(100_000_00), CLUB)
    assert (EvidenceKind.AUDITOR_REPORT,) in evidence_for(known, tier(HG_2018, "T4"), Cents(100_000_01), CLUB)


@pytest.mark.parametrize(
    ("award", "surplus", "kept"),
    [(10_000_00, 900_00, 0), (20_000_00, 900_00, 900_00), (20_000_00, 1_500_00, 1_000_00), (400_000_00, 30_000_00, 15_000_00)],
)
def test_a_reserve_is_five_per_cent_of_a_large_award_and_never_more_than_the_cap(award: int, surplus: int, kept: int) -> None:
    assert reserve_allowed(rules(HG_2018), Cents(award), Cents(surplus)) == kept


def test_where_the_rules_say_nothing_of_a_surplus_nothing_may_be_kept() -> None:
    assert reserve_allowed(rules(HG_2024), Cents(400_000_00), Cents(1_00)) == 0
