"""Drafts: kept from the first page, never two, nothing overwritten unseen, never sent twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from mag.applications.models import Application, Draft
from mag.applications.service import Saved, drop_draft, follow_secret_of, keep_screen, submit, typed_of
from mag.core.errors import Refused
from mag.core.journal import JournalLine
from mag.core.transaction import Store
from tests.factories.applications import ADDRESS, agenda_in, request_for

SECRET = "a secret of a browser"
TEXT = {"description": ["Een straatfeest"], "place": ["Peulenstraat"]}


@pytest.fixture
def agenda_id(store: Store) -> int:
    with store.transaction() as tx:
        return agenda_in(tx).id


def keep(store: Store, agenda_id: int, typed: dict[str, list[str]], version: int | None = None) -> Saved:
    with store.transaction() as tx:
        return keep_screen(tx, agenda_id, SECRET, typed, names=("description", "place"), step="idee", version=version)


def test_what_was_typed_stays_and_what_was_emptied_goes(store: Store, agenda_id: int) -> None:
    keep(store, agenda_id, TEXT)
    saved = keep(store, agenda_id, {"place": ["Het Park"]})
    assert typed_of(saved.draft) == {"place": ["Het Park"]}
    assert saved.draft.version == 3
    assert keep(store, agenda_id, {"place": ["Het Park"]}).draft.version == 3, "the same again is no change"


def test_saving_a_draft_leaves_no_line_in_the_journal(store: Store, agenda_id: int) -> None:
    with store.reading() as db:
        before = db.scalar(select(func.count()).select_from(JournalLine))
    keep(store, agenda_id, TEXT)
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(JournalLine)) == before


def test_an_older_page_clashes_only_where_both_changed_the_same_answer(store: Store, agenda_id: int) -> None:
    seen = keep(store, agenda_id, TEXT).draft.version
    keep(store, agenda_id, TEXT | {"place": ["Het Park"]}, seen)
    late = keep(store, agenda_id, TEXT | {"place": ["De Dijk"]}, seen)
    assert late.clashes == ("place",)
    assert typed_of(late.draft)["place"] == ["Het Park"], "nothing is saved then"
    assert keep(store, agenda_id, {"description": ["Een buurtfeest"], "place": ["Het Park"]}, seen).clashes == ()


def test_two_clicks_at_once_make_one_draft(store: Store, agenda_id: int) -> None:
    together = Barrier(2)

    def click(_number: int) -> int:
        together.wait()
        return keep(store, agenda_id, TEXT).draft.id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_draft_is_sent_once_and_cannot_be_changed_after(store: Store, agenda_id: int) -> None:
    draft_id = keep(store, agenda_id, TEXT).draft.id
    with store.transaction() as tx:
        sent = submit(tx, request_for(agenda_id), address=ADDRESS, draft_id=draft_id, follow_secret=follow_secret_of(SECRET))
    assert sent.follow_secret == follow_secret_of(SECRET)
    with pytest.raises(Refused), store.transaction() as tx:
        submit(tx, request_for(agenda_id), address=ADDRESS, draft_id=draft_id)
    with pytest.raises(Refused):
        keep(store, agenda_id, {})
    with store.transaction() as tx:
        drop_draft(tx, draft_id)
    with store.reading() as db:
        assert db.get_one(Draft, draft_id).application_id == sent.application.id
        assert db.scalar(select(func.count()).select_from(Application)) == 1


def test_an_endless_text_is_refused_and_the_draft_stays_as_it_was(store: Store, agenda_id: int) -> None:
    keep(store, agenda_id, TEXT)
    with pytest.raises(Refused):
        keep(store, agenda_id, {"description": ["x" * 500_000]})
    with store.reading() as db:
        assert typed_of(db.scalars(select(Draft)).one()) == TEXT
