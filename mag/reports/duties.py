"""What happens by itself with reports: the concept of a half-year stands ready on the day after it, that of a year on 1 January.

Who makes reports gets a mail with what is still open. Partners are called for their own half-year reports by the accountability room.
"""

from datetime import date, datetime, timedelta

from mag.accounts.queries import list_who_may
from mag.accounts.roles import Permission
from mag.agenda.queries import list_agendas, reports_document
from mag.core.clock import today
from mag.core.duties import Run
from mag.core.errors import Refused
from mag.core.house import House
from mag.core.mail_text import compose as compose_mail
from mag.core.outbox import queue
from mag.core.period import Period, half_year, year
from mag.core.transaction import Tx
from mag.reports import queries, rules, service
from mag.reports.closing import Check, Item, checklist
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.remarks import name_of
from mag.reports.states import ReportKind

FRESH = timedelta(days=31)
"""For how long after the day a concept is begun by itself; an installation that is younger, or stood still longer, leaves it to people."""


def half_year_ended(moment: datetime) -> str | None:
    """The half year whose concepts are due: from the day after it, for a month. Works for ``Duty.period``."""
    day = today(moment)
    first = date(day.year, 7 if day.month >= 7 else 1, 1)
    return _before(first).code if day < first + FRESH else None


def begin_reports(house: House, run: Run) -> str:
    """Begin the concepts of the half year that ended, and of the year when that ended too, of every agenda that does not switch it off.

    What is there already is left alone; safe to run again. Answers a line for the record.
    """
    day = today(house.store.clock.now())
    with house.store.reading() as db:
        agendas = [(row.id, row.valid_from, row.valid_to) for row in list_agendas(db) if reports_document(row).begin_by_itself]
    begun = 0
    for agenda_id, first, last in agendas:
        for kind, period in due(day):
            if not any(rules.wrong_period(kind, period, first, last, day)):
                begun += _begin(house, run, agenda_id, kind, period)
    return f"{begun} concepten begonnen" if begun != 1 else "1 concept begonnen"


def due(day: date) -> list[tuple[ReportKind, Period]]:
    """Which reports are about a period that ended just before the half year of ``day``."""
    period = _before(date(day.year, 7 if day.month >= 7 else 1, 1))
    found = [(ReportKind.HALF_YEAR, period)]
    return found if day.month >= 7 else [*found, (ReportKind.ANNUAL, year(period.first.year))]


def open_checks(tx: Tx, report: Report) -> list[Check]:
    """What is still open in a concept that was just begun, as its checklist counts it."""
    facts = gather_report(tx.db, report)
    unapproved = [Item(name, "indicator", code) for code, name in queries.list_unapproved(tx.db, report.agenda_id, facts.period)]
    return [check for check in checklist(facts, compose(facts), unapproved=unapproved) if check.items]


def _before(first: date) -> Period:
    return half_year(first.year, 1) if first.month == 7 else half_year(first.year - 1, 2)


def _begin(house: House, run: Run, agenda_id: int, kind: ReportKind, period: Period) -> int:
    with house.store.reading() as db:
        if queries.find_versions(db, agenda_id, kind, period.code):
            return 0
    try:
        with house.store.transaction() as tx:
            run.guard(tx)
            report = service.prepare(tx, agenda_id, kind, period.code)
            _tell(tx, report, open_checks(tx, report), house.settings.address)
    except Refused:  # somebody began it meanwhile
        return 0
    return 1


def _tell(tx: Tx, report: Report, checks: list[Check], address: str) -> None:
    name, many = name_of(report), sum(len(check.items) for check in checks)
    still = f"Er staan nog {many} punten open." if many != 1 else "Er staat nog 1 punt open."
    told = f"Het concept van het {name} staat klaar. De cijfers staan er al in; u schrijft de teksten. {still if many else ''}".rstrip()
    for person in list_who_may(tx.db, Permission.MAKE_REPORTS):
        text, html = compose_mail(
            [f"Beste {person.name},", told],
            link=("Bekijk wat er nog moet", f"{address}/rapporten/{report.id}/afsluiten"),
            facts=[(check.name, str(len(check.items))) for check in checks],
        )
        queue(
            tx, to=person.email, to_name=person.name, subject=f"Het concept staat klaar: {name}", text=text, html=html,
            about=("report", report.id), chain=report.agenda.code,
        )  # fmt: skip
