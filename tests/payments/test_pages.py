"""The pages of payments: from ticks to a file for the bank, by two people, and money that comes back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from mag.accounts.roles import Role
from mag.budget import service as budget
from mag.budget.models import BudgetLine
from mag.core.clock import SetClock, at
from mag.core.logs import AccessLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Instalment
from mag.payments import service
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.sepa import read_pain001
from mag.payments.states import RunState
from tests.factories.agendas import Ground, make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import IBANS, make_grant, make_partner
from tests.web_client import client_as, make_app, post

TODAY = date(2022, 3, 1)
RUN = "/betaalrondes/BR-2022-0001"
Sign = Callable[[Role | str], FlaskClient]


@dataclass
class Desk:
    """A line with money, and two colleagues at their browsers."""

    store: Store
    ground: Ground
    line_id: int
    leader: FlaskClient
    controller: FlaskClient

    def grants(self, *amounts: int, **changes: object) -> list[int]:
        with self.store.transaction() as tx:
            made = [make_grant(tx, self.ground, self.line_id, parts=((a, TODAY),), **changes) for a in amounts]  # type: ignore[arg-type]
            return [grant.instalments[0].id for grant in made]

    def prepare(self, *ids: int, who: FlaskClient | None = None) -> None:
        assert post(who or self.leader, "/betaalrondes", {"instalments": [str(i) for i in ids]}).location == RUN

    def run(self) -> PaymentRun:
        with self.store.reading() as db:
            return db.scalars(select(PaymentRun)).one()

    def count(self, what: type) -> int:
        with self.store.reading() as db:
            return db.scalar(select(func.count()).select_from(what)) or 0


@pytest.fixture
def desk(sqlite_store: Store, as_role: Sign) -> Desk:
    with sqlite_store.transaction() as tx:
        ground = make_agenda(tx)
        line_id = make_line(tx, ground.agenda.id, 10_000_000).id
    return Desk(sqlite_store, ground, line_id, as_role(Role.PROJECT_LEADER), as_role(Role.CONTROLLER))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_from_ticks_to_paid_by_two_people(desk: Desk) -> None:
    ids = desk.grants(25_000, 1_250)
    page = desk.leader.get("/betaalrondes").text
    assert "2 betalingen staan open, samen <strong>€ 262,50</strong>" in plain(page) and page.count("checked") == 2
    desk.prepare(*ids)
    mine = plain(desk.leader.get(RUN).text)
    assert "samen <strong>€ 262,50</strong> (tweehonderdtweeënzestig euro en vijftig cent)" in mine
    assert "Een ander dan Demo project_leader geeft deze betaalronde vrij" in mine and "/vrijgeven" not in mine
    assert post(desk.leader, f"{RUN}/vrijgeven", form_at=RUN).status_code == 404, "a project leader may not release"
    assert "Geef € 262,50 vrij om te betalen" in plain(desk.controller.get(RUN).text)
    done = post(desk.controller, f"{RUN}/vrijgeven", form_at=RUN, follow=True)
    assert "Vrijgegeven" in done.text and "Download het betaalbestand" in done.text and "Trek deze betaalronde in" not in done.text
    files = [desk.leader.get(f"{RUN}/betaalbestand.xml"), desk.controller.get(f"{RUN}/betaalbestand.xml")]
    assert files[0].data == files[1].data
    assert files[0].headers["Content-Disposition"] == 'attachment; filename="BR-2022-0001.xml"'
    read = read_pain001(files[0].data)
    assert (read.control_sum, read.count, read.debtor.iban) == (26_250, 2, "NL02ABNA0123456789")
    paid = post(
        desk.leader, f"{RUN}/betaald", {"paid_on-day": "1", "paid_on-month": "maart", "paid_on-year": "2022"}, form_at=RUN, follow=True
    )
    assert "Betaald gemeld" in paid.text and desk.run().state is RunState.CONFIRMED and desk.count(OutboxMail) == 2
    with desk.store.reading() as db:
        noted = [(a.what, a.subject_kind) for a in db.scalars(select(AccessLine))]
    assert noted == [("downloaded", "payment_run")] * 2


def test_a_controller_who_prepared_does_not_release(desk: Desk) -> None:
    desk.prepare(*desk.grants(25_000), who=desk.controller)
    assert "Een ander dan Demo controller geeft deze betaalronde vrij" in desk.controller.get(RUN).text
    answer = post(desk.controller, f"{RUN}/vrijgeven", {"version": "1"}, form_at=RUN)
    assert answer.status_code == 422 and "Een ander dan Demo controller geeft de betaalronde vrij." in answer.text
    assert desk.run().state is RunState.PREPARED


@pytest.mark.parametrize(
    ("ticks", "day", "sentence"),
    [
        ([], ("1", "3", "2022"), "Kies minstens één betaling."),
        (["{0}"], ("", "", ""), "Vul een datum in"),
        (["{0}"], ("31", "2", "2022"), "De dag bij"),
        (["{0}"], ("5", "3", "2022"), "niet in het weekend"),
        (["{0}"], ("28", "2", "2022"), "is voorbij"),
        (["abc"], ("1", "3", "2022"), "Kies een van de antwoorden"),
    ],
)
def test_a_wrong_choice_is_answered_and_ticks_stay(desk: Desk, ticks: list[str], day: tuple[str, str, str], sentence: str) -> None:
    ids = desk.grants(25_000, 12_500)
    typed = dict(zip(("execution_on-day", "execution_on-month", "execution_on-year"), day, strict=True))
    answer = post(desk.leader, "/betaalrondes", {"instalments": [t.format(*ids) for t in ticks] or None, **typed})
    assert answer.status_code == 422 and sentence in answer.text and "<title>Fout:" in answer.text
    assert answer.text.count(" checked") == (1 if ticks == ["{0}"] else 0)
    assert desk.count(PaymentRun) == 0


def test_an_instalment_that_does_not_exist_is_not_found(desk: Desk) -> None:
    desk.grants(25_000)
    for number in ("999", "99999999999999999999"):
        assert post(desk.leader, "/betaalrondes", {"instalments": [number]}).status_code in {404, 422}
    assert desk.count(PaymentRun) == 0


def test_forms_sent_twice_do_everything_once(desk: Desk) -> None:
    ids = desk.grants(25_000)
    sent = {"instalments": [str(i) for i in ids], "idempotency_key": "1" * 32}
    first = post(desk.leader, "/betaalrondes", sent)
    again = post(desk.leader, "/betaalrondes", {**sent, "execution_on-day": "1", "execution_on-month": "3", "execution_on-year": "2022"})
    assert first.location == again.location == RUN and desk.count(PaymentRun) == desk.count(Payment) == 1
    for version, verb, more in (
        ("1", "vrijgeven", {}),
        ("2", "betaald", {"paid_on-day": "1", "paid_on-month": "3", "paid_on-year": "2022"}),
    ):
        form = {"idempotency_key": version * 31 + "a", "version": version, **more}
        answers = [post(desk.controller, f"{RUN}/{verb}", form, form_at=RUN) for _ in range(2)]
        assert [a.location for a in answers] == [RUN, RUN]
    assert desk.count(OutboxMail) == 1
    with desk.store.reading() as db:
        line = db.get_one(BudgetLine, desk.line_id)
        assert (line.committed_amount, line.paid_amount) == (0, 25_000)


def test_an_old_page_is_told_what_happened(desk: Desk) -> None:
    desk.prepare(*desk.grants(25_000))
    post(desk.controller, f"{RUN}/vrijgeven", form_at=RUN)
    for verb in ("intrekken", "vrijgeven"):
        answer = post(desk.controller, f"{RUN}/{verb}", {"version": "1"}, form_at=RUN)
        assert answer.status_code == 409 and "vrijgegeven door Demo controller" in answer.text
    answer = post(desk.leader, f"{RUN}/intrekken", {"version": "2"}, form_at=RUN)
    assert answer.status_code == 422 and "de status is al “vrijgegeven”" in answer.text
    assert desk.run().state is RunState.RELEASED
    for odd in ("x", "", "-1", "99999999999"):
        assert post(desk.controller, f"{RUN}/betaald", {"version": odd}, form_at=RUN).status_code == 422


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(("", "", ""), "Vul een datum in"), (("2", "3", "2022"), "nog niet geweest"), (("28", "2", "2022"), "niet eerder betaald")],
)
def test_a_wrong_day_of_payment_is_answered(desk: Desk, day: tuple[str, str, str], sentence: str) -> None:
    desk.prepare(*desk.grants(25_000))
    post(desk.controller, f"{RUN}/vrijgeven", form_at=RUN)
    typed = dict(zip(("paid_on-day", "paid_on-month", "paid_on-year"), day, strict=True))
    answer = post(desk.leader, f"{RUN}/betaald", typed, form_at=RUN)
    assert answer.status_code == 422 and sentence in answer.text
    assert desk.run().state is RunState.RELEASED


def test_a_run_taken_back_can_be_made_again(desk: Desk) -> None:
    ids = desk.grants(25_000)
    desk.prepare(*ids)
    answer = post(desk.leader, f"{RUN}/intrekken", form_at=RUN, follow=True)
    assert "Ingetrokken" in answer.text
    assert desk.leader.get(f"{RUN}/betaalbestand.xml").status_code == 404
    again = post(desk.leader, "/betaalrondes", {"instalments": [str(i) for i in ids]}, follow=True)
    assert "BR-2022-0002" in again.text and re.search(r"MAG-2022-\d{4}-1B ", again.text)


def test_oddities_stand_beside_the_payment_and_are_not_ticked(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        partner = make_partner(tx, "Koor Vrolijk demo", IBANS[1])
        odd = make_grant(tx, desk.ground, desk.line_id, parts=((1_000, TODAY),), partner=partner)
        tx.db.flush()
        other = make_grant(tx, desk.ground, desk.line_id, parts=((2_000, TODAY),))
        budget.release(tx, other.commitment_id, Cents(1), reason="Lager")
        partner.name = "Vereniging Zwijgzaam demo"
    page = desk.leader.get("/betaalrondes").text
    assert "De rekening staat op naam van Koor Vrolijk demo" in page and "Deze betaling kan niet mee" in page
    assert page.count('name="instalments"') == 1 and " checked" not in page
    desk.prepare(odd.instalments[0].id)
    assert "De rekening staat op naam van Koor Vrolijk demo" in desk.controller.get(RUN).text


def test_a_run_that_waited_too_long_says_so(desk: Desk, clock: SetClock, as_role: Sign) -> None:
    desk.prepare(*desk.grants(25_000))
    clock.set(at(date(2022, 3, 2)))
    page = as_role(Role.CONTROLLER).get(RUN)
    assert "Deze betaalronde is te oud" in page.text and "/vrijgeven" not in page.text


def test_without_an_account_to_pay_from_nothing_is_released(sqlite_store: Store, desk: Desk, tmp_path: Path) -> None:
    desk.prepare(*desk.grants(25_000))
    bare: Flask = make_app(sqlite_store, tmp_path, debtor_name="", debtor_iban="")
    answer = post(client_as(bare, Role.CONTROLLER), f"{RUN}/vrijgeven", form_at=RUN)
    assert answer.status_code == 422 and "nog niet ingesteld" in answer.text
    assert desk.run().state is RunState.PREPARED


def test_who_may_see_money_go_out(desk: Desk, as_role: Sign, client: FlaskClient) -> None:
    desk.prepare(*desk.grants(25_000))
    post(desk.controller, f"{RUN}/vrijgeven", form_at=RUN)
    auditor = as_role(Role.AUDITOR)
    assert "Betaalronde BR-2022-0001" in auditor.get(RUN).text and "Meld alle" not in auditor.get(RUN).text
    assert auditor.get(f"{RUN}/betaalbestand.xml").status_code == 404
    for path in (f"{RUN}/intrekken", f"{RUN}/betaald", f"{RUN}/vrijgeven", "/betaalrondes"):
        assert post(auditor, path, form_at=RUN).status_code == 404
    for role in (Role.MUNICIPALITY_READER, Role.NEIGHBOURHOOD_WORKER, Role.SOUNDING_BOARD, Role.ADMINISTRATOR):
        for path in ("/betaalrondes", RUN, f"{RUN}/betaalbestand.xml", "/terugvorderingen"):
            assert as_role(role).get(path).status_code == 404
    assert client.get(RUN).status_code == 303
    assert desk.leader.get("/betaalrondes/BR-2022-9999").status_code == 404


@pytest.fixture
def recovery(desk: Desk) -> str:
    with desk.store.transaction() as tx:
        grant = make_grant(tx, desk.ground, desk.line_id, reference="MAG-2022-7001", parts=((25_000, TODAY),))
        budget.pay(tx, grant.commitment_id, Cents(25_000), reason="Betaald", booked_on=TODAY)
        service.open_recovery(tx, grant.id, Cents(10_000), due_on=TODAY)
    return "/terugvorderingen/MAG-2022-7001"


def test_a_repayment_is_booked_in_parts(desk: Desk, recovery: str) -> None:
    assert "€ 100,00</strong> terugkomen" in plain(desk.leader.get("/terugvorderingen").text)
    day = {"received_on-day": "1", "received_on-month": "3", "received_on-year": "2022"}
    part = post(desk.leader, recovery, {"amount": "40", **day}, follow=True)
    assert "moet nog <strong>€ 60,00</strong>" in plain(part.text)
    whole = post(desk.leader, recovery, {"amount": "60", **day}, follow=True)
    assert "heeft alles terugbetaald" in whole.text and "Boek de terugbetaling" not in whole.text
    assert "Helemaal terugbetaald" in desk.leader.get("/terugvorderingen?status=terugbetaald").text
    assert "Er staat niets open" in desk.leader.get("/terugvorderingen").text


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("12.50", "welk bedrag u bedoelt"), ("1,250", "welk bedrag u bedoelt"), ("", "Vul een bedrag in"), ("-3", "niet onder nul"),
     ("tien", "geen bedrag"), ("100,01", "nog € 100,00 open")],
)  # fmt: skip
def test_a_wrong_repayment_is_answered(desk: Desk, recovery: str, amount: str, sentence: str) -> None:
    day = {"received_on-day": "1", "received_on-month": "3", "received_on-year": "2022"}
    answer = post(desk.leader, recovery, {"amount": amount, **day})
    assert answer.status_code == 422 and sentence in plain(answer.text) and f'value="{amount}"' in answer.text
    with desk.store.reading() as db:
        assert db.scalars(select(Recovery.received_amount)).one() == 0


def test_a_repayment_sent_twice_or_from_an_old_page_is_booked_once(desk: Desk, recovery: str) -> None:
    typed = {"amount": "40", "received_on-day": "1", "received_on-month": "3", "received_on-year": "2022", "version": "1"}
    twice = [post(desk.leader, recovery, {**typed, "idempotency_key": "d" * 32}) for _ in range(2)]
    assert [a.status_code for a in twice] == [303, 303]
    old = post(desk.controller, recovery, typed)
    assert old.status_code == 409 and "nog € 60,00 open" in plain(old.text)
    with desk.store.reading() as db:
        assert db.scalars(select(Recovery.received_amount)).one() == 4_000


def test_many_payments_ask_no_more_of_the_database_than_a_few(desk: Desk) -> None:
    def questions(path: str) -> int:
        asked: list[str] = []

        def listener(*given: object) -> None:
            asked.append(str(given[2]))

        event.listen(desk.store.database.reader, "before_cursor_execute", listener)
        try:
            assert desk.controller.get(path).status_code == 200
        finally:
            event.remove(desk.store.database.reader, "before_cursor_execute", listener)
        return len(asked)

    def fill(number: int) -> None:
        ids = desk.grants(*range(1_000, 1_000 + number))
        with desk.store.transaction() as tx:
            service.prepare_run(tx, desk.ground.agenda.id, ids, execution_on=TODAY)
        desk.grants(*range(9_000, 9_000 + number))
        with desk.store.transaction() as tx:
            for n in range(number):
                grant = make_grant(tx, desk.ground, desk.line_id, parts=((500 + n, date(2023, 1, 1)),))
                budget.pay(tx, grant.commitment_id, Cents(500), reason="Betaald", booked_on=TODAY)
                service.open_recovery(tx, grant.id, Cents(100), due_on=TODAY)

    paths = ("/betaalrondes", "/betaalrondes/BR-2022-000{0}", "/terugvorderingen")
    fill(5)
    few = [questions(path.format(1)) for path in paths]
    fill(200)
    many = [questions(path.format(2)) for path in paths]
    assert few == many and max(many) <= 12
    assert desk.count(Instalment) == 615
