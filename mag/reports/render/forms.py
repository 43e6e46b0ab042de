"""All forms of one report: the page, the PDF with the data inside it, the workbook, the data file and the CSV files."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mag.core.files import FileStore
from mag.core.pdf import Attachment, render_pdf
from mag.core.period import show_date
from mag.core.sheets import money_data, table_data, write_csv, write_json, write_xlsx
from mag.reports import snapshot
from mag.reports.compose import compose
from mag.reports.compose.quotes import fill
from mag.reports.facts import Facts
from mag.reports.figures import Figure, Figures, Unit
from mag.reports.render.charts import draw_missing, kept_charts
from mag.reports.render.document import council_html, report_html
from mag.reports.render.stamp import Stamp
from mag.reports.render.tables import report_tables
from mag.reports.states import REPORT_KIND_LABELS, ReportKind
from mag.reports.stored import StoredForms

SCHEMA_PATH = "/rapport/schema.json"
"""Where the description of the data file is published."""


@dataclass(frozen=True, slots=True)
class Forms:
    """A report in all its forms, as bytes. ``csvs`` are (name, bytes); ``facts`` is the frozen text they were made of."""

    facts: str
    html: bytes
    pdf: bytes
    xlsx: bytes
    json: bytes
    council: bytes
    csvs: tuple[tuple[str, bytes], ...]


def make_forms(charts: Path, facts: Facts, stamp: Stamp) -> Forms:
    """Every form of a report. ``charts`` is the folder where drawings are kept; missing ones are drawn first.

    Raises PdfError when no PDF comes out.
    """
    figures = compose(facts)
    draw_missing(charts, figures)
    html = report_html(facts, figures, stamp, kept_charts(charts, figures))
    data = data_file(facts, figures, stamp)
    attached = Attachment(f"{file_name(facts, stamp)}.json", "De cijfers van dit rapport met de rijen erachter, als JSON", data)
    pdf = render_pdf(html, identifier=stamp.sha256[:32], made_at=stamp.made_at, attachments=[attached])
    council = council_page(facts, figures, stamp)
    return Forms(snapshot.freeze(facts), html.encode(), pdf, workbook(facts, figures, stamp), data, council, csv_files(facts, figures))


def council_page(facts: Facts, figures: Figures, stamp: Stamp) -> bytes:
    """The page for the council as a PDF. Raises PdfError when none comes out."""
    return render_pdf(council_html(facts, figures, stamp), identifier=f"{stamp.sha256[:31]}c", made_at=stamp.made_at)


def store_forms(files: FileStore, forms: Forms) -> StoredForms:
    """Put the forms that are kept in the file store, before any transaction refers to them."""
    kept = [files.put(content) for content in (forms.html, forms.pdf, forms.xlsx, forms.json, forms.council, pack(forms.csvs))]
    return StoredForms(*kept)


def pack(tables: Iterable[tuple[str, bytes]]) -> bytes:
    """Tables as CSV in one archive; the same tables give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(packed: bytes) -> tuple[tuple[str, bytes], ...]:
    """The tables of such an archive, in their order."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def file_name(facts: Facts, stamp: Stamp) -> str:
    """The name of the files without an ending: ``halfjaarrapport-2022-1-concept``."""
    return (
        name_of_files(ReportKind(facts.kind), facts.period_code, stamp.version)
        if stamp.adopted_on
        else (f"{name_of_files(ReportKind(facts.kind), facts.period_code, 1)}-concept")
    )


def name_of_files(kind: ReportKind, period_code: str, version: int) -> str:
    """The name of the files of an adopted report without an ending: ``jaarrapport-2022-versie-2``."""
    name = f"{REPORT_KIND_LABELS[kind].replace(' ', '-')}-{period_code}"
    return name if version == 1 else f"{name}-versie-{version}"


def about(facts: Facts, figures: Figures, stamp: Stamp) -> Iterator[tuple[str, str]]:
    """What a reader of a data file must know: of whom, which period, concept or adopted, the hash, what was left out."""
    yield "Rapport", figures.title
    yield "Agenda", facts.agenda.name
    yield "Gemeente", facts.agenda.municipality
    yield "Periode", f"{show_date(facts.period.first)} tot en met {show_date(facts.period.last)}"
    yield "Status", f"{stamp.word}, versie {stamp.version}"
    if stamp.adopted_on:
        yield "Vastgesteld", f"op {show_date(stamp.adopted_on)} door {stamp.adopted_by}"
    else:
        yield "Gemaakt", f"op {show_date(stamp.made_on)}; de cijfers kunnen nog veranderen"
    yield "Controlegetal", f"{stamp.sha256} (SHA-256 van de vastgelegde feiten)"
    yield "Kleine aantallen", f"Aantallen mensen onder de {facts.count_below} staan er niet in; het vak is leeg."
    yield "Namen", "Namen van inwoners staan er niet in."
    if figures.is_demo:
        yield "Demo", "Dit bestand bevat verzonnen gegevens (demo)."


def workbook(facts: Facts, figures: Figures, stamp: Stamp) -> bytes:
    """The workbook: a sheet about the file, then a sheet per table."""
    rows = list(about(facts, figures, stamp))
    return write_xlsx(report_tables(facts, figures), title=figures.title, made_at=stamp.made_at, about_rows=rows)


def csv_files(facts: Facts, figures: Figures) -> tuple[tuple[str, bytes], ...]:
    """A CSV file per table, as Dutch Excel opens it."""
    return tuple((f"{table.name.lower()}.csv", write_csv(table)) for table in report_tables(facts, figures))


def data_file(facts: Facts, figures: Figures, stamp: Stamp) -> bytes:
    """The report as JSON: about it, every figure with its rows (amounts in whole cents, the last column adds up), and the tables."""
    return write_json(
        {
            "$schema": f"{stamp.address}{SCHEMA_PATH}",
            "about": dict(about(facts, figures, stamp)),
            "agenda": facts.agenda.code,
            "kind": facts.kind,
            "period": {"code": facts.period_code, "first": facts.period.first, "last": facts.period.last},
            "version": stamp.version,
            "state": stamp.word,
            "facts_sha256": stamp.sha256,
            "is_demo": figures.is_demo,
            "chapters": [{"code": one.code, "title": one.title, "introduction": one.introduction} for one in figures.chapters],
            "figures": [_figure(figure) for figure in figures.by_key.values()],
            "texts": [{"chapter": text.chapter, "text": fill(text.text, figures.by_key)} for text in facts.texts],
            "agreed": asdict(figures.agreed),
            "changes": [asdict(one) for one in figures.changes],
            "tables": [table_data(table) for table in report_tables(facts, figures)],
        }
    )


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.public_value
    return {
        "key": figure.key,
        "label": figure.label,
        "about": figure.about,
        "unit": figure.unit.value,
        "value": money_data(value) if figure.unit is Unit.MONEY and value is not None else value,
        "shown": figure.shown,
        "basis": figure.basis,
        "is_demo": figure.is_demo,
        "columns": [column.title for column in figure.columns],
        "rows": [list(row) for row in figure.rows],
    }
