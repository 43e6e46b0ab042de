"""What may be shown of sums over the same counts, so that for every small count another world looks the same (``domain.md 9.56``). Pure.

The world is another one when one person of a small count belongs to another hidden count that stands in exactly the same shown sums;
or two people change places around a square of them (goal and partner), so that no sum changes. Where there is no such count left to
hide along, sums are hidden, the smallest first. What words say (at most 9, at least 10) must be true in the other world too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from mag.indicators.few import Few


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that is shown: what the plans ``of`` add up to. ``is_fixed`` when another report shows it: it cannot be hidden here."""

    key: str
    of: frozenset[str]
    is_fixed: bool = False


@dataclass
class Hidden:
    """What a reader does not see: plans by reference and sums by key. Of the ``vague`` sums not even the words say how many at most.

    ``told`` are the plans another report shows: hiding them here hides nothing.
    """

    plans: set[str] = field(default_factory=set)
    sums: set[str] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)


def decide(sums: Sequence[Sum], values: Mapping[str, int], few: Few, given: Hidden | None = None) -> Hidden:
    """Which plans and sums are hidden, given what each plan counts and what is hidden already. The same input gives the same answer."""
    totals = {one.key: sum(values[plan] for plan in one.of) for one in sums}
    hidden = given or Hidden()
    hidden.plans |= {plan for plan, value in values.items() if few.hides(value)}
    hidden.sums |= {one.key for one in sums if not one.is_fixed and few.hides(totals[one.key])}
    own = {one.key for one in sums if not one.is_fixed}
    squares: list[_Square] = []
    while few.secondary:
        view = _View(sums, values, totals, few, hidden)
        squares = [square for square in squares if view.holds(square)]
        unsafe = view.unsafe(squares)
        if not unsafe:
            break
        if along := view.along(unsafe):
            hidden.plans |= along
        elif found := view.squares(unsafe):
            squares += found
            hidden.plans |= {plan for square in found for plan in (*square.up, *square.down)}
        elif merged := next(filter(None, map(view.merged, unsafe)), None) or view.smallest(unsafe):
            hidden.sums |= merged
        elif own & hidden.sums <= hidden.vague:
            break
        else:
            hidden.vague |= own & hidden.sums
    return hidden


_Shown: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Square:
    """Two plans that get one person more and two that get one less, so that no shown sum changes."""

    up: tuple[str, str]
    down: tuple[str, str]

    def moves(self, of: frozenset[str]) -> int:
        """How many people these plans together get."""
        return sum(plan in of for plan in self.up) - sum(plan in of for plan in self.down)


class _View:
    """What a reader sees, and which worlds that leaves possible. Plans in exactly the same shown sums are of one class."""

    def __init__(self, sums: Sequence[Sum], values: Mapping[str, int], totals: Mapping[str, int], few: Few, hidden: Hidden) -> None:
        self.values, self.few, self.hidden = values, few, hidden
        self.in_words = [(one.of, totals[one.key]) for one in sums if one.key in hidden.sums - hidden.vague]
        self.size = {one.key: len(one.of) for one in sums}
        self.fixed = {one.key for one in sums if one.is_fixed}
        self.small_sums = {one.of: None for one in sums if one.key in hidden.sums and few.hides(totals[one.key])}
        shown: dict[str, list[str]] = {plan: [] for plan, value in values.items() if value}
        tight: dict[str, list[str]] = {plan: [] for plan in shown}
        full: set[str] = set()
        bare: set[str] = set()
        for one in sums:
            in_words = one.key in hidden.sums
            at_the_top, at_the_bottom = (in_words and one.key not in hidden.vague and totals[one.key] == end for end in few.ends)
            full |= one.of if at_the_top else frozenset()
            bare |= one.of if at_the_bottom else frozenset()
            for plan in one.of if not in_words or at_the_top or at_the_bottom else ():
                if plan in shown:
                    (tight if in_words else shown)[plan].append(one.key)
        self.shown_in: dict[str, _Shown] = {plan: tuple(keys) for plan, keys in shown.items()}
        self.kin = {plan: (self.shown_in[plan], tuple(keys)) for plan, keys in tight.items()}
        self.classes: dict[_Shown, list[str]] = defaultdict(list)
        for plan in sorted(self.shown_in, key=lambda plan: (values[plan], plan)):
            self.classes[self.shown_in[plan]].append(plan)
        self.open = self.shown_in.keys() - hidden.plans - hidden.told
        self.ordered = {tuple(sorted(keys)): keys for keys in self.classes}
        top, bottom = few.ends
        secret = [plan for plan in self.shown_in if plan in hidden.plans]
        self.up = {plan for plan in secret if values[plan] != top}
        self.down = {plan for plan in secret if values[plan] not in (1, bottom)}
        self.freely = (self.up - full, self.down - bare)
        self.ups, self.downs = (Counter(self.shown_in[plan] for plan in which) for which in self.freely)
        self.kin_ups, self.kin_downs = (Counter(self.kin[plan] for plan in which) for which in (self.up, self.down))

    def unsafe(self, squares: Sequence[_Square]) -> list[frozenset[str]]:
        """The small counts that follow from what is shown, each as the plans it is about: one plan, or those of a hidden sum."""
        safe = {plan for square in squares for plan in (*square.up, *square.down)}
        small = (plan for plan in sorted(self.shown_in) if plan not in safe and self.few.hides(self.values[plan]))
        found = [of for plan in small if not self._can_move(of := frozenset((plan,))) and not self._can_swap(plan)]
        sums = (of for of in self.small_sums if not any(square.moves(of) for square in squares))
        return found + [of for of in sums if sum(plan in self.shown_in for plan in of) > 1 and not self._can_move(of)]

    def _can_swap(self, plan: str) -> bool:
        """Whether one person of this plan can belong to another that stands in the same sums, also those of which only words are shown."""
        kin = self.kin[plan]
        return (plan in self.up and self.kin_downs[kin] > (plan in self.down)) or (
            plan in self.down and self.kin_ups[kin] > (plan in self.up)
        )

    def _can_move(self, of: frozenset[str]) -> bool:
        """Whether these plans together can be one more or one less in a world that looks the same."""
        ups, downs = (Counter(self.shown_in[plan] for plan in of if plan in which) for which in self.freely)
        for shown in {*ups, *downs}:
            if not shown or (ups[shown] and self.downs[shown] > downs[shown]) or (downs[shown] and self.ups[shown] > ups[shown]):
                return True
        return False

    def along(self, unsafe: Sequence[frozenset[str]]) -> set[str]:
        """For each of these the smallest plan that is still shown and stands in the same sums, when there is one."""
        open_ = {shown: [plan for plan in there if plan in self.open] for shown, there in self.classes.items()}
        found = set()
        for of in unsafe:
            near = sorted({self.shown_in[plan] for plan in of if plan in self.shown_in})
            one = next((plan for shown in near for plan in open_[shown] if plan not in of), None)
            if one is not None:
                found.add(one)
        return found

    def holds(self, square: _Square) -> bool:
        """Whether the words of hidden sums are true as well when these people change places."""
        top, bottom = self.few.ends
        for of, total in self.in_words:
            moved = total + square.moves(of)
            if not (1 <= moved <= top if total <= top else moved >= max(bottom, 1)):
                return False
        return True

    def squares(self, unsafe: Sequence[frozenset[str]]) -> list[_Square]:
        """A square for every single plan of these that has one."""
        by_key: dict[str, list[_Shown]] = defaultdict(list)
        for shown in self.classes:
            for key in shown:
                by_key[key].append(shown)
        found: list[_Square] = []
        for of in unsafe:
            if len(of) == 1 and not any(of <= {*square.up, *square.down} for square in found):
                best = min(self._squares(next(iter(of)), by_key), key=lambda item: item[0], default=None)
                found += [best[1]] if best else []
        return found

    def _squares(self, plan: str, by_key: Mapping[str, list[_Shown]]) -> Iterator[tuple[tuple[int, int], _Square]]:
        """Every square with this plan, with how many plans and how many people have to be hidden for it."""
        own = set(self.shown_in[plan])
        rarest = min(own, key=lambda key: (len(by_key[key]), key), default="")
        for one in by_key.get(rarest, ()):
            missing = own - set(one)
            for two in by_key[min(missing, key=lambda key: (len(by_key[key]), key))] if missing else ():
                both = set(one) & set(two)
                if missing <= set(two) and both <= own:
                    fourth = tuple(sorted((set(one) ^ set(two)) - own | both))
                    yield from self._squares_of(plan, one, two, self.ordered.get(fourth))

    def _squares_of(self, plan: str, one: _Shown, two: _Shown, fourth: _Shown | None) -> Iterator[tuple[tuple[int, int], _Square]]:
        if fourth is None or len({self.shown_in[plan], fourth, one, two}) < 4:
            return
        for rises in (True, False):
            if plan in (self.up if rises else self.down):
                picked = (self._pick(fourth, rises), self._pick(one, not rises), self._pick(two, not rises))
                if picked[0] and picked[1] and picked[2]:
                    same, other = (plan, picked[0]), (picked[1], picked[2])
                    square = _Square(same, other) if rises else _Square(other, same)
                    new = [one for one in picked if one not in self.hidden.plans]
                    if self.holds(square):
                        yield (len(new), sum(self.values[one] for one in new if one)), square

    def _pick(self, shown: _Shown, rises: bool) -> str | None:
        """The plan of a class to get one person more or less: one that is hidden already, else the smallest."""
        able = self.up if rises else self.down
        there = self.classes[shown]
        hidden = (plan for plan in there if plan in able)
        others = (plan for plan in there if plan in self.open and (rises or self.values[plan] != self.few.ends[1]))
        return next(hidden, None) or next(others, None)

    def merged(self, of: frozenset[str]) -> set[str]:
        """The sums to hide so that others stand in the same sums as these plans: those of the fewest plans. Empty when nothing is left."""
        near = sorted({self.shown_in[plan] for plan in of if plan in self.shown_in})
        choices = [set(shown) for shown in near]
        for shown in near:
            others = (other for other, there in self.classes.items() if other != shown and any(plan not in of for plan in there))
            choices += [set(shown) ^ set(other) for other in others]
        free = [choice for choice in choices if choice and not choice & self.fixed]
        return min(free, key=lambda choice: (sum(self.size[key] for key in choice), sorted(choice)), default=set())

    def smallest(self, unsafe: Sequence[frozenset[str]]) -> set[str]:
        """The sum of the fewest plans that any of these stands in and that can still be hidden; empty when there is none."""
        keys = {key for of in unsafe for plan in of for key in self.shown_in.get(plan, ())} - self.fixed
        return {min(keys, key=lambda key: (self.size[key], key))} if keys else set()
