"""Where stored files live: by the SHA-256 of their content, durable before anything refers to them.

The order is fixed: :meth:`FileStore.put` first (outside every transaction), :func:`register` in the transaction that
refers to the file. A crash in between leaves a file nobody refers to, which :func:`sweep` removes after a day; the other
order would leave a reference without a file (``reliability.md`` 5, T2).
"""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import BigInteger, String, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from mag.core.clock import SystemClock
from mag.core.db import Base, Moment, insert_unless_there
from mag.core.errors import NotFound
from mag.core.transaction import Store, Tx

_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
SWEEP_AGE = timedelta(days=1)


class StoredFile(Base):
    """A file that something refers to. Other tables point at ``sha256``; the row is never changed."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    stored_at: Mapped[datetime] = mapped_column(Moment)


class Kept(NamedTuple):
    """What the store answers after keeping content: its hash and its length in bytes."""

    sha256: str
    size: int


class FileStore:
    """A folder of immutable files, each under ``ab/cd/<sha256>``. Safe for several processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    def put(self, content: bytes | BinaryIO) -> Kept:
        """Keep content and answer when it is safely on disk. The same content twice is one file.

        Raises OSError when the disk is full or read-only; nothing half-written stays behind under a hash.
        """
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                digest, size = _copy(content, out)
                out.flush()
                os.fsync(out.fileno())
            with self._lock(fcntl.LOCK_SH):
                self._settle(temporary, digest)
        finally:
            temporary.unlink(missing_ok=True)
        return Kept(digest, size)

    def path(self, sha256: str) -> Path:
        """Where the file with this hash stands or would stand. Raises NotFound when the text is not a hash."""
        if not _SHA256.fullmatch(sha256):
            raise NotFound(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether a file with this hash is stored."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The file, open for reading. Raises NotFound when it is not there."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound(sha256) from None

    def read(self, sha256: str) -> bytes:
        """The whole content. Raises NotFound when it is not there."""
        with self.open(sha256) as stream:
            return stream.read()

    def check(self, sha256: str) -> bool:
        """Whether the file is there and its bytes still have this hash."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    def list_stored(self) -> Iterator[str]:
        """The hashes of all stored files, in no particular order."""
        for path in self.root.glob("??/??/*"):
            if _SHA256.fullmatch(path.name):
                yield path.name

    def remove_older(self, sha256: str, moment: datetime) -> bool:
        """Remove one stored file unless it was put (again) since ``moment``; answers whether it went. Only for the sweep."""
        path = self.path(sha256)
        with self._lock(fcntl.LOCK_EX):
            if not _is_older(path, moment):
                return False
            path.unlink()
            return True

    def remove_unfinished(self, moment: datetime) -> int:
        """Remove what a crash left half-written before ``moment``; answers how many."""
        left = [path for path in self._incoming.glob("*") if _is_older(path, moment)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _settle(self, temporary: Path, digest: str) -> None:
        target = self.path(digest)
        if self.check(digest):
            os.utime(target)  # put again: the sweep has to wait another day
            return
        made = [folder for folder in (target.parent.parent, target.parent) if not folder.is_dir()]
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(target)
        _sync_folder(target.parent)
        for folder in reversed(made):
            _sync_folder(folder.parent)

    @contextmanager
    def _lock(self, how: int) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("a") as lock:
            fcntl.flock(lock, how)
            yield


def register(tx: Tx, sha256: str, size: int, media_type: str) -> None:
    """Write down, in the caller's transaction, that something refers to a file that was put before. Twice is fine."""
    row = {"sha256": sha256, "size": size, "media_type": media_type, "stored_at": tx.now}
    insert_unless_there(tx.db, StoredFile, row, key="sha256")


def forget(tx: Tx, hashes: Iterable[str]) -> None:
    """Strike out files that were referred to until now; what something else still refers to stays. The sweep takes the bytes.

    Only for files that nothing but a foreign key can refer to: never for what may be enclosed with a mail.
    """
    tx.db.flush()
    kept = StoredFile.__table__
    columns = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column is kept.c.sha256 for key in column.foreign_keys)
    ]
    unused = (~exists().where(column == kept.c.sha256).correlate(kept) for column in columns)
    tx.db.execute(delete(StoredFile).where(StoredFile.sha256.in_(set(hashes)), *unused).execution_options(synchronize_session=False))


def sweep(store: Store, files: FileStore, older_than: timedelta = SWEEP_AGE) -> int:
    """Remove files nobody refers to and that were put longer ago than ``older_than``; answers how many went.

    Age is measured by the machine's own clock, because that is what the disk writes beside a file.
    """
    moment = SystemClock().now() - older_than
    gone = files.remove_unfinished(moment)
    old = [sha256 for sha256 in files.list_stored() if _is_older(files.path(sha256), moment)]
    with store.reading() as db:
        free = [sha256 for sha256 in old if db.scalar(select(StoredFile.sha256).where(StoredFile.sha256 == sha256)) is None]
    return gone + sum(files.remove_older(sha256, moment) for sha256 in free)


def _copy(content: bytes | BinaryIO, out: BinaryIO) -> Kept:
    digest, size = hashlib.sha256(), 0
    chunks = iter([content]) if isinstance(content, bytes) else iter(lambda: content.read(_CHUNK), b"")
    for chunk in chunks:
        digest.update(chunk)
        out.write(chunk)
        size += len(chunk)
    return Kept(digest.hexdigest(), size)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:  # somebody else finished or removed it meanwhile
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
