"""The money of the demonstration: an invented budget for 2022 and 2023, and a payment run every three weeks by two people."""

from datetime import date, timedelta
from typing import NamedTuple

from mag.agenda.terms import ApplicantGroup
from mag.budget import acts, closing, concepts, queries
from mag.budget.lines import LinePlan
from mag.budget.models import BudgetYear
from mag.budget.states import Leftover, Part
from mag.core.money import Cents
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.demo.bank import Booking, write_camt053
from mag.demo.calendar import OPENING
from mag.demo.stage import CONTROLLER, PROJECT_LEADER, Stage
from mag.payments import service as payments
from mag.payments.models import PaymentRun
from mag.payments.queries import list_due
from mag.payments.rules import next_paying_day
from mag.payments.sepa import Debtor
from mag.payments.statements.queries import find_account, find_last
from mag.payments.statements.service import take_in

FIRST_RUN, LAST_RUN = date(2022, 1, 11), OPENING - timedelta(days=1)
EVERY = timedelta(weeks=3)
FIRST_BALANCE = Cents(600_000_00)
"""What stood on the invented account before the first run."""


class Line(NamedTuple):
    """A budget line: euros for 2022 and for 2023, whom it is for and, in the fixed part, who gets it."""

    code: str
    name: str
    part: Part
    task_field: str
    theme: str | None
    euros_2022: int
    euros_2023: int
    group: ApplicantGroup | None = None
    recipient: str | None = None


G = ApplicantGroup
LINES = (
    Line(
        "V1",
        "Bibliotheekwerk (demo)",
        Part.FIXED,
        "5.6",
        "actief_en_gezond",
        150_000,
        150_000,
        G.PROFESSIONALS,
        "Bibliotheek Het Leeslicht (demo)",
    ),
    Line("V2", "Welzijnswerk (demo)", Part.FIXED, "6.1", "met_en_voor_elkaar", 190_000, 190_000, G.PROFESSIONALS, "Welzijn De Brug (demo)"),
    Line(
        "V3", "Jeugd en gezondheid (demo)", Part.FIXED, "7.1", "actief_en_gezond", 55_000, 55_000, G.PROFESSIONALS, "Jeugd en Gezond (demo)"
    ),
    Line(
        "V4", "Steun aan gezinnen (demo)", Part.FIXED, "6.1", "met_en_voor_elkaar", 40_000, 40_000, G.PROFESSIONALS, "Gezinsmaatjes (demo)"
    ),
    Line("F1", "Inwoners en buurten (demo)", Part.FLEXIBLE, "6.1", None, 6_500, 6_825, G.RESIDENTS),
    Line("F2", "Vrijwilligers (demo)", Part.FLEXIBLE, "6.1", None, 21_500, 22_575, G.VOLUNTEERS),
    Line("F3", "Sportverenigingen (demo)", Part.FLEXIBLE, "5.1", None, 21_000, 22_050, G.CLUBS),
    Line("F4", "Cultuur en natuur (demo)", Part.FLEXIBLE, "5.3", None, 38_000, 37_000),
    Line("F5", "Professionals: meedoen (demo)", Part.FLEXIBLE, "6.1", None, 33_000, 31_000, G.PROFESSIONALS),
    Line("F6", "Professionals: gezond (demo)", Part.FLEXIBLE, "7.1", None, 12_500, 12_000, G.PROFESSIONALS),
)
SHIFT = 2_500
"""Euros that move from one line to another in the summer: below the amount a second person is needed for."""


def open_budget(stage: Stage, year: int, themes: dict[str, int]) -> None:
    """Draw up a year, propose it and have a colleague adopt it; every name and amount is invented."""
    leader, controller = stage.staff(PROJECT_LEADER), stage.staff(CONTROLLER)

    def draw_up(tx: Tx) -> BudgetYear:
        begun = concepts.begin_year(tx, stage.agenda_id, year)
        for line in LINES:
            euros = line.euros_2022 if year == 2022 else line.euros_2023
            plan = LinePlan(
                line.code, line.name, line.part, line.task_field, f"6{line.task_field.replace('.', '')}00", Cents(euros * 100),
                theme_id=themes[line.theme] if line.theme else None, applicant_group=line.group, recipient=line.recipient,
            )  # fmt: skip
            stage.lines[year, line.code] = concepts.plan_line(tx, begun.id, plan).id
        return begun

    begun = stage.act(leader, draw_up)
    reason = f"Begroting {year}: verzonnen bedragen voor de demonstratie"
    stage.act(leader, lambda tx: concepts.propose(tx, begun.id, version=begun.version, reason=reason))
    stage.act(controller, lambda tx: concepts.adopt(tx, begun.id, version=begun.version + 1))


def shift_budget(stage: Stage) -> None:
    """Halfway the year some money moves from one line to another."""
    leader, lines = stage.staff(PROJECT_LEADER), stage.lines
    reason = "Verschoven naar de sport (demo)"
    stage.act(leader, lambda tx: acts.transfer(tx, lines[2022, "F5"], lines[2022, "F3"], Cents(SHIFT * 100), reason=reason))


def begin_next_budget(stage: Stage) -> None:
    """The week before the opening: a concept for 2024 with last year's lines and one correction."""
    leader = stage.staff(PROJECT_LEADER)

    def draw_up(tx: Tx) -> None:
        begun = concepts.begin_year(tx, stage.agenda_id, 2024)
        concepts.copy_lines(tx, begun.id)
        line = next(line for line in queries.list_lines(tx.db, stage.agenda_id, 2024) if line.code == "F1")
        same = {name: getattr(line, name) for name in LinePlan._fields if name != "amount"}
        concepts.change_line(tx, line.id, LinePlan(**same, amount=Cents(7_166_25)))

    stage.act(leader, draw_up)


def propose_to_close(stage: Stage) -> None:
    """The controller proposes to close 2022, everything that is free going along; a colleague has to agree."""
    controller = stage.staff(CONTROLLER)

    def propose(tx: Tx) -> None:
        year = queries.find_year(tx.db, stage.agenda_id, 2022)
        assert year is not None
        choices = {line.id: Leftover.CARRY_OVER if line.part is Part.FLEXIBLE else Leftover.GIVE_BACK for line in year.lines}
        closing.propose_close(tx, year.id, version=year.version, choices=choices, reason="Volgens de jaarrekening 2022 (demo)")

    stage.act(controller, propose)


def plan_runs(stage: Stage) -> None:
    """Every third Tuesday the project leader prepares what is due, the controller releases it and the bank pays on Friday.

    The last run is prepared on the day before the opening and waits.
    """
    day = FIRST_RUN
    while day <= LAST_RUN:
        stage.plan(day, 10, lambda day=day: _run(stage, day))  # type: ignore[misc]
        day += EVERY


def _run(stage: Stage, day: date) -> None:
    execution_on = next_paying_day(day + timedelta(days=4 - day.weekday()))
    with stage.house.store.reading() as db:
        due = [payment.instalment.id for payment in list_due(db, stage.agenda_id, execution_on) if payment.payable]
    if not due:
        return
    run = stage.act(stage.staff(PROJECT_LEADER), lambda tx: payments.prepare_run(tx, stage.agenda_id, due, execution_on=execution_on))
    if day < LAST_RUN:
        stage.plan(day + timedelta(days=1), 11, lambda: _release(stage, run.id))
        stage.plan(execution_on, 16, lambda: _confirm(stage, run.id, execution_on))


def _release(stage: Stage, run_id: int) -> None:
    settings = stage.house.settings
    debtor = Debtor(settings.debtor_name, settings.debtor_iban)
    with stage.house.store.reading() as db:
        kept = payments.store_file(db, stage.house.files, run_id, debtor, settings.sepa_version)
    version = stage.version(PaymentRun, run_id)
    stage.act(
        stage.staff(CONTROLLER),
        lambda tx: payments.release_run(
            tx, run_id, version=version, file_sha256=kept.sha256, debtor=debtor, sepa_version=settings.sepa_version
        ),
    )  # fmt: skip


def _confirm(stage: Stage, run_id: int, paid_on: date) -> None:
    """The bank's statement of the day comes in: the run in one amount; now and then something nobody here knows."""
    settings = stage.house.settings
    debtor = Debtor(settings.debtor_name, settings.debtor_iban)
    with stage.house.store.reading() as db:
        run = db.get_one(PaymentRun, run_id)
        account = find_account(db, debtor.iban)
        last = find_last(db, account.id, paid_on) if account is not None else None
    opening = last.closing_amount if last is not None and last.closing_amount is not None else FIRST_BALANCE
    bookings = [Booking(-int(run.control_amount), f"{paid_on:%Y%m%d}-1", batch=run.reference)]
    if paid_on > OPENING - EVERY - EVERY:
        bookings.append(Booking(35_00, f"{paid_on:%Y%m%d}-2", name="Dorpshuis demo", remittance="Borg zaal terug (demo)"))
    content = write_camt053(debtor.iban, paid_on, opening, bookings, reference=f"{paid_on:%Y}-{run.reference}")
    kept = stage.house.files.put(content)
    stage.act(
        stage.staff(CONTROLLER),
        lambda tx: take_in(
            tx, content, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename=f"afschrift {show_date(paid_on)}.xml",
            account_id=None, debtor=debtor,
        ),
    )  # fmt: skip
