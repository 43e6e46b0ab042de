"""What an account must hold, and when a partner is reminded of it. Pure.

Source: ``domain.md 2.4`` (what partners hand in). Amounts are cents, dates Amsterdam dates.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mag.agenda.terms import EvidenceKind
from mag.core.errors import Refusal
from mag.core.money import Cents, show

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


def expected_outcome(*, awarded: Cents, paid: Cents, spent: Cents) -> str:
    """What handing in this amount will lead to, in one or two sentences for the partner; we decide when we have looked."""
    if spent > awarded:
        return f"U gaf {show(spent - awarded)} meer uit dan u krijgt. Dat deel betaalt u zelf."
    if spent == awarded:
        return "U gaf precies uit wat u krijgt. U houdt niets over."
    if paid > spent:
        return f"U houdt {show(paid - spent)} over. Dat betaalt u terug als wij daarom vragen. U hoeft nu nog niets over te maken."
    return f"U gaf {show(awarded - spent)} minder uit dan wij u toekenden. U krijgt dan {show(awarded - spent)} minder."


def reminder_due(account_by: date, today: date, *, announced: bool, reminded: bool) -> str | None:
    """Which reminder a partner who has not handed in should get today: ``announced`` before the last day, ``reminded`` after it."""
    if account_by - AHEAD <= today <= account_by and not announced:
        return "announced"
    if today >= account_by + BEHIND and not reminded:
        return "reminded"
    return None
