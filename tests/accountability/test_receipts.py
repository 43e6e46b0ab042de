"""Receipts: figures somebody confirms, twins, several on one photo, judging with a key each, and what people really send."""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine, event, select

from mag.accountability import service as accountability
from mag.accountability.receipts import judging, queries, service
from mag.accountability.receipts.duties import read_receipts
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import Facts, Sums, odd_about, sums_of
from mag.accountability.receipts.states import ReadHow, ReceiptState, SentenceKind
from mag.accounts.roles import Role
from mag.core import uploads
from mag.core.clock import SetClock
from mag.core.errors import Refused
from mag.core.files import FileStore
from mag.core.house import House
from mag.core.money import Cents
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.core.uploads import RECEIPTS, judge_many
from mag.grants.models import Grant
from tests.accountability.test_reading import UBL
from tests.factories.accountability import applicant_of, awarded, handed_in, make_kept, picture
from tests.web_client import client_by_link, post

DAY = date(2022, 6, 4)


@pytest.fixture
def files(app: Flask) -> FileStore:
    house: House = app.extensions["house"]
    return house.files


@pytest.fixture
def grants(sqlite_store: Store, clock: SetClock) -> list[Grant]:
    """Two grants of two partners, some weeks after their last day."""
    found = [awarded(sqlite_store), awarded(sqlite_store)]
    clock.set(datetime(2022, 6, 20, 10, tzinfo=UTC))
    return found


@pytest.fixture
def grant(grants: list[Grant]) -> Grant:
    return grants[0]


def with_us(store: Store, grant: Grant, count: int = 3) -> list[int]:
    """The ids of receipts of an account that is with us."""
    return [one.id for one in handed_in(store, grant.id, 100_00, uploads=[make_kept(name=f"bon {n}.jpg") for n in range(count)]).receipts]


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as raised:
        act()
    return [refusal.code for refusal in raised.value.refusals]


def test_an_electronic_invoice_says_its_figures_and_somebody_confirms_them(sqlite_store: Store, grant: Grant) -> None:
    judged = judge_many([("factuur.pdf", UBL.encode())], max_bytes=1_000_000, kinds=RECEIPTS)
    assert [one.filename for one in judged.accepted] == ["factuur.xml"]
    accepted = judged.accepted[0]
    kept = uploads.KeptUpload(
        hashlib.sha256(accepted.data).hexdigest(),
        len(accepted.data),
        accepted.media_type,
        accepted.filename,
        None,
        0,
        None,
        "",
        accepted.invoice,
    )
    with sqlite_store.transaction(applicant_of(sqlite_store, grant.id)) as tx:
        draft = accountability.start_hand_in(tx, grant.id)
        receipt = service.add_receipts(tx, draft.id, [kept]).receipts[0]
        assert (receipt.read_how, receipt.read_amount, receipt.amount, receipt.facts_by) == (ReadHow.INVOICE, 121_00, None, None)
        assert service.proposed_facts(receipt) == Facts(Cents(121_00), "EUR", date(2022, 6, 5), "Geluid & Licht demo")
        service.give_facts(tx, receipt.id, service.proposed_facts(receipt))
        assert receipt.amount == 121_00 and receipt.facts_by is not None


def test_a_photo_is_read_where_the_machine_can_and_nothing_breaks_where_it_cannot(
    app: Flask, sqlite_store: Store, grant: Grant, files: FileStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    handed_in(sqlite_store, grant.id, 10_00, uploads=[make_kept(files)])
    house: House = app.extensions["house"]
    monkeypatch.setenv("PATH", "/nowhere")
    assert read_receipts(house) == 0
    fake = tmp_path / "tesseract"  # stands in for the program itself; the child process, its pipe and what follows are the real ones
    fake.write_text(f"#!{sys.executable}\nprint('Bakker Bol\\n4-6-2022\\nTotaal 7,25')\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_receipts(house) == 1 and read_receipts(house) == 0
    with sqlite_store.reading() as db:
        receipt = db.scalars(select(Receipt)).one()
        read = (receipt.read_how, receipt.read_amount, receipt.read_on, receipt.read_shop, receipt.amount)
        assert read == (ReadHow.PICTURE, 7_25, DAY, "Bakker Bol", None)


def test_twins_are_found_by_file_and_by_figures_also_at_another_partner(sqlite_store: Store, grants: list[Grant]) -> None:
    grant, other = grants
    same = make_kept(name="zelfde.jpg")
    first = handed_in(sqlite_store, grant.id, 50_00, uploads=[same, make_kept()]).receipts
    second = handed_in(sqlite_store, other.id, 50_00, uploads=[same, make_kept(), make_kept()]).receipts
    facts = [Facts(Cents(12_50), "EUR", DAY, name) for name in ("Bakker Bol", "BAKKER BOL BV", "Slager Worst")]
    with sqlite_store.transaction() as tx:
        for receipt, said in ((first[1], facts[0]), (second[1], facts[1]), (second[2], facts[2])):
            judging.judge_receipt(tx, receipt.id, ReceiptState.ACCEPTED, facts=said)
    with sqlite_store.reading() as db:
        by_file, by_figures = (queries.find_twins(db, db.get_one(Receipt, one.id)) for one in first)
    assert [(twin.reference, twin.same_file, twin.here) for twin in by_file] == [(other.reference, True, False)]
    assert [(twin.receipt_id, twin.same_file) for twin in by_figures] == [(second[1].id, False)]


def test_one_photo_with_three_receipts_becomes_three_that_are_judged_apart(sqlite_store: Store, grant: Grant) -> None:
    photo = with_us(sqlite_store, grant, 1)[0]
    with sqlite_store.transaction() as tx:
        parts = [part.id for part in service.split_receipt(tx, photo, 3)]
        assert parts[0] == photo and len(parts) == 3
        for number, part in enumerate(parts, 1):
            judging.judge_receipt(tx, part, ReceiptState.ACCEPTED, facts=Facts(Cents(number * 100)))
    with sqlite_store.reading() as db:
        rows = db.scalars(select(Receipt).order_by(Receipt.part)).all()
        assert [(row.part, row.eligible_amount) for row in rows] == [(1, 100), (2, 200), (3, 300)]
        assert len({row.file_sha256 for row in rows}) == 1 and not queries.find_twins(db, rows[0])
    for wrong in (1, 3, 13):
        with sqlite_store.transaction() as tx:
            assert codes(lambda wrong=wrong, tx=tx: service.split_receipt(tx, photo, wrong)) == ["parts_wrong"]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("state", "facts", "eligible", "remark", "expected"),
    [
        (ReceiptState.QUESTIONED, Facts(), None, "", ["remark_missing"]),
        (ReceiptState.REJECTED, Facts(), None, " ", ["remark_missing"]),
        (ReceiptState.PARTLY, Facts(Cents(10_00)), None, "Bier niet.", ["eligible_missing"]),
        (ReceiptState.PARTLY, Facts(Cents(10_00)), 10_00, "Bier niet.", ["eligible_too_much"]),
        (ReceiptState.PARTLY, Facts(), 5_00, "Bier niet.", ["amount_missing"]),
        (ReceiptState.ACCEPTED, Facts(Cents(10_00), "GBP"), None, "", ["euros_missing"]),
        (ReceiptState.ACCEPTED, Facts(Cents(10_00), "EUR", date(2030, 1, 1)), None, "", ["day_to_come"]),
        (ReceiptState.ACCEPTED, Facts(Cents(10_00), "ABC"), 1, "", ["currency_unknown"]),
    ],
)
def test_what_cannot_be_said_of_a_receipt(
    sqlite_store: Store, grant: Grant, state: ReceiptState, facts: Facts, eligible: int | None, remark: str, expected: list[str]
) -> None:
    receipt_id = with_us(sqlite_store, grant, 1)[0]
    with sqlite_store.transaction() as tx:
        amount = Cents(eligible) if eligible is not None else None
        assert codes(lambda: judging.judge_receipt(tx, receipt_id, state, facts=facts, eligible=amount, remark=remark)) == expected


def test_the_running_sum_counts_what_counts() -> None:
    rows = [
        (ReceiptState.ACCEPTED, Facts(Cents(10_00)), Cents(10_00), True),
        (ReceiptState.PARTLY, Facts(Cents(20_00)), Cents(15_00), True),
        (ReceiptState.REJECTED, Facts(Cents(7_00)), Cents(0), True),
        (ReceiptState.ACCEPTED, Facts(Cents(10_00), "GBP"), Cents(11_50), True),
        (ReceiptState.ACCEPTED, Facts(), None, True),
        (ReceiptState.QUESTIONED, Facts(Cents(3_00)), None, True),
        (ReceiptState.NEW, Facts(Cents(3_00)), None, False),
    ]
    assert sums_of(rows) == Sums(Cents(36_50), Cents(12_00), 1, 1, 1, False)
    assert sums_of(rows[:1]).seen


def test_what_is_odd_is_said_and_never_refused() -> None:
    plan = {"starts_on": DAY, "ends_on": date(2022, 6, 5)}
    assert list(odd_about(Facts(Cents(1), "EUR", DAY), **plan)) == []
    assert [
        len(list(odd_about(facts, **plan))) for facts in (Facts(), Facts(Cents(1), "GBP"), Facts(Cents(1), "EUR", date(2021, 6, 4)))
    ] == [1, 1, 1]
    assert "Het plan is van 2022" in next(odd_about(Facts(Cents(1), "EUR", date(2021, 6, 4)), **plan))
    assert "na de laatste dag" in next(odd_about(Facts(Cents(1), "EUR", date(2022, 7, 1)), **plan))


def test_everything_is_accepted_at_once_only_when_everything_was_seen(sqlite_store: Store, grant: Grant) -> None:
    ids = with_us(sqlite_store, grant)
    with sqlite_store.transaction() as tx:
        account = tx.db.get_one(Receipt, ids[0]).hand_in_id
        for receipt_id in ids[:2]:
            judging.mark_seen(tx, receipt_id)
        assert codes(lambda: judging.accept_receipts(tx, account)) == ["not_all_seen"]
        judging.mark_seen(tx, ids[2])
        judging.accept_receipts(tx, account)
    with sqlite_store.reading() as db:
        assert {row.state for row in db.scalars(select(Receipt))} == {ReceiptState.ACCEPTED}


def test_the_picture_can_be_turned_and_enlarged_without_a_script(
    as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant, files: FileStore
) -> None:
    sent = handed_in(sqlite_store, grant.id, 1_00, uploads=[make_kept(files, content=picture(3, (200, 100)))])
    staff, receipt_id = as_role(Role.CONTROLLER), sent.receipts[0].id
    page = staff.get(f"/afronden/{grant.reference}/bonnen/{receipt_id}?draai=90&groot=1").text
    assert "draai=180" in page and "Kleiner" in page and 'data-key="1"' in page
    turned = staff.get(f"/verantwoording/{grant.reference}/bon/{receipt_id}/beeld?draai=90")
    assert Image.open(BytesIO(turned.data)).size == (100, 200)
    assert staff.get(f"/verantwoording/{grant.reference}/bon/{receipt_id}/beeld?draai=45").status_code == 200


def test_the_partner_may_say_what_is_on_a_receipt_and_hears_what_is_odd(
    app: Flask, as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant
) -> None:
    actor = applicant_of(sqlite_store, grant.id)
    with sqlite_store.transaction(actor) as tx:
        draft = accountability.start_hand_in(tx, grant.id)
        receipt_id = service.add_receipts(tx, draft.id, [make_kept()]).receipts[0].id
    partner, url = client_by_link(app, grant.application_id), f"/verantwoording/{grant.reference}/bon/{receipt_id}/gegevens"
    assert "U hoeft dit niet in te vullen" in partner.get(url).text
    typed = {"amount": "12,50", "bought_on-day": "4", "bought_on-month": "6", "bought_on-year": "2021", "shop": "Bakker"}
    assert post(partner, url, {**typed, "amount": "12.50"}).status_code == 422
    answer = post(partner, url, typed, follow=True)
    assert "De bon is van 2021" in answer.text and "€\u00a012,50" in answer.text
    assert as_role(Role.CONTROLLER).get(url).status_code in (403, 404)


def test_ready_sentences_are_shipped_and_can_be_ones_own(as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant) -> None:
    staff = as_role(Role.CONTROLLER)
    assert "Waarvoor is deze bon?" in staff.get("/afronden/zinnen").text
    answer = post(staff, "/afronden/zinnen", {"question": "Wie is dit?\n\nWat is dit?", "rejection": ""}, follow=True)
    assert "Wie is dit?" in answer.text and "Waarvoor is deze bon?" not in answer.text
    with sqlite_store.reading() as db:
        kept = queries.list_sentences(db, db.get_one(Grant, grant.id).application.agenda_id)
    assert list(kept[SentenceKind.QUESTION]) == ["Wie is dit?", "Wat is dit?"] and kept[SentenceKind.REJECTION]


def test_what_people_really_send_gets_a_sentence_each() -> None:
    big = b"\xff\xd8\xff" + bytes(16_000_000)
    sent = [
        ("leeg.jpg", b""),
        ("groot.jpg", big),
        ("bon.pdf.exe", picture(4)),
        ("bestelling.xml", UBL.replace("Invoice-2", "x").encode()[:40]),
    ]
    judged = judge_many(sent, max_bytes=15_000_000, kinds=RECEIPTS)
    assert [refusal.code for refusal in judged.refusals] == ["empty", "too_large", "wrong_type"]
    assert [one.filename for one in judged.accepted] == ["bon.pdf.jpg"] or [one.filename for one in judged.accepted] == ["bon.jpg"]


def test_a_photo_of_twelve_million_points_stays_under_four_hundred_megabytes() -> None:
    out = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (4032, 3024), (90, 120, 150))).save(out, quality=50)
    told = "import sys, mag.core.upload_child as c; c.main(sys.argv[1:]); print(open('/proc/self/status').read())"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "0").write_bytes(out.getvalue())
        command = [sys.executable, "-c", told, folder, "0"]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"}
        )
        assert (Path(folder) / "0.jpg").stat().st_size > 1_000
    peak = next(int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    assert "image/heic" in done.stdout and peak < 400_000


def test_judging_asks_the_database_little_however_many_receipts_there_are(
    as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant
) -> None:
    url = f"/afronden/{grant.reference}/bonnen/{with_us(sqlite_store, grant, 20)[3]}"
    staff, asked = as_role(Role.CONTROLLER), []
    staff.get(url)  # the first look is written down
    event.listen(Engine, "before_cursor_execute", heard := lambda *told: asked.append(told[2]))
    try:
        assert staff.get(url).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert 0 < len([one for one in asked if not one.startswith("PRAGMA")]) <= 12, asked
