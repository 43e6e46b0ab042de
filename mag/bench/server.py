"""The servers that are measured: the program itself, and the floor, under the same gunicorn; each in a process of its own.

Every answer carries how many SQL statements and how much processor time it took, so that they are counted where they happen.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import create_engine, event, text

from mag.app import create_app
from mag.bench.world import NOW
from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.files import FileStore
from mag.core.house import House
from mag.core.settings import ROOT, read_settings
from mag.core.transaction import Store
from mag.mailbox import free_port
from mag.serving import serve

HEADER = "X-Bench"
KEY = "only-for-measuring-only-for-measuring"
PATIENCE = 120
"""Seconds a server may take to start or stop, on a machine that is busy with other things too."""
FLOOR_PAGE = """<!doctype html><html lang="nl"><title>Vloer</title><table>
{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.reference }}</td><td>{{ row.title }}</td><td>{{ row.amount }}</td></tr>
{% endfor %}</table></html>"""


class Meter:
    """Wraps an application: counts the statements of each request on the given engines, and its processor time."""

    def __init__(self, app: Callable[..., Iterable[bytes]], engines: Iterable[Any]) -> None:
        self._app = app
        self._here = threading.local()
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("BEGIN"):
            return  # asks nothing; PostgreSQL's driver sends it without telling
        self._here.statements = getattr(self._here, "statements", 0) + 1

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with one header more."""
        self._here.statements = 0
        began = time.thread_time()

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            spent = int((time.thread_time() - began) * 1_000_000)
            return start_response(status, [*headers, (HEADER, f"{self._here.statements} {spent}")], *more)

        return self._app(environ, started)


def make_house(url: str, var: Path) -> House:
    """The house of a measured database, under a clock that stands."""
    settings = read_settings("test", database_url=url, var=var, secret_key=KEY)
    settings.files.mkdir(parents=True, exist_ok=True)
    return House(settings, Store(Database(url), SetClock(NOW)), FileStore(settings.files))


def make_mag(url: str, var: Path) -> Flask:
    """The whole program, metered."""
    house = make_house(url, var)
    app = create_app(house)
    database = house.store.database
    engines = {id(engine): engine for engine in (database.writer, database.reader)} if database.is_sqlite else {0: database.writer}
    app.wsgi_app = Meter(app.wsgi_app, engines.values())  # type: ignore[method-assign]
    return app


def make_floor(url: str) -> Flask:
    """A bare page: one indexed query, fifty rows in a table."""
    app = Flask("floor")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    asked = text("SELECT id, reference, title, requested_amount AS amount FROM application WHERE id <= 50 ORDER BY id")

    @app.get("/")
    def floor() -> str:
        with engine.connect() as connection:
            return render_template_string(FLOOR_PAGE, rows=connection.execute(asked).all())

    app.wsgi_app = Meter(app.wsgi_app, [engine])  # type: ignore[method-assign]
    return app


@dataclass
class Running:
    """A server under way."""

    process: subprocess.Popen[bytes]
    port: int

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def worker_megabytes(self) -> float:
        """What the web worker holds in memory now (resident, MB); 0 where this machine does not tell."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            status = Path(f"/proc/{children[0]}/status").read_text()
        except (OSError, IndexError):
            return 0.0
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def start(kind: str, url: str, var: Path) -> Running:
    """Start a server in its own process and wait until it answers."""
    port = free_port()
    order = json.dumps({"kind": kind, "url": url, "var": str(var), "port": port})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAG_")}
    process = subprocess.Popen([sys.executable, "-m", "mag.bench.server", order], cwd=ROOT, env=environment)
    running = Running(process, port)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/")
            connection.getresponse().read()
            return running
        except OSError:
            time.sleep(0.1)
    running.stop()
    raise RuntimeError(f"the server of {kind} did not answer")


def main() -> None:
    """Serve what the order says, until stopped."""
    order = json.loads(sys.argv[1])
    if order["kind"] == "floor":
        serve(lambda: make_floor(order["url"]), host="127.0.0.1", port=order["port"])
    serve(lambda: make_mag(order["url"], Path(order["var"])), host="127.0.0.1", port=order["port"])


if __name__ == "__main__":
    main()
