"""The budget on the pages of a request: added up after every post, taken over as the amount, filled from Excel after a look."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]

from mag.applications.budget_lines.paste import read_paste
from mag.applications.states import CostKind
from mag.core.money import show
from mag.core.transaction import Store
from tests.factories.applications import agenda_in, submitted
from tests.factories.asking import IDEA, asking_large, asking_small, place, send, typed_in_draft
from tests.web_client import forms_on

MONEY = {"costs-0-description": "Zaalhuur", "costs-0-amount": "900", "other_income": "100"}
ROWS = {"costs-0-description": "Zaalhuur", "costs-0-amount": "1000", "incomes-0-description": "Kaartjes", "incomes-0-amount": "500"}


@pytest.fixture(autouse=True)
def agenda(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)


def sums(page: str) -> list[str]:
    """What the page says of costs, money from others, and what is left to ask."""
    return [page.split(f'data-sum="{name}">')[1].split("<")[0].replace("\u00a0", " ") for name in ("costs", "income", "needed")]


def shown(client: FlaskClient, slug: str, answers: dict[str, Any]) -> str:
    answer = send(client, slug, answers)
    assert place(answer) == f"/aanvragen/stap/{slug}"
    return client.get(answer.location).text


def test_rows_are_added_up_when_a_row_is_asked_for_and_on_coming_back(app: Flask) -> None:
    client = asking_small(app)
    assert sums(client.get("/aanvragen/stap/geld").text) == ["€ 0,00", "€ 0,00", "€ 0,00"]
    page = shown(client, "geld", MONEY | {"costs-0-amount": "1.250,50", "add_row": "costs"})
    assert sums(page) == ["€ 1.250,50", "€ 100,00", "€ 1.150,50"]
    assert sums(client.get("/aanvragen/stap/geld").text) == ["€ 1.250,50", "€ 100,00", "€ 1.150,50"]


def test_half_a_row_never_breaks_another_page(app: Flask) -> None:
    client = asking_small(app)
    send(client, "geld", MONEY | {"costs-0-amount": ""})
    assert place(send(client, "plan", IDEA)) == "/aanvragen/stap/voor-wie"
    assert client.get("/aanvragen/controle", follow_redirects=True).status_code == 200


def test_two_tables_add_up_and_an_unclear_amount_adds_up_to_nothing(app: Flask) -> None:
    client = asking_large(app)
    assert sums(shown(client, "begroting", ROWS | {"add_row": "costs"})) == ["€ 1.000,00", "€ 500,00", "€ 500,00"]
    page = shown(client, "begroting", ROWS | {"costs-0-amount": "12.50"})
    assert sums(page) == ["nog niet bekend", "€ 500,00", "nog niet bekend"]
    assert "Wij weten niet zeker welk bedrag u bedoelt" in page and 'value="12.50"' in page


def test_what_is_left_to_ask_is_taken_over_with_one_button(app: Flask) -> None:
    client = asking_small(app)
    page = shown(client, "geld", MONEY | {"costs-0-amount": "850"})
    assert "<div data-differs>" in page and "Dan vraagt u ons" in page
    answer = send(client, "geld", MONEY | {"costs-0-amount": "850", "take_over": "1"})
    assert place(answer) == "/aanvragen/stap/geld"
    page = client.get(answer.location).text
    assert "U vraagt nu €\u00a0750,00" in page and "<div data-differs hidden>" in page
    assert typed_in_draft(app)["amount"] == ["750,00"]


def test_an_amount_that_belongs_to_other_questions_moves_the_request_and_keeps_the_rows(app: Flask) -> None:
    client = asking_small(app)
    answer = send(client, "geld", MONEY | {"costs-0-amount": "300", "take_over": "1"})
    page = client.get(answer.location, follow_redirects=True)
    assert page.status_code == 200 and typed_in_draft(app)["amount"] == ["200,00"]
    assert typed_in_draft(app)["costs-0-description"] == ["Zaalhuur"]


def test_nothing_is_taken_over_when_others_pay_everything(app: Flask) -> None:
    client = asking_small(app)
    page = shown(client, "geld", MONEY | {"other_income": "900", "take_over": "1"})
    assert "Dan heeft u van ons niets nodig" in page and "<div data-differs hidden>" in page
    assert typed_in_draft(app)["amount"] == ["800"]


def test_who_gets_the_vat_back_is_told_to_leave_it_out(app: Flask) -> None:
    client = asking_large(app)
    page = client.get("/aanvragen/stap/begroting").text
    assert 'class="vat">U kunt de btw terugkrijgen. Vul daarom alle bedragen hierboven zonder btw in.' in page


def test_staff_see_the_sums_and_that_amounts_are_without_vat(sqlite_store: Store, as_role: Any) -> None:
    application = submitted(sqlite_store, 2500_00, answers={"vat": True, "partners": "niemand", "publicity": "een briefje"})
    page = as_role("project_leader").get(f"/werkvoorraad/{application.reference}", follow_redirects=True).text
    assert "De bedragen zijn zonder btw" in page and "Kosten samen" in page and "2.575,00" in page


def test_pasted_lines_are_looked_at_first_and_then_put_in_the_draft(app: Flask) -> None:
    client = asking_large(app)
    text = "Omschrijving\tBedrag\nZaal\t1.000\nBand\t€ 2.000,00\nInkomsten\nKaartjes\t500\nTotaal\t500"
    page = send(client, "begroting", {"paste": text, "look": "1"})
    assert page.status_code == 200 and "Er is nog niets bewaard" in page.text
    assert "€\u00a03.000,00" in page.text and "Kaartjes" in page.text
    assert not any(name.startswith("costs-0") for name in typed_in_draft(app))
    form = forms_on(page.text, "/")[-2]
    answer = client.post(form.action, data=form.values | {"take": "instead"})
    assert place(answer) == "/aanvragen/stap/begroting"
    page_after = client.get(answer.location).text
    assert "Overgenomen: 2 kostenposten en 1 bedrag van anderen" in page_after
    assert sums(page_after) == ["€ 3.000,00", "€ 500,00", "€ 2.500,00"]
    typed = typed_in_draft(app)
    assert (typed["costs-1-description"], typed["costs-1-amount"]) == (["Band"], ["2.000,00"])
    again = client.post(form.action, data=form.values | {"take": "behind"})
    assert again.status_code == 409 and "In een ander venster" in again.text, "an older look adds nothing twice"


def test_what_stands_there_stays_or_goes_as_one_chooses(app: Flask) -> None:
    client = asking_large(app)
    for button, costs in (("behind", ["Zaalhuur", "Band"]), ("instead", ["Band"])):
        page = send(client, "begroting", ROWS | {"paste": "Band;10", "look": "1"})
        assert "Zet achter wat er staat" in page.text
        form = forms_on(page.text, "/")[-2]
        client.post(form.action, data=form.values | {"take": button})
        typed = typed_in_draft(app)
        assert [typed[f"costs-{n}-description"][0] for n in range(9) if f"costs-{n}-description" in typed] == costs
        assert typed["incomes-0-description"] == ["Kaartjes"], "a table that got no line stays as it was"


def test_money_from_others_becomes_one_amount_where_that_is_asked(app: Flask) -> None:
    client = asking_small(app)
    form = forms_on(send(client, "geld", {"paste": "Zaal\t900\nInkomsten\nKaartjes\t40\nEigen geld\t60", "look": "1"}).text, "/")[-2]
    client.post(form.action, data=form.values | {"take": "instead"})
    assert typed_in_draft(app)["other_income"] == ["100,00"]


def test_wrong_lines_are_named_and_there_is_nothing_to_take_over(app: Flask) -> None:
    client = asking_small(app)
    page = send(client, "geld", MONEY | {"paste": "Zaal\t12.50\nBand\tpm", "look": "1"})
    assert page.status_code == 422 and "<title>Fout:" in page.text
    assert "Regel 1, kolom B" in page.text and "Lees mijn bedragen op zijn Engels" in page.text and 'name="take"' not in page.text
    assert "Zaal\t12.50" in page.text, "what was pasted can be repaired"
    assert typed_in_draft(app)["costs-0-description"] == ["Zaalhuur"], "what was typed is kept"
    form = forms_on(page.text, "/")[-1]
    english = client.post(form.action, data=form.values | {"paste": "Hall\t12.50", "look": "english"})
    assert english.status_code == 200 and "€\u00a012,50" in english.text


@pytest.mark.parametrize(
    "lines", ["", "x", "{}", "[1]", '[["cost"]]', '[["cost", "Zaal", 1.5]]', '[["cost", "Zaal", true]]', '[["cost", "", 5]]', "[" * 5000,
              '[["grap", "Zaal", 5]]', '[["cost", "Zaal", -5]]', '[["cost", "Zaal", 99999999999]]', "[]", '[["cost", 5, 5]]'],
)  # fmt: skip
def test_lines_that_are_not_ours_are_refused_as_a_whole(app: Flask, lines: str) -> None:
    client = asking_small(app)
    form = forms_on(send(client, "geld", MONEY | {"paste": "Zaal\t5", "look": "1"}).text, "/")[-2]
    assert client.post(form.action, data=form.values | {"take": "instead", "lines": lines}).status_code == 422
    assert typed_in_draft(app)["costs-0-description"] == ["Zaalhuur"]


def test_more_rows_than_fit_are_told(app: Flask) -> None:
    client = asking_small(app)
    text = "\n".join(f"Post {n}\t5" for n in range(40))
    form = forms_on(send(client, "geld", MONEY | {"paste": text, "look": "1"}).text, "/")[-2]
    answer = client.post(form.action, data=form.values | {"take": "behind"})
    assert answer.status_code == 409 and "Dat worden 41 regels. Er passen er 40" in answer.text


def test_the_workbook_holds_ones_own_rows_and_comes_back_after_a_look(app: Flask) -> None:
    client = asking_large(app)
    send(client, "begroting", ROWS | {"costs-1-description": "Band", "costs-1-amount": "12.50"})
    answer = client.get("/aanvragen/begroting.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="begroting.xlsx"'
    made = load_workbook(io.BytesIO(answer.data))
    assert [made["Kosten"]["A4"].value, made["Kosten"]["B4"].value, made["Kosten"]["B5"].value] == ["Zaalhuur", 1000, "12.50"]
    made["Kosten"]["B5"] = 2500.75
    out = io.BytesIO()
    made.save(out)
    page = send(client, "begroting", {"sheet": (io.BytesIO(out.getvalue()), "begroting.xlsx"), "look": "1"})
    assert page.status_code == 200 and "€\u00a03.500,75" in page.text
    form = forms_on(page.text, "/")[-2]
    client.post(form.action, data=form.values | {"take": "instead"})
    assert typed_in_draft(app)["costs-1-amount"] == ["2.500,75"]


def test_a_file_that_is_no_workbook_costs_nothing_that_was_typed(app: Flask) -> None:
    client = asking_small(app)
    page = send(client, "geld", MONEY | {"sheet": (io.BytesIO(b"hallo"), "kosten.csv"), "look": "1"})
    assert page.status_code == 422 and "“kosten.csv” is geen Excel-bestand" in page.text
    assert typed_in_draft(app)["costs-0-amount"] == ["900"]


def test_the_page_can_be_opened_by_itself_and_leads_away_where_no_budget_is_asked(app: Flask, client: FlaskClient) -> None:
    assert client.get("/aanvragen/begroting").status_code == client.get("/aanvragen/begroting.xlsx").status_code == 302
    small = asking_small(app)
    assert "Plak uw begroting, of kies een bestand" in small.get("/aanvragen/begroting").text
    assert small.post("/aanvragen/begroting", data={"paste": "Zaal\t5", "look": "1"}).status_code in (400, 200)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("aZ \t\n;€.,-0123456789()\"'\x00=½"), max_size=60))
def test_whatever_is_pasted_the_sums_that_are_kept_are_the_sums_that_were_shown(app: Flask, text: str) -> None:
    client = app.test_client()
    send(client, "idee", {"amount": "800"})
    page = send(client, "geld", {"paste": text, "look": "1"})
    assert page.status_code in (200, 422)
    if page.status_code == 200:
        form = forms_on(page.text, "/")[-2]
        after = client.get(client.post(form.action, data=form.values | {"take": "instead"}).location).text
        lines = json.loads(form.values["lines"][0])
        costs = sum(amount for kind, _what, amount in lines if kind == "cost")
        assert show(costs) in page.text and sums(after)[0] == show(costs).replace("\u00a0", " ")
        assert read_paste(text.strip()).total(CostKind.COST) == costs
