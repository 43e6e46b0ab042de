"""What a line on a statement is about: a payment, a whole run, a payment that came back, money a partner pays back. Pure.

Each payment is debited once and comes back once; a claim is never filled past what is open. What cannot be told for sure stays open
for a person, with the reason. Source: ``reliability.md`` T2, ``domain.md 9.36``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from mag.core.money import Cents, show
from mag.core.period import show_date
from mag.payments.claims import creditor_reference
from mag.payments.statements.documents import ReadLine
from mag.payments.statements.states import Direction, Purpose


@dataclass(slots=True)
class Paid:
    """A payment the bank was asked for. ``released_on`` is None while its run was not released; ``debited`` and ``returned`` once seen.

    ``over`` says in words why the bank should not have carried it out.
    """

    payment_id: int
    run_id: int
    end_to_end_id: str
    amount: Cents
    released_on: date | None
    confirmed: bool
    debited: bool = False
    returned: bool = False
    over: str = ""


@dataclass(slots=True)
class Ordered:
    """A whole run as the bank may book it: in one amount, under the run's reference."""

    run_id: int
    reference: str
    amount: Cents
    released_on: date | None
    debited: bool = False


@dataclass(slots=True)
class Claim:
    """What a partner still has to pay back, and the reference it is asked to name."""

    recovery_id: int
    reference: str
    left: Cents


@dataclass(slots=True)
class Known:
    """Everything lines can be about. It is used up while matching."""

    payments: Mapping[str, Paid] = field(default_factory=dict)
    runs: Mapping[str, Ordered] = field(default_factory=dict)
    claims: Sequence[Claim] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a line is about, or why that is not known: ``purpose`` None with a sentence for the person who looks."""

    purpose: Purpose | None = None
    payment_id: int | None = None
    run_id: int | None = None
    recovery_id: int | None = None
    note: str = ""


def match_lines(lines: Iterable[ReadLine], known: Known) -> list[Match]:
    """What each line is about, in order; ``known`` is used up, so that the second line with one id stays open."""
    return [_debit(line, known) if line.direction is Direction.OUT else _credit(line, known) for line in lines]


def _debit(line: ReadLine, known: Known) -> Match:
    paid = known.payments.get(line.end_to_end_id)
    if paid is not None:
        return _payment(line, paid, known)
    ordered = known.runs.get(line.batch_reference) or known.runs.get(line.end_to_end_id)
    if ordered is not None:
        return _run(line, ordered, known)
    return Match(note="Wij kennen geen betaling met dit kenmerk.")


def _payment(line: ReadLine, paid: Paid, known: Known) -> Match:
    if paid.debited or any(run.run_id == paid.run_id and run.debited for run in known.runs.values()):
        return Match(note=f"Betaling {paid.end_to_end_id} stond al op een afschrift. Bel de bank: is zij twee keer betaald?")
    if paid.over:
        return Match(note=f"Betaling {paid.end_to_end_id} {paid.over}, maar de bank schreef haar af. Bel de bank.")
    if line.amount != paid.amount:
        return Match(note=f"Betaling {paid.end_to_end_id} is {show(paid.amount)}. De bank schreef een ander bedrag af.")
    if paid.released_on is None or line.booked_on < paid.released_on:
        return Match(note=f"Betaling {paid.end_to_end_id} was op {show_date(line.booked_on)} nog niet vrijgegeven.")
    paid.debited = True
    return Match(Purpose.PAYMENT, payment_id=paid.payment_id)


def _run(line: ReadLine, ordered: Ordered, known: Known) -> Match:
    if ordered.debited or any(paid.debited for paid in known.payments.values() if paid.run_id == ordered.run_id):
        return Match(note=f"Betaalronde {ordered.reference} stond al op een afschrift. Bel de bank: is zij twee keer betaald?")
    if line.amount != ordered.amount:
        return Match(note=f"Betaalronde {ordered.reference} is {show(ordered.amount)}. De bank schreef een ander bedrag af.")
    if ordered.released_on is None or line.booked_on < ordered.released_on:
        return Match(note=f"Betaalronde {ordered.reference} was op {show_date(line.booked_on)} nog niet vrijgegeven.")
    ordered.debited = True
    return Match(Purpose.RUN, run_id=ordered.run_id)


def _credit(line: ReadLine, known: Known) -> Match:
    paid = known.payments.get(line.end_to_end_id)
    if paid is not None:
        return _came_back(line, paid, known)
    text = f"{line.remittance} {line.end_to_end_id}".upper()
    bare = _bare(text)
    named = [claim for claim in known.claims if _names(claim.reference, text, bare)]
    if len(named) > 1:
        return Match(note="Er staan meer kenmerken bij. Kies zelf bij welke terugvordering het geld hoort.")
    if named:
        (claim,) = named
        if line.amount > claim.left:
            return Match(note=f"Bij {claim.reference} staat nog {show(claim.left)} open. Er kwam meer binnen.")
        claim.left = Cents(claim.left - line.amount)
        return Match(Purpose.REPAYMENT, recovery_id=claim.recovery_id)
    return Match(note="Wij herkennen geen kenmerk in de omschrijving.")


def _came_back(line: ReadLine, paid: Paid, known: Known) -> Match:
    if paid.returned:
        return Match(note=f"Betaling {paid.end_to_end_id} kwam al eerder terug.")
    if line.amount != paid.amount:
        return Match(note=f"Betaling {paid.end_to_end_id} is {show(paid.amount)}. Er kwam een ander bedrag terug.")
    seen = paid.debited or paid.confirmed or any(run.run_id == paid.run_id and run.debited for run in known.runs.values())
    if not seen:
        return Match(note=f"Betaling {paid.end_to_end_id} staat nog niet als betaald. Lees eerst het afschrift met de betaling in.")
    paid.returned = True
    return Match(Purpose.RETURNED, payment_id=paid.payment_id)


def _bare(text: str) -> str:
    """A text in capitals without what people put between the parts of a reference; quick to look in."""
    return re.sub(r"[\s\-./]", "", text.upper())


def _names(reference: str, text: str, bare: str) -> bool:
    """Whether a text names a claim: by the reference we ask to quote, or by the one of the grant. ``bare`` is for a quick no."""
    keys, patterns = _looks(reference)
    return any(key in bare and pattern.search(text) is not None for key, pattern in zip(keys, patterns, strict=True))


@cache
def _looks(reference: str) -> tuple[tuple[str, str], tuple[re.Pattern[str], re.Pattern[str]]]:
    """Both references of a claim without marks, and as people type them: with spaces, points or nothing between their parts."""
    quoted = creditor_reference(reference)
    parts = re.findall(r"[A-Z]+|\d+", reference.upper())
    return (_bare(reference), quoted), (_typed(parts), _typed(quoted))


def _typed(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![A-Z0-9])" + r"[\s\-./]*".join(map(re.escape, parts)) + r"(?![0-9])")
