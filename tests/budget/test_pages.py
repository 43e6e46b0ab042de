"""The pages of the budget: what people type, who may, and totals that open the rows behind them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import event, func, select

from mag.accounts.roles import Role
from mag.agenda.models import RuleSet
from mag.budget import service
from mag.budget.models import BudgetLine, BudgetYear, LedgerEntry
from mag.core.logs import AccessLine
from mag.core.money import Cents, show
from mag.core.transaction import Store
from tests.factories.agendas import Ground, make_agenda
from tests.factories.applications import agenda_in
from tests.factories.budgets import make_line
from tests.web_client import post

TODAY = date(2022, 3, 1)
Sign = Callable[[Role | str], FlaskClient]


@pytest.fixture
def ground(sqlite_store: Store) -> Ground:
    with sqlite_store.transaction() as tx:
        made = make_agenda(tx)
        rules = tx.db.get_one(RuleSet, made.rule_set.id)
        rules.document = {**rules.document, "thresholds": {"second_pair_of_eyes_above": "5000.00"}}
        return made


@pytest.fixture
def line_id(sqlite_store: Store, ground: Ground) -> int:
    with sqlite_store.transaction() as tx:
        return make_line(tx, ground.agenda.id, 100_000).id


@pytest.fixture
def controller(as_role: Sign) -> FlaskClient:
    return as_role(Role.CONTROLLER)


def line_of(store: Store, line_id: int) -> BudgetLine:
    with store.reading() as db:
        return db.get_one(BudgetLine, line_id)


def entries(store: Store) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def test_a_year_is_drawn_up_adopted_by_another_and_read_back(
    controller: FlaskClient, as_role: Sign, ground: Ground, sqlite_store: Store
) -> None:
    assert "Er is nog geen budget" in controller.get("/budget").text
    answer = post(controller, "/budget/nieuw-jaar", {"year": "2022"}, follow=True)
    assert "Concept van het budget 2022" in answer.text and "nog geen regels" in answer.text
    line = {
        "code": "MAG-01",
        "name": "Initiatieven",
        "amount": "1.250,50",
        "part": "flexible",
        "task_field": "6.1",
        "cost_centre": "610100",
        "goal_id": str(ground.goal.id),
        "applicant_group": "clubs",
    }
    answer = post(controller, "/budget/2022/nieuwe-regel", line, follow=True)
    assert "MAG-01 Initiatieven" in answer.text and "Regel MAG-01 toegevoegd met €\u00a01.250,50" in answer.text
    with sqlite_store.reading() as db:
        line_id = db.scalars(select(BudgetLine.id)).one()
    answer = post(controller, f"/budget/regel/{line_id}/wijzigen", line | {"amount": "1.500,50", "name": "Plannen"}, follow=True)
    assert "van €\u00a01.250,50 naar €\u00a01.500,50" in answer.text and "“Initiatieven” in “Plannen”" in answer.text
    at = "/budget/2022/concept"
    assert post(controller, f"{at}/voorstellen", {"reason": ""}, form_at=at).status_code == 422
    answer = post(controller, f"{at}/voorstellen", {"reason": "Raadsbesluit"}, form_at=at, follow=True)
    assert "Een ander dan u stelt het vast" in answer.text and "/vaststellen" not in answer.text
    leader = as_role(Role.PROJECT_LEADER)
    answer = post(leader, f"{at}/vaststellen", form_at=at, follow=True)
    assert "€\u00a01.500,50" in answer.text and line_of(sqlite_store, line_id).available_amount == 150_050
    assert "Raadsbesluit – Demo" in leader.get(f"/budget/regel/{line_id}").text.replace("\u00a0", " ")
    answer = post(controller, f"/budget/regel/{line_id}/verlagen", {"amount": "€ 250,50", "reason": "Terug"}, follow=True)
    assert line_of(sqlite_store, line_id).available_amount == 125_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12.50", "welk bedrag u bedoelt met 12.50"),
        ("1,250", "welk bedrag u bedoelt met 1,250"),
        ("", "Vul een bedrag in"),
        ("-5", "niet onder nul"),
        ("veel", "Dit is geen bedrag: veel"),
        ("0", "hoger is dan nul"),
        ("1,00,00", "Dit is geen bedrag"),
        ("١٢", "Dit is geen bedrag"),
        ("999999999999", "te groot"),
        ("1e3", "Dit is geen bedrag"),
        ("1.000,01", "is nog € 1.000,00 vrij"),
    ],
)
def test_a_wrong_amount_is_answered_and_everything_typed_is_kept(
    controller: FlaskClient, line_id: int, sqlite_store: Store, typed: str, sentence: str
) -> None:
    answer = post(controller, f"/budget/regel/{line_id}/verlagen", {"amount": typed, "reason": "Omdat <b>het</b> moet"})
    text = answer.text.replace("\u00a0", " ")
    assert answer.status_code == 422
    assert sentence in text
    assert "<title>Fout: " in text and "Omdat &lt;b&gt;het&lt;/b&gt; moet" in text
    assert f'value="{typed}"' in text
    assert entries(sqlite_store) == 1


def test_a_form_sent_twice_moves_money_once(controller: FlaskClient, line_id: int, sqlite_store: Store) -> None:
    at = f"/budget/regel/{line_id}/verhogen"
    sent = {"amount": "100", "reason": "Extra", "idempotency_key": "c" * 32}
    first, second = post(controller, at, sent), post(controller, at, sent)
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert line_of(sqlite_store, line_id).allocated_amount == 110_000
    assert entries(sqlite_store) == 2


def test_a_form_without_its_key_does_nothing(controller: FlaskClient, line_id: int, sqlite_store: Store) -> None:
    post(controller, f"/budget/regel/{line_id}/verhogen", {"amount": "100", "reason": "Extra", "idempotency_key": "kort"})
    assert entries(sqlite_store) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": ""}, "Vul iets in bij"),
        ({"code": "MAG-01"}, "al een budgetregel met code MAG-01"),
        ({"code": "x" * 21}, "korter"),
        ({"part": "gold"}, "Kies een van de antwoorden"),
        ({"part": None}, "Kies een antwoord"),
        ({"task_field": "zes"}, "taakveld in zoals 6.1"),
        ({"goal_id": "999"}, "Kies een van de antwoorden"),
    ],
)
def test_a_wrong_line_is_answered_at_its_question(
    controller: FlaskClient, line_id: int, sqlite_store: Store, changed: dict[str, str | None], sentence: str
) -> None:
    line: dict[str, str | None] = {"code": "MAG-02", "name": "Jeugd", "part": "flexible", "task_field": "6.1", "cost_centre": "61"}
    answer = post(controller, "/budget/2022/nieuwe-regel", line | changed)
    assert answer.status_code == 422 and sentence in answer.text and 'value="Jeugd"' in answer.text
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(BudgetLine)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"), [("2022", "al geopend"), ("22", "tussen 2000 en 2100"), ("", "Vul een jaar in"), ("tien", "hele cijfers")]
)
def test_a_wrong_year_is_answered(controller: FlaskClient, line_id: int, sqlite_store: Store, typed: str, sentence: str) -> None:
    answer = post(controller, "/budget/nieuw-jaar", {"year": typed})
    assert answer.status_code == 422 and sentence in answer.text
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(BudgetYear)) == 1


def test_who_may_look_and_who_may_change(as_role: Sign, client: FlaskClient, line_id: int, sqlite_store: Store) -> None:
    reader, worker = as_role(Role.MUNICIPALITY_READER), as_role(Role.NEIGHBOURHOOD_WORKER)
    for one in (reader, worker):
        page = one.get("/budget").text
        assert "MAG-01" in page and "Budgetregel toevoegen" not in page
        assert "Budget verhogen" not in one.get(f"/budget/regel/{line_id}").text
        for path in (
            f"/budget/regel/{line_id}/verhogen",
            f"/budget/regel/{line_id}/verlagen",
            "/budget/nieuw-jaar",
            "/budget/2022/nieuwe-regel",
        ):
            assert one.get(path).status_code == 404
            assert post(one, path, {"amount": "1", "reason": "x", "year": "2030"}, form_at="/budget").status_code == 404
    for role in (Role.SOUNDING_BOARD, Role.ADMINISTRATOR):
        assert as_role(role).get("/budget").status_code == 404
    assert client.get("/budget").status_code == 303
    assert entries(sqlite_store) == 1


def test_each_total_opens_rows_that_add_up_to_it(controller: FlaskClient, line_id: int, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        commitment = service.commit_funds(tx, line_id, reference="MAG-2022-0001", label="Feest", amount=Cents(60_000), reason="Besluit")
        service.pay(tx, commitment.id, Cents(45_000), reason="Betaald", booked_on=TODAY)
        service.recover(tx, commitment.id, Cents(5_000), reason="Terug", booked_on=TODAY)
        service.withdraw(tx, line_id, Cents(1_000), reason="Lager")
    page = controller.get("/budget?jaar=2022").text
    line = line_of(sqlite_store, line_id)
    for account, total in (
        ("outside", line.allocated_amount),
        ("paid", line.paid_amount),
        ("committed", line.committed_amount),
        ("available", line.available_amount),
    ):
        address = f"/budget/regel/{line_id}?rekening={account}"
        assert f'href="{address}">{show(total)}</a>' in page
        opened = controller.get(address).text
        assert f"Erbij min eraf: <strong>{show(total)}</strong>" in opened
        rows = load_workbook(io.BytesIO(controller.get(f"/budget/regel/{line_id}/boekingen.xlsx?rekening={account}").data)).worksheets[1]
        came, went = ([cell for (cell,) in rows.iter_rows(min_row=2, min_col=c, max_col=c, values_only=True) if cell] for c in (7, 8))
        assert round(sum(came) * 100) - round(sum(went) * 100) == total
    one = controller.get(f"/budget/regel/{line_id}?toezegging={commitment.id}").text
    assert "alleen boekingen voor <strong>MAG-2022-0001</strong>" in one and "3 boekingen" in one


def test_a_filter_that_means_nothing_shows_a_page_all_the_same(controller: FlaskClient, line_id: int) -> None:
    for odd in (
        "rekening=goud", "soort=x", "periode=2022-9", "pagina=-3", "pagina=99999999999999999999", "pagina=x",
        "toezegging=99999999999999999999",
        "_external=1&_scheme=x", "periode=%27%22%3Cscript%3E",
    ):  # fmt: skip
        assert controller.get(f"/budget/regel/{line_id}?{odd}").status_code == 200, odd
    for odd in ("jaar=x", "jaar=-1", "jaar=99999999999999999999"):
        assert controller.get(f"/budget?{odd}").status_code == 200, odd
    for nowhere in ("/budget/regel/999", "/budget/regel/99999999999999999999", f"/budget/regel/{line_id}?toezegging=999",
                    "/budget/2030.csv",
                    f"/budget/regel/{line_id}/boekingen.exe", "/budget?agenda=nergens", "/budget/2030/nieuwe-regel"):  # fmt: skip
        assert controller.get(nowhere).status_code == 404, nowhere


def test_a_download_is_what_is_shown_and_is_written_down(controller: FlaskClient, line_id: int, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        service.commit_funds(tx, line_id, reference="MAG-2022-0001", label="=1+1", amount=Cents(60_050), reason="=HYPERLINK(1)")
    answer = controller.get(f"/budget/regel/{line_id}/boekingen.csv?soort=commit")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="boekingen-2022-MAG-01.csv"'
    (row,) = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert (row["Bedrag"], row["Kenmerk"], row["Waarvoor"]) == ("600,50", "MAG-2022-0001", "'=HYPERLINK(1)")
    assert controller.get("/budget/2022.csv").status_code == controller.get("/budget/2022.xlsx").status_code == 200
    with sqlite_store.reading() as db:
        noted = [(a.what, a.subject_kind) for a in db.scalars(select(AccessLine).order_by(AccessLine.id))]
    assert noted == [("exported", "budget_line"), ("exported", "budget_year"), ("exported", "budget_year")]


def test_a_full_ledger_turns_by_page_and_asks_no_more_of_the_database(controller: FlaskClient, ground: Ground, sqlite_store: Store) -> None:
    def questions(path: str) -> int:
        asked: list[str] = []

        def listener(*given: object) -> None:
            asked.append(str(given[2]))

        event.listen(sqlite_store.database.reader, "before_cursor_execute", listener)
        try:
            assert controller.get(path).status_code == 200
        finally:
            event.remove(sqlite_store.database.reader, "before_cursor_execute", listener)
        return len(asked)

    def fill(number: int) -> int:
        with sqlite_store.transaction() as tx:
            line = make_line(tx, ground.agenda.id, 1_000_000, code=f"L{number}")
            for n in range(number):
                service.commit_funds(tx, line.id, reference=f"R-{number}-{n}", label=f"Plan {n}", amount=Cents(100), reason="Besluit")
                make_line(tx, ground.agenda.id, 100, code=f"L{number}-{n}")
            return line.id

    few, many = fill(5), None
    before = {path: questions(path) for path in ("/budget", f"/budget/regel/{few}")}
    many = fill(200)
    after = {path: questions(path) for path in ("/budget", f"/budget/regel/{many}")}
    assert list(before.values()) == list(after.values())
    assert max(after.values()) <= 12
    page = controller.get(f"/budget/regel/{many}")
    assert "201 boekingen" in page.text and len(re.findall("Plan \\d+<br>", page.text)) == 50
    assert "Begroting" in controller.get(f"/budget/regel/{many}?pagina=5").text


def test_a_transfer_above_the_amount_waits_for_a_second_person_on_its_own_page(as_role: Sign, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda = agenda_in(tx)
        source = make_line(tx, agenda.id, 10_000_00).id
        target = make_line(tx, agenda.id, 1_000_00, code="MAG-02").id
    controller, leader = as_role(Role.CONTROLLER), as_role(Role.PROJECT_LEADER)
    asked = {"to_line_id": str(target), "amount": "6.000", "reason": "Er is meer nodig voor ouderen."}
    assert post(controller, f"/budget/regel/{source}/verschuiven", asked | {"amount": ""}).status_code == 422
    page = post(controller, f"/budget/regel/{source}/verschuiven", asked).location
    assert page.startswith("/budget/besluiten/")
    assert "Er is meer nodig voor ouderen." in controller.get(page).text
    assert line_of(sqlite_store, source).available_amount == 10_000_00, "nothing moved yet"
    assert page in leader.get("/budget/besluiten").text
    assert "/akkoord" not in controller.get(page).text and post(controller, f"{page}/akkoord").status_code == 409
    assert post(leader, f"{page}/akkoord", form_at=page).status_code == 303
    assert (line_of(sqlite_store, source).available_amount, line_of(sqlite_store, target).available_amount) == (4_000_00, 7_000_00)
