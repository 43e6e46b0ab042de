"""Per goal: what was wanted, what the indicators showed, what was done, what it cost (``ux.md D11``, ``domain.md 9.59``)."""

from textwrap import shorten

from mag.core.sheets import Column, Kind
from mag.indicators.few import NOT_SHOWN
from mag.indicators.wording import during, show_value
from mag.reports.compose.money import settled_in
from mag.reports.compose.overview import approved_in, carried_out_in, decided_in
from mag.reports.compose.selections import DECIDED, ENDS, PAID_OUT, SETTLED, count_plans, sum_entries, sum_people, sum_plans
from mag.reports.facts import Facts, GoalFact, PlanFact, PointFact, SeriesFact
from mag.reports.figures import Figure, GoalPart, PlanLine, ThemePart, Unit, told_of
from mag.reports.parts import Story

MOST_STORIES, LONGEST_STORY = 3, 700
"""How many stories a goal tells and how long; a partner's chapter has its own stories whole."""
READING_COLUMNS = (
    Column("Periode"), Column("Waarde", Kind.NUMBER), Column("Ondergrens", Kind.NUMBER), Column("Bovengrens", Kind.NUMBER),
    Column("Deelnemers", Kind.WHOLE), Column("Status"), Column("Bron"), Column("Opmerking"), Column("Akkoord op", Kind.DATE),
)  # fmt: skip


def compose_themes(facts: Facts) -> tuple[ThemePart, ...]:
    """The chapters per theme and goal."""
    return tuple(ThemePart(theme.code, theme.name, tuple(_goal(facts, goal) for goal in theme.goals)) for theme in facts.themes)


def _goal(facts: Facts, goal: GoalFact) -> GoalPart:
    when, key = during(facts.period), f"goal.{goal.code}"
    decided = [p for p in decided_in(facts) if p.goal == goal.code and p.awarded > 0]
    done = [p for p in carried_out_in(facts) if p.goal == goal.code]
    approved = [p for p in approved_in(facts) if p.goal == goal.code]
    settled = [p for p in settled_in(facts) if p.goal == goal.code]
    booked = [e for e in facts.entries if e.goal == goal.code and e.booked_on in facts.period]
    return GoalPart(
        code=goal.code,
        name=goal.name,
        ambition=goal.ambition,
        readings=told_of(goal.name, [reading(f"{key}.{series.key}", series) for series in goal.series]),
        done=told_of(
            goal.name,
            (
                count_plans(f"{key}.decided", "Plannen met geld", f"Toegekend {when}.", decided, DECIDED),
                count_plans(f"{key}.carried_out", "Uitgevoerde plannen", f"De laatste dag van het plan viel {when}.", done, ENDS),
                sum_people(f"{key}.people", "Mensen bereikt", f"Uit verantwoordingen die zijn goedgekeurd {when}.", approved),
            ),
        ),
        cost=told_of(
            goal.name,
            (
                sum_plans(f"{key}.awarded", "Toegekend", f"In besluiten die zijn genomen {when}.", decided, DECIDED, lambda p: p.awarded),
                sum_entries(f"{key}.paid", "Betaald", f"Overgemaakt {when}.", booked, PAID_OUT),
                sum_plans(
                    f"{key}.settled", "Vastgesteld", f"Eindbedragen die zijn vastgesteld {when}.", settled, SETTLED, lambda p: p.settled
                ),
            ),
        ),
        plans=tuple(
            PlanLine(
                p.reference,
                p.title,
                p.partner,
                _became(facts, p.approved_on is not None, p.ends_on is not None and p.ends_on <= facts.period.last),
                p.awarded,
            )
            for p in sorted(decided, key=lambda p: (-p.awarded, p.reference))
        ),
        text=facts.text(f"goal:{goal.code}"),
        moved=facts.text(f"moved:{goal.code}"),
        influences=tuple((one.year, one.text) for one in goal.influences),
        stories=_stories(facts, approved)[:MOST_STORIES],
    )


def _stories(facts: Facts, approved: list[PlanFact]) -> tuple[Story, ...]:
    """What partners told and allowed to be shown. Facts of before that was asked tell it in the partner's chapter alone, as they did."""
    if facts.format < 3:
        return ()
    told = [plan for plan in approved if plan.story.strip()]
    return tuple(Story(plan.title, plan.partner, shorten(plan.story, LONGEST_STORY, placeholder=" …"), plan.is_demo) for plan in told)


def _became(facts: Facts, is_approved: bool, is_over: bool) -> str:
    if is_approved:
        return "verantwoord"
    return "uitgevoerd" if is_over else "loopt"


def reading(key: str, series: SeriesFact) -> Figure:
    """What an indicator showed last, with all its measurements as rows."""
    last = series.last
    text = NOT_SHOWN if series.is_hidden else show_value(last.value if last else None, series.unit)
    rows = tuple(
        (p.label, p.value, p.lower, p.upper, p.respondents, status_words(p), p.source, p.note, p.approved_on) for p in series.points
    )
    return Figure(key, series.short, Unit.READING, 0, series.sentence, series.is_demo, READING_COLUMNS, rows, text=text, series=series)


def status_words(point: PointFact) -> str:
    """How sure a reading is, in words; ``demo`` when it was made up."""
    missing = "niet getoond: te weinig mensen" if point.hidden else "ontbreekt"
    words = [word for word, said in ((missing, point.value is None), ("voorlopig", point.provisional), ("demo", point.is_demo)) if said]
    return ", ".join(words) or "definitief"
