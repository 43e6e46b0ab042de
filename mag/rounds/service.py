"""The verbs of rounds: make, publish, change the ceiling, propose, decide on one request, close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mag.agenda.models import Agenda, RuleSet
from mag.agenda.queries import rule_set_document
from mag.agenda.rules import needs_second_pair_of_eyes
from mag.agenda.terms import Distribution
from mag.applications.models import Application
from mag.applications.proposed import AwardAct, RefuseAct
from mag.applications.service import propose_refusal, refuse
from mag.applications.states import Outcome
from mag.applications.triage import chosen_goal
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.ceilings import CEILINGS
from mag.grants.proposals import propose_award
from mag.grants.service import award
from mag.rounds.models import Round, RoundCeiling, RoundEntry
from mag.rounds.queries import Board, board_of, find_rounds_of
from mag.rounds.rules import Ask, cannot_make, over_ceiling, over_lines, over_request
from mag.rounds.states import ROUND, Proposed, RoundState


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table as somebody filled it: cents; ``no_money`` is a refusal because the money ran out."""

    rank: int | None
    amount: Cents
    line_id: int | None
    no_money: bool = False
    reason: str = ""


def make_round(
    tx: Tx,
    agenda_id: int,
    *,
    name: str,
    year: int,
    rule_set_id: int,
    tier_codes: Sequence[str],
    opens_on: date,
    closes_on: date,
    ceiling: Cents,
    method: Distribution,
) -> Round:
    """Make a round that nobody sees yet. ``year`` is that of the budget. Raises NotFound, and Refused for what does not hold together."""
    agenda, rule_set = tx.db.get(Agenda, agenda_id), tx.db.get(RuleSet, rule_set_id)
    if agenda is None or rule_set is None or rule_set.agenda_id != agenda_id:
        raise NotFound(f"rule set {rule_set_id}")
    refuse_if(cannot_make(name=name, year=year, opens_on=opens_on, closes_on=closes_on, tiers=tier_codes, ceiling=ceiling))
    _check_decider(tx, rule_set, tier_codes)
    made = Round(
        agenda=agenda, rule_set=rule_set, name=" ".join(name.split())[:200], year=year, tier_codes=list(tier_codes), opens_on=opens_on,
        closes_on=closes_on, method=method, state=RoundState.DRAFT, made_at=tx.now, made_by=tx.actor.label,
    )  # fmt: skip
    made.ceilings = [RoundCeiling(amount=ceiling, from_on=opens_on, set_at=tx.now, set_by=tx.actor.label)]
    tx.db.add(made)
    tx.db.flush()
    _note(tx, made, "made", year=year, ceiling_cents=ceiling, method=method.value)
    return made


def publish_round(tx: Tx, round_id: int, *, version: int) -> Round:
    """Publish the ceiling and the method. From tomorrow on it holds: who sent a request before is not touched (Awb 4:27)."""
    found = _load(tx, round_id, version)
    found.state = ROUND.after(found.state, "publish")
    found.published_on = tx.today
    found.ceilings[-1].from_on = tx.today + timedelta(days=1)
    _changed(tx, found, "published", ceiling_cents=found.ceilings[-1].amount)
    return found


def set_ceiling(tx: Tx, round_id: int, *, version: int, amount: Cents, reason: str) -> Round:
    """Set another ceiling, with the reason people read. A published one holds from tomorrow, for requests sent from then on.

    Raises NotFound, Stale, and Refused for an amount of nothing, a missing reason and a round that is done.
    """
    found = _load(tx, round_id, version)
    if found.state is RoundState.CLOSED:
        ROUND.after(found.state, "publish")
    if amount <= 0:
        raise Refused(Refusal("ceiling", "Vul een plafond in dat hoger is dan nul.", "ceiling"))
    if found.state is RoundState.DRAFT:
        found.ceilings[-1].amount = amount
    elif not reason.strip():
        raise Refused(Refusal("reason_missing", "Schrijf waarom het plafond verandert. Iedereen kan dit lezen.", "reason"))
    else:
        since = tx.today + timedelta(days=1)
        found.ceilings.append(
            RoundCeiling(amount=amount, from_on=since, reason=reason.strip(), set_at=tx.now, set_by=tx.actor.label)
        )  # fmt: skip
    _changed(tx, found, "ceiling_set", ceiling_cents=amount)
    return found


def propose(tx: Tx, round_id: int, *, version: int, lines: Mapping[int, Line]) -> Round:
    """Keep what is proposed for the requests of a round (by application id), all at once.

    Raises NotFound, Stale when somebody changed the table meanwhile, and Refused for more than was asked, more than the
    ceiling or more than is free on a line; then nothing is kept.
    """
    found = _load(tx, round_id, version)
    if found.state is not RoundState.PUBLISHED:
        raise Refused(Refusal("not_published", "Publiceer eerst het plafond. Daarna kunt u voorstellen doen."))
    board = board_of(tx.db, tx.actor, round_id)
    _check_decider(tx, found.rule_set, found.tier_codes)
    still_open = {row.application.id: row for row in board.rows if not row.ask.is_decided and not row.is_proposed}
    if set(lines) - set(still_open):
        raise Stale("Over een of meer van deze aanvragen is intussen beslist. Bekijk de ronde opnieuw.")
    refuse_if(objections(board, lines))
    for number, line in lines.items():
        row = still_open[number]
        entry = row.entry or RoundEntry(round_id=round_id, application_id=number)
        tx.db.add(entry)
        entry.rank, entry.amount, entry.line_id, entry.reason = line.rank, line.amount, line.line_id, line.reason.strip()
        entry.proposed = _proposed(line, row.application.requested_amount)
        entry.changed_at, entry.changed_by = tx.now, tx.actor.label
    _changed(tx, found, "proposed", requests=len(lines), total_cents=sum(line.amount for line in lines.values()))
    return found


def objections(board: Board, lines: Mapping[int, Line]) -> list[Refusal]:
    """Why these proposals cannot be kept: above a request, the ceiling or a line, or without a line. Empty when they can."""
    asks = with_lines(board, lines)
    free = {line.id: (f"{line.code} {line.name}", line.available_amount) for line in board.lines}
    lost = [
        Refusal("line_missing", f"Kies bij {ask.reference} de budgetregel waar het geld vandaan komt.", f"line-{ask.application_id}")
        for ask in asks
        if not ask.is_decided and ask.amount and ask.line_id not in free
    ]
    return [*lost, *over_request(asks), *over_ceiling(board.ceilings, asks), *over_lines(free, asks)]


def with_lines(board: Board, lines: Mapping[int, Line]) -> list[Ask]:
    """The requests of a board with other proposals than are stored."""
    return [
        replace(ask, amount=lines[ask.application_id].amount, line_id=lines[ask.application_id].line_id)
        if ask.application_id in lines and not ask.is_decided
        else ask
        for ask in board.asks
    ]


def decide_entry(tx: Tx, round_id: int, application_id: int, *, ground_code: str, reason: str, address: str) -> str:
    """Decide on one request as was proposed, or put it to a second person where the rules ask one; answers what happened.

    ``reason`` is used where the proposal has none of its own. Raises NotFound, and Refused for what the award or the
    refusal refuses, for a ceiling or line that was filled meanwhile, and for a request without a proposal.
    """
    tx.db.get(Application, application_id, with_for_update=True)  # the request before its round, as every decision does
    found = _load(tx, round_id, None)
    if found.state is not RoundState.PUBLISHED:
        raise Refused(Refusal("not_published", "Deze ronde is niet (meer) open voor besluiten."))
    board = board_of(tx.db, tx.actor, round_id)
    row = next((row for row in board.rows if row.application.id == application_id), None)
    if row is None:
        raise NotFound(f"application {application_id}")
    if row.entry is None or row.entry.proposed is Proposed.OPEN:
        raise Refused(Refusal("no_proposal", "Er is nog geen voorstel voor deze aanvraag."))
    if row.ask.is_decided or row.is_proposed:
        raise Refused(Refusal("decided_before", "Hierover is al beslist, of het ligt bij een tweede persoon."))
    refuse_if(over_ceiling(board.ceilings, board.asks))
    words = row.entry.reason or reason
    if row.entry.proposed is Proposed.NO_MONEY:
        return _refuse(tx, row.application, ground_code, words, address)
    return _award(tx, found, row.application, row.entry, words, address)


def _award(tx: Tx, found: Round, application: Application, entry: RoundEntry, words: str, address: str) -> str:
    goal = chosen_goal(application)
    if goal is None:
        raise Refused(Refusal("goal_missing", "Kies eerst een doel op de bladzijde van de aanvraag."))
    if entry.line_id is None:
        raise Refused(Refusal("line_missing", "Kies eerst een budgetregel."))
    starts_on = application.starts_on or date(found.year, 1, 1)
    act = AwardAct(
        amount=entry.amount, line_id=entry.line_id, goal_id=goal.id, reason=words, starts_on=starts_on,
        ends_on=application.ends_on or max(starts_on, date(found.year, 12, 31)), exception_reason=words,
    )  # fmt: skip
    if needs_second_pair_of_eyes(rule_set_document(application.rule_set), entry.amount):
        propose_award(tx, application.id, version=application.version, act=act, address=address)
        return f"{show(entry.amount)} voorgesteld: een tweede persoon kijkt mee."
    award(
        tx, application.id, version=application.version, amount=act.amount, line_id=act.line_id, goal_id=act.goal_id, reason=act.reason,
        starts_on=act.starts_on, ends_on=act.ends_on, exception_reason=act.exception_reason, address=address,
    )  # fmt: skip
    return f"{show(entry.amount)} toegekend. De brief gaat nu weg."


def _refuse(tx: Tx, application: Application, ground_code: str, words: str, address: str) -> str:
    if needs_second_pair_of_eyes(rule_set_document(application.rule_set), application.requested_amount):
        act = RefuseAct(outcome=Outcome.REFUSE, ground_code=ground_code, reason=words)
        propose_refusal(tx, application.id, version=application.version, act=act, address=address)
        return "Afwijzing voorgesteld: een tweede persoon kijkt mee."
    refuse(tx, application.id, version=application.version, outcome=Outcome.REFUSE, ground_code=ground_code, reason=words, address=address)
    return "Afgewezen omdat het geld op is. De brief gaat nu weg."


def over_its_round(tx: Tx, application: Application, amount: Cents) -> list[Refusal]:
    """Why an award would pass the ceiling of a published round, by whatever way it is given; empty when it fits (Awb 4:25).

    Counts what was decided and what lies with a second person; what is only proposed on the table is not promised yet.
    """
    found: list[Refusal] = []
    for one in find_rounds_of(tx.db, application):
        tx.db.get(Round, one.id, with_for_update=True)
        board = board_of(tx.db, tx.actor, one.id)
        asks = [row.ask if row.ask.is_decided or row.is_proposed else replace(row.ask, amount=ZERO) for row in board.rows]
        wanted = [replace(ask, amount=amount) if ask.application_id == application.id else ask for ask in asks]
        found += [replace(refusal, field="amount") for refusal in over_ceiling(board.ceilings, wanted)]
    return found


CEILINGS.append(over_its_round)


def close_round(tx: Tx, round_id: int, *, version: int) -> Round:
    """Close a round when everything in it is decided. Raises NotFound, Stale, and Refused with how many are still open."""
    found = _load(tx, round_id, version)
    still_open = sum(not row.ask.is_decided for row in board_of(tx.db, tx.actor, round_id).rows)
    if still_open:
        raise Refused(Refusal("still_open", f"Over {still_open} aanvragen in deze ronde is nog niet beslist."))
    if tx.today <= found.closes_on:
        raise Refused(Refusal("still_running", f"Aanvragen kan nog tot en met {show_date(found.closes_on)}."))
    found.state = ROUND.after(found.state, "close")
    _changed(tx, found, "closed")
    return found


def _proposed(line: Line, requested: Cents) -> Proposed:
    if line.amount == ZERO:
        return Proposed.NO_MONEY if line.no_money else Proposed.OPEN
    return Proposed.WHOLE if line.amount == requested else Proposed.PART


def _check_decider(tx: Tx, rule_set: RuleSet, tier_codes: Sequence[str]) -> None:
    rules = rule_set_document(rule_set)
    known = {tier.code: tier.decider for tier in rules.tiers}
    if any(code not in known or not tx.actor.holds(known[code]) for code in tier_codes):
        raise Refused(
            Refusal("other_decider", "Over deze bedraggroep beslist iemand met een andere rol. U kunt de ronde wel bekijken.", "tiers")
        )


def _load(tx: Tx, round_id: int, version: int | None) -> Round:
    found = tx.db.get(Round, round_id, with_for_update=True)
    if found is None:
        raise NotFound(f"round {round_id}")
    if version is not None and found.version != version:
        raise Stale(f"Iemand anders veranderde intussen iets aan de ronde “{found.name}”. Bekijk de ronde opnieuw.")
    return found


def _changed(tx: Tx, found: Round, past: str, **facts: object) -> None:
    found.version += 1
    tx.db.flush()
    _note(tx, found, past, **facts)


def _note(tx: Tx, found: Round, past: str, **facts: object) -> None:
    tx.record(f"rounds.round.{past}", "round", found.id, chain=found.agenda.code, name=found.name, **facts)
