"""Forms as data: read with the line of every mistake, published once for ever, taken by a rule set when its burden fits."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mag.agenda.burden import above_cap, burden_of, burdens_of
from mag.agenda.form_documents import FormDocument
from mag.agenda.form_screens import questions_of, screens_of
from mag.agenda.models import Form, RuleSet
from mag.agenda.publishing import next_code, publish_form, reword_question, use_form
from mag.agenda.queries import form_document, form_of, rule_set_document
from mag.agenda_file import AgendaFileError, dump_form, parse_form
from mag.applications.answers import answers_of
from mag.applications.models import Application
from mag.core.errors import NotFound, Refused
from mag.core.settings import ROOT
from mag.core.transaction import Store
from tests.factories.applications import agenda_file, agenda_in, form_file, submitted
from tests.web_client import client_as, post

SHIPPED = ROOT / "config" / "forms" / "standaard-1.yaml"


def edited(form: FormDocument, code: str, **changes: Any) -> FormDocument:
    return FormDocument.model_validate({**form.model_dump(mode="json"), "code": code, **changes})


def test_the_shipped_form_is_what_writing_it_gives_and_what_every_database_starts_with(store: Store) -> None:
    form = parse_form(SHIPPED.read_bytes())
    assert dump_form(form) == SHIPPED.read_text()
    with store.reading() as db:
        assert form_document(db.scalars(select(Form)).one()) == form


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: amount\n", "kind: bedrag\n", 6),
        ("  - id: is_regular\n", "  - id: amount\n", 12),
        ("    purpose: Het bedrag bepaalt hoeveel wij vragen en wie beslist.\n", "", 4),
        ("choices_from: goals", "choices_from: doelen", None),
        ("      question: audience\n", "      question: wie\n", None),
    ],
)
def test_a_mistake_in_a_form_is_named_with_its_line(old: str, new: str, line: int | None) -> None:
    text = SHIPPED.read_text()
    assert old in text
    with pytest.raises(AgendaFileError) as caught:
        parse_form(text.replace(old, new, 1))
    assert line is None or caught.value.problems[0].line == line


def test_every_tier_of_every_agenda_has_its_screens_and_every_question_says_why_and_for_whom() -> None:
    for code in ("hardinxveld-giessendam-2018", "hardinxveld-giessendam-2024"):
        for rules in agenda_file(code).rule_sets:
            form = form_file(rules.form)
            for tier in rules.tiers:
                asked = list(questions_of(form, rules, tier))
                assert len({question.id for question in asked}) == len(asked)
                assert all(question.purpose and question.readers for question in asked)
                assert {s.code for s in screens_of(form, rules, tier)} <= set(tier.questions)


def test_what_hangs_on_an_answer_counts_apart_and_comes_only_after_it() -> None:
    rules = agenda_file().rule_sets[-1]
    form, tier = form_file(rules.form), rules.tier("T2")
    without = {q.id for s in screens_of(form, rules, tier, {"audience": ["ouderen"]}) for q in s.questions}
    after = {q.id for s in screens_of(form, rules, tier, {"audience": ["kinderen"]}) for q in s.questions}
    assert after - without == {"certificates"}
    assert (burden_of(form, rules, tier).conditional, burden_of(form, rules, tier).inputs) == (2, 14)


def test_a_published_form_never_changes_and_the_same_one_again_is_fine(store: Store) -> None:
    form = form_file("standaard-1")
    with store.transaction() as tx:
        assert publish_form(tx, form).id == publish_form(tx, form).id
    with pytest.raises(Refused, match="verandert niet meer"), store.transaction() as tx:
        publish_form(tx, edited(form, "standaard-1", label="Anders"))


def test_a_form_above_the_cap_of_its_rule_set_needs_a_written_reason(store: Store) -> None:
    form = form_file("standaard-1")
    idea = [s.model_dump(mode="json") for s in form.screens]
    idea[0]["questions"] = [*idea[0]["questions"], "audience"]
    heavier = edited(form, "standaard-2", screens=idea)
    with store.transaction() as tx:
        rules_id = agenda_in(tx).rule_sets[0].id
        publish_form(tx, heavier)
    with pytest.raises(Refused) as caught, store.transaction() as tx:
        use_form(tx, rules_id, "standaard-2")
    assert "8 antwoorden in plaats van hoogstens 7" in caught.value.refusals[0].sentence
    with store.transaction() as tx:
        use_form(tx, rules_id, "standaard-2", reason="De raad wil weten voor wie het is.")
    with store.reading() as db:
        row = db.get(RuleSet, rules_id)
        assert row is not None and form_of(db, rule_set_document(row)).code == "standaard-2"
        rules = rule_set_document(row)
        assert above_cap(burdens_of(heavier, rules)[0], rules.tier("T1").burden_cap)


def test_a_form_without_the_screens_of_the_rules_is_refused(store: Store) -> None:
    form = form_file("standaard-1")
    with pytest.raises(Refused, match="ontbreken schermen"), store.transaction() as tx:
        publish_form(tx, edited(form, "kaal-1", screens=[form.screens[0].model_dump(mode="json")]))
        use_form(tx, agenda_in(tx).rule_sets[0].id, "kaal-1", reason="Lang genoeg")


def test_other_words_make_a_new_version_and_what_was_sent_keeps_the_old(store: Store) -> None:
    sent = submitted(store, 200_00).id
    with store.transaction() as tx:
        rules_id = agenda_in(tx).rule_sets[0].id
        reword_question(tx, rules_id, "place", label="Op welke plek?", reason="Mensen begrepen het niet.")
    later = submitted(store, 200_00).id
    with store.reading() as db:
        before, after = db.get(Application, sent), db.get(Application, later)
        assert before is not None and after is not None
        assert (before.form.code, after.form.code) == ("standaard-1", "standaard-2")
        assert "Waar is het?" in dict(answers_of(before)) and "Op welke plek?" in dict(answers_of(after))
    for question, reason, error in (("bestaat-niet", "Omdat het moet", NotFound), ("place", "", Refused)):
        with pytest.raises(error), store.transaction() as tx:
            reword_question(tx, rules_id, question, label="Hier?", reason=reason)


@pytest.mark.parametrize(
    ("codes", "code", "following"),
    [(["a-1"], "a-1", "a-2"), (["a-1", "a-9", "b-30"], "a-1", "a-10"), (["los"], "los", "los-2")],
)
def test_the_next_version_of_a_form_has_the_next_number(codes: list[str], code: str, following: str) -> None:
    assert next_code(codes, code) == following


def test_staff_change_a_question_on_the_page_and_everybody_sees_what_we_ask(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        rules_id = agenda_in(tx).rule_sets[0].id
    leader = client_as(app, "project_leader")
    assert "Hoeveel geld vraagt u?" in leader.get("/beheer/formulieren").text
    path = f"/beheer/formulieren/{rules_id}/place"
    wrong = post(leader, path, {"label": "", "purpose": "x", "reason": ""})
    assert wrong.status_code == 422 and "Vul de vraag in." in wrong.text
    done = post(leader, path, {"label": "Op welke plek?", "purpose": "Het moet in de gemeente.", "reason": "Duidelijker."})
    assert done.status_code == 303, done.text
    assert "Op welke plek?" in app.test_client().get("/vragen").text
    for role in ("project_leader", "municipality_reader"):
        page = client_as(app, role).get("/vraaglast").text
        assert "Hoeveel vragen wij?" in page and "tot en met €" in page
    assert client_as(app, "municipality_reader").get("/beheer/formulieren").status_code == 404
    assert leader.get("/beheer/formulieren/9999/place").status_code == 404
