"""A quite different agenda (invented, demo) answers the same questions without a line of code more."""

from datetime import date

import pytest

from mag.agenda.instalments import planned_instalments
from mag.agenda.rules import decide_by, hand_in_due, may_apply, needs_kind, tier_for
from mag.agenda.terms import ApplicantKind, PayMoment
from mag.core.errors import Refused
from mag.core.money import Cents
from tests.agenda.agendas import EXAMPLE, HG_2024, agenda, rules, tier


def test_it_has_its_own_themes_words_and_decider() -> None:
    file = agenda(EXAMPLE)
    assert [theme.code for theme in file.themes] == ["groen", "kunst", "techniek"]
    assert file.agenda.lead_contractor is None and file.agenda.leader == "Voorbeeldstad demo"
    assert rules(EXAMPLE).words.grant == "toelage"
    assert rules(EXAMPLE).decision_maker.name == "wijkraad van Voorbeeldstad (demo)"


@pytest.mark.parametrize(("cents", "code"), [(749_99, "KLEIN"), (750_00, "GROOT"), (20_000_00, "GROOT")])
def test_its_tiers_have_their_own_edges(cents: int, code: str) -> None:
    assert tier_for(rules(EXAMPLE), Cents(cents)).code == code
    assert not needs_kind(rules(EXAMPLE))


def test_above_its_highest_tier_nothing_can_be_asked() -> None:
    with pytest.raises(Refused):
        tier_for(rules(EXAMPLE), Cents(20_000_01))


def test_its_terms_are_its_own() -> None:
    assert decide_by(tier(EXAMPLE, "KLEIN"), date(2025, 2, 20)) == date(2025, 3, 2)
    assert decide_by(tier(EXAMPLE, "GROOT"), date(2025, 4, 1)) == date(2025, 7, 1)
    assert hand_in_due(tier(EXAMPLE, "GROOT"), date(2025, 11, 30)) == date(2026, 2, 28)


def test_its_round_opens_and_closes() -> None:
    def ask(day: date) -> list[str]:
        return [r.code for r in may_apply(rules(EXAMPLE), tier(EXAMPLE, "GROOT"), submitted_on=day, applicant=ApplicantKind.LEGAL_PERSON)]

    assert ask(date(2025, 2, 28)) == ["window_not_open"]
    assert ask(date(2025, 3, 1)) == ask(date(2025, 5, 15)) == []
    assert ask(date(2025, 5, 16)) == ["window_closed"]


def test_instalments_add_up_to_the_cent_and_never_fall_due_before_the_decision() -> None:
    planned = planned_instalments(
        tier(EXAMPLE, "GROOT"), Cents(1000_01), decided_on=date(2025, 6, 20), starts_on=date(2025, 6, 1), ends_on=date(2025, 9, 1)
    )
    assert sum(part.amount for part in planned) == 1000_01
    assert [(part.moment, part.due_on) for part in planned] == [(PayMoment.ON_START, date(2025, 6, 20)), (PayMoment.ON_SETTLEMENT, None)]


def test_a_payment_scheme_that_is_still_open_gives_no_instalments() -> None:
    with pytest.raises(Refused):
        planned_instalments(
            tier(HG_2024, "E1"), Cents(1), decided_on=date(2024, 2, 1), starts_on=date(2024, 4, 1), ends_on=date(2024, 5, 1)
        )
