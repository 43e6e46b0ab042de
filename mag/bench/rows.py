"""Rows in bulk: applications with all that hangs on them, in the shares and sizes of a real installation.

The only place that writes rows past the verbs: twenty thousand applications through them would take an hour. The rows are for
reading; nobody acts on them. Everything is derived from the number of the application, so that each run has the same world.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mag.accountability.receipts.states import ReceiptState
from mag.accountability.settling.states import SettlementOutcome
from mag.accountability.states import HandInState
from mag.applications.states import ApplicationState, CostKind, Outcome, Strength
from mag.budget.states import Account, EntryKind
from mag.core.outbox import MailState
from mag.grants.states import GrantState, InstalmentState
from mag.partners.models import PartnerKind
from mag.payments.states import RunState

Row = dict[str, Any]
YEARS = (2018, 2019, 2020, 2021, 2022)
A_YEAR = 80
"""Applications in the last year before the years before it get theirs, and so on round (``domain.md 1.2``)."""
LINES_A_YEAR = 4
PER_RUN = 25
PER_PARTNER = 3
IBAN = "NL91ABNA0417164300"
STORY = "Wij aten samen, speelden spellen en leerden elkaar kennen. " * 4
LETTER = "<!doctype html><html lang='nl'><title>Besluit</title><p>" + "U krijgt geld voor uw plan. " * 60 + "</p></html>"
KINDS = (PartnerKind.RESIDENT, PartnerKind.ASSOCIATION, PartnerKind.FOUNDATION, PartnerKind.PROFESSIONAL)


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands before the bulk: ids of the agenda's own rows, lines per year, and the last line of its chain."""

    agenda_id: int
    chain: str
    chain_length: int
    rule_set_id: int
    form_id: int
    tier_ids: tuple[int, ...]
    goal_ids: tuple[int, ...]
    line_ids: dict[int, tuple[int, ...]]
    budget: int
    first_ids: dict[str, int]


class Maker:
    """Makes the rows of ``count`` applications, table by table."""

    def __init__(self, ground: Ground, count: int) -> None:
        self._ground = ground
        self._count = count
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.balances: dict[int, list[int]] = defaultdict(lambda: [0, 0])

    def make(self) -> dict[str, list[Row]]:
        """All rows, tables in an order in which they can be inserted."""
        for sha256 in FILES:
            self._add("stored_file", sha256=sha256, size=1000, media_type="image/jpeg", stored_at=_moment(date(2018, 1, 1)))
        for number in range(self._count):
            self._application(number)
        return {name: self.tables[name] for name in ORDER if self.tables[name]}

    def _add(self, table: str, **values: Any) -> int:
        """Add a row; answers its id (counted from what stands there already)."""
        rows = self.tables[table]
        number = self._ground.first_ids.get(table, 1) + len(rows)
        rows.append(values if table == "stored_file" else {"id": number, **values})
        return number

    def _application(self, number: int) -> None:
        year = YEARS[-1 - number // A_YEAR % len(YEARS)]
        sent = date(year, 1, 1) + timedelta(days=(number * 7) % 300)
        if year == YEARS[-1] and number % 5 == 0:
            state = ApplicationState.ASSESSING if number % 3 else ApplicationState.SUBMITTED
            sent = date(2022, 11, 1) + timedelta(days=number % 44)
        else:
            state = {3: ApplicationState.REFUSED, 17: ApplicationState.WITHDRAWN}.get(number % 20, ApplicationState.AWARDED)
        amount = 20_000 + (number % 40) * 5_000
        kind = KINDS[number // PER_PARTNER % len(KINDS)]
        partner_id = self._partner(number, kind)
        reference = f"B-{year}-{number:05d}"
        application_id = self._add(
            "application", reference=reference, agenda_id=self._ground.agenda_id, rule_set_id=self._ground.rule_set_id,
            form_id=self._ground.form_id,
            tier_id=self._ground.tier_ids[number % len(self._ground.tier_ids)], partner_id=partner_id, state=state, version=1,
            applicant_kind=kind, contact_name=f"Demo Aanvrager {number}", email=f"demo-{partner_id}@demo.example", phone=None, iban=IBAN,
            account_holder=f"Demo {number}", title=f"Straatfeest demo {number}", description=STORY, place="Peulenstraat", starts_on=sent,
            ends_on=sent + timedelta(days=30), audience=["iedereen"], expected_people=60, requested_amount=amount, other_income_amount=0,
            is_regular=False, answers={"partners": "niemand"}, submitted_at=_moment(sent), submitted_on=sent,
            decide_by=sent + timedelta(days=42), entered_by=None, claimed_by_id=None, claimed_by=None,
            follow_token_digest=_digest(f"follow {number}"), is_demo=True,
        )  # fmt: skip
        for position, (cost, cents) in enumerate(((CostKind.COST, amount + 5_000), (CostKind.COST, 2_500), (CostKind.INCOME, 7_500)), 1):
            self._add("cost_line", application_id=application_id, position=position, kind=cost, description="Zaalhuur", amount=cents)
        activity_id = self._add(
            "planned_activity",
            application_id=application_id,
            name=f"Straatfeest demo {number}",
            starts_on=sent,
            ends_on=sent,
            expected_people=60,
        )
        goal_id = self._ground.goal_ids[number % len(self._ground.goal_ids)]
        self._add(
            "alignment", activity_id=activity_id, goal_id=goal_id, indicator_id=None, is_main=True, assumption="", strength=Strength.MEDIUM
        )
        self._add("planned_result", application_id=application_id, what="mensen die elkaar leren kennen", number=40)
        self._told(application_id, sent, "applications.application.submitted", reference)
        if state in (ApplicationState.REFUSED, ApplicationState.AWARDED):
            self._decision(number, application_id, partner_id, activity_id, goal_id, reference, amount, sent + timedelta(days=21), state)

    def _partner(self, number: int, kind: PartnerKind) -> int:
        if number % PER_PARTNER:
            return self._ground.first_ids.get("partner", 1) + len(self.tables["partner"]) - 1
        at = _moment(date(2018, 1, 1))
        name = f"Vereniging {number} demo"
        partner_id = self._add(
            "partner", kind=kind, name=name, kvk=None, email=None, phone=None, is_large=number % 90 == 0, is_demo=True, created_at=at
        )
        self._add("bank_account", partner_id=partner_id, iban=IBAN, holder=name, since_at=at, ended_at=None)
        return partner_id

    def _decision(
        self, number: int, application_id: int, partner_id: int, activity_id: int, goal_id: int, reference: str, amount: int, day: date,
        state: ApplicationState,
    ) -> None:  # fmt: skip
        is_award = state is ApplicationState.AWARDED
        decision_id = self._add(
            "decision", application_id=application_id, outcome=Outcome.AWARD if is_award else Outcome.REFUSE, requested_amount=amount,
            amount=amount if is_award else 0, ground_code=None, reason="Past goed bij het doel.", decided_on=day, decided_at=_moment(day),
            decided_by_id=None, decided_by="Demo beslisser",
        )  # fmt: skip
        self._add(
            "paper", kind="decision_letter", about_kind="application", about_id=application_id, identifier=f"besluit-{reference}",
            title="Besluit", html=LETTER, html_sha256=_digest(LETTER), pdf_sha256=None, made_at=_moment(day),
        )  # fmt: skip
        self._told(application_id, day, "grants.grant.awarded" if is_award else "applications.application.refused", reference)
        if not is_award:
            return
        line_id = self._ground.line_ids[day.year][number % LINES_A_YEAR] if day.year in self._ground.line_ids else self._last_line(number)
        stage = number // 7 % 5
        paid = amount if stage < 3 else amount * 8 // 10
        commitment_id = self._add(
            "commitment",
            line_id=line_id,
            reference=reference,
            label=f"Straatfeest demo {number}",
            committed_amount=amount - paid,
            paid_amount=paid,
        )
        self.balances[line_id][0] += amount - paid
        self.balances[line_id][1] += paid
        grant_state = GrantState.SETTLED if stage < 3 else GrantState.HANDED_IN if stage == 3 else GrantState.RUNNING
        grant_id = self._add(
            "grant_award", reference=reference, application_id=application_id, decision_id=decision_id, partner_id=partner_id,
            commitment_id=commitment_id, goal_id=goal_id, awarded_amount=amount, starts_on=day, ends_on=day + timedelta(days=30),
            account_by=day + timedelta(days=91), settlement_mode="on_account", state=grant_state, version=1, started_at=_moment(day),
        )  # fmt: skip
        self._entry(line_id, commitment_id, EntryKind.COMMIT, Account.AVAILABLE, Account.COMMITTED, amount, day)
        due = day if number % 60 == 1 else None  # most wait for the settlement
        for part, (cents, done) in enumerate(((amount * 8 // 10, True), (amount - amount * 8 // 10, stage < 3)), 1):
            self._instalment(grant_id, line_id, commitment_id, reference, part, cents, day if done else due, day, done)
        if grant_state is not GrantState.RUNNING:
            self._hand_in(number, application_id, grant_id, activity_id, amount, day, settled=grant_state is GrantState.SETTLED)

    def _last_line(self, number: int) -> int:
        return self._ground.line_ids[YEARS[-1]][number % LINES_A_YEAR]

    def _instalment(
        self,
        grant_id: int,
        line_id: int,
        commitment_id: int,
        reference: str,
        part: int,
        cents: int,
        due_on: date | None,
        day: date,
        done: bool,
    ) -> None:
        state = InstalmentState.PAID if done else InstalmentState.PLANNED
        instalment_id = self._add("instalment", grant_id=grant_id, number=part, amount=cents, due_on=due_on, state=state)
        self._add("condition", grant_id=grant_id, position=part, text="Laat weten als er iets verandert.")
        if not done:
            return
        run_id = self._run(cents, day)
        self._add(
            "payment", run_id=run_id, instalment_id=instalment_id, end_to_end_id=f"{reference}-{part}", amount=cents, payee_name="Demo",
            iban=IBAN, remittance=reference, cancelled=False,
        )  # fmt: skip
        self._entry(line_id, commitment_id, EntryKind.PAY, Account.COMMITTED, Account.PAID, cents, day)

    def _run(self, cents: int, day: date) -> int:
        """The run the next payment goes in."""
        runs, paid = self.tables["payment_run"], len(self.tables["payment"])
        if paid % PER_RUN == 0:
            self._add(
                "payment_run", reference=f"BR-{len(runs):06d}", agenda_id=self._ground.agenda_id, state=RunState.CONFIRMED, version=3,
                execution_on=day, control_amount=0, payment_count=0, file_sha256=FILES[0], prepared_at=_moment(day), prepared_by_id=None,
                prepared_by="Demo klaarzetter", released_at=_moment(day), released_by_id=None, released_by="Demo vrijgever",
                confirmed_at=_moment(day), confirmed_by="Demo klaarzetter", paid_on=day,
            )  # fmt: skip
        runs[-1]["control_amount"] += cents
        runs[-1]["payment_count"] += 1
        return int(runs[-1]["id"])

    def _hand_in(self, number: int, application_id: int, grant_id: int, activity_id: int, amount: int, day: date, *, settled: bool) -> None:
        later = day + timedelta(days=60)
        hand_in_id = self._add(
            "hand_in", grant_id=grant_id, state=HandInState.APPROVED if settled else HandInState.HANDED_IN, version=1, spent_amount=amount,
            people_reached=20 + number % 90, story=STORY, started_at=_moment(later), handed_in_at=_moment(later), handed_in_by="Demo",
            judged_at=_moment(later) if settled else None, judged_by="Demo" if settled else None, question="",
        )  # fmt: skip
        for position, sha256 in enumerate(FILES, 1):
            self._add(
                "receipt", hand_in_id=hand_in_id, position=position, name=f"bon {position}.jpg", file_sha256=sha256, preview_sha256=sha256,
                media_type="image/jpeg", size=1000, added_at=_moment(later), state=ReceiptState.ACCEPTED, judged_by=None, judged_at=None,
            )  # fmt: skip
        self._add("carried_out", hand_in_id=hand_in_id, activity_id=activity_id, people_reached=20 + number % 90)
        self._told(application_id, later, "accountability.hand_in.handed_in", "")
        if settled:
            self._add(
                "settlement", grant_id=grant_id, hand_in_id=hand_in_id, outcome=SettlementOutcome.AS_AWARDED, awarded_amount=amount,
                settled_amount=amount, released_amount=0, recovered_amount=0, reason="In orde.", settled_on=later,
                settled_at=_moment(later), settled_by="Demo",
            )  # fmt: skip

    def _entry(self, line_id: int, commitment_id: int, kind: EntryKind, source: Account, target: Account, cents: int, day: date) -> None:
        self._add(
            "ledger_entry", line_id=line_id, commitment_id=commitment_id, kind=kind, from_account=source, to_account=target, amount=cents,
            booked_on=day, booked_at=_moment(day), booked_by="Demo", reason="besluit",
        )  # fmt: skip

    def _told(self, application_id: int, day: date, action: str, reference: str) -> None:
        """A journal line and a mail."""
        sequence = self._ground.chain_length + len(self.tables["journal_line"]) + 1
        digest = _digest(f"{self._ground.chain} {sequence}")
        self._add(
            "journal_line", chain=self._ground.chain, sequence=sequence, at=_moment(day), actor_kind="person", actor_id=None,
            actor_label="Demo", action=action, subject_kind="application", subject_id=application_id, payload="{}",
            payload_digest=_digest("{}"), previous_digest=digest, digest=digest,
        )  # fmt: skip
        self._add(
            "outbox_mail", message_id=digest[:32], to_address="demo@demo.example", to_name="Demo", subject=f"Bericht {reference}",
            text=STORY, html=None, attachments=[], about_kind="application", about_id=application_id, chain=self._ground.chain,
            queued_at=_moment(day), not_before=None, state=MailState.SENT, attempts=1, last_error=None, sent_at=_moment(day),
            lease_owner=None, lease_until=None,
        )  # fmt: skip


ORDER = (
    "stored_file", "partner", "bank_account", "application", "cost_line", "planned_activity", "alignment", "planned_result", "decision",
    "paper", "commitment", "grant_award", "instalment", "condition", "payment_run", "payment", "ledger_entry", "hand_in", "receipt",
    "carried_out", "settlement", "journal_line", "outbox_mail",
)  # fmt: skip


def chunks(rows: list[Row], size: int = 2_000) -> Iterator[list[Row]]:
    """Rows in handfuls a database takes at once."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


FILES = (_digest("bon 1"), _digest("bon 2"))
