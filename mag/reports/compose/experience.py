"""How people found it: the grades participants gave, and the complaints and objections that came in."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from mag.agenda.terms import RemedyKind
from mag.core.sheets import Column, Kind
from mag.indicators.few import NOT_SHOWN, Few
from mag.indicators.wording import during
from mag.remedies.states import OUTCOME_WORDS, RemedyOutcome
from mag.reports.compose.burden import sum_counts
from mag.reports.compose.overview import approved_in
from mag.reports.facts import Facts, PlanFact, RemedyFact
from mag.reports.figure import Figure, Unit
from mag.reports.parts import ExperiencePart

TOO_FEW = "niet getoond: te weinig antwoorden"
_GRADES = (
    Column("Kenmerk"), Column("Plan"), Column("Aanvrager"), Column("Goedgekeurd op", Kind.DATE), Column("Cijfer"), Column("Antwoorden"),
)  # fmt: skip
_REMEDIES = (Column("Kenmerk"), Column("Binnengekomen op", Kind.DATE), Column("Wat ervan werd"), Column("Aantal", Kind.WHOLE))


def compose_experience(facts: Facts, few: Few, chapter: str) -> ExperiencePart:
    """The grades, and the complaints and objections; for the chapter about professionals also how often something was missing."""
    when = during(facts.period)
    counted = [
        satisfaction(f"{chapter}.satisfaction", approved_in(facts), few, f"Uit verantwoordingen die zijn goedgekeurd {when}."),
        _remedies(f"{chapter}.complaints", "Klachten", f"Binnengekomen {when}.", facts, RemedyKind.COMPLAINT),
        _remedies(f"{chapter}.objections", "Bezwaren", f"Binnengekomen {when}.", facts, RemedyKind.OBJECTION),
    ]
    if chapter == "professionals":
        basis = f"Hoe vaak wij {when} iets vroegen dat in een aanvraag ontbrak."
        asked = sum_counts(f"{chapter}.completions", "Aanvullingen gevraagd", basis, facts.plans, lambda plan: plan.completions)
        counted.append(asked)
    return ExperiencePart(chapter, tuple(counted), facts.text(chapter))


def satisfaction(key: str, plans: Sequence[PlanFact], few: Few, basis: str) -> Figure:
    """The mean grade of participants, weighed by how many answered, with how many that were.

    Not shown when few answered; a plan of which few answered keeps its grade to itself, and another with it where it would follow.
    """
    found = [(plan, plan.grade, plan.graded) for plan in plans if plan.grade is not None and plan.graded]
    counts = [many for *_, many in found]
    total, hidden = sum(counts), few.hidden(counts)
    rows = tuple(
        (plan.reference, plan.title, plan.partner, plan.approved_on, NOT_SHOWN if place in hidden else show_grade(grade),
         few.words(many) if place in hidden else str(many))
        for place, (plan, grade, many) in enumerate(found)
    )  # fmt: skip
    if not found:
        text = "nog niet bekend"
    elif total < few.below:
        text = TOO_FEW
    else:
        mean = sum((grade * many for _, grade, many in found), Decimal()) / total
        text = f"{show_grade(mean)} (van {f'{total:,}'.replace(',', '.')} mensen)"
    demo = any(plan.is_demo for plan, *_ in found)
    return Figure(key, "Rapportcijfer van deelnemers", Unit.READING, 0, basis, demo, _GRADES, rows, text=text)


def graded(plans: Iterable[PlanFact]) -> int:
    """How many participants gave a grade."""
    return sum(plan.graded or 0 for plan in plans if plan.grade is not None)


def show_grade(grade: Decimal) -> str:
    """A grade with one decimal: ``8,1``."""
    return str(grade.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")


def _remedies(key: str, label: str, basis: str, facts: Facts, kind: RemedyKind) -> Figure:
    found = [one for one in facts.remedies if one.kind == kind]
    rows = tuple((one.reference, one.received_on, _became(one), 1) for one in found)
    return Figure(key, label, Unit.COUNT, len(found), basis, any(one.is_demo for one in found), _REMEDIES, rows)


def _became(remedy: RemedyFact) -> str:
    if remedy.outcome is not None:
        return OUTCOME_WORDS[RemedyOutcome(remedy.outcome)]
    return "ingetrokken" if remedy.closed_on else "loopt nog"
