"""``./run serve``: the website in production, by gunicorn. Refuses to start on an installation that is not whole."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from wsgiref.types import WSGIApplication

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from mag import schema
from mag.app import create_app
from mag.core.db import Database
from mag.core.house import open_house
from mag.core.settings import Settings, read_settings
from mag.serving import PortTaken, check_port, serve

MOST_WORKERS = 8


def arguments(parser: ArgumentParser) -> None:
    """How many processes."""
    told = "het aantal processen (anders twee per processorkern, hoogstens acht)"
    parser.add_argument("--workers", type=int, metavar="AANTAL", help=told)


def run(args: Namespace) -> int:
    """Check, then serve until SIGTERM or Ctrl-C; exit code 1 with one sentence per fault."""
    try:
        settings = read_settings()
        check_port(settings.host, settings.port)
    except PortTaken as taken:
        return refuse([taken.sentence])
    except ValidationError as wrong:
        return refuse([f"De instelling {'.'.join(map(str, e['loc']))} klopt niet: {e['msg']}." for e in wrong.errors()])
    faults = list(missing(settings, pages=True))
    if faults:
        return refuse(faults)
    print(f"De website staat op {settings.address}. Het werk op de achtergrond doet ./run worker.", flush=True)
    serve(lambda: _make_app(settings), host=settings.host, port=settings.port, workers=args.workers or _workers())
    return 0


def missing(settings: Settings, *, pages: bool) -> Iterator[str]:
    """What keeps this installation from working, one Dutch sentence each; empty when it is whole. ``pages`` asks for a key too."""
    if pages and not settings.secret_key.get_secret_value():
        yield "Er is geen geheime sleutel. Zet MAG_SECRET_KEY op minstens 32 willekeurige tekens."
    yield from _database_faults(settings)
    if not _can_keep(settings):
        yield f"In de map {settings.files} kan dit programma niet schrijven. Maak haar schrijfbaar, of kies met MAG_VAR een andere map."


def refuse(faults: list[str]) -> int:
    """Tell the faults; answers the exit code."""
    print("\n".join(faults), file=sys.stderr)
    return 1


def _database_faults(settings: Settings) -> Iterator[str]:
    if not settings.database_url and not (settings.var / "mag.sqlite").exists():
        yield "Er is nog geen database. Doe eerst: ./run migrate"
        return
    database = Database(settings.sqlalchemy_url)
    try:
        stands, newest = schema.revision_of(database), next(reversed(schema.revisions()), None)
    except SQLAlchemyError as error:
        yield f"De database is niet te openen: {str(error).splitlines()[0]}"
        return
    finally:
        database.dispose()
    if stands != newest:
        yield f"De database staat op {stands or 'niets'} en hoort op {newest} te staan. Doe eerst: ./run migrate"


def _can_keep(settings: Settings) -> bool:
    try:
        settings.files.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(settings.files, os.W_OK | os.X_OK)


def _workers() -> int:
    return min(2 * (os.cpu_count() or 1), MOST_WORKERS)


def _make_app(settings: Settings) -> WSGIApplication:
    return create_app(open_house(settings))
