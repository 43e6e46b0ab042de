"""The web server: gunicorn inside this program, for production and for the demonstration alike.

The application is made in each worker process, after the fork, so that no database connection is ever shared.
"""

import socket
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication

THREADS = 4
PATIENCE = 20
"""Seconds what is under way gets to finish when the server is asked to stop."""


class PortTaken(Exception):
    """Somebody else listens on the address already; ``sentence`` says so in Dutch."""

    def __init__(self, host: str, port: int) -> None:
        self.sentence = f"Op {host}, poort {port}, draait al een ander programma. Kies een andere poort, zoals MAG_PORT={port + 1}."
        super().__init__(self.sentence)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our own settings; reads no command line and no settings file."""

    def __init__(self, make_app: Callable[[], WSGIApplication], **options: Any) -> None:
        self._make_app, self._options = make_app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the application (in the worker process)."""
        return self._make_app()


def check_port(host: str, port: int) -> None:
    """Raise :class:`PortTaken` when nobody can listen there any more. Port 0 is always free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(host, port) from None


def serve(
    make_app: Callable[[], WSGIApplication],
    *,
    host: str,
    port: int,
    workers: int = 1,
    on_start: Callable[[], None] | None = None,
    on_stop: Callable[[], None] | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM. ``on_start`` and ``on_stop`` run in every worker process, around its requests.

    Does not return: gunicorn ends the process with the exit code.
    """

    def started(_worker: Any) -> None:
        if on_start is not None:
            on_start()

    def stopped(_server: Any, _worker: Any) -> None:
        if on_stop is not None:
            on_stop()

    Server(
        make_app,
        bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        workers=workers,
        threads=THREADS,
        worker_class="gthread",
        timeout=90,
        graceful_timeout=PATIENCE,
        loglevel="warning",
        proc_name="mag",
        control_socket_disable=True,
        post_worker_init=started,
        worker_exit=stopped,
    ).run()
