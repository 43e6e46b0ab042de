"""The letters of the small tiers fit on one sheet of paper, as the real PDF, under both rule sets (``ux.md L18``)."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.tier_documents import TierDocument
from mag.applications.letters import AwardTerms, DecisionText, decision_letter
from mag.applications.states import Outcome
from mag.core.letter import letter_html
from mag.core.money import Cents
from mag.core.pdf import render_pdf
from mag.grants.terms import award_terms
from tests.factories.applications import agenda_file

AGENDAS = ("hardinxveld-giessendam-2018", "hardinxveld-giessendam-2024")
REASON = (
    "Uw plan past goed bij het doel dat bewoners elkaar leren kennen. Veel mensen in de straat doen mee en u regelt het samen. "
    "De kosten passen bij wat u gaat doen. Wij hopen dat het een mooi feest wordt."
)
SMALL = [
    (code, rules, tier)
    for code in AGENDAS
    for rules in agenda_file(code).section.rule_sets
    for tier in rules.tiers
    if tier.max is not None and tier.max <= 1000_00
]
CASES = [
    pytest.param(code, rules, tier, outcome, id=f"{code[-4:]}-{tier.code}-{outcome.value}")
    for code, rules, tier in SMALL
    for outcome in (Outcome.AWARD, Outcome.PARTIAL_AWARD, Outcome.REFUSE)
    if outcome is Outcome.REFUSE or not tier.open_rules()
]


def _terms(rules: RuleSetDocument, tier: TierDocument, amount: Cents) -> AwardTerms:
    return award_terms(
        rules, tier, amount=amount, decided_on=date(2024, 2, 15), starts_on=date(2024, 6, 4), ends_on=date(2024, 6, 5),
        is_legal_person=True, ongoing=False, conditions=("Nodig de hele straat uit, ook de nieuwe bewoners.",),
    )  # fmt: skip


def pages(code: str, rules: RuleSetDocument, tier: TierDocument, outcome: Outcome) -> list[str]:
    given = outcome in (Outcome.AWARD, Outcome.PARTIAL_AWARD)
    amount = Cents(tier.max or 0)
    terms = _terms(rules, tier, amount) if given else None
    text = DecisionText(
        reference="MAG-2024-0042", title="Straatfeest van de Peulenstraat demo", contact_name="Demo Aanvrager",
        organisation="Buurtvereniging De Peul demo", submitted_on=date(2024, 2, 3), requested_amount=amount, outcome=outcome,
        amount=amount if given else Cents(0), reason=REASON, decided_on=date(2024, 2, 15), decided_by="Demo Beslisser",
        ground_sentence="" if given else rules.refusal_grounds[0].sentence, terms=terms, direct_phone="06 12 34 56 78",
    )  # fmt: skip
    html = letter_html(decision_letter(agenda_file(code).section.agenda, rules, text))
    document = pypdfium2.PdfDocument(render_pdf(html, identifier="besluit-demo", made_at=datetime(2024, 2, 15, tzinfo=UTC)))
    return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]


def test_both_rule_sets_have_small_tiers() -> None:
    assert {code for code, _, _ in SMALL} == set(AGENDAS)


@pytest.mark.parametrize(("code", "rules", "tier", "outcome"), CASES)
def test_the_letter_of_a_small_tier_is_one_sheet(code: str, rules: RuleSetDocument, tier: TierDocument, outcome: Outcome) -> None:
    found = pages(code, rules, tier, outcome)
    assert len(found) == 1, f"{len(found)} sheets; the second begins with {found[1][:200]!r}"
    assert "Heeft u vragen?" in found[0] and "Met vriendelijke groet," in found[0] and "06 12 34 56 78" in found[0]
