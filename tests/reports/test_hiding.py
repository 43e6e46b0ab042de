"""From everything a report shows together no count of few people can be worked out: the worlds that look the same differ in it."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from mag.core.sheets import Column
from mag.indicators.few import NOT_SHOWN, Few, given_away
from mag.reports.compose.hiding import hide
from mag.reports.figures import Figure, Unit

FEW = Few(4, secondary=True)
DAYS = (date(2022, 3, 1), date(2022, 9, 1))
Plan = tuple[int, str, str, date]
"""People, goal, large partner (or empty) and the day the account was approved."""


@dataclass(frozen=True)
class Chapter:
    """A piece of a report: whatever holds figures."""

    figures: tuple[Figure, ...]


def people(key: str, plans: Mapping[str, Plan]) -> Figure:
    columns = tuple(Column(title) for title in ("Kenmerk", "Plan", "Aanvrager", "Goedgekeurd op", "Mensen"))
    rows = tuple((reference, "Plan", "Wie", plan[3], plan[0]) for reference, plan in plans.items())
    return Figure(key, "Mensen", Unit.PEOPLE, sum(plan[0] for plan in plans.values()), "", False, columns, rows)


def report_of(plans: Mapping[str, Plan], days: Sequence[date] = DAYS) -> tuple[Chapter, ...]:
    """The total, every goal and every large partner, of what was approved on these days."""
    inside = {reference: plan for reference, plan in plans.items() if plan[3] in days}
    goals, partners = sorted({plan[1] for plan in plans.values()} - {""}), sorted({plan[2] for plan in plans.values()} - {""})
    return (
        Chapter((people("total", inside),)),
        Chapter(tuple(people(f"goal.{one}", {k: plan for k, plan in inside.items() if plan[1] == one}) for one in goals)),
        Chapter(tuple(people(f"partner.{one}", {k: plan for k, plan in inside.items() if plan[2] == one}) for one in partners)),
    )


def figures_of(chapters: Sequence[Chapter]) -> dict[str, Figure]:
    return {figure.key: figure for chapter in chapters for figure in chapter.figures}


def said(text: str, most: int) -> range:
    """What a reader may think a count is, who knows how the words are chosen."""
    if text == f"minder dan {FEW.below}":
        return range(1, FEW.below)
    return range(1, most + 1) if text == NOT_SHOWN else range(int(text), int(text) + 1)


def seen(reports: Sequence[Mapping[str, Figure]]) -> tuple[dict[str, set[int]], list[tuple[list[str], range]]]:
    """The counts of each plan a reader must think possible by its rows alone, and what is shown of every sum."""
    most = sum(max((figure.value for figure in found.values()), default=0) for found in reports) + 2
    cells: dict[str, set[int]] = {}
    sums = []
    for found in reports:
        for figure in found.values():
            for row in figure.rows:
                cells.setdefault(row[0], set(range(most + 1))).intersection_update(said(row[-1], most))
            sums.append(([row[0] for row in figure.rows], said(figure.shown, most) if figure.rows else range(0, 1)))
    return cells, sums


def worlds(reports: Sequence[Mapping[str, Figure]]) -> list[dict[str, int]]:
    """Every set of counts that fits all that is shown."""
    cells, sums = seen(reports)
    names = sorted(cells)
    every = (dict(zip(names, counts, strict=True)) for counts in itertools.product(*(sorted(cells[name]) for name in names)))
    return [one for one in every if all(sum(one[name] for name in of) in told for of, told in sums)]


def plans_of(most: int, people_most: int) -> st.SearchStrategy[dict[str, Plan]]:
    plan = st.tuples(st.integers(0, people_most), st.sampled_from(("", "a", "b")), st.sampled_from(("", "P", "Q")), st.sampled_from(DAYS))
    return st.lists(plan, min_size=1, max_size=most).map(lambda found: {f"p{number}": one for number, one in enumerate(found)})


def hidden_of(reports: Sequence[Mapping[str, Figure]], plans: Mapping[str, Plan]) -> dict[str, list[str]]:
    """The small counts of these reports, each as the plans that add up to it."""
    small = {reference: [reference] for reference, plan in plans.items() if FEW.hides(plan[0])}
    for number, found in enumerate(reports):
        for key, figure in found.items():
            if FEW.hides(figure.value):
                small[f"{number} {key}"] = [row[0] for row in figure.rows]
    return small


@settings(max_examples=80, deadline=None)
@given(plans_of(most=4, people_most=6))
def test_there_is_always_another_world_for_a_small_count(plans: dict[str, Plan]) -> None:
    reports = [figures_of(hide(report_of(plans, days), FEW)) for days in (DAYS, DAYS[:1], DAYS[1:])]
    for read in ([reports[1]], reports):
        possible = worlds(read)
        assert {name: plan[0] for name, plan in plans.items() if name in possible[0]} in possible
        for of in hidden_of(read, {name: plan for name, plan in plans.items() if name in possible[0]}).values():
            assert len({sum(one[name] for name in of) for one in possible}) > 1, (plans, [f.shown for r in read for f in r.values()])


@settings(max_examples=100, deadline=None)
@given(plans_of(most=40, people_most=9))
def test_no_small_count_follows_from_the_equations_of_a_year_and_its_halves(plans: dict[str, Plan]) -> None:
    reports = [figures_of(hide(report_of(plans, days), FEW)) for days in (DAYS, DAYS[:1], DAYS[1:])]
    unknown: set[str] = set()
    shown: set[str] = set()
    sums: list[set[str]] = []
    for found in reports:
        for figure in found.values():
            for row in figure.rows:
                (shown if row[-1].isdigit() else unknown).add(row[0])
            sums.append({row[0] for row in figure.rows} if not figure.hidden else set())
    unknown -= shown
    small = hidden_of(reports, plans)
    for key, of in small.items():
        assert set(of) & unknown, "a small count of which every plan is shown"
        sums_too = [*sums, {*of, key}] if len(of) > 1 else sums
        cells = {*unknown, key} if len(of) > 1 else unknown
        assert not given_away(cells, [one & cells for one in sums_too]) & {key, *(of if len(of) == 1 else ())}, (key, plans)


def test_what_is_large_enough_is_shown() -> None:
    plans = {f"p{n}": (10 + n, "ab"[n % 2], "P" if n < 3 else "", DAYS[n % 2]) for n in range(12)}
    for figure in figures_of(hide(report_of(plans), FEW)).values():
        assert not figure.hidden and all(row[-1].isdigit() for row in figure.rows)


def test_one_small_count_takes_one_other_of_the_same_sums_along_and_no_total() -> None:
    plans = {"p0": (2, "a", "", DAYS[0]), "p1": (40, "a", "", DAYS[0]), "p2": (60, "a", "", DAYS[0]), "p3": (70, "b", "", DAYS[0])}
    found = figures_of(hide(report_of(plans), FEW))
    assert [row[-1] for row in found["total"].rows] == ["minder dan 4", NOT_SHOWN, "60", "70"]
    assert [row[-1] for row in found["goal.a"].rows] == ["minder dan 4", NOT_SHOWN, "60"]
    assert {key: figure.shown for key, figure in found.items()} == {"total": "172", "goal.a": "102", "goal.b": "70"}


def test_a_goal_of_few_people_takes_another_goal_along() -> None:
    plans = {"p0": (2, "a", "", DAYS[0]), "p1": (40, "b", "", DAYS[0]), "p2": (60, "c", "", DAYS[0]), "p3": (70, "c", "", DAYS[0])}
    found = figures_of(hide(report_of(plans), FEW))
    assert {key: figure.shown for key, figure in found.items()} == {
        "total": "172", "goal.a": "minder dan 4", "goal.b": NOT_SHOWN, "goal.c": "130",
    }  # fmt: skip


def test_a_half_year_hides_in_the_year_as_well() -> None:
    """The year has another small plan in the goal to hide with; showing the one the half year hid would give the first away."""
    plans = {
        "p0": (2, "a", "", DAYS[0]), "p1": (40, "a", "", DAYS[0]), "p2": (3, "a", "", DAYS[1]), "p3": (41, "a", "", DAYS[1]),
    }  # fmt: skip
    found = figures_of(hide(report_of(plans), FEW))
    assert [row[-1] for row in found["goal.a"].rows] == ["minder dan 4", NOT_SHOWN, "minder dan 4", NOT_SHOWN]
    assert found["goal.a"].shown == "86"


def test_what_an_earlier_version_did_not_tell_stays_untold() -> None:
    plans = {f"p{n}": (40 + n, "a", "", DAYS[0]) for n in range(4)}
    found = figures_of(hide(report_of(plans), FEW, untold={"p2", "total"}))
    assert found["total"].shown == NOT_SHOWN and found["goal.a"].shown == "166"
    assert [row[-1] for row in found["goal.a"].rows] == ["40", "41", NOT_SHOWN, "43"]


def test_without_second_hiding_only_what_is_small_is_hidden() -> None:
    plans = {"p0": (2, "a", "", DAYS[0]), "p1": (40, "a", "", DAYS[0])}
    found = figures_of(hide(report_of(plans), Few(4, secondary=False)))
    assert [row[-1] for row in found["total"].rows] == ["minder dan 4", "40"] and found["total"].shown == "42"
