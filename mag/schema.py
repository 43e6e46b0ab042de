"""Every table of the house, and how the tables get into a database.

This is the one list of rooms that own tables: a room that gets a ``models.py`` adds its line here, so that migrations
and tests see it. The tables themselves are made by the numbered sentences in ``migrations/``.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from mag.accountability import models as accountability
from mag.accountability.calls import models as calls
from mag.accountability.changes import models as changes
from mag.accountability.counts import models as counts
from mag.accountability.draws import models as draws
from mag.accountability.receipts import models as receipts
from mag.accountability.settling import models as settling
from mag.accounts import models as accounts
from mag.agenda import models as agenda
from mag.applications import models as applications
from mag.budget import models as budget
from mag.budget.envelopes import models as envelopes
from mag.core import batches, duties, files, idempotency, journal, logs, outbox, papers, transaction
from mag.core.db import Base, Database
from mag.core.settings import ROOT
from mag.grants import models as grants
from mag.grants.co_funding import models as co_funding
from mag.indicators import models as indicators
from mag.indicators.counts import models as partner_counts
from mag.indicators.imports import models as import_orders
from mag.indicators.influences import models as influences
from mag.letters import models as letters
from mag.partners import models as partners
from mag.payments import models as payments
from mag.payments.statements import models as statements
from mag.remedies import models as remedies
from mag.reports import models as reports
from mag.rounds import models as rounds
from mag.year_plans import models as year_plans

MIGRATIONS = ROOT / "migrations"
ROOMS_WITH_TABLES = (
    batches,
    duties,
    files,
    idempotency,
    journal,
    logs,
    outbox,
    papers,
    transaction,
    accounts,
    partners,
    agenda,
    letters,
    indicators,
    import_orders,
    partner_counts,
    influences,
    budget,
    envelopes,
    applications,
    grants,
    co_funding,
    rounds,
    payments,
    statements,
    accountability,
    changes,
    calls,
    counts,
    draws,
    receipts,
    settling,
    remedies,
    reports,
    year_plans,
)
metadata = Base.metadata
BESIDE_THE_MODELS = "search_entry"
"""How the tables of the full-text index are called, which the database keeps by itself (migration 0004); no model speaks of them."""


def is_of_the_models(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether something in a database is made from the models, for Alembic's comparing (``include_name``)."""
    return not (kind == "table" and name is not None and name.startswith(BESIDE_THE_MODELS))


def config(database: Database | None = None, url: str = "") -> Config:
    """What Alembic wants to know. Without a database or a URL the settings say which database is meant."""
    made = Config(toml_file=ROOT / "pyproject.toml")
    made.attributes["database"] = database
    made.attributes["url"] = url
    return made


def revisions() -> list[str]:
    """The numbers of all migrations, oldest first: ``["0001", "0002"]``."""
    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database up to a revision, all steps in one transaction. Does nothing when it is there already."""
    command.upgrade(config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to a revision (``base`` for an empty one), all steps in one transaction."""
    command.downgrade(config(database), revision)


def revision_of(database: Database) -> str | None:
    """The revision a database stands at, or None when no migration ever ran on it."""
    with database.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


class NothingToChange(Exception):
    """The models hold nothing that the migrations do not make already."""


def make_revision(sentence: str) -> Path:
    """Write the next numbered migration: the difference between the models and what the migrations so far make.

    ``sentence`` is a verb and a noun (``add iban to organisation``). Answers the file. Raises :class:`NothingToChange`.
    """
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/before.sqlite")
        try:
            upgrade(database)
            settings = config(database)
            settings.attributes["refuse_empty"] = True
            made = command.revision(settings, message=sentence, autogenerate=True, rev_id=f"{len(revisions()) + 1:04d}")
        finally:
            database.dispose()
    if not isinstance(made, Script):
        raise NothingToChange(sentence)
    return Path(made.path)
