"""The files of a report a reader can take along: which there are, how large, and their bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from mag.core.files import FileStore
from mag.core.house import House
from mag.reports.facts import Facts
from mag.reports.figures import Figures
from mag.reports.models import Report
from mag.reports.present import charts_folder
from mag.reports.render.forms import council_page, csv_files, data_file, file_name, make_forms, name_of_files, unpack, workbook
from mag.reports.render.stamp import Stamp
from mag.reports.states import ReportState
from mag.reports.stored import MEDIA_TYPES

KINDS = {
    "pdf": "PDF, om te lezen en te bewaren",
    "council": "Eén bladzijde voor de raad (PDF)",
    "xlsx": "Excel",
    "html": "Webpagina in één bestand",
    "json": "JSON, met de rijen achter elk cijfer",
}
"""The forms of a report, in the order they are offered, and what people read for each."""
ENDINGS = {"council": "-een-bladzijde.pdf"}
"""How the name of a form ends where that is not its own word."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is offered. ``size`` in bytes, or None for what is only made when somebody asks for it."""

    name: str
    kind: str
    form: str
    media_type: str
    size: int | None


def downloads_of(files: FileStore, report: Report, facts: Facts, figures: Figures, stamp: Stamp) -> list[Download]:
    """The files of a report. Those of an adopted one are kept; those of a concept are made from the present facts.

    A report that is being made has none yet.
    """
    if report.state is ReportState.MAKING:
        return []
    name = file_name(facts, stamp)
    kept = report.state is ReportState.ADOPTED
    found = [
        Download(
            f"{name}{ENDINGS.get(form, f'.{form}')}", words, form, MEDIA_TYPES[form], _kept_size(files, report, form) if kept else None
        )
        for form, words in KINDS.items()
        if not kept or getattr(report, f"{form}_sha256") is not None
    ]
    return found + [
        Download(csv, "CSV voor Excel", "csv", "text/csv; charset=utf-8", len(content))
        for csv, content in tables_of(files, report, facts, figures)
    ]


def tables_of(files: FileStore, report: Report, facts: Facts, figures: Figures) -> tuple[tuple[str, bytes], ...]:
    """The tables as CSV: the kept ones, or made from the facts where none are kept."""
    return unpack(files.read(report.csv_sha256)) if report.csv_sha256 is not None else csv_files(facts, figures)


def kept_downloads(files: FileStore, report: Report) -> list[Download]:
    """The files of an adopted report as they are kept, without its facts: what a visitor finds beside a public one."""
    name = name_of_files(report.kind, report.period_code, report.version)
    found = [
        Download(f"{name}{ENDINGS.get(form, f'.{form}')}", words, form, MEDIA_TYPES[form], _kept_size(files, report, form))
        for form, words in KINDS.items()
        if getattr(report, f"{form}_sha256") is not None
    ]
    if report.csv_sha256 is not None:
        found.append(
            Download(f"{name}-csv.zip", "CSV voor Excel, alle tabellen", "csv", MEDIA_TYPES["csv"], _kept_size(files, report, "csv"))
        )
    return found


def _kept_size(files: FileStore, report: Report, form: str) -> int | None:
    sha256 = getattr(report, f"{form}_sha256")
    return files.path(sha256).stat().st_size if sha256 and files.exists(sha256) else None


def read_download(house: House, report: Report, facts: Facts, figures: Figures, stamp: Stamp, wanted: Download) -> bytes:
    """The bytes of one file. Raises NotFound when a kept file is gone, PdfError when no PDF comes out."""
    if wanted.form == "csv":
        return dict(tables_of(house.files, report, facts, figures))[wanted.name]
    if report.state is ReportState.ADOPTED:
        return house.files.read(getattr(report, f"{wanted.form}_sha256"))
    made: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: workbook(facts, figures, stamp),
        "json": lambda: data_file(facts, figures, stamp),
        "council": lambda: council_page(facts, figures, stamp),
        "pdf": lambda: make_forms(charts_folder(house), facts, stamp).pdf,
        "html": lambda: make_forms(charts_folder(house), facts, stamp).html,
    }
    return made[wanted.form]()
