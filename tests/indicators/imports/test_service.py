"""From a file to values that count: shown, taken over whole or not at all, approved by somebody else, corrected by a later file."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import func, select

from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.files import FileStore
from mag.core.transaction import Store
from mag.indicators import queries
from mag.indicators.imports import preview
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.preview import Effect
from mag.indicators.imports.service import Offered, accept, save_mapping
from mag.indicators.models import FigureImport, ImportMapping, Measurement, MeasurementPart, Stand, ValueStatus
from mag.indicators.service import approve, turn_down
from tests.factories.agendas import Ground, make_agenda
from tests.factories.indicators import make_indicator
from tests.indicators.imports.files import STATLINE, mapping, statline_mapping

ANNE = Actor(kind=ActorKind.PERSON, id=1, label="Anne Demo")
BERT = Actor(kind=ActorKind.PERSON, id=2, label="Bert Demo")


@pytest.fixture
def ground(store: Store, clock: SetClock) -> Ground:
    clock.set(at(date(2023, 2, 15)))
    with store.transaction() as tx:
        found = make_agenda(tx)
        make_indicator(tx, found.goal)
    return found


def taken(store: Store, ground: Ground, files: FileStore, text: str, how: MappingDocument, actor: Actor = ANNE) -> FigureImport:
    kept = files.put(text.encode())
    with store.transaction(actor) as tx:
        return accept(tx, ground.agenda.id, BytesIO(text.encode()), Offered("tabel.csv", kept.sha256, kept.size), how)


def seen(store: Store, ground: Ground, text: str, how: MappingDocument) -> preview.Preview:
    with store.reading() as db:
        return preview.preview(db, ground.agenda.id, BytesIO(text.encode()), "0" * 64, how, date(2023, 2, 15))


def test_what_was_shown_is_what_is_stored_and_counts_only_after_a_second_person(store: Store, ground: Ground, tmp_path: object) -> None:
    files = FileStore(tmp_path)  # type: ignore[arg-type]
    how = statline_mapping()
    shown = [(s.found.period.code, s.found.value, s.found.status) for s in seen(store, ground, STATLINE, how).taken]
    row = taken(store, ground, files, STATLINE, how)
    with store.reading() as db:
        stored = db.scalars(select(Measurement).where(Measurement.import_id == row.id).order_by(Measurement.last_on)).all()
        assert [(m.period_code, m.value, m.status) for m in stored] == shown and row.values_taken == 8
        assert {m.stand for m in stored} == {Stand.PROPOSED} and stored[0].source_page == "regel 5"
        assert queries.series_of(db, [stored[0].definition_id])[stored[0].definition_id] == []
    ids = [m.id for m in stored]
    with pytest.raises(Refused, match="own_value"), store.transaction(ANNE) as tx:
        approve(tx, ground.agenda.id, ids)
    with store.transaction(BERT) as tx:
        approve(tx, ground.agenda.id, ids)
    with store.reading() as db:
        assert len(queries.series_of(db, [stored[0].definition_id])[stored[0].definition_id]) == 8
    with pytest.raises(Refused, match="judged_before"), store.transaction(BERT) as tx:
        approve(tx, ground.agenda.id, ids[:1])


def test_the_same_file_twice_and_a_file_without_news_change_nothing(store: Store, ground: Ground, tmp_path: object) -> None:
    files = FileStore(tmp_path)  # type: ignore[arg-type]
    taken(store, ground, files, STATLINE, statline_mapping())
    with pytest.raises(Refused, match="imported_before"):
        taken(store, ground, files, STATLINE, statline_mapping(), BERT)
    with pytest.raises(Refused, match="nothing_new"):
        taken(store, ground, files, STATLINE + '"Elders";"2016";"1"\r\n', statline_mapping())
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Measurement)) == 8


def test_a_wrong_file_stores_nothing_at_all(store: Store, ground: Ground, tmp_path: object) -> None:
    files = FileStore(tmp_path)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="wrong_file"):
        taken(store, ground, files, STATLINE.replace('"8,1"', '"1.200"'), statline_mapping())
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Measurement)) == 0
        assert db.scalar(select(func.count()).select_from(FigureImport)) == 0


def test_a_later_file_corrects_with_a_reason_and_the_old_value_counts_until_then(store: Store, ground: Ground, tmp_path: object) -> None:
    files, how = FileStore(tmp_path), mapping("csv")  # type: ignore[arg-type]
    head = "RegioS;Perioden;Waarde\n"
    first = taken(store, ground, files, head + "GM9999;2021;8,1*\n", how)
    with store.reading() as db:
        (old,) = db.scalars(select(Measurement).where(Measurement.import_id == first.id)).all()
    assert [s.effect for s in seen(store, ground, head + "GM9999;2021;8,4\n", how).shown] == [Effect.WAITING]
    with store.transaction(BERT) as tx:
        approve(tx, ground.agenda.id, [old.id])
    second = taken(store, ground, files, head + "GM9999;2021;8,4\n", how)
    with store.reading() as db:
        (new,) = db.scalars(select(Measurement).where(Measurement.import_id == second.id)).all()
        assert (new.replaces_id, new.status, new.value) == (old.id, ValueStatus.FINAL, Decimal("8.4"))
        assert "nieuw bestand tabel.csv" in (new.note or "")
        assert [m.id for m in queries.series_of(db, [old.definition_id])[old.definition_id]] == [old.id]
    with pytest.raises(Refused, match="reason_missing"), store.transaction(BERT) as tx:
        turn_down(tx, ground.agenda.id, [new.id], reason=" ")
    with store.transaction(BERT) as tx:
        turn_down(tx, ground.agenda.id, [new.id], reason="Verkeerde tabel")
    third = taken(store, ground, files, head + "GM9999;2021;8,5\n", how)
    with store.transaction(BERT) as tx:
        newest = tx.db.scalars(select(Measurement).where(Measurement.import_id == third.id)).one()
        approve(tx, ground.agenda.id, [newest.id])
    with store.reading() as db:
        assert [m.value for m in queries.series_of(db, [old.definition_id])[old.definition_id]] == [Decimal("8.5")]


def test_parts_come_along_with_their_value(store: Store, ground: Ground, tmp_path: object) -> None:
    breakdown = {"dimension": "sex", "column": "Geslacht", "total": "Totaal", "parts": {"M": "mannen", "V": "vrouwen"}}
    text = "RegioS;Perioden;Geslacht;Waarde\nGM9999;2021;Totaal;30\nGM9999;2021;M;28\nGM9999;2021;V;x\n"
    taken(store, ground, FileStore(tmp_path), text, mapping("csv", breakdown=breakdown))  # type: ignore[arg-type]
    with store.reading() as db:
        parts = db.scalars(select(MeasurementPart).order_by(MeasurementPart.code)).all()
        assert [(p.name, p.value, p.status) for p in parts] == [
            ("mannen", Decimal(28), ValueStatus.FINAL), ("vrouwen", None, ValueStatus.SECRET)
        ]  # fmt: skip


def test_a_mapping_is_kept_under_its_name_and_changed_by_saving_again(store: Store, ground: Ground) -> None:
    for source in ("Een", "Een", "Twee"):
        with store.transaction(ANNE) as tx:
            save_mapping(tx, ground.agenda.id, mapping("csv", source=source))
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(ImportMapping)) == 1
        assert preview.get_mapping(db, ground.agenda.id, "proef") == mapping("csv", source="Twee")
