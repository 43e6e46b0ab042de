"""``./run indicators``: take over figures from a file, the same way the page does, and keep how a kind of file is read."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import yaml
from pydantic import ValidationError

from mag.agenda.current import find_current
from mag.commands.installation import open_installation
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.core.house import House
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.frameworks.service import load_framework
from mag.indicators.imports import preview, service, waiting
from mag.indicators.imports.mapping import MappingDocument
from mag.web.filters import plural

MOST_SHOWN = 40
LARGEST = 1_000_000
"""The most bytes a mapping or a framework may have."""


def arguments(parser: ArgumentParser) -> None:
    """Three acts: import, mapping and framework."""
    acts = parser.add_subparsers(dest="act", metavar="handeling", title="handelingen", required=True)
    told = "neemt de cijfers uit een bestand over; een tweede persoon keurt ze daarna goed"
    example = "Voorbeeld: ./run indicators import cijfers.csv --mapping jeugdhulp --dry-run"
    act = acts.add_parser("import", help=told, description=told.capitalize() + ".", epilog=example)
    act.add_argument("file", metavar="BESTAND", type=Path, help="CSV, JSON of XLSX")
    act.add_argument("--mapping", metavar="NAAM", required=True, help="de koppeling: hoe het bestand gelezen wordt")
    act.add_argument("--dry-run", action="store_true", help="laat alleen zien wat erin staat en verandert niets")
    act.add_argument("--agenda", metavar="CODE", help="de agenda (anders die van nu)")
    told = "bewaart een koppeling uit een YAML-bestand"
    act = acts.add_parser(
        "mapping", help=told, description=told.capitalize() + ".", epilog="Voorbeeld: ./run indicators mapping jeugd.yaml"
    )
    act.add_argument("file", metavar="BESTAND", type=Path, help="een koppeling als YAML")
    act.add_argument("--agenda", metavar="CODE", help="de agenda (anders die van nu)")
    told = "bewaart een kader: tabellen van de gemeente naast de agenda, uit een YAML-bestand"
    example = "Voorbeeld: ./run indicators framework config/frameworks/toegang-en-instroom.yaml"
    act = acts.add_parser("framework", help=told, description=told.capitalize() + ".", epilog=example)
    act.add_argument("file", metavar="BESTAND", type=Path, help="een kader als YAML")
    act.add_argument("--agenda", metavar="CODE", help="de agenda (anders die van nu)")


def run(args: Namespace) -> int:
    """Do one of the acts. Exit code 0 when it was done or there was nothing to do, 1 when something is wrong; then nothing changed."""
    house = open_installation()
    try:
        day = today(house.store.clock.now())
        with house.store.reading() as db:
            agenda_id = find_current(db, args.agenda, day).id
        return _import(house, agenda_id, args) if args.act == "import" else _save(house, agenda_id, args)
    except NotFound:
        return _told(f"Er is geen agenda met de code {args.agenda}." if args.agenda else "Er staat nog geen agenda in de database.")
    except OSError as error:
        return _told(f"{args.file}: dit bestand is niet te lezen ({error.strerror}).")
    finally:
        house.close()


def _import(house: House, agenda_id: int, args: Namespace) -> int:
    with house.store.reading() as db:
        try:
            mapping = preview.get_mapping(db, agenda_id, args.mapping)
        except NotFound:
            known = ", ".join(row.name for row in preview.list_mappings(db, agenda_id)) or "er is nog geen koppeling"
            return _told(f"Deze koppeling is er niet. Kies uit: {known}.")
        with args.file.open("rb") as stream:
            offered = waiting.offer(house.settings, stream, args.file.name)
        with waiting.opened(house.settings, offered.sha256) as stream:
            seen = preview.preview(db, agenda_id, stream, offered.sha256, mapping, today(house.store.clock.now()))
    for problem in seen.judged.problems:
        print(problem, file=sys.stderr)
    if seen.judged.problem_count:
        count = seen.judged.problem_count
        return _told(f"{plural(count, 'plek klopt', 'plekken kloppen')} niet. Er is niets overgenomen.")
    if seen.before is not None:
        print(f"Dit bestand is al overgenomen door {seen.before.accepted_by}. Er verandert niets.")
        return 0
    for one in seen.shown[:MOST_SHOWN]:
        value = preview.show_found(one.found)
        print(f"{one.found.known.name}, {one.found.period.label()}, {one.found.area_name}: {value} ({preview.EFFECT_LABELS[one.effect]})")
    if len(seen.shown) > MOST_SHOWN:
        print(f"… en nog {len(seen.shown) - MOST_SHOWN}.")
    if not seen.taken:
        print("In dit bestand staat niets nieuws. Er verandert niets.")
        return 0
    if args.dry_run:
        print(f"{plural(len(seen.taken), 'cijfer zou', 'cijfers zouden')} worden overgenomen. Er is niets veranderd.")
        return 0
    waiting.keep(house.settings, house.files, offered.sha256)
    with house.store.transaction() as tx, waiting.opened(house.settings, offered.sha256) as stream:
        row = service.accept(tx, agenda_id, stream, offered, mapping)
    taken = plural(row.values_taken, "cijfer overgenomen. Het wacht", "cijfers overgenomen. Ze wachten")
    print(f"{taken} op akkoord van een tweede persoon, op de bladzijde Cijfers goedkeuren.")
    return 0


def _save(house: House, agenda_id: int, args: Namespace) -> int:
    path: Path = args.file
    try:
        if path.stat().st_size > LARGEST:
            return _told(f"{path}: dit bestand is te groot. Hooguit 1 MB.")
        said = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        return _told(f"{path}: dit is geen YAML{f' (regel {mark.line + 1})' if mark else ''}.")
    if not isinstance(said, dict):
        return _told(f"{path}: hier staat geen {'koppeling' if args.act == 'mapping' else 'kader'}. Begin met name: of code:.")
    try:
        read = MappingDocument.model_validate(said) if args.act == "mapping" else FrameworkDocument.model_validate(said)
    except ValidationError as error:
        for one in error.errors():
            print(f"{path}: {_where(one['loc'])}{_WRONG.get(one['type'], one['msg'])}", file=sys.stderr)
        return _told("Er is niets bewaard.")
    with house.store.transaction() as tx:
        if isinstance(read, MappingDocument):
            service.save_mapping(tx, agenda_id, read)
        else:
            load_framework(tx, agenda_id, read)
    print(f"{read.name} is bewaard.")
    return 0


_WRONG = {
    "missing": "dit ontbreekt",
    "extra_forbidden": "deze naam kennen wij niet",
    "string_type": "hier hoort tekst, tussen aanhalingstekens als het een getal is",
}


def _where(path: tuple[str | int, ...]) -> str:
    """A place in a document as people find it: ``values[1].column: ``."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return f"{text.lstrip('.')}: " if text else ""


def _told(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
