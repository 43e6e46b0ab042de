"""``./run verify``: recompute what can be recomputed from the tables and files, by a program that shares no code with the rest."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from mag.core.settings import ROOT, Settings, read_settings
from mag.verify import Result, Unusable, open_source, verify

MIGRATIONS = ROOT / "migrations" / "versions"


def arguments(parser: ArgumentParser) -> None:
    """Which database and files, when not those of the settings."""
    parser.add_argument("--database", metavar="ADRES", help="een andere database, zoals sqlite:////pad/mag.sqlite of postgresql://…")
    parser.add_argument("--files", metavar="MAP", type=Path, help="de map met bestanden bij die database")
    parser.epilog = (
        f"{parser.epilog}\nZonder keuzes: wat MAG_DATABASE_URL, MAG_VAR of MAG_ENVIRONMENT zeggen; "
        "anders de demonstratie als die er is, anders var.\n"
        "Alleen lezen. Eindigt met 0 als alles klopt en er iets na te gaan was, anders met 1."
    )


def run(args: Namespace) -> int:
    """Print a line per check and the failures; exit code 1 when something does not hold or there is nothing to check."""
    try:
        url, files = find(args.database, args.files)
    except ValidationError as wrong:
        print("\n".join(f"De instelling {'.'.join(map(str, e['loc']))} klopt niet: {e['msg']}." for e in wrong.errors()), file=sys.stderr)
        return 1
    print(f"Nagegaan: {_shown(url)} en {files}", flush=True)
    try:
        with open_source(url, files, MIGRATIONS) as source:
            results = verify(source)
    except Unusable as unusable:
        print(f"FOUT  {unusable.sentence}")
        return 1
    print("\n".join(_told(results)))
    return 0 if all(result.holds for result in results) else 1


def find(database: str | None = None, files: Path | None = None) -> tuple[str, Path]:
    """The address of the database and the folder of files: as asked, else as set, else the demonstration's, else those of ``var``."""
    settings = read_settings()
    var = _var(settings)
    url = database or settings.database_url or f"sqlite:///{var / 'mag.sqlite'}"
    if files is None and database and database.startswith("sqlite:///"):
        files = Path(database.removeprefix("sqlite:///")).parent / "files"
    return url, files or var / "files"


def _var(settings: Settings) -> Path:
    if "MAG_VAR" in os.environ:
        return settings.var
    demonstration = settings.var / "demo"
    if "MAG_ENVIRONMENT" in os.environ:
        return demonstration if settings.environment == "demo" else settings.var
    if settings.database_url:
        return settings.var if (settings.var / "files").is_dir() or not demonstration.is_dir() else demonstration
    return demonstration if (demonstration / "mag.sqlite").is_file() else settings.var


def _shown(url: str) -> str:
    """The address without a password in it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if "@" in rest else url


def _told(results: list[Result]) -> Iterator[str]:
    for result in results:
        yield from result.lines()
    wrong = [result.name for result in results if not result.holds]
    failures = sum(len(result.failures) for result in results)
    yield f"Niet in orde: {', '.join(wrong)} ({failures} keer)." if wrong else f"Alles klopt: {len(results)} controles."
