"""Files of a request that is being written: kept by what they are, within bounds, gone with the draft, part of the file once sent."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mag.applications.models import Application, ApplicationFile, Draft, DraftFile
from mag.applications.service import add_draft_files, drop_draft, follow_secret_of, keep_screen, remove_draft_file, submit, typed_of
from mag.applications.service.files import MOST_BYTES, MOST_FILES
from mag.core.errors import NotFound, Refused
from mag.core.files import FileStore, StoredFile
from mag.core.journal import JournalLine
from mag.core.transaction import Store
from mag.core.uploads import KeptUpload
from tests.factories.accountability import make_kept
from tests.factories.applications import ADDRESS, agenda_in, request_for

SECRET = "a secret of a browser"
Count = Callable[[type], int]


@pytest.fixture
def draft_id(store: Store) -> int:
    with store.transaction() as tx:
        agenda = agenda_in(tx)
        return keep_screen(tx, agenda.id, SECRET, {"place": ["Het Park"]}, names=("place",), step="idee", version=None).draft.id


@pytest.fixture
def count(store: Store) -> Count:
    def counted(model: type) -> int:
        with store.reading() as db:
            return db.scalar(select(func.count()).select_from(model)) or 0

    return counted


def add(store: Store, draft_id: int, *uploads: KeptUpload, question: str = "papers") -> list[str]:
    with store.transaction() as tx:
        _draft, left_out = add_draft_files(tx, draft_id, question, uploads)
        return [refusal.sentence for refusal in left_out]


def test_the_same_bytes_twice_are_one_file_and_names_stand_among_the_answers(store: Store, draft_id: int, count: Count) -> None:
    one, other = make_kept(name="offerte.jpg"), make_kept(name="tekening.jpg")
    assert add(store, draft_id, one, other) == add(store, draft_id, replace(one, filename="anders.jpg")) == []
    with store.reading() as db:
        draft = db.get_one(Draft, draft_id)
        assert typed_of(draft) == {"place": ["Het Park"], "papers": ["offerte.jpg", "tekening.jpg"]}
        assert draft.version > 2, "who is about to sign sees that it changed"
    assert count(DraftFile) == 2


def test_a_file_that_is_taken_away_or_goes_with_its_draft_is_struck_out(store: Store, draft_id: int, count: Count, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    add(store, draft_id, make_kept(files), make_kept(files))
    with store.reading() as db:
        first = db.scalars(select(DraftFile.id).order_by(DraftFile.id)).first()
    assert first is not None
    with store.transaction() as tx:
        remove_draft_file(tx, draft_id, first)
    with store.transaction() as tx:
        remove_draft_file(tx, draft_id, first)
    assert count(DraftFile) == count(StoredFile) == 1
    with store.transaction() as tx:
        drop_draft(tx, draft_id)
    assert count(DraftFile) == count(StoredFile) == count(Draft) == 0


def test_a_file_somebody_else_refers_to_stays(store: Store, draft_id: int, count: Count) -> None:
    shared = make_kept()
    add(store, draft_id, shared)
    with store.transaction() as tx:
        other = keep_screen(tx, agenda_in(tx).id, "another secret", {"place": ["x"]}, names=("place",), step="idee", version=None).draft.id
    add(store, other, shared)
    with store.transaction() as tx:
        drop_draft(tx, draft_id)
    assert count(StoredFile) == count(DraftFile) == 1


def test_what_was_sent_along_becomes_a_document_of_the_application(store: Store, draft_id: int, count: Count) -> None:
    upload = make_kept(name="offerte.jpg")
    add(store, draft_id, upload)
    with store.transaction() as tx:
        request = request_for(agenda_in(tx).id, 2500_00)
        request = replace(request, answers={**request.answers, "papers": ["offerte.jpg"]})
        sent = submit(tx, request, address=ADDRESS, draft_id=draft_id, follow_secret=follow_secret_of(SECRET)).application
    with store.reading() as db:
        document = db.scalars(select(ApplicationFile)).one()
        assert (document.application_id, document.name, document.file_sha256, document.side.value) == (
            sent.id, "offerte.jpg", upload.sha256, "applicant",
        )  # fmt: skip
        assert db.scalar(select(JournalLine.id).where(JournalLine.action == "applications.documents.added")) is not None
        assert db.get_one(Application, sent.id).answers["papers"] == ["offerte.jpg"]
    assert count(DraftFile) == 0 and count(StoredFile) >= 1
    with pytest.raises(Refused):
        add(store, draft_id, make_kept())


def test_a_file_of_a_question_that_was_not_asked_is_not_sent(store: Store, draft_id: int, count: Count) -> None:
    add(store, draft_id, make_kept())
    with store.transaction() as tx:
        submit(tx, request_for(agenda_in(tx).id), address=ADDRESS, draft_id=draft_id)
    assert count(ApplicationFile) == count(DraftFile) == count(StoredFile) == 0


def test_a_draft_holds_so_many_files_and_bytes_and_the_rest_is_named(store: Store, draft_id: int, count: Count) -> None:
    (sentence,) = add(store, draft_id, *(make_kept(name=f"{n}.jpg", content=bytes([n])) for n in range(MOST_FILES + 1)))
    assert "“30.jpg” past er niet meer bij" in sentence
    assert count(DraftFile) == MOST_FILES
    with store.transaction() as tx:
        other = keep_screen(tx, agenda_in(tx).id, "another secret", {"place": ["x"]}, names=("place",), step="idee", version=None).draft.id
    (sentence,) = add(store, other, replace(make_kept(name="groot.jpg"), size=MOST_BYTES), make_kept(name="klein.jpg"))
    assert "“klein.jpg” past er niet meer bij. Alles samen mag 100 MB zijn" in sentence


def test_no_draft_no_file(store: Store) -> None:
    with pytest.raises(NotFound):
        add(store, 999, make_kept())
