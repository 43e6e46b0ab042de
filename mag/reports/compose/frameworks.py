"""A framework beside the agenda as a chapter: the same tables as its own page, from what was frozen with the report."""

from mag.indicators.few import Few
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.frameworks.tables import show_table
from mag.reports.facts import ChapterFact, Facts
from mag.reports.parts import FrameworkPart


def compose_framework(facts: Facts, few: Few, chapter: ChapterFact) -> FrameworkPart:
    """The chapter of one framework; empty when the report has no such framework."""
    code = chapter.code.partition(":")[2]
    found = next((_document(fact.document) for fact in facts.frameworks if fact.code == code), None)
    if found is None:
        return FrameworkPart(code, "", "", (), few.below)
    return FrameworkPart(code, found.name, found.owner, tuple(show_table(table, few) for table in found.tables), few.below)


def _document(said: str) -> FrameworkDocument:
    return FrameworkDocument.model_validate_json(said)
