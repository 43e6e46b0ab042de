"""Files that were sent and not taken over yet: apart from the files of record, gone after a day."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import BinaryIO

from mag.core.clock import SystemClock
from mag.core.file_names import clean_name
from mag.core.files import FileStore
from mag.core.settings import Settings
from mag.indicators.imports.service import Offered, put_aside

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)


def offer(settings: Settings, stream: BinaryIO, name: str) -> Offered:
    """Put a file ready to be looked at; what lay there for more than a day goes."""
    store = _store(settings)
    moment = SystemClock().now() - KEPT_FOR
    for sha256 in list(store.list_stored()):
        store.remove_older(sha256, moment)
    store.remove_unfinished(moment)
    kept = store.put(stream)
    return Offered(clean_name(name), kept.sha256, kept.size)


def find(settings: Settings, sha256: str, name: str) -> Offered:
    """A file that lies ready. Raises NotFound when it is not there (any more)."""
    with opened(settings, sha256) as stream:
        size = stream.seek(0, 2)
    return Offered(clean_name(name), sha256, size)


def opened(settings: Settings, sha256: str) -> AbstractContextManager[BinaryIO]:
    """The bytes of a file that lies ready. Raises NotFound."""
    return _store(settings).open(sha256)


def keep(settings: Settings, files: FileStore, sha256: str) -> None:
    """Put the bytes among the files of record, before the transaction that refers to them. Raises NotFound."""
    put_aside(_store(settings), files, sha256)


def _store(settings: Settings) -> FileStore:
    return FileStore(settings.var / FOLDER)
