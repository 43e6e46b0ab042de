"""The authorization matrix, executed and not only declared: every route × every principal × own, other's and absent.

Generated from the URL map, so that a new route is in it the moment it exists. A cell is denied when the principal misses
the permission the route declares, or when the thing is not theirs. A denied cell answers sign-in or "not here", holds no
word of somebody else, and leaves the database as it was. No cell at all answers with a defect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from mag import schema
from mag.accounts.roles import LINK_MAY, Role, permissions_of
from mag.accounts.service import revoke_role
from mag.core.files import FileStore
from mag.core.transaction import Store
from mag.web.guard import access_of
from tests.factories.people import make_person
from tests.matrix.world import CANARIES, PRINCIPALS, World, build_world
from tests.web_client import client_as, make_app, token_of

pytestmark = pytest.mark.begin_early

STAFF = {role.value for role in Role}
SEEN_ANYWAY = {
    "access_line",
    "security_line",
    "sign_in_session",
    "sign_in_attempt",
    "form_key",
    "journal_line",
    "journal_chain",
    "person",
    "role_grant",
}
"""What changes by the act of looking or of signing in a principal; business tables are never among them."""


@pytest.fixture
def world(sqlite_store: Store, tmp_path: Path) -> World:
    """Two partners behind one application."""
    files = FileStore(tmp_path / "files")
    return build_world(make_app(sqlite_store, tmp_path), sqlite_store, files)


@dataclass(frozen=True)
class Cell:
    """One address to try: whose thing it names (``own``, ``other``, ``absent`` or ``none``)."""

    rule: Rule
    url: str
    whose: str


def value_of(world: World, rule: Rule, argument: str, whose: str) -> str:
    """What to put in an address for an argument: own, other's or absent."""
    side = world.north if whose == "own" else world.south
    if argument == "reference" and rule.endpoint.startswith("payments."):
        return "geen-ronde" if whose == "absent" else world.run
    if argument == "reference":
        return "MAG-1999-9999" if whose == "absent" else side.reference
    is_number = "Integer" in type(rule._converters[argument]).__name__
    if whose == "absent":
        return ("9999" if argument in ("number", "year") else "2147483647") if is_number else "bestaat-niet"
    known = {
        "person_id": side.person_id, "partner_id": side.partner_id, "soort": "volgend-jaar",
        "receipt_id": side.receipt_id, "line_id": world.line_id, "rule_set_id": world.rule_set_id,
        "number": 2022, "year": 2022, "extension": "csv", "slug": "idee", "role": "project_leader", "kind": "besluit", "code": "samenleven",
        "what": "termijnen",
    }  # fmt: skip
    return str(known.get(argument, 1))


def cells(world: World) -> Iterator[Cell]:
    """Every address of the URL map, for own, other's and absent things, by GET and by POST."""
    adapter = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules():
        arguments = rule.arguments - set(rule.defaults or {})
        for whose in ("own", "other", "absent") if arguments else ("none",):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                values = {name: value_of(world, rule, name, whose) for name in arguments}
                typed = {name: int(value) if value.isdigit() else value for name, value in values.items()}
                yield Cell(rule, adapter.build(rule.endpoint, typed, method=method), f"{method}:{whose}")


def holds(principal: str, permission: str | None) -> bool:
    """Whether a principal has the permission a route declares, by the role table alone."""
    if permission is None:
        return True
    if principal == "link":
        return permission in {p.value for p in LINK_MAY}
    if principal in ("member", "former", *STAFF):
        roles = {Role(principal)} if principal in STAFF else set()
        return permission in permissions_of(roles, is_member=principal == "member")
    return False


def fingerprint(store: Store) -> str:
    """A digest of every business row."""
    found = sha256()
    with store.reading() as db:
        for name in sorted(set(schema.metadata.tables) - SEEN_ANYWAY):
            for row in db.execute(text(f"SELECT * FROM {name} ORDER BY 1")):  # names of our own tables
                found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def ask(client: FlaskClient, cell: Cell, token: str) -> TestResponse:
    """Send a cell's request; a POST carries a valid token and key and nothing else."""
    if cell.whose.startswith("GET"):
        return client.get(cell.url)
    return client.post(cell.url, data={"csrf_token": token, "idempotency_key": uuid4().hex, "version": "1"})


def is_shut(response: TestResponse) -> bool:
    """Whether the answer gives nothing: to the sign-in page, or not here."""
    return response.status_code in (401, 403, 404) or (response.status_code == 303 and "/inloggen" in (response.location or ""))


ENDS_THE_SESSION = ("accounts.sign_out", "accounts.sign_out_everywhere", "accounts.change_password")
"""Posts that would sign the principal out half-way."""


def is_denied(cell: Cell, principal: str, permission: str | None) -> bool:
    """Whether nobody may see or do this cell: the permission is missing, or the thing is not this principal's."""
    private = ("reference" in cell.rule.arguments or "/mijn/mensen/" in cell.rule.rule) and not cell.rule.endpoint.startswith("payments.")
    not_theirs = private and principal not in STAFF and cell.whose.endswith(("other", "absent"))
    return not holds(principal, permission) or not_theirs


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_every_cell_of_a_principal(world: World, sqlite_store: Store, principal: str) -> None:
    client = world.browser(principal)
    token = token_of(client)
    denied, open_cells = [], []
    for cell in cells(world):
        access = access_of(world.app, cell.rule.endpoint)
        assert access is not None, f"{cell.rule.endpoint} declares nothing"
        if cell.rule.endpoint == "static" or (cell.whose.startswith("POST") and cell.rule.endpoint in ENDS_THE_SESSION):
            continue
        (denied if is_denied(cell, principal, access.permission) else open_cells).append(cell)
    before = fingerprint(sqlite_store)
    for cell in denied:
        response = ask(client, cell, token)
        told = f"{principal} {cell.whose} {cell.url} ({cell.rule.endpoint}) answered {response.status_code}"
        assert is_shut(response), told
        own = CANARIES["north"] if principal == "member" else ""  # their own name stands in the head of every page
        assert not any(word.encode() in response.data for word in CANARIES.values() if word != own), told + " with a partner's word"
    assert fingerprint(sqlite_store) == before, f"a denied cell of {principal} changed something"
    for cell in open_cells:
        response = ask(client, cell, token)
        told = f"{principal} {cell.whose} {cell.url} ({cell.rule.endpoint}) answered {response.status_code}"
        assert response.status_code < 500, told
        if principal not in STAFF:
            assert CANARIES["south"].encode() not in response.data, told + " with the other partner's word"
    assert len(denied) + len(open_cells) > 150
    assert len(denied) > 10


def test_what_is_not_yours_looks_exactly_like_what_is_not_there(world: World) -> None:
    client = world.browser("member")
    for cell in cells(world):
        if cell.whose == "GET:other" and "reference" in cell.rule.arguments and not cell.rule.endpoint.startswith("payments."):
            absent = cell.url.replace(world.south.reference, "MAG-1999-9999")
            assert (client.get(cell.url).status_code, len(client.get(cell.url).text)) == (404, len(client.get(absent).text)), cell.url


def test_the_municipality_reads_figures_and_no_residents_name(world: World) -> None:
    client = world.browser("municipality_reader")
    token = token_of(client)
    for cell in cells(world):
        if cell.whose.startswith("GET"):
            text_of_page = ask(client, cell, token).data.decode(errors="replace")
            assert "noord@demo.example" not in text_of_page and "zuid@demo.example" not in text_of_page, cell.url
            assert "NL91ABNA0417164300" not in text_of_page.replace(" ", "").replace("\xa0", ""), cell.url


def test_a_right_that_is_taken_away_is_gone_on_the_next_request(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        person = make_person(tx, "controle@demo.example", "Controle Demo", Role.PROJECT_LEADER)
        make_person(tx, "beheer@demo.example", "Beheer Demo", Role.ADMINISTRATOR)
    client = client_as(app, person)
    assert client.get("/beheer/journaal").status_code in (200, 404)
    with sqlite_store.transaction() as tx:
        revoke_role(tx, person.id, Role.PROJECT_LEADER)
    assert is_shut(client.get("/werkvoorraad"))
