"""``./run report half-year 2022-1 --out DIR``: write a report as page, PDF, workbook and data."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from mag import schema
from mag.agenda.current import find_current
from mag.commands.installation import open_installation
from mag.core.clock import today
from mag.core.errors import NotFound, refuse_if
from mag.core.house import House
from mag.core.pdf import PdfError
from mag.core.period import parse_period
from mag.reports.present import make_newest
from mag.reports.rules import wrong_period
from mag.reports.states import ReportKind

KINDS = {
    "half-year": ReportKind.HALF_YEAR, "annual": ReportKind.ANNUAL, "monitor": ReportKind.MONITOR, "evaluation": ReportKind.EVALUATION,
}  # fmt: skip


def arguments(parser: ArgumentParser) -> None:
    """Which report, where to, of which agenda."""
    parser.add_argument("kind", choices=list(KINDS), metavar="SOORT", help=f"het rapport: {', '.join(KINDS)}")
    parser.add_argument("period", metavar="PERIODE", help="2022-1 of 2022-2 voor een half jaar, 2022, of 2021-2022 voor een evaluatie")
    parser.add_argument("--out", metavar="MAP", type=Path, required=True, help="de map waarin de bestanden komen; wordt gemaakt")
    parser.add_argument("--agenda", metavar="CODE", help="de code van de agenda; zonder code de agenda die nu geldt")
    parser.epilog = "Voorbeelden:\n  ./run report half-year 2022-1 --out rapport\n  ./run report annual 2022 --out rapport"


def run(args: Namespace) -> int:
    """Write the files; exit code 1 with one sentence when there is nothing to report on."""
    try:
        house = open_installation()
        try:
            return _write(house, args)
        finally:
            house.close()
    except SQLAlchemyError:
        return _told("Er is hier nog geen database met gegevens. Maak de demonstratie met ./run demo, of doe ./run migrate.")
    except PdfError as error:
        return _told(f"De PDF kon niet worden gemaakt: {error}. Kijk met ./run doctor of alles er is.")
    except OSError as error:
        return _told(f"De bestanden konden niet worden geschreven naar {args.out}: {error.strerror}.")


def _write(house: House, args: Namespace) -> int:
    assert schema.metadata.tables  # every room's tables are known, so that their links to each other are
    day = today(house.store.clock.now())
    kind = KINDS[args.kind]
    try:
        period = parse_period(args.period)
    except ValueError:
        period = None
    with house.store.reading() as db:
        try:
            agenda = find_current(db, args.agenda, day)
        except NotFound:
            return _told(f"Er is geen agenda met de code {args.agenda}." if args.agenda else "Er staat nog geen agenda in de database.")
        refuse_if(wrong_period(kind, period, agenda.valid_from, agenda.valid_to, day))
        assert period is not None
        made = make_newest(house, db, agenda, kind, period)
    args.out.mkdir(parents=True, exist_ok=True)
    files = [("report.html", made.html), ("report.pdf", made.pdf), ("report.xlsx", made.xlsx), ("report.json", made.json), *made.csvs]
    if made.council is not None:
        files.append(("council.pdf", made.council))
    for name, content in files:
        (args.out / name).write_bytes(content)
    print(f"{made.title} ({made.word}) staat in {args.out}: {', '.join(name for name, _ in files)}.")
    return 0


def _told(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
