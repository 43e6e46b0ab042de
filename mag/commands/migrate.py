"""``./run migrate``: bring the database of the settings up to date; for developers, write the next migration."""

from argparse import ArgumentParser, Namespace

from mag import schema
from mag.core.db import Database
from mag.core.settings import ROOT, read_settings


def arguments(parser: ArgumentParser) -> None:
    """Nothing is needed; ``--make`` is for who changed a model."""
    parser.add_argument("--make", metavar="ZIN", help="voor ontwikkelaars: schrijft de volgende migratie, zoals “add iban to organisation”")


def run(args: Namespace) -> int:
    """Migrate, or write a migration. Says where the database stands now."""
    settings = read_settings()
    if args.make:
        return make(args.make)
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.sqlalchemy_url)
    try:
        schema.upgrade(database)
        print(f"De database staat op {schema.revision_of(database) or 'niets: er zijn nog geen migraties'}.")
    finally:
        database.dispose()
    return 0


def make(sentence: str) -> int:
    """Write the next migration and say where it stands; exit code 1 when the models hold nothing new."""
    try:
        path = schema.make_revision(sentence)
    except schema.NothingToChange:
        print("De modellen en de migraties zijn al gelijk.")
        return 1
    print(f"Gemaakt: {path.relative_to(ROOT)}. Lees haar na en probeer ook de weg terug.")
    return 0
