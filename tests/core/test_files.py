"""Files: durable before referenced, one file for one content, swept only when nobody refers to them."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from mag.core.errors import NotFound
from mag.core.files import FileStore, StoredFile, register, sweep
from mag.core.transaction import Store

HOUR = 3600


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def aged(files: FileStore, sha256: str, hours: int) -> None:
    moment = files.path(sha256).stat().st_mtime - hours * HOUR
    os.utime(files.path(sha256), (moment, moment))


def test_content_comes_back_under_its_hash(files: FileStore) -> None:
    kept = files.put(b"een bon")
    assert kept == (hashlib.sha256(b"een bon").hexdigest(), 7)
    assert files.path(kept.sha256) == files.root / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert files.read(kept.sha256) == b"een bon" and files.exists(kept.sha256) and files.check(kept.sha256)


def test_a_stream_is_kept_like_bytes_and_twice_is_one_file(files: FileStore) -> None:
    content = os.urandom(3_000_000)
    assert files.put(io.BytesIO(content)) == files.put(content)
    assert len(list(files.list_stored())) == 1 and not list((files.root / "incoming").iterdir())


def test_a_stored_file_cannot_be_written(files: FileStore) -> None:
    assert files.path(files.put(b"bewijs").sha256).stat().st_mode & 0o222 == 0


def test_an_altered_file_is_found_and_putting_it_again_heals_it(files: FileStore) -> None:
    sha256 = files.put(b"bewijs").sha256
    files.path(sha256).chmod(0o600)
    files.path(sha256).write_bytes(b"bewijs?")
    assert not files.check(sha256)
    files.put(b"bewijs")
    assert files.check(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n", "/etc/passwd"])
def test_what_is_not_a_hash_is_not_found(files: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        files.path(name)


def test_a_file_that_is_not_there_is_not_found(files: FileStore) -> None:
    with pytest.raises(NotFound):
        files.read("0" * 64)
    assert not files.check("0" * 64)


def test_the_bytes_are_synced_before_the_name_and_the_folder_after(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (told.append("sync"), sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (told.append("name"), replace(self, to))[1])
    files.put(b"volgorde")
    assert told[:2] == ["sync", "name"] and told.count("sync") == 4  # content; the folder of the file and the two above


def test_many_at_once_keep_one_whole_file(files: FileStore) -> None:
    content = os.urandom(500_000)
    threads = [threading.Thread(target=files.put, args=(content,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (sha256,) = files.list_stored()
    assert files.check(sha256)


def test_a_full_disk_leaves_nothing_behind(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        files.put(b"past niet")
    assert not list(files.list_stored()) and not list((files.root / "incoming").iterdir())


def test_registering_twice_is_one_row(store: Store, files: FileStore) -> None:
    kept = files.put(b"bon")
    for _ in range(2):
        with store.transaction() as tx:
            register(tx, *kept, "application/pdf")
    with store.reading() as db:
        row = db.get(StoredFile, kept.sha256)
    assert row is not None and (row.size, row.media_type, row.stored_at) == (3, "application/pdf", store.clock.now())


def test_the_sweep_takes_only_what_is_old_and_unreferenced(store: Store, files: FileStore) -> None:
    referred, fresh, lost = (files.put(content).sha256 for content in (b"referred", b"fresh", b"lost"))
    with store.transaction() as tx:
        register(tx, referred, 8, "application/pdf")
    for sha256 in (referred, lost):
        aged(files, sha256, 25)
    assert sweep(store, files) == 1
    assert files.exists(referred) and files.exists(fresh) and not files.exists(lost)


def test_putting_again_keeps_a_lost_file_from_the_sweep(store: Store, files: FileStore) -> None:
    sha256 = files.put(b"tweede poging").sha256
    aged(files, sha256, 25)
    files.put(b"tweede poging")
    assert sweep(store, files) == 0 and files.exists(sha256)


def test_a_roll_back_leaves_a_file_that_the_sweep_removes(store: Store, files: FileStore) -> None:
    kept = files.put(b"teruggedraaid")
    with pytest.raises(RuntimeError), store.transaction() as tx:
        register(tx, *kept, "application/pdf")
        raise RuntimeError
    assert sweep(store, files, timedelta(0)) == 1 and not files.exists(kept.sha256)


def test_killed_between_file_and_row_leaves_a_whole_file_and_no_row(store: Store, files: FileStore) -> None:
    script = f"""
import os, pathlib
from mag.core.files import FileStore
FileStore(pathlib.Path({str(files.root)!r})).put(b"voor de stroomuitval")
os.kill(os.getpid(), 9)
"""
    died = subprocess.run([sys.executable, "-c", script], check=False)
    assert died.returncode == -9
    (sha256,) = files.list_stored()
    assert files.check(sha256)
    with store.reading() as db:
        assert db.get(StoredFile, sha256) is None
    aged(files, sha256, 25)
    assert sweep(store, files) == 1


def test_killed_while_writing_leaves_only_an_unfinished_file(store: Store, files: FileStore) -> None:
    script = f"""
import os, pathlib
from mag.core.files import FileStore
os.fsync = lambda handle: os.kill(os.getpid(), 9)
FileStore(pathlib.Path({str(files.root)!r})).put(b"half")
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert not list(files.list_stored()) and len(list((files.root / "incoming").iterdir())) == 1
    assert sweep(store, files, timedelta(0)) == 1
    assert not list((files.root / "incoming").iterdir())
