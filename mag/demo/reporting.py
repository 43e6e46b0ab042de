"""The reports of the demonstration: the first half-year was adopted in the autumn, the second and the year wait as concepts.

The municipality asked something about the first, was answered and accepted it, and it was made public; the second is open for comment.
"""

from concurrent.futures import Future
from datetime import date

from mag.demo.stage import CONTROLLER, PROJECT_LEADER, Stage
from mag.reports import adopting, points, remarks, snapshot
from mag.reports import service as reports
from mag.reports.compose import compose
from mag.reports.figures import Figures
from mag.reports.gather import gather_report
from mag.reports.making import make_one
from mag.reports.models import Report
from mag.reports.places import find_place
from mag.reports.present import charts_folder
from mag.reports.queries import get_report
from mag.reports.render.charts import draw_missing
from mag.reports.states import PointKind, PointOutcome, ReportKind

MUNICIPALITY, SOUNDING_BOARD = "gemeente@demo.example", "klankbord@demo.example"

TEXTS = {
    "2022-1": {
        "overview": "Na twee stille jaren kwamen er weer veel aanvragen. Vooral sportverenigingen en groepen inwoners deden mee (demo).",
        "outlook": "In het najaar is de ronde voor de grote partners. Wij vragen extra aandacht voor mantelzorgers (demo).",
        "goal:sport_en_bewegen": "De clubs bereikten ook mensen die nog nergens lid waren (demo).",
    },
    "2022-2": {
        "overview": "Er kwamen {figuur:overview.applied} aanvragen, samen goed voor {figuur:overview.requested}. "
        "In december kwamen er veel tegelijk; die zijn in januari beslist (demo).",
    },
    "2022": {
        "overview": "Dit is het concept van het jaarrapport. Enkele verantwoordingen komen nog binnen voor 1 april (demo).",
        "goal:samenleven": "Buurten die een keer iets samen deden, vroegen vaker opnieuw aan (demo).",
    },
}

AGREED = {
    "2022-1": (
        (PointKind.PRIORITY, "Meer aanvragen voor mantelzorgers, samen met de welzijnsstichting (demo).", "Buurtnetwerker (demo)"),
        (PointKind.PRIORITY, "Verantwoordingen binnen zes weken bekijken (demo).", "Controller (demo)"),
        (PointKind.SIGNAL, "Kleine clubs vinden het lastig om bonnetjes te bewaren (demo).", ""),
    ),
    "2022-2": (
        (PointKind.PRIORITY, "Met elke grote partner een gesprek over wat het opleverde (demo).", "Projectleider (demo)"),
        (PointKind.SIGNAL, "Energiekosten drukken op zaalhuur en daarmee op kleine plannen (demo).", "Cultuurmakelaar (demo)"),
    ),
}


def plan_reports(stage: Stage) -> None:
    """Plan the preparing of the three reports and the adoption of the first."""
    stage.plan(date(2022, 9, 19), 10, lambda: _prepare(stage, ReportKind.HALF_YEAR, "2022-1", adopt=True), 0)
    stage.plan(date(2023, 2, 6), 10, lambda: _prepare(stage, ReportKind.HALF_YEAR, "2022-2"), 0)
    stage.plan(date(2023, 2, 10), 10, lambda: _prepare(stage, ReportKind.ANNUAL, "2022"), 0)


def _prepare(stage: Stage, kind: ReportKind, period: str, *, adopt: bool = False) -> None:
    writer = stage.staff(CONTROLLER)
    report = stage.act(writer, lambda tx: reports.prepare(tx, stage.agenda_id, kind, period))
    for chapter, text in TEXTS[period].items():
        version = stage.get(Report, report.id).row_version
        stage.act(
            writer,
            lambda tx, chapter=chapter, text=text, version=version: reports.write_text(tx, report.id, chapter, text, row_version=version),  # type: ignore[misc]
        )
    for sort, words, who in AGREED.get(period, ()):
        stage.act(writer, lambda tx, sort=sort, words=words, who=who: points.add(tx, report.id, sort, words, who))  # type: ignore[misc]
    if period == "2022-2":
        _look_back(stage, report.id)
        version = stage.get(Report, report.id).row_version
        stage.act(writer, lambda tx: remarks.open_for_comment(tx, report.id, row_version=version, address=stage.address))
        heard = "Dit klopt met wat wij in de buurt zien. Er mag bij dat de meeste plannen van dezelfde straten kwamen (demo)."
        stage.plan(date(2023, 2, 9), 20, lambda: _say(stage, report.id, SOUNDING_BOARD, "goal:samenleven", heard), 0)
    if adopt:
        drawn = stage.beside.submit(draw_missing, charts_folder(stage.house), _figures(stage, report.id))
        stage.plan(date(2022, 10, 11), 14, lambda: _adopt(stage, report.id, drawn), 0)


def _look_back(stage: Stage, report_id: int) -> None:
    """Say what became of the first priority of the half-year before; the second still waits for that."""
    with stage.house.store.reading() as db:
        report = get_report(db, stage.staff(CONTROLLER), report_id)
        first = next((point.id for point in report.points if point.kind is PointKind.REVIEW), None)
    if first is not None:
        why = "Er kwamen drie aanvragen bij, nog te weinig (demo)."
        stage.act(stage.staff(CONTROLLER), lambda tx: points.judge(tx, first, PointOutcome.PARTLY, why, carry_on=True))


def _say(stage: Stage, report_id: int, who: str, place: str, text: str, reply: tuple[date, str] | None = None) -> None:
    """Somebody says something at a place in a report; the controller answers it on a later day."""
    found = find_place(_figures(stage, report_id), place)
    assert found is not None, place
    said = stage.act(stage.staff(who), lambda tx: remarks.say(tx, report_id, found, text, address=stage.address)).id

    def answer() -> None:
        assert reply is not None
        stage.act(stage.staff(CONTROLLER), lambda tx: remarks.answer(tx, said, reply[1], address=stage.address))

    if reply is not None:
        stage.plan(reply[0], 11, answer, 0)


def _talk(stage: Stage, report_id: int) -> None:
    """The municipality asks, is answered, accepts, and asks something more that still waits."""

    def accept() -> None:
        version = stage.get(Report, report_id).row_version
        words = "Dank voor dit rapport. Wij lezen in het volgende graag meer over mantelzorg (demo)."
        stage.act(stage.staff(MUNICIPALITY), lambda tx: remarks.accept(tx, report_id, words, row_version=version, address=stage.address))

    asked = "Telt wie twee keer meedeed hier dubbel? (demo)"
    told = date(2022, 10, 20), "Ja: wij tellen deelnemers per plan. Wie aan twee plannen meedeed, telt twee keer (demo)."
    later = "Waar gaat het geld naartoe dat in het flexibele deel nog vrij is? (demo)"
    stage.plan(date(2022, 10, 18), 9, lambda: _say(stage, report_id, MUNICIPALITY, "figure:overview.people", asked, told), 0)
    stage.plan(date(2022, 11, 1), 15, accept, 0)
    stage.plan(date(2022, 11, 3), 9, lambda: _publish(stage, report_id), 0)
    stage.plan(date(2023, 2, 13), 9, lambda: _say(stage, report_id, MUNICIPALITY, "money", later), 0)


def _publish(stage: Stage, report_id: int) -> None:
    """The accepted report is made public."""
    version = stage.get(Report, report_id).row_version
    stage.act(stage.staff(PROJECT_LEADER), lambda tx: adopting.publish(tx, report_id, row_version=version))


def _figures(stage: Stage, report_id: int) -> Figures:
    """The figures as they stand: their charts can be drawn before the report is adopted."""
    with stage.house.store.reading() as db:
        return compose(gather_report(db, get_report(db, stage.staff(PROJECT_LEADER), report_id)))


def _adopt(stage: Stage, report_id: int, drawn: Future[None]) -> None:
    drawn.result()
    leader, house = stage.staff(PROJECT_LEADER), stage.house
    with house.store.reading() as db:
        report = get_report(db, leader, report_id)
        seen, version = snapshot.digest(snapshot.freeze(gather_report(db, report))), report.row_version
    stage.act(leader, lambda tx: adopting.adopt(tx, report_id, row_version=version, seen=seen))
    if not make_one(house, report_id):
        raise RuntimeError(f"the files of report {report_id} could not be made")
    _talk(stage, report_id)
