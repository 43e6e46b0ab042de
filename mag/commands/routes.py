"""``./run routes``: every route with its methods and who may use it: a permission, or the reason why everybody may."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from flask import Flask

from mag.app import create_app
from mag.core.house import open_house
from mag.core.settings import read_settings
from mag.demo.routes import postbus
from mag.web.guard import access_of

KEY = "no session is made with this key"


def arguments(parser: ArgumentParser) -> None:
    """Nothing needs to be said."""


def run(_args: Namespace) -> int:
    """Print the table, by address. Needs no database."""
    with TemporaryDirectory() as folder:
        house = open_house(read_settings("production", var=folder, database_url="", secret_key=KEY))
        try:
            rows = list(table(create_app(house, extra_blueprints=(postbus.blueprint,))))
        finally:
            house.close()
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]]).rstrip())
    return 0


def table(app: Flask) -> Iterator[tuple[str, str, str, str]]:
    """(address, methods, permission or "public", reason) of every route, by address."""
    yield "address", "methods", "permission", "why public"
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        access = access_of(app, rule.endpoint)
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        permission, reason = (access.permission or "public", access.reason) if access else ("undeclared", "")
        yield rule.rule, methods, permission, reason
