"""A form keeps what was typed, says how to repair it, and turns it into values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from mag.core.errors import Refusal, Refused
from mag.web.forms import (
    AmountField,
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    FileField,
    FilesField,
    IbanField,
    LongTextField,
    NumberField,
    Part,
    PasswordField,
    PeopleField,
    PhoneField,
    PostcodeField,
    RowsField,
    SearchForm,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class CostLine(Part):
    what = TextField("Omschrijving")
    amount = AmountField("Bedrag", allow_zero=False)


class PlanForm(BaseForm):
    plan = TextField("Wat gaat u doen?", missing="Vul in wat u gaat doen.")
    amount = AmountField("Gevraagd bedrag", allow_zero=False)
    starts_on = DateField("Wanneer begint het?", optional=True)
    costs = RowsField(CostLine, "Wat kost het?", row_word="Kostenpost", at_most=5)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.secret_key = "forms-test-forms-test-forms-test"
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context():
        yield app


def post(app: Flask, form: type[BaseForm], data: dict[str, Any]) -> Any:
    """A form as it arrives with these posted values."""
    context = app.test_request_context(method="POST", data=data)
    context.push()
    try:
        made = form()
        made.well = made.validate()
        return made
    finally:
        context.pop()


def one(app: Flask, field: Any, typed: Any) -> Any:
    """A form with one question ``x`` that got this answer."""
    form = type("One", (BaseForm,), {"x": field})
    return post(app, form, typed if isinstance(typed, dict) else {"x": typed})


@pytest.mark.parametrize(
    ("field", "typed", "data", "shown"),
    [
        (TextField("Naam"), "  Demo   Straat\r\n ", "Demo Straat", "Demo Straat"),
        (TextField("Naam"), "a\0b", "ab", "ab"),
        (LongTextField("Verhaal"), "een\r\ntwee  drie", "een\ntwee  drie", "een\ntwee  drie"),
        (AmountField("Bedrag"), "€ 1250,-", 1_250_00, "1.250,00"),
        (PeopleField("Aantal"), "1.250", 1250, "1.250"),
        (PeopleField("Aantal"), "25 mensen", 25, "25"),
        (NumberField("Cijfer", decimals=1), "7,5", Decimal("7.5"), "7,5"),
        (EmailField("E-mail"), " Naam.Achter+x@Voorbeeld.NL ", "Naam.Achter+x@voorbeeld.nl", "Naam.Achter+x@voorbeeld.nl"),
        (EmailField("E-mail"), "info@café-demo.nl", "info@xn--caf-demo-d1a.nl", "info@xn--caf-demo-d1a.nl"),
        (PhoneField("Telefoon"), "06-12 34 56 78", "+31612345678", "06 12345678"),
        (PhoneField("Telefoon"), "+31 (0)184 612 345", "+31184612345", "0184 612345"),
        (PhoneField("Telefoon"), "0031612345678", "+31612345678", "06 12345678"),
        (PhoneField("Telefoon"), "+32 2 555 12 34", "+3225551234", "+3225551234"),
        (PostcodeField("Postcode"), "3371ab", "3371 AB", "3371 AB"),
        (IbanField("IBAN"), "nl91 abna 0417.1643.00", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"),
        (IbanField("IBAN"), "IBAN: NL91ABNA0417164300", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"),
        (IbanField("IBAN"), "BE68 5390 0754 7034", "BE68539007547034", "BE68 5390 0754 7034"),
    ],
)
def test_a_good_answer_becomes_a_value_and_is_shown_tidy(app: Flask, field: Any, typed: str, data: Any, shown: str) -> None:
    form = one(app, field, typed)
    assert form.well, form.all_errors()
    assert form.x.data == data
    assert form.x.typed == shown


@pytest.mark.parametrize(
    ("field", "typed", "part"),
    [
        (TextField("Naam", max_length=5), "abcdef", "U typte 6 tekens, er passen er 5"),
        (TextField("Naam"), "\0\u200b \x07", "Vul iets in bij ‘Naam’"),
        (LongTextField("Verhaal"), "x" * 20_001, "U typte 20001 tekens"),
        (AmountField("Bedrag"), "12.50", "12,50 of €\u00a01.250,00"),
        (AmountField("Bedrag", allow_zero=False), "0", "hoger is dan nul"),
        (AmountField("Bedrag"), "", "Vul een bedrag in bij ‘Bedrag’"),
        (PeopleField("Aantal"), "-1", "kan niet lager zijn dan 0"),
        (PeopleField("Aantal"), "1,5", "zonder cijfers achter de komma"),
        (PeopleField("Aantal"), "veel", "in hele cijfers"),
        (PeopleField("Aantal"), "9" * 12, "te groot"),
        (NumberField("Cijfer", decimals=1), "7,55", "hooguit 1 cijfer achter de komma"),
        (EmailField("E-mail"), "naam", "geen @"),
        (EmailField("E-mail"), "a@b@c.nl", "te veel @-tekens"),
        (EmailField("E-mail"), "naam @voorbeeld.nl", "geen spaties"),
        (EmailField("E-mail"), "naam@voorbeeld", "na de @"),
        (EmailField("E-mail"), "na..am@voorbeeld.nl", "voor de @"),
        (EmailField("E-mail"), "naam@" + "a" * 64 + ".nl", "na de @"),
        (EmailField("E-mail"), "naam@-voorbeeld.nl", "na de @"),
        (PhoneField("Telefoon"), "06123", "10 cijfers"),
        (PhoneField("Telefoon"), "bel maar", "alleen cijfers"),
        (PhoneField("Telefoon"), "612345678", "Begin met een 0"),
        (PhoneField("Telefoon"), "٠٦١٢٣٤٥٦٧٨", "alleen cijfers"),
        (PostcodeField("Postcode"), "0371 AB", "4 cijfers en 2 letters"),
        (PostcodeField("Postcode"), "3371 SS", "4 cijfers en 2 letters"),
        (IbanField("IBAN"), "NL92 ABNA 0417 1643 00", "typefout"),
        (IbanField("IBAN"), "NL91 ABNA 0417 1643", "18 tekens, u typte er 16"),
        (IbanField("IBAN"), "417164300", "Typ het hele IBAN"),
        (IbanField("IBAN"), "NL９1ABNA0417164300", "klopt niet"),
        (PasswordField("Wachtwoord"), "", "Typ uw wachtwoord"),
        (PasswordField("Wachtwoord"), "a\0b", "Typ het opnieuw"),
        (ChoiceField("Kleur", choices=[("red", "Rood")]), "", "Kies een antwoord bij ‘Kleur’"),
        (ChoiceField("Kleur", choices=[("red", "Rood")]), "zwart", "Kies een van de antwoorden"),
        (SelectField("Kleur", choices=[("red", "Rood")]), "\0", "Kies een antwoord"),
        (ChoicesField("Kleuren", choices=[("red", "Rood")]), {"x": ["red", "zwart"]}, "Kies een van de antwoorden"),
        (YesNoField("Vergunning?"), "misschien", "Kies een van de antwoorden"),
        (TickField("Akkoord", missing="Zet een vinkje als het klopt."), {}, "Zet een vinkje als het klopt."),
        (FilesField("Bonnen"), "geen bestand", "Kies een bestand bij ‘Bonnen’"),
        (DateField("Begin"), {"x-day": "30", "x-month": "2", "x-year": "2023"}, "bestaat niet"),
        (DateField("Begin"), {}, "Vul een datum in bij ‘Begin’"),
        (DateField("Begin"), "morgen", "Dit is geen datum"),
    ],
)
def test_a_wrong_answer_gets_one_sentence_and_is_never_an_error_of_ours(app: Flask, field: Any, typed: Any, part: str) -> None:
    form = one(app, field, typed)
    assert not form.well
    assert len(form.x.errors) == 1
    assert part in form.x.errors[0]
    assert form.x.errors[0].endswith(".")


@pytest.mark.parametrize(
    "field",
    [
        *(
            kind("Vraag")
            for kind in (TextField, LongTextField, AmountField, PeopleField, NumberField, EmailField, PhoneField, PostcodeField)
        ),
        *(kind("Vraag") for kind in (IbanField, PasswordField, ChoiceField, SelectField, ChoicesField, YesNoField, TickField)),
        *(kind("Vraag") for kind in (FilesField, FileField, DateField)),
    ],
)
def test_a_missing_answer_is_named_in_words(app: Flask, field: Any) -> None:
    form = one(app, field, {})
    assert [sentence.endswith(".") for _, sentence in form.all_errors()] == [True]
    assert "verplicht" not in form.x.errors[0]


@pytest.mark.parametrize("raw", ["12.50", "veel geld", "€ 12,5"])
def test_what_cannot_be_read_is_shown_back_as_it_was_typed(app: Flask, raw: str) -> None:
    form = one(app, AmountField("Bedrag"), raw)
    assert form.x.typed == raw
    assert form.x.data is None


def test_an_optional_question_may_stay_empty_but_not_wrong(app: Flask) -> None:
    empty, wrong = (one(app, AmountField("Bedrag", optional=True), typed) for typed in ("", "x"))
    assert empty.well and empty.x.data is None
    assert not wrong.well


def test_a_file_sent_in_place_of_a_text_is_an_empty_answer(app: Flask) -> None:
    form = one(app, TextField("Naam"), {"x": (BytesIO(b"hi"), "naam.txt")})
    assert form.x.errors == ["Vul iets in bij ‘Naam’."]


def test_a_date_may_be_typed_in_one_box(app: Flask) -> None:
    assert one(app, DateField("Begin"), {"x-day": "3 feb 2026"}).x.data == date(2026, 2, 3)
    assert one(app, DateField("Begin"), {"x": "2026-02-03"}).x.boxes == {"day": "3", "month": "2", "year": "2026"}


def test_only_the_wrong_box_of_a_date_gets_the_focus(app: Flask) -> None:
    form = one(app, DateField("Begin"), {"x-day": "3", "x-month": "2", "x-year": "23"})
    assert form.all_errors()[0][0] == "x-year"
    assert form.x.boxes["year"] == "23"


def test_choices_come_back_as_the_values_of_the_program(app: Flask) -> None:
    choices = [("red", "Rood"), ("blue", "Blauw")]
    assert one(app, ChoiceField("Kleur", choices=choices, coerce=Colour), "blue").x.data is Colour.BLUE
    assert one(app, ChoicesField("Kleur", choices=choices, coerce=Colour), {"x": ["blue", "red"]}).x.data == [Colour.RED, Colour.BLUE]
    assert one(app, YesNoField("Ja?"), "nee").x.data is False
    assert one(app, TickField("Ja"), "ja").x.data is True


def test_files_come_from_both_buttons_in_one_list(app: Flask) -> None:
    form = one(app, FilesField("Bonnen"), {"x": [(BytesIO(b"1"), "a.jpg"), (BytesIO(b"2"), "b.heic"), (BytesIO(b""), "")]})
    assert [f.filename for f in form.x.data] == ["a.jpg", "b.heic"]
    many = one(app, FilesField("Bonnen", at_most=2), {"x": [(BytesIO(b"1"), f"{n}.jpg") for n in range(3)]})
    assert "hooguit 2 bestanden" in many.x.errors[0]


def test_rows_ignore_empty_rows_and_name_the_wrong_one(app: Flask) -> None:
    form = post(
        app,
        PlanForm,
        {
            "plan": "Feest",
            "amount": "100",
            "costs-0-what": "",
            "costs-1-what": "Springkussen",
            "costs-1-amount": "12.50",
            "costs-2-what": "Eten",
        },
    )
    assert [s.split(":")[0] for _, s in form.all_errors()] == ["Kostenpost 2", "Kostenpost 3"]
    assert [i for i, _ in form.all_errors()] == ["costs-1-amount", "costs-2-amount"]
    good = post(app, PlanForm, {"plan": "Feest", "amount": "100", "costs-4-what": "Eten", "costs-4-amount": "40"})
    assert good.well and good.costs.data == [{"what": "Eten", "amount": 40_00}]


def test_hostile_names_of_rows_do_nothing(app: Flask) -> None:
    data = {
        "plan": "Feest",
        "amount": "100",
        "costs-²-what": "x",
        "costs-99999999999-what": "x",
        "costs--1-what": "x",
        "costsx-1-what": "x",
    }
    assert post(app, PlanForm, data).costs.data == []


def test_more_rows_than_fit_are_refused_not_cut(app: Flask) -> None:
    rows = {f"costs-{n}-what": "x" for n in range(7)} | {f"costs-{n}-amount": "1" for n in range(7)}
    form = post(app, PlanForm, {"plan": "Feest", "amount": "100", **rows})
    assert form.all_errors()[-1][1] == "U stuurde 7 regels. Wij kunnen er 5 verwerken. Voeg regels samen."


def test_rows_are_added_and_removed_without_judging(app: Flask) -> None:
    def press(data: dict[str, str]) -> PlanForm:
        with app.test_request_context(method="POST", data=data):
            form = PlanForm()
            assert form.wants_row()
            return form

    typed = {"costs-0-what": "Eten", "costs-1-what": "Muziek", "costs-1-amount": "abc"}
    more = press({**typed, "add_row": "costs"})
    assert [part.what.typed for part in more.costs.parts()] == ["Eten", "Muziek", ""]
    assert more.costs.entries[1].form.amount.typed == "abc" and more.all_errors() == []
    less = press({**typed, "remove_row": "costs-0"})
    assert [(part.what.name, part.what.typed) for part in less.costs.parts()] == [("costs-0-what", "Muziek")]
    full = press({**{f"costs-{n}-what": "x" for n in range(5)}, "add_row": "costs"})
    assert full.all_errors()[0][1].startswith("U kunt hooguit 5 regels")


def test_a_key_is_made_once_and_kept_while_repairing(app: Flask) -> None:
    first, second = PlanForm(), PlanForm()
    key = first.idempotency_key.data
    assert len(key) == 32 and key != second.idempotency_key.data
    assert post(app, PlanForm, {"idempotency_key": key}).idempotency_key.data == key
    assert post(app, PlanForm, {"idempotency_key": "'; drop"}).idempotency_key.data != "'; drop"

    class Stored:
        idempotency_key = key
        version = 7
        plan = "Feest"

    again = PlanForm(obj=Stored())
    assert again.idempotency_key.data != key and again.version.data == 7 and again.plan.typed == "Feest"


@pytest.mark.parametrize(("sent", "version"), [("7", 7), ("", None), ("x", None), ("٣", None), ("9" * 30, None)])
def test_a_version_is_a_number_or_the_page_is_too_old(app: Flask, sent: str, version: int | None) -> None:
    form = post(app, PlanForm, {"version": sent, "plan": "Feest", "amount": "1"})
    assert form.version.data == version
    assert form.well is (sent in {"7", ""})


def test_refusals_of_a_verb_land_at_their_questions(app: Flask) -> None:
    form = post(app, PlanForm, {"plan": "Feest", "amount": "100", "costs-0-what": "Eten", "costs-0-amount": "1"})
    form.refuse(
        Refused(
            Refusal("too_much", "Dit is meer dan er nog vrij is.", "amount"),
            Refusal("row", "Kostenpost 1: dit mag niet.", "costs.0.amount"),
            Refusal("rows", "De kosten zijn lager dan uw vraag.", "costs"),
            Refusal("closed", "De inschrijving is dicht.", None),
            Refusal("odd", "Dit veld staat niet op deze bladzijde.", "elsewhere"),
        )
    )
    assert form.all_errors() == [
        (None, "De inschrijving is dicht."),
        (None, "Dit veld staat niet op deze bladzijde."),
        ("amount", "Dit is meer dan er nog vrij is."),
        ("costs-0-what", "De kosten zijn lager dan uw vraag."),
        ("costs-0-amount", "Kostenpost 1: dit mag niet."),
    ]


def test_two_forms_on_one_page_keep_their_questions_apart(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"ja-plan": "Feest", "ja-amount": "5", "nee-plan": "Niets"}):
        yes, no = PlanForm(prefix="ja"), PlanForm(prefix="nee")
        assert (yes.plan.data, no.plan.data) == ("Feest", "Niets")
        no.refuse(Refused(Refusal("x", "Dit kan niet.", "plan")))
        assert no.all_errors() == [("nee-plan", "Dit kan niet.")]


def test_a_validator_of_a_page_speaks_after_the_question_itself(app: Flask) -> None:
    def short(_form: Any, field: Any) -> None:
        if len(field.data) > 3:
            raise ValidationError("Maak het korter.")

    assert one(app, TextField("Naam", validators=[short]), "lang").x.errors == ["Maak het korter."]
    assert one(app, TextField("Naam", validators=[short]), "").x.errors == ["Vul iets in bij ‘Naam’."]


def test_a_draft_keeps_everything_that_was_typed_even_when_it_is_wrong(app: Flask) -> None:
    data = {
        "plan": "Feest\0",
        "amount": "12.50",
        "starts_on-day": "31",
        "starts_on-month": "feb",
        "costs-0-what": "Eten",
        "later": "1",
        "x": "y",
    }
    with app.test_request_context(method="POST", data=data):
        draft = PlanForm().typed()
    assert draft == {"plan": ["Feest"], "amount": ["12.50"], "starts_on-day": ["31"], "starts_on-month": ["feb"], "costs-0-what": ["Eten"]}
    shown = PlanForm.from_typed(draft)
    assert (shown.plan.typed, shown.amount.typed, shown.starts_on.boxes["month"]) == ("Feest", "12.50", "feb")
    assert shown.costs.entries[0].form.what.typed == "Eten" and shown.all_errors() == []


def test_a_page_that_lost_its_token_says_so_in_dutch_and_keeps_the_answers(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = post(app, PlanForm, {"plan": "Feest", "amount": "100"})
    assert not form.well and form.plan.typed == "Feest"
    assert [s for _, s in form.all_errors()] == ["Deze pagina stond te lang open. Uw antwoorden staan er nog. Verstuur ze nog een keer."]


def test_json_in_place_of_a_form_is_an_empty_form(app: Flask) -> None:
    for body in (b"[1]", b"{", b'{"plan": ["x"]}'):
        with app.test_request_context(method="POST", data=body, content_type="application/json"):
            form = PlanForm()
            assert not form.validate() and form.plan.typed == ""


def test_a_search_reads_the_address_and_carries_no_token(app: Flask) -> None:
    class Filter(SearchForm):
        q = TextField("Zoek", optional=True)

    app.config["WTF_CSRF_ENABLED"] = True
    with app.test_request_context("/?q=straat"):
        form = Filter()
        assert form.validate_on_submit() and form.answers() == {"q": "straat"}
    with app.test_request_context("/"):
        assert not Filter().is_submitted() and "csrf_token" not in Filter()


def test_values_of_the_program_fill_the_form(app: Flask) -> None:
    form = PlanForm(data={"plan": "Feest", "amount": 1_250_00, "starts_on": date(2023, 2, 3), "costs": [{"what": "Eten", "amount": 40_00}]})
    assert form.amount.typed == "1.250,00"
    assert form.starts_on.boxes == {"day": "3", "month": "2", "year": "2023"}
    assert [part.amount.typed for part in form.costs.parts()] == ["40,00", ""]
    assert form.answers()["costs"] == [{"what": "Eten", "amount": 40_00}]


def test_form_data_may_be_given_by_hand(app: Flask) -> None:
    assert PlanForm(formdata=MultiDict({"amount": "5"})).amount.data == 5_00
