"""``./run doctor``: go over this machine and this installation, and say per point what is well or what to do."""

import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from mag import doctor, schema
from mag.core.db import Database
from mag.core.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One point: what was looked at, whether it is well, and what was seen or has to be done."""

    point: str
    well: bool
    remark: str


def arguments(parser: ArgumentParser) -> None:
    """Offer to install what is lacking."""
    parser.add_argument("--install", action="store_true", help="installeert wat ontbreekt (als beheerder, op Debian en Ubuntu)")


def run(args: Namespace) -> int:
    """Print every finding; exit code 1 when something needs attention."""
    if args.install:
        try:
            doctor.provide(doctor.needs_for_pdf() + doctor.needs_for_browser())
        except doctor.Missing as missing:
            print(missing.sentence, file=sys.stderr)
    findings = list(examine())
    width = max(len(finding.point) for finding in findings)
    for finding in findings:
        print(f"{'goed  ' if finding.well else 'LET OP'}  {finding.point:<{width}}  {finding.remark}")
    return 0 if all(finding.well for finding in findings) else 1


def examine() -> Iterator[Finding]:
    """Look at Python, the libraries, the settings and the database."""
    yield Finding("Python", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3])))
    yield Finding("SQLite", sqlite3.sqlite_version_info >= (3, 35), sqlite3.sqlite_version)
    pdf, browser = doctor.needs_for_pdf(), doctor.needs_for_browser()
    yield Finding("PDF’s maken", not pdf, pdf[0].sentence() if pdf else "Pango is er")
    yield Finding("Browser", not browser, browser[0].sentence() if browser else str(doctor.browser()))
    try:
        settings = read_settings()
    except ValidationError as wrong:
        for error in wrong.errors():
            yield Finding("Instellingen", False, f"{'.'.join(map(str, error['loc']))}: {error['msg']}")
        return
    yield Finding("Instellingen", True, f"omgeving {settings.environment}")
    yield _database(settings)


def _database(settings: Settings) -> Finding:
    if not settings.database_url and not (settings.var / "mag.sqlite").exists():
        return Finding("Database", True, "nog niet gemaakt; ./run migrate maakt hem")
    database = Database(settings.sqlalchemy_url)
    try:
        stands, newest = schema.revision_of(database), next(reversed(schema.revisions()), None)
    except SQLAlchemyError as error:
        return Finding("Database", False, f"niet te openen: {str(error).splitlines()[0]}")
    finally:
        database.dispose()
    if stands != newest:
        return Finding("Database", False, f"staat op {stands or 'niets'}, de nieuwste is {newest}. Doe: ./run migrate")
    return Finding("Database", True, f"staat op {stands}")
