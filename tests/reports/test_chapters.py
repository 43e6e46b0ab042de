"""Which chapters a report has is said by the agenda; a report of before that keeps the chapters of its time."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html

from mag.accounts.roles import Role
from mag.agenda.models import Agenda
from mag.agenda.report_documents import ChapterKind, ReportKind
from mag.agenda_file import AgendaFileError, dump, load, parse, read
from mag.core.actor import SYSTEM
from mag.reports import snapshot
from mag.reports.chapters import ANCHORS, TITLES, USUAL
from mag.reports.compose import compose
from mag.reports.compose.report import COMPOSERS
from mag.reports.facts import ChapterFact, Facts
from mag.reports.places import chapters
from mag.reports.present import facts_of
from mag.reports.queries import get_report
from mag.reports.render.document import report_html
from mag.reports.render.stamp import Stamp
from mag.reports.render.tables import report_tables
from tests.factories.applications import CODE, agenda_file
from tests.factories.reports import World

As = Callable[[Role | str], FlaskClient]
SAID = """
reports:
  half_year:
    - {code: money, title: Waar het geld bleef, introduction: Eerst het geld.}
    - {code: overview}
"""


@pytest.fixture
def facts(world: World) -> Facts:
    """The facts of the half-year."""
    report = world.prepare()
    with world.store.reading() as db:
        return facts_of(db, get_report(db, SYSTEM, report.id))


def test_every_kind_of_chapter_has_one_composer_a_title_and_a_place() -> None:
    assert set(COMPOSERS) == set(TITLES) == set(ANCHORS) == set(ChapterKind)
    assert set(USUAL) == set(ReportKind)


def test_a_report_stored_without_chapters_keeps_the_order_it_was_made_with(facts: Facts) -> None:
    old = snapshot.thaw(snapshot.freeze(facts).replace('"format":3', '"format":2'))
    old = replace(old, chapters=())
    made = compose(old)
    assert [chapter.code for chapter in made.chapters] == ["overview", "themes", "partners", "money", "outlook"]
    assert [table.name for table in report_tables(old, made)] == ["Overzicht", "Doelen", "Cijfers", "Plannen", "Geld", "Partners"]


def test_page_paper_and_workbook_follow_the_chapters_of_the_agenda(world: World, as_role: As) -> None:
    with world.store.transaction() as tx:
        load(tx, parse(dump(agenda_file(CODE)) + SAID))
    with world.store.reading() as db:
        assert read(db, CODE).reports == parse(dump(agenda_file(CODE)) + SAID).reports
    report = world.prepare()
    page = html.document_fromstring(as_role(Role.PROJECT_LEADER).get(f"/rapporten/{report.id}").text)
    titles = page.xpath("//div[@class='report']/h2/text()")
    assert titles == ["Waar het geld bleef", "Overzicht", "Hoe deze cijfers zijn gemaakt"]
    assert "Eerst het geld." in page.text_content()
    with world.store.reading() as db:
        facts = facts_of(db, get_report(db, SYSTEM, report.id))
    made = compose(facts)
    assert [(place.code, place.name) for place in chapters(made)] == [("money", "Waar het geld bleef"), ("overview", "Overzicht")]
    paper = html.document_fromstring(report_html(facts, made, _stamp(facts, world), {}))
    assert paper.xpath("//nav//a/text()") == titles
    assert [table.name for table in report_tables(facts, made)] == ["Overzicht", "Plannen", "Geld"]
    assert facts.chapters[0] == ChapterFact("money", "Waar het geld bleef", "Eerst het geld.")


def _stamp(facts: Facts, world: World) -> Stamp:
    now = world.store.clock.now()
    return Stamp(1, now, facts.period.last, "0" * 64)


@pytest.mark.parametrize(
    ("said", "where", "what"),
    [
        ("{code: cijfers}", "reports.half_year[cijfers].code", "the name of a chapter: overview, themes"),
        ("{code: money}, {code: money}", "reports.half_year", "each chapter once; money stands here twice"),
    ],
)
def test_a_wrong_chapter_is_refused_by_name_when_the_file_is_read(said: str, where: str, what: str) -> None:
    with pytest.raises(AgendaFileError) as refused:
        parse(dump(agenda_file(CODE)) + f"reports:\n  half_year: [{said}]\n")
    assert [(one.key, what in one.expected) for one in refused.value.problems] == [(where, True)]


def test_an_agenda_that_says_nothing_is_written_without_a_word_about_it(world: World) -> None:
    with world.store.reading() as db:
        assert "reports:" not in dump(read(db, CODE))
        assert "reports" not in db.get_one(Agenda, world.agenda_id).document
