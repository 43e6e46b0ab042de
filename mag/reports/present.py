"""A report as it stands: adopted ones from what was kept, concepts from the present facts."""

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.core.clock import today
from mag.core.house import House
from mag.core.period import Period
from mag.reports import snapshot
from mag.reports.compose import compose
from mag.reports.compose.changes import differences
from mag.reports.facts import ChangeFact, Facts
from mag.reports.figures import Figures
from mag.reports.gather import gather, gather_report
from mag.reports.models import Report
from mag.reports.queries import find_versions, newest_adopted
from mag.reports.render import Stamp, make_forms
from mag.reports.render.forms import csv_files, unpack
from mag.reports.states import ReportKind, ReportState


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest report of a kind and period in all its forms; ``word`` is ``concept`` or ``vastgesteld``.

    ``council`` is None for a report of before there was a page for the council.
    """

    title: str
    word: str
    html: bytes
    pdf: bytes
    xlsx: bytes
    json: bytes
    council: bytes | None
    csvs: tuple[tuple[str, bytes], ...]


def charts_folder(house: House) -> Path:
    """Where the drawings of this installation are kept."""
    return house.settings.var / "charts"


def facts_of(db: Session, report: Report) -> Facts:
    """The facts of a report: frozen since it was adopted, else the present ones. Its agenda and texts must be loaded."""
    if report.state is not ReportState.CONCEPT and report.facts is not None:
        return snapshot.thaw(report.facts)
    return gather_report(db, report)


def changed_since(db: Session, report: Report, facts: Facts, figures: Figures) -> tuple[ChangeFact, ...]:
    """What would read differently if an adopted report were made today: late hand-ins, corrected figures and bookings."""
    live = gather(db, report.agenda, report.kind, facts.period, version=facts.version, texts=facts.texts)
    live = replace(live, format=facts.format, changes=facts.changes, agreed=facts.agreed, chapters=facts.chapters)
    if live == facts:
        return ()
    return differences(figures, compose(live), few=facts.count_below)


def stamp_of(house: House, report: Report, facts: Facts) -> Stamp:
    """The mark of a report; for a concept the present moment is when it was made."""
    now, address = house.store.clock.now(), house.settings.address
    frozen_at = report.frozen_at or report.adopted_at  # a report of before there was a wait in between knows the second alone
    if frozen_at is not None and report.facts_sha256 is not None:
        day = today(frozen_at)
        return Stamp(report.version, frozen_at, day, report.facts_sha256, day, report.frozen_by or report.adopted_by, address)
    return Stamp(report.version, now, today(now), snapshot.digest(snapshot.freeze(facts)), address=address)


def make_newest(house: House, db: Session, agenda: Agenda, kind: ReportKind, period: Period) -> Newest:
    """The adopted report from its kept bytes; when none was adopted, a concept of the present facts."""
    versions = find_versions(db, agenda.id, kind, period.code)
    adopted = newest_adopted(versions)
    if adopted is not None:
        facts = facts_of(db, adopted)
        figures = compose(facts)
        html, pdf, xlsx, json = (
            house.files.read(sha256 or "") for sha256 in (adopted.html_sha256, adopted.pdf_sha256, adopted.xlsx_sha256, adopted.json_sha256)
        )
        council = house.files.read(adopted.council_sha256) if adopted.council_sha256 is not None else None
        csvs = unpack(house.files.read(adopted.csv_sha256)) if adopted.csv_sha256 is not None else csv_files(facts, figures)
        return Newest(figures.title, "vastgesteld", html, pdf, xlsx, json, council, csvs)
    facts = gather_report(db, versions[0]) if versions else gather(db, agenda, kind, period)
    now = house.store.clock.now()
    stamp = Stamp(facts.version, now, today(now), snapshot.digest(snapshot.freeze(facts)), address=house.settings.address)
    forms = make_forms(charts_folder(house), facts, stamp)
    return Newest(compose(facts).title, "concept", forms.html, forms.pdf, forms.xlsx, forms.json, forms.council, forms.csvs)
