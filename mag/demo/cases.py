"""The stories of the demonstration, written before they are played: who asks what on which day, and how it goes on.

Everything is drawn from one seeded source in a fixed order, so that the same seed gives the same year.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from mag.core.money import Cents, percentage_of
from mag.demo.calendar import OPENING
from mag.demo.cast import Cast, Idea, ideas, resident_ideas
from mag.demo.volumes import Slot, Wanted, plan_slots, workday

SEED = 2022
SMALL, SIMPLE, EXTENDED = Cents(250_00), Cents(1000_00), Cents(10_000_00)
SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "voorjaar", 4: "voorjaar", 5: "voorjaar", 6: "zomer", 7: "zomer", 8: "zomer"}
GROUNDS = ("no_fit_with_goals", "other_funding", "amount_out_of_proportion", "no_fit_with_frames")
FATES = {"settled": (date(2022, 2, 1), Wanted.GRANT), "due": (date(2022, 11, 1), Wanted.GRANT), "late": (date(2022, 10, 10), Wanted.GRANT)}


@dataclass(slots=True)
class Account:
    """How a partner gives account: on which day, what was spent and by how many people; ``judged_on`` is None for what still waits.

    ``asked_back`` is the day staff had a question; then it is handed in again. ``receipts`` are (day, cents) of each receipt.
    """

    handed_in_on: date
    spent: Cents
    people: int
    judged_on: date | None
    asked_back: date | None = None
    receipts: list[tuple[date, Cents]] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One application with everything that becomes of it."""

    number: int
    partner: Cast
    idea: Idea
    title: str
    slot: Slot
    starts_on: date
    ends_on: date
    is_regular: bool
    awarded: Cents
    ground: str = ""
    claimed: bool = False
    spoken: bool = False
    account: Account | None = None


def write_cases(seed: int = SEED, limit: int | None = None) -> list[Case]:
    """The cases of the year. With a ``limit`` only so many of them, spread over the year (tests)."""
    random = Random(seed)
    slots = plan_slots(random)
    cast = _match(random, slots)
    grounds = [GROUNDS[number % len(GROUNDS)] for number in range(len(slots))]
    found: list[Case] = []
    regular: set[tuple[int, int]] = set()
    titles: set[str] = set()
    for number, (slot, idea) in enumerate(zip(slots, cast, strict=True)):
        case = _case(random, number, slot, idea, regular, titles)
        if slot.wanted is Wanted.REFUSE:
            case.ground = grounds.pop(0)
        found.append(case)
    if limit is not None:
        found = found[:: max(1, len(found) // limit)][:limit]
    return found


def _match(random: Random, slots: list[Slot]) -> list[Idea]:
    """An idea for every slot: large partners in their rounds, residents in the small ones, the others once and then once more."""
    large = [idea for idea in ideas() if idea.partner.is_large]
    small = list(resident_ideas())
    pinned = {idea.fate: idea for idea in ideas() if idea.fate in FATES}
    waiting = [idea for idea in ideas() if idea.fate == "pending"]
    dues = [idea for idea in ideas() if idea.fate == "due"]
    usual = [idea for idea in ideas() if not idea.partner.is_large and not idea.fate]
    random.shuffle(small)
    random.shuffle(usual)
    again = [idea for idea in usual if idea.length != "Y"]
    random.shuffle(again)
    pool = usual + again
    fixed: dict[int, Idea] = {}
    for idea in [*dues, *(pinned[fate] for fate in ("settled", "late"))]:
        wanted_day, wanted = FATES[idea.fate]
        free = [n for n, slot in enumerate(slots) if slot.wanted is wanted and not slot.is_large and n not in fixed]
        fixed[min(free, key=lambda n: abs((slots[n].asked_on - wanted_day).days))] = idea
    for idea in waiting:
        fixed[next(n for n, slot in enumerate(slots) if slot.asked_on == date(2023, 2, 1) and n not in fixed)] = idea
    found: list[Idea] = []
    rounds = iter([*large, *large])
    for number, slot in enumerate(slots):
        if number in fixed:
            found.append(fixed[number])
        elif slot.is_large:
            found.append(next(rounds))
        elif slot.wanted is Wanted.NEIGHBOURHOOD:
            found.append(small.pop())
        else:
            found.append(pool.pop(0))
    return found


def _case(random: Random, number: int, slot: Slot, idea: Idea, regular: set[tuple[int, int]], titles: set[str]) -> Case:
    decided = slot.decided_on or slot.asked_on + timedelta(days=28)
    starts, ends = _stretch(random, idea, decided, large_year=slot.asked_on.year + 1 if slot.is_large else None)
    key = (idea.partner.number, slot.asked_on.year)
    is_regular = idea.length == "Y" and idea.amount > SIMPLE and key not in regular
    if is_regular:
        regular.add(key)
    title = idea.title if idea.title not in titles and not slot.is_large else f"{idea.title} {_when(starts, slot.is_large)}"
    titles.add(idea.title)
    share = random.choice((60, 70, 75, 80)) if slot.wanted is Wanted.GRANT and not slot.is_large and random.random() < 0.16 else 100
    awarded = Cents(percentage_of(idea.amount, share) // 5_00 * 5_00) if share < 100 else idea.amount
    case = Case(number, idea.partner, idea, title, slot, starts, ends, is_regular, awarded)
    case.claimed = slot.wanted in (Wanted.GRANT, Wanted.REFUSE) or (slot.wanted is Wanted.PENDING and random.random() < 0.5)
    case.spoken = slot.wanted is Wanted.NEIGHBOURHOOD and random.random() < 0.5
    if slot.decided_on is not None and slot.wanted in (Wanted.GRANT, Wanted.NEIGHBOURHOOD) and idea.fate not in ("late", "due"):
        case.account = _account(random, case)
    return case


def _when(starts: date, large: bool) -> str:
    return str(starts.year) if large else f"{SEASONS.get(starts.month, 'najaar')} {starts.year}"


def _stretch(random: Random, idea: Idea, decided: date, *, large_year: int | None) -> tuple[date, date]:
    """First and last day of the plan."""
    if large_year is not None:
        return date(large_year, 1, 1), date(large_year, 12, 31)
    if idea.fate == "late":
        return date(2022, 12, 3), date(2022, 12, 3)
    if idea.fate == "due":
        return (date(2022, 12, 23), date(2022, 12, 23)) if idea.length == "E" else (date(2022, 12, 1), date(2022, 12, 31))
    if idea.length == "Y":
        first = decided.replace(day=1) + timedelta(days=32)
        start = first.replace(day=1)
        return start, date(start.year, 12, 31)
    start = decided + timedelta(days=random.randint(10, 60))
    return start, start + timedelta(days=random.randint(0, 1) if idea.length == "E" else random.randint(45, 90))


def _account(random: Random, case: Case) -> Account | None:
    """The account of a case whose plan has ended well before the opening, else None."""
    handed_in = case.ends_on + timedelta(days=random.randint(6, 48))
    dice = random.random()
    share = 100 if dice < 0.62 else random.randint(101, 112) if dice < 0.75 else random.randint(68, 96)
    people = max(3, round(case.idea.people * random.uniform(0.6, 1.25)))
    judged = _monday(handed_in + timedelta(days=random.randint(4, 12)))
    asked_back = workday(handed_in + timedelta(days=3)) if random.random() < 0.1 else None
    pieces = random.randint(1, 3)
    days = sorted(case.starts_on + timedelta(days=random.randrange((case.ends_on - case.starts_on).days + 1)) for _ in range(pieces))
    if handed_in >= OPENING - timedelta(days=1) or case.idea.partner.is_large:
        return None
    if case.slot.wanted is Wanted.NEIGHBOURHOOD and case.number % 4 == 0:
        return None
    spent = percentage_of(case.awarded, share)
    if asked_back is not None:
        judged = _monday(asked_back + timedelta(days=14))
    weights = [random.randint(2, 6) for _ in days]
    account = Account(handed_in, spent, people, judged if judged < OPENING else None, asked_back)
    left = int(spent)
    for day, weight in zip(days[:-1], weights, strict=False):
        part = left * weight // 12
        account.receipts.append((day, Cents(part)))
        left -= part
    account.receipts.append((days[-1], Cents(left)))
    if asked_back is not None and asked_back >= OPENING - timedelta(days=10):
        account.asked_back = None
    return account


def _monday(day: date) -> date:
    """The Monday on or after a day: grants are settled on Mondays, when no payment run is under way."""
    return day + timedelta(days=(7 - day.weekday()) % 7)
