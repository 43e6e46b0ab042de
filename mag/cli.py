"""The table of commands. A new command is one line here and one module in :mod:`mag.commands`."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from mag import __version__
from mag.commands import Command
from mag.core.errors import Refused

COMMANDS = (
    Command("demo", "De demonstratie: een verzonnen jaar op een echte agenda.", "./run demo --fresh", "mag.commands.demo"),
    Command("migrate", "Brengt de tabellen van de database bij.", "./run migrate", "mag.commands.migrate"),
    Command("agenda", "Laadt een agenda uit een bestand, leest die na of schrijft die uit.", "./run agenda --help", "mag.commands.agenda"),
    Command("forms", "Telt wat een formulier vraagt, en leest of publiceert er een.", "./run forms burden", "mag.commands.forms"),
    Command(
        "user",
        "Geeft iemand toegang, zoals de eerste beheerder.",
        './run user invite naam@demo.example "Naam Demo" administrator',
        "mag.commands.user",
    ),
    Command(
        "report",
        "Schrijft een halfjaarrapport of jaarrapport als webpagina, PDF, Excel en data.",
        "./run report half-year 2022-1 --out rapport",
        "mag.commands.report",
    ),
    Command(
        "indicators",
        "Neemt cijfers over uit een bestand van het CBS, StatLine, DUO of een ander.",
        "./run indicators import cijfers.csv --mapping jeugdhulp --dry-run",
        "mag.commands.indicators",
    ),
    Command("serve", "De website in productie, met gunicorn.", "MAG_SECRET_KEY=… ./run serve --workers 4", "mag.commands.serve"),
    Command("worker", "Wat vanzelf gebeurt: mail, brieven en opruimen.", "./run worker", "mag.commands.worker"),
    Command("routes", "Toont elk adres van de website en wie het mag gebruiken.", "./run routes", "mag.commands.routes"),
    Command("verify", "Rekent na of geld, brieven, bestanden en journaal kloppen.", "./run verify", "mag.commands.verify"),
    Command("bench", "Meet hoe snel de bladzijden zijn, naast een kale bladzijde.", "./run bench --quick", "mag.commands.bench"),
    Command("doctor", "Controleert of deze computer alles heeft en zegt wat er ontbreekt.", "./run doctor", "mag.commands.doctor"),
)

ALSO = """Ook: ./run (de demonstratie), ./run test (alle tests), ./run check (alle controles).
Hulp bij één opdracht: ./run doctor --help"""


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Dutch where argparse lets it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, **options, "add_help": False})
        self._positionals.title, self._optionals.title = "gegevens", "keuzes"
        self.add_argument("-h", "--help", action="help", help="toont deze hulp")

    def format_help(self) -> str:
        """The help text, with the heading in Dutch."""
        return super().format_help().replace("usage:", "gebruik:", 1)

    def format_usage(self) -> str:
        """The usage line, with the heading in Dutch."""
        return super().format_usage().replace("usage:", "gebruik:", 1)

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and where help is; exit code 2."""
        self.exit(2, f"{self.format_usage()}Deze opdracht is niet te lezen: {message}\nHulp: {self.prog} --help\n")


def build_parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for a command line; only the module of the command that is asked for is loaded."""
    parser = Parser(prog="./run", description="Maatschappelijke Agenda: van doelen en budget naar een verslag dat klopt.")
    parser.add_argument("--version", action="version", version=f"mag {__version__}", help="toont de versie")
    parser.epilog = ALSO
    under = parser.add_subparsers(dest="command", metavar="opdracht", title="opdrachten", required=True, parser_class=Parser)
    asked = next((word for word in argv if not word.startswith("-")), None)
    for command in COMMANDS:
        made = under.add_parser(command.name, help=command.help, description=command.help, epilog=f"Voorbeeld: {command.example}")
        if command.name == asked:
            module = command.load()
            module.arguments(made)
            made.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answer its exit code. A refusal is told in its own sentence, without a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = build_parser(words).parse_args(words)
    try:
        return int(args.run(args))
    except Refused as refused:
        for refusal in refused.refusals:
            print(refusal.sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
