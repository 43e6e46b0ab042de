"""Questions about the money. Reads only; every sum is over rows, so that a total and its rows always agree."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.agenda.models import RuleSet, Theme, Tier
from mag.agenda.queries import list_goals
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.budget.states import Account, ActState, EntryKind
from mag.budget.year_rules import RUNNING
from mag.core.errors import NotFound
from mag.core.journal import JournalLine
from mag.core.money import ZERO, Cents


@dataclass(frozen=True, slots=True)
class YearTotals:
    """What stands on all lines of a year together, in cents: allocated = available + committed + paid."""

    allocated: Cents
    available: Cents
    committed: Cents
    paid: Cents


@dataclass(frozen=True, slots=True)
class SplitNames:
    """The names of themes, goals and tiers by their id."""

    themes: Mapping[int, str]
    goals: Mapping[int, str]
    tiers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries of a line: by kind, by the account they touch, by commitment, booked between two dates (inclusive)."""

    kind: EntryKind | None = None
    account: Account | None = None
    commitment_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An entry with what was free on its line right after it, in cents."""

    entry: LedgerEntry
    available_after: Cents


@dataclass(frozen=True, slots=True)
class EntrySum:
    """What a selection of entries adds up to: how many, into the account looked at, and out of it."""

    count: int
    into: Cents
    out_of: Cents


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a concept: who changed what of which line, from what into what (amounts in cents, as text)."""

    at: datetime
    by: str
    what: str
    code: str
    before: str
    after: str


def list_changes(db: Session, year_id: int, *, limit: int = 200) -> list[Change]:
    """What was changed in a concept before it was adopted, the newest first."""
    asked = select(JournalLine).where(
        JournalLine.subject_kind == "budget_year", JournalLine.subject_id == year_id, JournalLine.action == "budget.concept.changed"
    )
    found = []
    for line in db.scalars(asked.order_by(JournalLine.id.desc()).limit(limit)):
        told = json.loads(line.payload or "{}")
        found.append(Change(line.at, line.actor_label, *(told.get(name, "") for name in ("what", "code", "before", "after"))))
    return found


def list_years(db: Session, agenda_id: int) -> list[BudgetYear]:
    """The years of an agenda that have a budget, newest first."""
    return list(db.scalars(select(BudgetYear).where(BudgetYear.agenda_id == agenda_id).order_by(BudgetYear.year.desc())))


def find_year(db: Session, agenda_id: int, year: int) -> BudgetYear | None:
    """The budget of an agenda for a year, or None."""
    asked = select(BudgetYear).where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year)
    return db.scalar(asked.options(joinedload(BudgetYear.agenda, innerjoin=True)))


def list_lines(db: Session, agenda_id: int, year: int) -> list[BudgetLine]:
    """The lines of a year by code."""
    asked = _lines(agenda_id, year).options(joinedload(BudgetLine.budget_year, innerjoin=True)).order_by(BudgetLine.code)
    return list(db.scalars(asked))


def list_open_lines(db: Session, agenda_id: int, years: Collection[int]) -> list[BudgetLine]:
    """The lines money can be promised on: of these years, as far as adopted and not closed; the latest year first, then by code."""
    asked = (
        select(BudgetLine)
        .join(BudgetLine.budget_year)
        .where(BudgetYear.agenda_id == agenda_id, BudgetYear.year.in_(years), BudgetYear.state.in_(RUNNING))
        .options(contains_eager(BudgetLine.budget_year))
        .order_by(BudgetYear.year.desc(), BudgetLine.code)
    )
    return list(db.scalars(asked))


def get_line(db: Session, line_id: int) -> BudgetLine:
    """A line with its year and agenda. Raises NotFound."""
    wanted = joinedload(BudgetLine.budget_year, innerjoin=True).joinedload(BudgetYear.agenda, innerjoin=True)
    line = db.scalar(select(BudgetLine).where(BudgetLine.id == line_id).options(wanted))
    if line is None:
        raise NotFound(f"budget line {line_id}")
    return line


def get_commitment(db: Session, commitment_id: int) -> Commitment:
    """A commitment with its line. Raises NotFound."""
    asked = select(Commitment).where(Commitment.id == commitment_id).options(joinedload(Commitment.line, innerjoin=True))
    commitment = db.scalar(asked)
    if commitment is None:
        raise NotFound(f"commitment {commitment_id}")
    return commitment


@dataclass(frozen=True, slots=True)
class BeforeClose:
    """What to look at before a year is closed: proposals that wait, and promises that are not paid yet (how many, how much)."""

    waiting: int
    promises: int
    promised: Cents


def count_before_close(db: Session, year_id: int) -> BeforeClose:
    """What of a year is still under way."""
    waiting = db.scalar(select(func.count()).where(BudgetAct.budget_year_id == year_id, BudgetAct.state == ActState.PROPOSED))
    asked = select(func.count(), func.coalesce(func.sum(Commitment.committed_amount), 0)).join(Commitment.line)
    count, promised = db.execute(asked.where(BudgetLine.budget_year_id == year_id, Commitment.committed_amount > 0)).one()
    return BeforeClose(waiting or 0, int(count), Cents(int(promised)))


def split_names(db: Session, agenda_id: int) -> SplitNames:
    """The names of the themes, goals and tiers of an agenda; a tier says which rule set it is of."""
    themes = {theme.id: theme.name for theme in db.scalars(select(Theme).where(Theme.agenda_id == agenda_id).order_by(Theme.position))}
    goals = {goal.id: goal.name for goal in list_goals(db, agenda_id)}
    asked = select(Tier.id, Tier.label).join(Tier.rule_set).where(RuleSet.agenda_id == agenda_id)
    return SplitNames(themes, goals, {number: label for number, label in db.execute(asked.order_by(RuleSet.valid_from, Tier.position))})


def list_commitments(db: Session, line_id: int) -> list[Commitment]:
    """What is promised on a line, by reference."""
    return list(db.scalars(select(Commitment).where(Commitment.line_id == line_id).order_by(Commitment.reference)))


def list_acts(db: Session, agenda_id: int, year: int, *, limit: int = 100) -> list[BudgetAct]:
    """What people did or propose to do to the budget of a year, what waits first and then the newest."""
    waits = case((BudgetAct.state == ActState.PROPOSED, 0), else_=1)
    asked = select(BudgetAct).join(BudgetAct.budget_year).where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year)
    wanted = (joinedload(BudgetAct.from_line), joinedload(BudgetAct.to_line))
    return list(db.scalars(asked.options(*wanted).order_by(waits, BudgetAct.id.desc()).limit(limit)))


def get_act(db: Session, act_id: int) -> BudgetAct:
    """An act with its year and lines. Raises NotFound."""
    wanted = (joinedload(BudgetAct.budget_year), joinedload(BudgetAct.from_line), joinedload(BudgetAct.to_line))
    found = db.get(BudgetAct, act_id, options=wanted)
    if found is None:
        raise NotFound(f"budget act {act_id}")
    return found


def sum_year(db: Session, agenda_id: int, year: int) -> YearTotals:
    """What stands on all lines of a year together; zeros when the year has none."""
    columns = (BudgetLine.allocated_amount, BudgetLine.available_amount, BudgetLine.committed_amount, BudgetLine.paid_amount)
    asked = _lines(agenda_id, year).with_only_columns(*(func.coalesce(func.sum(column), 0) for column in columns))
    return YearTotals(*(Cents(int(amount)) for amount in db.execute(asked).one()))


def list_entries(
    db: Session,
    *,
    line_id: int | None = None,
    commitment_id: int | None = None,
    agenda_id: int | None = None,
    year: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[LedgerEntry]:
    """Ledger entries in the order they were written, with line and commitment; ``year`` is the line's budget year."""
    asked = select(LedgerEntry).join(LedgerEntry.line).join(BudgetLine.budget_year).order_by(LedgerEntry.id)
    for column, value in (
        (LedgerEntry.line_id, line_id),
        (LedgerEntry.commitment_id, commitment_id),
        (BudgetYear.agenda_id, agenda_id),
        (BudgetYear.year, year),
    ):
        if value is not None:
            asked = asked.where(column == value)
    wanted = (joinedload(LedgerEntry.line, innerjoin=True), joinedload(LedgerEntry.commitment))
    return list(db.scalars(asked.options(*wanted).limit(limit).offset(offset)))


def list_ledger(db: Session, line_id: int, chosen: EntryFilter, *, limit: int | None = None, offset: int = 0) -> list[LedgerRow]:
    """The chosen entries of a line, newest first, each with what was free after it (entries that are not shown count too).

    What was free is counted back from what is free now: one sum over what is newer than the page, and the entries of the page itself
    (with a filter also those between them). Two or three statements.
    """
    asked = select(LedgerEntry).where(*_chosen(line_id, chosen)).options(joinedload(LedgerEntry.commitment))
    entries = list(db.scalars(asked.order_by(LedgerEntry.id.desc()).limit(limit).offset(offset)))
    if not entries:
        return []
    newest, oldest = entries[0].id, entries[-1].id
    sign = case((LedgerEntry.to_account == Account.AVAILABLE, 1), (LedgerEntry.from_account == Account.AVAILABLE, -1), else_=0)
    newer = select(func.sum(sign * LedgerEntry.amount)).where(LedgerEntry.line_id == line_id, LedgerEntry.id > newest).scalar_subquery()
    free = db.scalar(select(BudgetLine.available_amount - func.coalesce(newer, 0)).where(BudgetLine.id == line_id)) or 0
    between: Iterable[tuple[int, Account, Account, Cents]] = (
        (entry.id, entry.from_account, entry.to_account, entry.amount) for entry in entries
    )
    if chosen != EntryFilter():
        columns = (LedgerEntry.id, LedgerEntry.from_account, LedgerEntry.to_account, LedgerEntry.amount)
        span = select(*columns).where(LedgerEntry.line_id == line_id, LedgerEntry.id.between(oldest, newest))
        between = db.execute(span.order_by(LedgerEntry.id.desc()))
    after: dict[int, Cents] = {}
    for entry_id, source, target, amount in between:
        after[entry_id] = Cents(int(free))
        free -= amount if target is Account.AVAILABLE else -amount if source is Account.AVAILABLE else 0
    return [LedgerRow(entry, after[entry.id]) for entry in entries]


def count_entries(db: Session, line_id: int, chosen: EntryFilter) -> int:
    """How many entries of a line are chosen."""
    return db.scalar(select(func.count()).select_from(LedgerEntry).where(*_chosen(line_id, chosen))) or 0


def sum_entries(db: Session, line_id: int, chosen: EntryFilter) -> EntrySum:
    """What the chosen entries add up to on the account looked at (``available`` when none is chosen).

    Seen from the line: what came from outside came into its budget.
    """
    account = chosen.account or Account.AVAILABLE
    into, out_of = (
        func.coalesce(func.sum(case((column == account, LedgerEntry.amount), else_=0)), 0)
        for column in (LedgerEntry.to_account, LedgerEntry.from_account)
    )
    count, came, went = db.execute(select(func.count(), into, out_of).where(*_chosen(line_id, chosen))).one()
    if account is Account.OUTSIDE:
        came, went = went, came
    return EntrySum(int(count), Cents(int(came)), Cents(int(went)))


def booked_between(db: Session, line_id: int) -> tuple[date | None, date | None]:
    """The first and the last booking date on a line; None when nothing was booked."""
    on = select(LedgerEntry.booked_on).where(LedgerEntry.line_id == line_id).limit(1)
    return db.scalar(on.order_by(LedgerEntry.booked_on)), db.scalar(on.order_by(LedgerEntry.booked_on.desc()))


def sum_ledger(entries: Sequence[LedgerEntry]) -> YearTotals:
    """The balances that follow from entries alone, to hold against the balances that are kept."""
    balance = dict.fromkeys(Account, 0)
    for entry in entries:
        balance[entry.from_account] -= entry.amount
        balance[entry.to_account] += entry.amount
    allocated, available, committed, paid = (balance[a] for a in (Account.OUTSIDE, Account.AVAILABLE, Account.COMMITTED, Account.PAID))
    return YearTotals(Cents(ZERO - allocated), Cents(available), Cents(committed), Cents(paid))


def _lines(agenda_id: int, year: int) -> Select[BudgetLine]:
    return select(BudgetLine).join(BudgetLine.budget_year).where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year)


def _chosen(line_id: int, chosen: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [LedgerEntry.line_id == line_id]
    if chosen.kind is not None:
        found.append(LedgerEntry.kind == chosen.kind)
    if chosen.account is not None:
        found.append(or_(LedgerEntry.from_account == chosen.account, LedgerEntry.to_account == chosen.account))
    if chosen.commitment_id is not None:
        found.append(LedgerEntry.commitment_id == chosen.commitment_id)
    if chosen.first is not None or chosen.last is not None:
        found.append(and_(LedgerEntry.booked_on >= (chosen.first or date.min), LedgerEntry.booked_on <= (chosen.last or date.max)))
    return found
