"""Requests that are complete for their tier, and applications made of them by the real verb, under a real agenda file."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from mag.agenda.form_documents import FormDocument
from mag.agenda.models import Agenda
from mag.agenda.service import save_agenda
from mag.agenda_file import AgendaFile, parse, parse_form
from mag.applications.models import Application
from mag.applications.requests import CostLineRequest, Request
from mag.applications.service import Submitted, submit
from mag.applications.states import CostKind
from mag.core.actor import SYSTEM, Actor
from mag.core.money import Cents
from mag.core.settings import ROOT
from mag.core.transaction import Store, Tx
from mag.partners.models import PartnerKind

CODE = "hardinxveld-giessendam-2018"
ADDRESS = "https://mag.example.test"
IBAN = "NL91ABNA0417164300"


@lru_cache
def agenda_file(code: str = CODE) -> AgendaFile:
    """One of the agenda files that ship with the program, read once."""
    return parse((ROOT / "config" / "agendas" / f"{code}.yaml").read_bytes())


@lru_cache
def form_file(code: str) -> FormDocument:
    """One of the forms that ship with the program, read once."""
    return parse_form((ROOT / "config" / "forms" / f"{code}.yaml").read_bytes())


def agenda_in(tx: Tx, code: str = CODE) -> Agenda:
    """The agenda with this code, saved when it is not there yet."""
    found = tx.db.scalar(select(Agenda).where(Agenda.code == code))
    return found if found is not None else save_agenda(tx, agenda_file(code).section)


def request_for(agenda_id: int, amount: int = 200_00, **changes: Any) -> Request:
    """A complete request: by a resident for ``amount`` cents, by an association above a thousand euros."""
    large = amount > 1000_00
    made = Request(
        agenda_id=agenda_id,
        applicant_kind=PartnerKind.ASSOCIATION if large else PartnerKind.RESIDENT,
        contact_name="Demo Aanvrager",
        organisation_name="Wandelclub demo" if large else None,
        email="aanvrager@demo.example",
        iban=IBAN,
        account_holder="Demo Aanvrager",
        title="Straatfeest demo",
        description="Wij houden een straatfeest voor de hele straat.",
        place="Peulenstraat",
        starts_on=date(2022, 6, 4),
        ends_on=date(2022, 6, 5),
        audience=("iedereen",),
        expected_people=60,
        requested_amount=Cents(amount),
        cost_lines=tuple(cost_lines(amount)),
        goal_code="samenleven",
        results=(("mensen die elkaar leren kennen", 40),) if large else (),
        answers={"partners": "niemand", "publicity": "een briefje in de bus"} if large else {},
        is_demo=True,
    )
    return replace(made, **changes)


def cost_lines(amount: int) -> list[CostLineRequest]:
    """Three costs and one income that leave exactly ``amount`` cents to ask for."""
    costs = [
        CostLineRequest(CostKind.COST, what, Cents(cents)) for what, cents in (("Zaalhuur", amount), ("Drinken", 50_00), ("Muziek", 25_00))
    ]
    return [*costs, CostLineRequest(CostKind.INCOME, "Eigen bijdrage", Cents(75_00))]


def submit_in(tx: Tx, amount: int = 200_00, *, code: str = CODE, **changes: Any) -> Submitted:
    """Send a complete request inside a transaction; the agenda is saved when it is not there yet."""
    return submit(tx, request_for(agenda_in(tx, code).id, amount, **changes), address=ADDRESS)


def submitted(store: Store, amount: int = 200_00, *, code: str = CODE, actor: Actor = SYSTEM, **changes: Any) -> Application:
    """An application for ``amount`` cents, sent by the real verb; ``changes`` replace values of the request."""
    with store.transaction(actor) as tx:
        return submit_in(tx, amount, code=code, **changes).application
