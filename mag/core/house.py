"""The house: settings, database and file store of one installation, opened once and handed around."""

from dataclasses import dataclass

from mag.core.clock import Clock
from mag.core.db import Database
from mag.core.files import FileStore
from mag.core.settings import Settings
from mag.core.transaction import Store


@dataclass(frozen=True)
class House:
    """What every command, job and page of one installation works with."""

    settings: Settings
    store: Store
    files: FileStore

    def close(self) -> None:
        """Give back every database connection."""
        self.store.database.dispose()


def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """Open the database and the file store the settings name; makes the ``var`` folder. Without a clock, the machine's."""
    settings.var.mkdir(parents=True, exist_ok=True)
    settings.files.mkdir(parents=True, exist_ok=True)
    return House(settings, Store(Database(settings.sqlalchemy_url), clock), FileStore(settings.files))
