"""The note on top of a report: real headings, a table with a header row, Dutch, the figures of the report, the same bytes twice."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.oxml.ns import qn
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.core.actor import SYSTEM
from mag.reports.compose import compose
from mag.reports.present import facts_of
from mag.reports.queries import get_report
from mag.reports.render.cover_note import OPEN
from mag.reports.states import ReportKind
from tests.factories.adopted import adopt
from tests.factories.reports import World

As = Callable[[Role | str], FlaskClient]


def test_the_note_opens_in_word_with_the_figures_of_the_report(world: World, as_role: As, no_drawing: None) -> None:
    report = world.prepare()
    clerk = as_role(Role.MUNICIPALITY_READER)
    address = f"/rapporten/{report.id}/oplegnota.docx"
    assert clerk.get(address).status_code == 404, "there is no note on a concept"
    adopt(world, report.id)
    answer = clerk.get(address)
    assert 'filename="oplegnota-halfjaarrapport-2022-1.docx"' in answer.headers["Content-Disposition"]
    assert clerk.get(address).data == answer.data
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None and {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        links = archive.read("word/_rels/document.xml.rels").decode()
        assert 'Target="https://mag.demo.example/rapport/2022-1/v1" TargetMode="External"' in links

    note = Document(io.BytesIO(answer.data))
    headings = [one.text for one in note.paragraphs if one.style.name == "Heading 1"]
    assert note.paragraphs[0].style.name == "Title" and [heading for heading, _ in OPEN] == headings[2:-1]
    assert {one.get(qn("w:val")) for one in note.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert note.core_properties.language == "nl-NL" and note.core_properties.title.startswith("Oplegnota bij:")
    (table,) = note.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    with world.store.reading() as db:
        figures = compose(facts_of(db, get_report(db, SYSTEM, report.id)))
    wanted = [(figure.label, figure.shown) for figure in (*figures.overview, *figures.money.bar)]
    assert [(row.cells[0].text, row.cells[1].text) for row in table.rows[1:]] == wanted
    assert len(" ".join(one.text for one in note.paragraphs).split()) < 350


def test_a_report_without_an_overview_has_a_note_without_a_table(world: World, as_role: As, no_drawing: None) -> None:
    report = adopt(world, world.prepare(ReportKind.MONITOR, "2022-1").id)
    answer = as_role(Role.MUNICIPALITY_READER).get(f"/rapporten/{report.id}/oplegnota.docx")
    note = Document(io.BytesIO(answer.data))
    assert 'filename="oplegnota-monitorrapport-2022-1.docx"' in answer.headers["Content-Disposition"] and not note.tables
