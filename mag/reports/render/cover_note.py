"""The municipality's own note on top of a report, for the council: a Word document with the figures as the report shows them.

What the municipality says itself stays open under headings of its own. The same report gives the same bytes.
"""

import io
import zipfile
from datetime import UTC
from typing import Any

from mag.core.period import show_date
from mag.reports.facts import Facts
from mag.reports.figures import Figure, Figures
from mag.reports.render.stamp import Stamp

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN = (
    ("Wat vindt het college?", "Schrijf hier in een paar zinnen wat u van het rapport vindt en wat opvalt."),
    ("Wat vragen wij van de raad?", "Bijvoorbeeld: kennisnemen van het rapport, of een besluit nemen over een onderwerp eruit."),
    ("Hoe gaat het verder?", "Noem wat u met de uitvoerder afspreekt en wanneer de raad er weer van hoort."),
)
"""The headings the municipality writes under, each with a hint that is to be replaced."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
_LINK_COLOUR = "0B5394"


def cover_note(facts: Facts, figures: Figures, stamp: Stamp, *, address: str) -> bytes:
    """The note as a Word document (about a page). ``address`` is where the report stands for ever."""
    from docx import Document
    from docx.shared import Mm, Pt

    note = Document()
    _in_dutch(note)
    section = note.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    note.styles["Normal"].font.name, note.styles["Normal"].font.size = "Calibri", Pt(11)
    title = f"Oplegnota bij: {figures.title}"
    note.add_heading(title, level=0)
    note.add_paragraph(f"Aan de gemeenteraad van {facts.agenda.municipality}")
    note.add_paragraph(f"Onderwerp: {figures.title}, {facts.agenda.name}")
    note.add_heading("Wat ligt voor u?", level=1)
    period = f"{show_date(facts.period.first)} tot en met {show_date(facts.period.last)}"
    note.add_paragraph(
        f"{facts.agenda.leader} voert de agenda uit en legt met dit rapport verantwoording af over de periode {period}. "
        f"{_adopted(stamp)} Het rapport laat zien wat er is gedaan, wat het kostte en hoe de cijfers bij de doelen zich ontwikkelen. "
        "Of de plannen de oorzaak zijn van een verandering, is daarmee niet bewezen."
    )
    if figures.is_demo:
        note.add_paragraph("Demo: in dit rapport staan verzonnen gegevens.")
    note.add_heading("Wat staat er in het rapport?", level=1)
    names = [chapter.title for chapter in figures.chapters if chapter.title] + [theme.name for theme in figures.themes]
    if names:
        note.add_paragraph(f"Het gaat over: {', '.join(dict.fromkeys(names))}.")
    if told := [*figures.overview, *figures.money.bar]:
        _table(note, "Cijfer", told)
    if figures.overview_text:
        note.add_paragraph(figures.overview_text)
    for heading, hint in OPEN:
        note.add_heading(heading, level=1)
        note.add_paragraph().add_run(f"[{hint}]").italic = True
    note.add_heading("Het hele rapport", level=1)
    place = note.add_paragraph("Lees het rapport met alle cijfers en de rijen erachter op ")
    _link(place, address)
    place.add_run(".")
    note.add_paragraph(f"Controlegetal van het rapport (SHA-256): {stamp.sha256}")
    _describe(note, title, facts.agenda.municipality, stamp)
    made = io.BytesIO()
    note.save(made)
    return _without_clock(made.getvalue())


def _adopted(stamp: Stamp) -> str:
    again = f" Dit is versie {stamp.version}." if stamp.version > 1 else ""
    return f"Het is vastgesteld op {show_date(stamp.adopted_on)} door {stamp.adopted_by}.{again}" if stamp.adopted_on else ""


def _table(note: Any, head: str, figures: list[Figure]) -> None:
    """A table with a header row that comes back on every page."""
    from docx.oxml import OxmlElement

    table = note.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, (head, "Stand", "Wat telt mee"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for figure in figures:
        row = table.add_row()
        for cell, text in zip(row.cells, (figure.label, figure.shown, f"{figure.basis}{' Demo.' if figure.is_demo else ''}"), strict=True):
            cell.text = text
    note.add_paragraph()


def _link(paragraph: Any, address: str) -> None:
    """A real link, in a colour and underlined."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline, run.font.color.rgb = True, RGBColor.from_string(_LINK_COLOUR)
    link.append(run._r)
    paragraph._p.append(link)


def _in_dutch(note: Any) -> None:
    """Dutch is the language of every style, so that the spelling checker and a screen reader know."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for properties in note.styles.element.iter(qn("w:rPr")):
        for said in properties.findall(qn("w:lang")):
            properties.remove(said)
    default = note.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), "nl-NL")
    default.append(language)


def _describe(note: Any, title: str, author: str, stamp: Stamp) -> None:
    """What the document says about itself; the moment is that of the report."""
    about, moment = note.core_properties, stamp.made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    about.title, about.author, about.language, about.last_modified_by = title, f"Gemeente {author}", "nl-NL", ""
    about.subject, about.comments, about.keywords = "Oplegnota voor de gemeenteraad", "", ""
    about.created = about.modified = moment
    about.revision = 1


def _without_clock(made: bytes) -> bytes:
    """The same archive without the moment it was written, in the order it had."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(zipfile.ZipInfo(name, date_time=_OLDEST), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
