"""What holds is told with counts, and every harm done to one copy is seen by the check it belongs to, on both engines."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mag.verify import Unusable
from mag.verify.journal import digest_of
from mag.verify.source import open_source
from tests.verify.world import World

pytestmark = pytest.mark.begin_early

Harm = Callable[[World], None]


def sql(*sentences: str) -> Harm:
    return lambda world: world.sql(*sentences)


def first(table: str, change: str, where: str = "") -> Harm:
    """Change the first row of a table."""
    return sql(f"UPDATE {table} SET {change} WHERE id = (SELECT MIN(id) FROM {table}{f' WHERE {where}' if where else ''})")


def lines_of(world: World) -> tuple[str, int]:
    """The longest chain and its last sequence."""
    chain = str(world.one("SELECT code FROM journal_chain ORDER BY last_sequence DESC"))
    return chain, int(str(world.one(f"SELECT last_sequence FROM journal_chain WHERE code = '{chain}'")))


def on_line(number: int, sentence: str) -> Harm:
    """Do something to the line with a number of the longest chain (below zero: counted from the end)."""

    def harm(world: World) -> None:
        chain, last = lines_of(world)
        world.sql(f"{sentence} WHERE chain = '{chain}' AND sequence = {number if number > 0 else last + 1 + number}")

    return harm


def rehash_one(world: World) -> None:
    """Change who did it and give that one line the digest that fits."""
    on_line(5, "UPDATE journal_line SET actor_label = 'Iemand anders'")(world)
    chain, _ = lines_of(world)
    with open_source(world.url, world.files) as source:
        digest = digest_of(source.rows("SELECT * FROM journal_line WHERE chain = :chain AND sequence = 5", chain=chain)[0])
    on_line(5, f"UPDATE journal_line SET digest = '{digest}'")(world)


def swap_two(world: World) -> None:
    for sequence, other in ((4, 100_000), (5, 4), (100_000, 5)):
        on_line(sequence, f"UPDATE journal_line SET sequence = {other}")(world)


def cut_tail(world: World) -> None:
    """Take the last line away and put the head back as if it had never been."""
    chain, last = lines_of(world)
    on_line(-1, "DELETE FROM journal_line")(world)
    before = world.one(f"SELECT digest FROM journal_line WHERE chain = '{chain}' AND sequence = {last - 1}")
    world.sql(f"UPDATE journal_chain SET last_sequence = {last - 1}, last_digest = '{before}' WHERE code = '{chain}'")


def forge_facts(world: World) -> None:
    """Change an amount in adopted facts, and give the facts the hash that fits."""
    import hashlib

    facts = re.sub(r'"amount":\d+', '"amount":1', str(world.one("SELECT facts FROM report")), count=1)
    world.sql("UPDATE report SET facts = :facts, facts_sha256 = :digest", facts=facts, digest=hashlib.sha256(facts.encode()).hexdigest())


def same_id_twice(world: World) -> None:
    """Two runs with the same payment in their files."""
    ids = world.one(
        "SELECT end_to_end_id FROM payment p JOIN payment_run r ON r.id = p.run_id WHERE r.file_sha256 IS NOT NULL ORDER BY p.id"
    )
    other = world.one(
        "SELECT end_to_end_id FROM payment p JOIN payment_run r ON r.id = p.run_id WHERE r.file_sha256 IS NOT NULL ORDER BY p.id DESC"
    )
    world.replace_sepa(f"<EndToEndId>{ids}<", f"<EndToEndId>{other}<")


def raise_everything(world: World) -> None:
    """One cent more in the entry, on the line and on the commitment: the ledger itself stays right."""
    number = world.one("SELECT MIN(id) FROM ledger_entry WHERE kind = 'commit'")
    world.sql(
        f"UPDATE ledger_entry SET amount = amount + 1 WHERE id = {number}",
        "UPDATE commitment SET committed_amount = committed_amount + 1"
        f" WHERE id = (SELECT commitment_id FROM ledger_entry WHERE id = {number})",
        "UPDATE budget_line SET committed_amount = committed_amount + 1, available_amount = available_amount - 1 WHERE code = 'MAG-01'",
    )


A_COMMIT = "kind = 'commit'"
FIRST_COMMIT = "id = (SELECT MIN(id) FROM ledger_entry WHERE kind = 'commit')"
LATER_LINE = "id = (SELECT MAX(id) FROM budget_line)"
CONFIRMED = "id = (SELECT MIN(id) FROM payment_run WHERE state = 'confirmed')"
LOWER = "outcome = 'lower'"
A_FILE = "SELECT file_sha256 FROM payment_run WHERE file_sha256 IS NOT NULL"
A_RECEIPT = "SELECT file_sha256 FROM receipt ORDER BY id"

AN_AWARD_OF_ALL = "UPDATE decision SET outcome = 'award', amount = requested_amount WHERE outcome = 'refuse'"
OTHER_PDF = "UPDATE paper SET pdf_sha256 = (SELECT pdf_sha256 FROM report) WHERE pdf_sha256 IS NOT NULL"
NO_LETTER = "DELETE FROM paper WHERE id = (SELECT MIN(id) FROM paper WHERE kind = 'decision_letter')"
NO_MAIL = "DELETE FROM outbox_mail WHERE id = (SELECT MAX(id) FROM outbox_mail WHERE about_kind = 'application')"

HARMS: dict[str, tuple[str, Harm]] = {
    "an act of another amount": ("budgetbesluiten", first("budget_act", "amount = amount + 1")),
    "an act on another line": ("budgetbesluiten", first("budget_act", "to_line_id = from_line_id")),
    "a line of a statement": ("afschriften", first("bank_line", "amount = amount + 1")),
    "a line taken out": ("afschriften", sql("DELETE FROM bank_line WHERE bank_reference = 'B4'")),
    "a balance changed": ("afschriften", first("bank_statement", "closing_amount = closing_amount + 1")),
    "a line linked to another payment": (
        "afschriften",
        first("bank_line", "payment_id = (SELECT MIN(id) FROM payment)", "purpose = 'returned'"),
    ),
    "a return not booked": ("afschriften", sql("DELETE FROM ledger_entry WHERE kind = 'return'")),
    "a return on another day": ("afschriften", sql("UPDATE payment SET returned_on = '2001-01-01' WHERE returned_on IS NOT NULL")),
    "a repayment of another day": ("afschriften", sql("UPDATE bank_line SET booked_on = '2001-01-01' WHERE purpose = 'repayment'")),
    "an amount in an entry": ("grootboek", first("ledger_entry", "amount = amount + 1", A_COMMIT)),
    "an entry taken out": ("grootboek", sql(f"DELETE FROM ledger_entry WHERE {FIRST_COMMIT}")),
    "an entry put in": (
        "grootboek",
        sql(
            "INSERT INTO ledger_entry"
            " (id, line_id, commitment_id, kind, from_account, to_account, amount, booked_on, booked_at, booked_by, reason)"
            " SELECT 9999, line_id, commitment_id, kind, from_account, to_account, 100, booked_on, booked_at, booked_by, reason"
            f" FROM ledger_entry WHERE {FIRST_COMMIT}"
        ),
    ),
    "accounts swapped": ("grootboek", first("ledger_entry", "from_account = to_account, to_account = from_account", A_COMMIT)),
    "a kind changed": ("grootboek", first("ledger_entry", "kind = 'pay'", A_COMMIT)),
    "an entry on another line": (
        "grootboek",
        first("ledger_entry", "line_id = (SELECT MAX(id) FROM budget_line)", A_COMMIT),
    ),
    "a line's balance": (
        "grootboek",
        sql(f"UPDATE budget_line SET available_amount = available_amount - 5, paid_amount = paid_amount + 5 WHERE {LATER_LINE}"),
    ),
    "a budget raised": ("grootboek", sql(f"UPDATE budget_line SET allocated_amount = allocated_amount + 1 WHERE {LATER_LINE}")),
    "a commitment's balance": ("grootboek", first("commitment", "paid_amount = paid_amount + 1")),
    "one cent everywhere in the ledger": ("besluiten", raise_everything),
    "a decided amount": ("besluiten", first("decision", "amount = amount - 1")),
    "an awarded amount": ("besluiten", first("grant_award", "awarded_amount = awarded_amount - 1")),
    "a planned instalment": ("besluiten", sql("UPDATE instalment SET amount = amount + 1 WHERE state = 'planned'")),
    "an application open again": ("besluiten", sql("UPDATE application SET state = 'submitted' WHERE state = 'awarded'")),
    "a refusal made an award": ("besluiten", sql(AN_AWARD_OF_ALL)),
    "a payment's amount": ("betalingen", first("payment", "amount = amount + 1")),
    "a payment's account": (
        "betalingen",
        first("payment", "iban = 'NL20INGB0001234567'"),
    ),
    "a control amount": ("betalingen", sql(f"UPDATE payment_run SET control_amount = control_amount + 1 WHERE {CONFIRMED}")),
    "an id in the table": ("betalingen", first("payment", "end_to_end_id = 'MAG-2022-0999-1'")),
    "an id twice in the files": ("betalingen", same_id_twice),
    "another account in the file": ("betalingen", lambda world: world.replace_sepa("NL91ABNA0417164300", "NL20INGB0001234567")),
    "another sum in the file": (
        "betalingen",
        lambda world: world.replace_sepa("<CtrlSum>1600.00</CtrlSum>", "<CtrlSum>1600.01</CtrlSum>"),
    ),
    "another count in the file": ("betalingen", lambda world: world.replace_sepa("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>2</NbOfTxs>")),
    "a byte of a payment file": ("betalingen", lambda world: world.damage(A_FILE, lambda content: content + b" ")),
    "a payment file that is none": ("betalingen", lambda world: world.damage(A_FILE, lambda content: content[:200])),
    "a paid run open again": ("betalingen", sql(f"UPDATE payment_run SET state = 'released', paid_on = NULL WHERE {CONFIRMED}")),
    "one person for both": ("betalingen", sql(f"UPDATE payment_run SET released_by_id = prepared_by_id WHERE {CONFIRMED}")),
    "an instalment paid without a payment": ("betalingen", sql("UPDATE instalment SET state = 'paid' WHERE state = 'planned'")),
    "the day of a payment": ("betalingen", sql("UPDATE ledger_entry SET booked_on = '2022-03-02' WHERE kind = 'pay'")),
    "a settled amount": ("vaststellingen", sql(f"UPDATE settlement SET settled_amount = settled_amount - 1 WHERE {LOWER}")),
    "claimed back called free": (
        "vaststellingen",
        sql(f"UPDATE settlement SET released_amount = released_amount + 1, recovered_amount = recovered_amount - 1 WHERE {LOWER}"),
    ),
    "a settlement taken out": ("vaststellingen", sql("DELETE FROM settlement WHERE outcome = 'as_awarded'")),
    "money that never came back": ("vaststellingen", sql("UPDATE recovery SET received_amount = amount")),
    "a claim forgotten": ("vaststellingen", sql("DELETE FROM recovery")),
    "a settled grant running again": ("vaststellingen", sql("UPDATE grant_award SET state = 'running' WHERE state = 'settled'")),
    "who did it": ("journaal", on_line(3, "UPDATE journal_line SET actor_label = 'Iemand anders'")),
    "when it was done": ("journaal", on_line(3, "UPDATE journal_line SET at = '2022-03-01 10:00:00.000000'")),
    "what was done": ("journaal", on_line(3, "UPDATE journal_line SET action = 'room.noun.done'")),
    "about what": ("journaal", on_line(3, "UPDATE journal_line SET subject_id = 999")),
    "the facts of a line": ("journaal", on_line(3, "UPDATE journal_line SET payload = '{}'")),
    "one line rehashed": ("journaal", rehash_one),
    "the first line taken out": ("journaal", on_line(1, "DELETE FROM journal_line")),
    "a middle line taken out": ("journaal", on_line(7, "DELETE FROM journal_line")),
    "the last line taken out": ("journaal", on_line(-1, "DELETE FROM journal_line")),
    "two lines swapped": ("journaal", swap_two),
    "a head put back": ("journaal", sql("UPDATE journal_chain SET last_sequence = last_sequence - 1")),
    "a chain without a head": ("journaal", sql("DELETE FROM journal_chain WHERE code <> 'house'")),
    "the tail cut off and the head put back": ("sporen", cut_tail),
    "somebody who approves a value of their own": (
        "cijfers",
        sql("UPDATE measurement SET recorded_by_id = 1, judged_by_id = 1"),
    ),
    "an approval without a line": ("sporen", sql("UPDATE measurement SET judged_at = recorded_at, judged_by = 'iemand'")),
    "parts that do not add up": (
        "cijfers",
        sql(
            "UPDATE indicator SET unit = 'aantal'",
            "INSERT INTO measurement_part (measurement_id, dimension, code, name, value, status)"
            " SELECT MIN(id), 'sex', 'M', 'mannen', 10000, 'final' FROM measurement",
        ),
    ),
    "a count handed over differently": ("cijfers", sql("UPDATE partner_count SET whole = whole + 1")),
    "a count nobody told": ("cijfers", sql("DELETE FROM count_answer")),
    "a told count that counts nowhere": ("cijfers", sql("DELETE FROM partner_count")),
    "both counts raised together": ("cijfers", sql("UPDATE partner_count SET part = part - 1", "UPDATE count_answer SET part = part - 1")),
    "a measured value": ("sporen", sql("UPDATE measurement SET value = value + 10000")),
    "a hand-in's amount": ("sporen", first("hand_in", "spent_amount = spent_amount + 1")),
    "a requested amount with its decision": (
        "sporen",
        sql(
            "UPDATE application SET requested_amount = requested_amount + 100 WHERE state = 'refused'",
            "UPDATE decision SET requested_amount = requested_amount + 100 WHERE outcome = 'refuse'",
        ),
    ),
    "a file gone": ("bestanden", lambda world: world.path(A_RECEIPT).unlink()),
    "a byte of a receipt": ("bestanden", lambda world: world.damage(A_RECEIPT, lambda content: content[:50] + b"x" + content[51:])),
    "a receipt cut short": ("bestanden", lambda world: world.damage(A_RECEIPT, lambda content: content[:-1])),
    "the length of a file": ("bestanden", sql("UPDATE stored_file SET size = size + 1")),
    "a file not registered": ("bestanden", sql("DELETE FROM stored_file WHERE sha256 IN (SELECT file_sha256 FROM receipt)")),
    "a letter's PDF that is not there": ("bestanden", sql(f"UPDATE paper SET pdf_sha256 = '{'0' * 64}' WHERE pdf_sha256 IS NOT NULL")),
    "another PDF at a letter": ("sporen", sql(OTHER_PDF)),
    "a letter's text": ("brieven", first("paper", "html = html || ' '")),
    "a decision without letter": ("brieven", sql(NO_LETTER)),
    "a settlement without letter": ("brieven", sql("DELETE FROM paper WHERE kind = 'settlement_letter'")),
    "a letter about nothing": ("brieven", first("paper", "about_id = 999")),
    "a promised mail gone": ("mails", sql(NO_MAIL)),
    "sent without a moment": ("mails", first("outbox_mail", "state = 'sent'")),
    "adopted facts": ("rapporten", sql("UPDATE report SET facts = REPLACE(facts, 'Straatfeest', 'Buurtfeest')")),
    "an amount in adopted facts, rehashed": ("rapporten", forge_facts),
    "a form of a report gone": ("rapporten", sql("UPDATE report SET xlsx_sha256 = NULL")),
    "another form of a report": ("sporen", sql("UPDATE report SET html_sha256 = pdf_sha256")),
    "a form without its answer": ("formulieren", sql("UPDATE form_key SET location = ''")),
}  # fmt: skip


def test_the_honest_world_holds_and_every_check_had_something_to_look_at(honest: World) -> None:
    results = honest.results()
    assert {name: result.failures for name, result in results.items() if not result.holds} == {}
    assert len(results) == 15
    for name, result in results.items():
        first = re.match(r"\d+", result.counts[0])
        assert first is not None and int(first[0]) > 0, (name, result.counts)
    assert re.fullmatch(r"goed  grootboek: \d+ boekingen, 3 regels, 5 toezeggingen, 0 cent verschil", next(results["grootboek"].lines()))
    assert "0 losse bestanden" in results["bestanden"].counts and "3 SEPA-bestanden" not in results["betalingen"].counts[:2]


@pytest.mark.parametrize("harm", HARMS)
def test_one_harm_is_seen_by_its_check(world: World, harm: str) -> None:
    check, do = HARMS[harm]
    do(world)
    wrong = world.wrong()
    assert check in wrong, f"seen only by {sorted(wrong)}"
    assert all(failure.strip() for failures in wrong.values() for failure in failures)


def test_a_file_nobody_refers_to_is_counted_and_no_failure(world: World) -> None:
    loose = world.files / "ab" / "cd" / ("abcd" + "0" * 60)
    loose.parent.mkdir(parents=True, exist_ok=True)
    loose.write_bytes(b"los")
    assert world.wrong() == {} and "1 los bestand" in world.results()["bestanden"].counts


def test_erased_facts_of_a_line_leave_the_chain_whole(world: World) -> None:
    world.sql("UPDATE journal_line SET payload = NULL WHERE action = 'applications.application.submitted'")
    assert world.wrong() == {}
    assert any("gewiste" in count for count in world.results()["journaal"].counts)


@pytest.mark.parametrize("table", ["journal_line", "ledger_entry"])
def test_an_empty_database_is_no_proof_of_anything(world: World, table: str) -> None:
    world.sql(f"DELETE FROM {table}")
    with pytest.raises(Unusable, match="niets om na te gaan"):
        world.results()


def test_without_files_or_tables_there_is_a_sentence(world: World, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="map met bestanden"), open_source(world.url, tmp_path / "weg"):
        pass
    world.sql("DROP TABLE form_key")
    with pytest.raises(Unusable, match=r"ontbreken er 1, zoals form_key. Doe: ./run migrate"):
        world.results()
