"""The reports of the demonstration: the first half-year was adopted in the autumn, the second and the year wait as concepts."""

from concurrent.futures import Future
from datetime import date

from mag.core.clock import today
from mag.demo.stage import CONTROLLER, PROJECT_LEADER, Stage
from mag.reports import service as reports
from mag.reports import snapshot
from mag.reports.compose import compose
from mag.reports.figures import Figures
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.present import charts_folder
from mag.reports.queries import get_report
from mag.reports.render import Stamp, make_forms, store_forms
from mag.reports.render.charts import draw_missing
from mag.reports.states import ReportKind

TEXTS = {
    "2022-1": {
        "overview": "Na twee stille jaren kwamen er weer veel aanvragen. Vooral sportverenigingen en groepen inwoners deden mee (demo).",
        "outlook": "In het najaar is de ronde voor de grote partners. Wij vragen extra aandacht voor mantelzorgers (demo).",
        "goal:sport_en_bewegen": "De clubs bereikten ook mensen die nog nergens lid waren (demo).",
    },
    "2022-2": {
        "overview": "Het aantal aanvragen bleef hoog. In december kwamen er veel tegelijk; die zijn in januari beslist (demo).",
    },
    "2022": {
        "overview": "Dit is het concept van het jaarrapport. Enkele verantwoordingen komen nog binnen voor 1 april (demo).",
        "goal:samenleven": "Buurten die een keer iets samen deden, vroegen vaker opnieuw aan (demo).",
    },
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
    if adopt:
        drawn = stage.beside.submit(draw_missing, charts_folder(stage.house), _figures(stage, report.id))
        stage.plan(date(2022, 10, 11), 14, lambda: _adopt(stage, report.id, drawn), 0)


def _figures(stage: Stage, report_id: int) -> Figures:
    """The figures as they stand: their charts can be drawn before the report is adopted."""
    with stage.house.store.reading() as db:
        return compose(gather_report(db, get_report(db, stage.staff(PROJECT_LEADER), report_id)))


def _adopt(stage: Stage, report_id: int, drawn: Future[None]) -> None:
    drawn.result()
    leader, house, now = stage.staff(PROJECT_LEADER), stage.house, stage.clock.now()
    with house.store.reading() as db:
        report = get_report(db, leader, report_id)
        facts = gather_report(db, report)
        stamp = Stamp(report.version, now, today(now), snapshot.digest(snapshot.freeze(facts)), today(now), leader.label)
        version = report.row_version
    forms = store_forms(house.files, make_forms(charts_folder(house), facts, stamp))
    stage.act(leader, lambda tx: reports.adopt(tx, report_id, row_version=version, forms=forms, address=stage.address))
