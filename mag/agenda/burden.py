"""The burden meter: what a form asks of who applies under a tier, counted from the definition the screens are made of (``ux.md 2.1``).

The yardstick gives a short answer 10 seconds, a story, an IBAN or a registry number 60, an upload 180; what may stay empty counts
half. Thinking, reading and composing come on top: it is a measure to compare with, not a prediction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mag.agenda.form_documents import FormDocument, QuestionDocument
from mag.agenda.form_screens import Screen, screens_of
from mag.agenda.form_terms import ROWS, AnswerKind
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import Channel
from mag.agenda.tier_documents import BurdenCap, TierDocument

SHORT, LONG, UPLOAD = 10, 60, 180
"""Seconds of the yardstick."""
_LONG = frozenset({AnswerKind.STORY, AnswerKind.IBAN, AnswerKind.KVK})


@dataclass(frozen=True, slots=True)
class Burden:
    """What one tier asks. ``conditional`` inputs come only after certain answers and are not in ``inputs``.

    ``screens`` counts the pages with questions, the check page and the confirmation. ``seconds`` are of the yardstick.
    """

    tier: str
    label: str
    screens: int
    inputs: int
    conditional: int
    uploads: int
    sign_ins: int
    seconds: int

    def hours(self, applications: int) -> Decimal:
        """The hours that this many applications cost all applicants together, by the yardstick; to a tenth."""
        return (Decimal(self.seconds * applications) / 3600).quantize(Decimal("0.1"))


def burden_of(form: FormDocument, rules: RuleSetDocument, tier: TierDocument) -> Burden:
    """What a tier asks under a form."""
    screens = screens_of(form, rules, tier, {})
    everything = screens_of(form, rules, tier)
    inputs = _inputs(screens)
    return Burden(
        tier=tier.code,
        label=tier.label,
        screens=len(screens) + 2 if screens else 0,
        inputs=inputs,
        conditional=_inputs(everything) - inputs,
        uploads=sum(q.kind is AnswerKind.FILES and not q.optional for q in _questions(screens)),
        sign_ins=1 if tier.account_needed and screens else 0,
        seconds=sum(_seconds(question) for question in _questions(screens)),
    )


def burdens_of(form: FormDocument, rules: RuleSetDocument) -> list[Burden]:
    """What every tier of a rule set asks, in the order of the file; tiers one cannot ask online under are left out."""
    return [burden_of(form, rules, tier) for tier in rules.tiers if Channel.ONLINE in tier.channels and tier.questions]


def above_cap(burden: Burden, cap: BurdenCap | None) -> list[str]:
    """In which respects a burden lies above the rule set's own cap, as Dutch parts of a sentence; empty when it does not."""
    if cap is None:
        return []
    pairs = (
        (burden.screens, cap.screens, "schermen"),
        (burden.inputs, cap.inputs, "antwoorden"),
        (burden.uploads, cap.uploads, "bijlagen"),
        (burden.sign_ins, cap.sign_ins, "keer inloggen"),
        (burden.seconds, cap.seconds, "seconden volgens de maatstaf"),
    )
    return [f"{is_now} {word} in plaats van hoogstens {most}" for is_now, most, word in pairs if most is not None and is_now > most]


def _questions(screens: Sequence[Screen]) -> Iterator[QuestionDocument]:
    for screen in screens:
        yield from screen.questions


def _inputs(screens: Sequence[Screen]) -> int:
    return sum(question.inputs for question in _questions(screens))


def _seconds(question: QuestionDocument) -> int:
    if question.kind in ROWS:
        return 2 * SHORT * question.least if question.least else SHORT
    whole = UPLOAD if question.kind is AnswerKind.FILES else LONG if question.kind in _LONG else SHORT
    return whole // 2 if question.optional else whole
