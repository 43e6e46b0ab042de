"""What an account must hold, what a settlement may be, and what it does to the money. Pure.

Source: ``domain.md 2.4`` (what partners hand in), Awb 4:42-4:47 (settlement), 4:52 (paying what is left), 4:57 (claiming
back). Amounts are cents, dates Amsterdam dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mag.agenda.terms import EvidenceKind
from mag.core.errors import Refusal
from mag.core.money import Cents, show
from mag.core.period import show_date

MOST_RECEIPTS = 200
REASON_LEAST = 10
AHEAD, BEHIND, APART = timedelta(days=14), timedelta(days=7), timedelta(days=7)
"""A reminder goes out two weeks before the last day and one week after it, never two to one partner within a week."""

BY_FORM = frozenset({EvidenceKind.ACCOUNTABILITY_FORM, EvidenceKind.FINANCIAL_OVERVIEW})
"""What filling in the form itself gives: the form, and what was spent of what was got."""

BY_STORY = frozenset({EvidenceKind.CONTENT_REPORT})
"""What a story on the form gives too."""

Demands = Sequence[tuple[EvidenceKind, ...]]


def needs_file(demands: Demands) -> bool:
    """Whether some demand can only be met by sending a file along (receipts, annual accounts, a report)."""
    return any(not set(group) & (BY_FORM | BY_STORY) for group in demands)


def missing_for_hand_in(
    demands: Demands, *, spent: Cents | None, people: int | None, story: str, files: int, story_max_words: int | None
) -> Iterator[Refusal]:
    """What still lacks before this can be handed in, each at its question.

    Who spent nothing has no receipts. Where a report is asked, a story on the form or a file will do.
    """
    if spent is None:
        yield Refusal("spent_missing", "Vul in hoeveel geld u uitgaf. Gaf u niets uit? Vul dan 0 in.", "spent_amount")
    elif spent < 0:
        yield Refusal("spent_negative", "Een bedrag kan niet onder nul zijn.", "spent_amount")
    if people is None:
        yield Refusal("people_missing", "Vul in hoeveel mensen meededen. Weet u het niet precies? Schat het dan.", "people_reached")
    elif people < 0:
        yield Refusal("people_negative", "Een aantal mensen kan niet onder nul zijn.", "people_reached")
    if spent and not files and needs_file(demands):
        yield Refusal("receipts_missing", "Voeg minstens één bon of ander stuk toe. Een foto is goed genoeg.", "files")
    elif not files and not story.strip() and any(set(group) & BY_STORY and not set(group) & BY_FORM for group in demands):
        yield Refusal("story_missing", "Vertel kort wat u deed, of voeg een verslag toe.", "story")
    if story_max_words is not None and (words := len(story.split())) > story_max_words:
        yield Refusal("story_too_long", f"Uw verhaal heeft {words} woorden. Maak er hooguit {story_max_words} van.", "story")


def settled_amount(awarded: Cents, spent: Cents) -> Cents:
    """What follows from the account by itself: what was spent, and never more than was awarded (Awb 4:46)."""
    return Cents(min(awarded, spent))


def cannot_settle(*, awarded: Cents, spent: Cents | None, settled: Cents, reason: str, in_run: Cents) -> Iterator[Refusal]:
    """Why a grant cannot be settled at this amount now.

    Another amount than was awarded, and more than was spent, each need a reason (Awb 4:46, 3:46). ``spent`` is None when
    nothing was handed in; ``in_run`` is what stands in payment runs that are not finished.
    """
    explained = len(reason.strip()) >= REASON_LEAST
    if in_run:
        yield Refusal("payment_under_way", f"Er staat nog {show(in_run)} in een betaalronde. Rond eerst de betaalronde af.")
    if settled < 0:
        yield Refusal("amount_negative", "Een bedrag kan niet onder nul zijn.", "settled_amount")
    elif settled > awarded:
        yield Refusal("above_award", f"U kunt niet meer vaststellen dan is toegekend: {show(awarded)}.", "settled_amount")
    elif settled < awarded and not explained:
        yield Refusal("reason_missing", "Schrijf waarom het bedrag lager is dan toegekend. De partner leest dit in de brief.", "reason")
    elif spent is not None and settled > spent and not explained:
        yield Refusal("reason_missing", f"De partner gaf {show(spent)} uit. Schrijf waarom u meer vaststelt.", "reason")


def expected_outcome(*, awarded: Cents, paid: Cents, spent: Cents) -> str:
    """What handing in this amount will lead to, in one or two sentences for the partner; we decide when we have looked."""
    if spent > awarded:
        return f"U gaf {show(spent - awarded)} meer uit dan u krijgt. Dat deel betaalt u zelf."
    if spent == awarded:
        return "U gaf precies uit wat u krijgt. U houdt niets over."
    if paid > spent:
        return f"U houdt {show(paid - spent)} over. Dat betaalt u terug als wij daarom vragen. U hoeft nu nog niets over te maken."
    return f"U gaf {show(awarded - spent)} minder uit dan wij u toekenden. U krijgt dan {show(awarded - spent)} minder."


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a settlement does, in cents: falls free, is still to pay, has to come back. At most one of the last two is not zero."""

    released: Cents
    to_pay: Cents
    to_recover: Cents


def consequence_of(*, awarded: Cents, paid: Cents, settled: Cents) -> Consequence:
    """What follows from settling at an amount when a part was paid already.

    What is neither settled nor paid falls free; what was paid too much stays paid until it has come back.
    """
    return Consequence(
        released=Cents(max(0, awarded - max(settled, paid))),
        to_pay=Cents(max(0, settled - paid)),
        to_recover=Cents(max(0, paid - settled)),
    )


def trimmed(parts: Sequence[Cents], to_pay: Cents) -> list[Cents]:
    """What is left of planned instalments when only ``to_pay`` is paid: the first ones stay, the last ones shrink or become zero.

    Raises ValueError when the parts do not reach: nobody pays more than was planned.
    """
    if sum(parts) < to_pay:
        raise ValueError(f"{to_pay} is more than the planned {sum(parts)}")
    left, kept = int(to_pay), []
    for part in parts:
        kept.append(Cents(min(part, left)))
        left -= kept[-1]
    return kept


def cannot_settle_ex_officio(*, by_itself: bool, account_by: date, today: date, chosen: bool, reason: str) -> Iterator[Refusal]:
    """Why a grant cannot be settled without an account (Awb 4:44, 4:47).

    Only after the last day to hand in. Where the rules ask an account (not ``by_itself``) an amount must be chosen, with a reason.
    """
    if today <= account_by:
        yield Refusal("not_overdue", f"De partner heeft nog tot en met {show_date(account_by)} om de verantwoording te sturen.")
    if not by_itself and not chosen:
        yield Refusal("amount_missing", "Vul het bedrag in dat u vaststelt.", "settled_amount")
    if not by_itself and len(reason.strip()) < REASON_LEAST:
        yield Refusal("reason_missing", "Schrijf waarom u vaststelt zonder verantwoording. De partner leest dit in de brief.", "reason")


def reminder_due(account_by: date, today: date, *, announced: bool, reminded: bool) -> str | None:
    """Which reminder a partner who has not handed in should get today: ``announced`` before the last day, ``reminded`` after it."""
    if account_by - AHEAD <= today <= account_by and not announced:
        return "announced"
    if today >= account_by + BEHIND and not reminded:
        return "reminded"
    return None
