"""``./run agenda``: bring an agenda file into the database, look one over, or write one out again."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from mag import schema
from mag.agenda.queries import agenda_on, list_agendas
from mag.agenda_file import AgendaFile, AgendaFileError, dump, load, parse, read
from mag.commands.installation import open_installation
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.core.house import House

EXAMPLE = "config/agendas/hardinxveld-giessendam-2018.yaml"


def arguments(parser: ArgumentParser) -> None:
    """Three acts: load, check and export."""
    acts = parser.add_subparsers(dest="act", metavar="handeling", title="handelingen", required=True)
    examples = (f"check {EXAMPLE}", f"load {EXAMPLE}", "export hardinxveld-giessendam-2018 > agenda.yaml")
    parser.epilog = "\n".join(["Voorbeelden:", *(f"  ./run agenda {example}" for example in examples)])
    for name, told in (
        ("load", "zet een agenda uit een bestand in de database, of werkt haar bij"),
        ("check", "leest een bestand na en verandert niets"),
    ):
        act = acts.add_parser(name, help=told, description=told.capitalize() + ".", epilog=f"Voorbeeld: ./run agenda {name} {EXAMPLE}")
        act.add_argument("file", metavar="BESTAND", type=Path, help="een agenda als YAML")
    told = "schrijft een agenda als bestand naar het scherm"
    act = acts.add_parser("export", help=told, description=told.capitalize() + ".", epilog="Voorbeeld: ./run agenda export > agenda.yaml")
    act.add_argument("code", metavar="CODE", nargs="?", help="de code van de agenda; zonder code de agenda die vandaag geldt")


def run(args: Namespace) -> int:
    """Do one of the acts; exit code 1 when the file is wrong or the agenda is not there, and then nothing has changed."""
    if args.act == "check":
        file = _read(args.file)
        if file:
            print(f"{args.file}: goed. {_told(file)}")
        return 0 if file else 1
    house = open_installation()
    assert schema.metadata.tables  # every room's tables are known, so that "in use" is asked of all of them
    try:
        return _load(house, args.file) if args.act == "load" else _export(house, args.code)
    finally:
        house.close()


def _read(path: Path) -> AgendaFile | None:
    """The agenda of a file; on mistakes, each on a line ``file:line: key: expected …``."""
    try:
        return parse(path.read_bytes())
    except OSError as error:
        print(f"{path}: dit bestand is niet te lezen ({error.strerror}).", file=sys.stderr)
    except AgendaFileError as error:
        for problem in error.problems:
            print(f"{path}:{problem}", file=sys.stderr)
    return None


def _told(file: AgendaFile) -> str:
    goals = sum(len(theme.goals) for theme in file.themes)
    text = f"{len(file.themes)} thema’s, {goals} doelen, {len(file.indicators)} indicatoren, {len(file.rule_sets)} set(s) regels."
    closed = [f"{rules.code}/{tier.code}" for rules in file.rule_sets for tier in rules.tiers if tier.open_rules()]
    return text + (f" Nog niet open voor aanvragen: {', '.join(closed)}." if closed else "")


def _load(house: House, path: Path) -> int:
    file = _read(path)
    if file is None:
        return 1
    with house.store.transaction() as tx:
        load(tx, file)
    print(f"{file.agenda.code} staat in de database. {_told(file)}")
    return 0


def _export(house: House, code: str | None) -> int:
    with house.store.reading() as db:
        if code is None:
            running = agenda_on(db, today(house.store.clock.now()))
            code = running.code if running else ""
        try:
            sys.stdout.write(dump(read(db, code)))
        except NotFound:
            known = ", ".join(row.code for row in list_agendas(db)) or "er staat nog geen agenda in de database"
            print(f"{'Deze agenda is er niet' if code else 'Er geldt vandaag geen agenda'}. Kies uit: {known}.", file=sys.stderr)
            return 1
    return 0
