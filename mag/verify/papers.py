"""Letters: each decision and each settlement has its letter, and the letter is still what was frozen."""

from collections import defaultdict
from typing import Any

from mag.verify.result import Result
from mag.verify.source import Source, moment, sha256

MADE_BY = (
    (
        "besluit",
        "decision_letter",
        "SELECT a.id, a.reference, d.decided_at AS at FROM decision d JOIN application a ON a.id = d.application_id",
    ),
    (
        "vaststelling",
        "settlement_letter",
        "SELECT g.application_id AS id, g.reference, s.settled_at AS at FROM settlement s JOIN grant_award g ON g.id = s.grant_id",
    ),
)
"""What must have a letter: its name, the kind of the letter, and the rows."""


def check_papers(source: Source) -> Result:
    """The hash of each letter, and a letter for each act that promises one, made at the moment of that act."""
    result = Result("brieven")
    papers = source.rows("SELECT id, kind, about_kind, about_id, identifier, html, html_sha256, pdf_sha256, made_at FROM paper ORDER BY id")
    for paper in papers:
        result.expect(sha256(paper.html) == paper.html_sha256, f"brief {paper.identifier}: de tekst is veranderd")
        if paper.pdf_sha256 is not None:
            start = (source.content(paper.pdf_sha256) or b"%PDF-")[:5]
            result.expect(start == b"%PDF-", f"brief {paper.identifier}: wat als pdf bewaard is, is geen pdf")
    about: dict[tuple[str, str, int], list[Any]] = defaultdict(list)
    for paper in papers:
        about[(paper.kind, paper.about_kind, paper.about_id)].append(paper)
    for plan in source.rows("SELECT id, year, version, adopted_at AS at FROM year_plan WHERE state = 'adopted'"):
        there = about[("year_plan", "year_plan", plan.id)]
        found = any(moment(paper.made_at) == moment(plan.at) for paper in there)
        result.expect(found, f"uitvoeringsplan {plan.year} versie {plan.version} heeft geen tekst van het moment van vaststellen")
    for what, kind, question in MADE_BY:
        rows = source.rows(question)
        for row in rows:
            there = about[(kind, "application", row.id)]
            if not there:
                result.failures.append(f"{what} {row.reference} heeft geen brief")
            else:
                paper = there.pop(next((n for n, one in enumerate(there) if moment(one.made_at) == moment(row.at)), 0))
                result.expect(moment(paper.made_at) == moment(row.at), f"brief {paper.identifier} is niet van het moment van het {what}")
                result.expect(row.reference in paper.html, f"brief {paper.identifier} noemt {row.reference} niet")
        for loose in [paper for key, left in about.items() if key[0] == kind for paper in left]:
            result.failures.append(f"brief {loose.identifier} hoort bij geen {what}")
    result.count(len(papers), "brief", "brieven")
    result.count(sum(1 for paper in papers if paper.pdf_sha256), "pdf", "pdf’s")
    if waiting := sum(1 for paper in papers if paper.pdf_sha256 is None):
        result.count(waiting, "wacht nog op zijn pdf", "wachten nog op hun pdf")
    return result
