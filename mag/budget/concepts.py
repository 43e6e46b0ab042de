"""The budget of a year before it counts: a concept that is drawn up, proposed by one person and adopted by another.

Nothing can be promised on a concept. Each change to it leaves a trace in the journal of the year (:func:`list_changes` in
``queries``); once it is proposed it stands still, so that who adopts it adopts what stood on the page (``domain.md 9.3``).
"""

from sqlalchemy import select

from mag.agenda.queries import is_pointed_at
from mag.budget.acts import carry_out
from mag.budget.entries import lock_lines
from mag.budget.lines import LinePlan, columns_of, copy_line, judge_line, place_line
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear
from mag.budget.rules import cannot_agree, missing_for_reason
from mag.budget.service import place_year
from mag.budget.states import YEAR, ActKind, ActState, YearState
from mag.budget.year_rules import Planned, missing_for_proposal
from mag.budget.year_steps import lock_year, step, year_at
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.money import ZERO
from mag.core.transaction import Tx


def begin_year(tx: Tx, agenda_id: int, year: int) -> BudgetYear:
    """Begin the concept of a year. Raises Refused when the year is there already or is no year."""
    begun = place_year(tx, agenda_id, year, YearState.CONCEPT)
    tx.record("budget.year.begun", "budget_year", begun.id, chain=begun.agenda.code, year=year)
    return begun


def copy_lines(tx: Tx, year_id: int) -> int:
    """Take over the lines of the year before that the concept does not have yet, each with its budget of now. Answers how many.

    Envelopes are handed out anew each year, so they do not come along.
    """
    year = _concept(tx, year_id)
    before = tx.db.scalar(select(BudgetYear).where(BudgetYear.agenda_id == year.agenda_id, BudgetYear.year == year.year - 1))
    if before is None:
        raise Refused(Refusal("no_year_before", f"Er is geen budget van {year.year - 1} om regels van over te nemen."))
    have = set(tx.db.scalars(select(BudgetLine.code).where(BudgetLine.budget_year_id == year.id)))
    asked = select(BudgetLine).where(BudgetLine.budget_year_id == before.id).order_by(BudgetLine.code)
    missing = [line for line in tx.db.scalars(asked) if line.code not in have and line.holder_id is None]  # envelopes are handed out anew
    for line in missing:
        amount = line.allocated_amount if before.state in (YearState.ADOPTED, YearState.CLOSING, YearState.CLOSED) else line.proposed_amount
        copy_line(tx, line, year, amount)
    _changed(tx, year, what="lines_copied", code="", before=str(before.year), after=str(len(missing)))
    return len(missing)


def plan_line(tx: Tx, year_id: int, plan: LinePlan) -> BudgetLine:
    """Add a line: to a concept with its proposed amount; to an adopted year without money, which an act gives it then.

    Raises Refused for what is missing or taken, NotFound for a theme, goal or tier of another agenda.
    """
    year = lock_year(tx, year_id)
    if year.state not in (YearState.CONCEPT, YearState.ADOPTED):
        raise Refused(Refusal("year_still", f"Het budget van {year.year} is {YEAR.staff_words[year.state]}. Er kan nu geen regel bij."))
    line = place_line(tx, year, plan, proposed=plan.amount if year.state is YearState.CONCEPT else ZERO)
    if year.state is YearState.CONCEPT:
        _changed(tx, year, what="line_added", code=line.code, before="", after=str(int(plan.amount)))
    return line


def change_line(tx: Tx, line_id: int, plan: LinePlan) -> BudgetLine:
    """Correct a line of a concept; what was there before stays in the trace."""
    line = _concept_line(tx, line_id)
    year = line.budget_year
    plan = judge_line(tx, year, plan, line)
    was = line.proposed_amount
    if was != plan.amount:
        _changed(tx, year, what="amount", code=line.code, before=str(int(was)), after=str(int(plan.amount)))
    for name, value in columns_of(plan).items():
        old = getattr(line, name)
        if old != value:
            _changed(tx, year, what=name, code=line.code, before=str(old or ""), after=str(value or ""))
            setattr(line, name, value)
    line.proposed_amount = plan.amount
    tx.db.flush()
    return line


def drop_line(tx: Tx, line_id: int) -> BudgetYear:
    """Take a line out of a concept. Raises Refused when something else already points at it."""
    line = _concept_line(tx, line_id)
    year, code, amount = line.budget_year, line.code, line.proposed_amount
    if is_pointed_at(tx.db, line):
        raise Refused(Refusal("line_used", f"Regel {code} wordt al ergens gebruikt. Zet het bedrag op nul in plaats van weghalen."))
    tx.db.delete(line)
    tx.db.flush()
    tx.db.expire(year, ["lines"])
    _changed(tx, year, what="line_dropped", code=code, before=str(int(amount)), after="")
    return year


def propose(tx: Tx, year_id: int, *, version: int, reason: str) -> BudgetYear:
    """Propose a concept to a colleague; from here on its lines stand still. Raises Refused for what is missing, and Stale."""
    year = year_at(tx, year_id, version, "propose")
    planned = [Planned(line.code, line.part, line.proposed_amount, line.recipient) for line in year.lines]
    refuse_if(missing_for_proposal(planned, reason))
    year.proposed_at, year.proposed_by_id, year.proposed_by = tx.now, tx.actor.id, tx.actor.label
    year.proposed_reason = reason.strip()
    total = sum(line.amount for line in planned)
    step(tx, year, "propose", "budget.year.proposed", amount=int(total), reason=year.proposed_reason)
    return year


def send_back(tx: Tx, year_id: int, *, version: int, reason: str) -> BudgetYear:
    """Make a proposed budget a concept again, with a reason; who proposed it may also take it back so."""
    year = year_at(tx, year_id, version, "send_back")
    refuse_if(missing_for_reason(reason))
    step(tx, year, "send_back", "budget.year.sent_back", reason=reason.strip())
    return year


def adopt(tx: Tx, year_id: int, *, version: int) -> BudgetYear:
    """Adopt a proposed budget as another person: every line gets its money in this one transaction, each by an act."""
    year = year_at(tx, year_id, version, "adopt")
    refuse_if(cannot_agree(tx.actor.id, year.proposed_by_id, year.proposed_by or ""))
    year.adopted_at, year.adopted_by_id, year.adopted_by = tx.now, tx.actor.id, tx.actor.label
    total = sum(line.proposed_amount for line in year.lines)
    step(tx, year, "adopt", "budget.year.adopted", amount=int(total))
    for line in lock_lines(tx, [line.id for line in year.lines]):
        if line.proposed_amount > 0:
            act = BudgetAct(
                budget_year=year,
                kind=ActKind.ADOPT,
                state=ActState.PROPOSED,
                version=1,
                amount=line.proposed_amount,
                to_line=line,
                reason=year.proposed_reason or "",
                needs_second=True,
                proposed_at=year.proposed_at,
                proposed_by_id=year.proposed_by_id,
                proposed_by=year.proposed_by or "",
            )
            tx.db.add(act)
            tx.db.flush()
            carry_out(tx, act, None, line)
    return year


def _concept(tx: Tx, year_id: int) -> BudgetYear:
    year = lock_year(tx, year_id)
    if year.state is not YearState.CONCEPT:
        word = YEAR.staff_words[year.state]
        raise Refused(Refusal("not_concept", f"Het budget van {year.year} is geen concept meer: {word}. U kunt het zo niet veranderen."))
    return year


def _concept_line(tx: Tx, line_id: int) -> BudgetLine:
    year_id = tx.db.scalar(select(BudgetLine.budget_year_id).where(BudgetLine.id == line_id))
    if year_id is None:
        raise NotFound(f"budget line {line_id}")
    _concept(tx, year_id)
    return lock_lines(tx, [line_id])[0]


def _changed(tx: Tx, year: BudgetYear, *, what: str, code: str, before: str, after: str) -> None:
    tx.record("budget.concept.changed", "budget_year", year.id, chain=year.agenda.code, what=what, code=code, before=before, after=after)
