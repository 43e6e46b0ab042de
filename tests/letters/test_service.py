"""Texts on both engines: a draft is seen by nobody, a published one by every letter after it, and letters of before stay as they were."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select

from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.letters import DECISION_LETTER
from mag.core.errors import Refused, Stale
from mag.core.papers import Paper
from mag.core.transaction import Store
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind, TextState
from mag.letters.names import examples, own_examples
from mag.letters.queries import list_versions, texts_of, words_of
from mag.letters.rules import Words
from mag.letters.service import drop_text, publish_text, save_text
from mag.letters.standard import STANDARD
from mag.letters.texts import AS_SHIPPED
from tests.factories.accountability import award_in
from tests.factories.applications import agenda_in


def changed(kind: LetterKind = LetterKind.AWARD, **parts: Words) -> Mapping[str, Words]:
    return {**STANDARD[kind], **parts}


def test_a_published_text_is_used_from_then_on_and_earlier_letters_stay(store: Store) -> None:
    with store.transaction() as tx:
        agenda_id = agenda_in(tx).id
        award_in(tx, 200_00)
        draft = save_text(tx, agenda_id, LetterKind.AWARD, changed(reason=Words("Wij lazen uw plan met plezier.\n{reden}", "Waarom?")))
        assert (draft.number, draft.state, draft.version) == (1, TextState.DRAFT, 1)
    with store.transaction() as tx:
        award_in(tx, 200_00)
        publish_text(tx, agenda_id, LetterKind.AWARD, version=1)
    with store.transaction() as tx:
        award_in(tx, 200_00)
        papers = tx.db.scalars(select(Paper).where(Paper.kind == DECISION_LETTER).order_by(Paper.id)).all()
        assert ["met plezier" in paper.html for paper in papers] == [False, False, True]
        assert [text.number for text in list_versions(tx.db, agenda_id, LetterKind.AWARD)] == [1]


def test_two_people_who_write_do_not_overwrite_each_other(store: Store) -> None:
    with store.transaction() as tx:
        agenda_id = agenda_in(tx).id
        save_text(tx, agenda_id, LetterKind.AWARD, changed(), version=0)
    with pytest.raises(Stale), store.transaction() as tx:
        save_text(tx, agenda_id, LetterKind.AWARD, changed(), version=0)
    with pytest.raises(Stale), store.transaction() as tx:
        publish_text(tx, agenda_id, LetterKind.AWARD, version=2)
    with store.transaction() as tx:
        assert save_text(tx, agenda_id, LetterKind.AWARD, changed(closing=Words("Hartelijke groet,")), version=1).version == 2
        publish_text(tx, agenda_id, LetterKind.AWARD, version=2)
        assert save_text(tx, agenda_id, LetterKind.AWARD, changed(), version=0).number == 2
        drop_text(tx, agenda_id, LetterKind.AWARD, version=1)
        assert words_of(list_versions(tx.db, agenda_id)[0])["closing"].text == "Hartelijke groet,"
    for verb in (publish_text, drop_text):
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            verb(tx, agenda_id, LetterKind.AWARD, version=2)
        assert refused.value.refusals[0].code == "no_draft"


def test_a_text_without_what_the_law_wants_is_not_kept(store: Store) -> None:
    with store.transaction() as tx:
        agenda_id = agenda_in(tx).id
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        save_text(tx, agenda_id, LetterKind.REFUSAL, changed(LetterKind.REFUSAL, disagree=Words("{plan.__class__}", "Oneens?")))
    assert {refusal.code for refusal in refused.value.refusals} == {"name_unknown", "name_missing"}
    with store.reading() as db:
        assert list_versions(db, agenda_id) == [] and texts_of(db, agenda_id) == AS_SHIPPED


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind is not LetterKind.SENDER])
def test_every_letter_has_its_parts_in_order_and_the_decision_among_the_first_words(sqlite_store: Store, kind: LetterKind) -> None:
    with sqlite_store.transaction() as tx:
        agenda = agenda_in(tx)
        occasion = Occasion(
            "MAG-2023-0042", "Straatfeest demo", "Demo Aanvrager", None, date(2023, 2, 15), "Demo Beslisser", "0184 11 22 33",
            key=(("Ons besluit", "u krijgt het geld: € 200"),),
        )  # fmt: skip
        rules = rule_set_document(agenda.rule_sets[0])
        letter = compose_letter(agenda_document(agenda), rules, AS_SHIPPED, kind, occasion, own_examples(kind))
    assert [term for term, _ in letter.facts] == ["Ons besluit", "Onderwerp", "Ons kenmerk", "Datum", "Vragen? Bel"]
    assert "“Straatfeest demo”" in letter.subject and letter.subject[0].isupper()
    assert letter.lead and letter.salutation == "Beste Demo Aanvrager,"
    questions = letter.sections[-1]
    assert questions.heading == "Heeft u vragen?" and any("0184 11 22 33" in text for text in questions.paragraphs)
    if "niet_eens" in examples(kind):
        assert letter.sections[-2].heading.startswith("Bent u het niet eens")
    assert letter.signature[:2] == ("Met vriendelijke groet,", "Demo Beslisser")
