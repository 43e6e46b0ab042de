"""When a payment run may be made, released or confirmed, and what about a payment deserves a second look. Pure.

Source: ``reliability.md`` T2 (exactly once), T14 (plausibility before release), ``ux.md O10, O12`` (second pair of eyes).
Amounts are cents, dates are Amsterdam dates.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mag.core.errors import Refusal
from mag.core.money import Cents, show
from mag.core.period import show_date
from mag.core.working_days import is_working_day
from mag.payments.notes import Candidate, blocking
from mag.payments.states import AT_THE_BANK, RunState

GROUND_LEAST = 10


def is_paying_day(day: date) -> bool:
    """Whether banks carry out payments: a Dutch working day on which TARGET is open (it also closes on 1 May and 26 December)."""
    return is_working_day(day) and (day.month, day.day) not in ((5, 1), (12, 26))


def next_paying_day(day: date) -> date:
    """The day itself when banks pay on it, else the first day after it on which they do."""
    while not is_paying_day(day):
        day += timedelta(days=1)
    return day


def attempt_reference(reference: str, number: int, attempt: int) -> str:
    """What names one try to pay an instalment, for ever: ``MAG-2022-0042-1``, and ``…-1B``, ``…-1C`` after a run was taken back.

    ``number`` is the instalment's, ``attempt`` counts from 0.
    """
    letters = ""
    left = attempt
    while left > 0:
        left, letter = divmod(left, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{reference}-{number}{letters}"


def cannot_prepare(candidates: list[Candidate], execution_on: date, today: date) -> Iterator[Refusal]:
    """Why these instalments cannot be put in a run that is executed on a date."""
    if not candidates:
        yield Refusal("nothing_chosen", "Kies minstens één betaling.", "instalments")
    yield from cannot_execute(execution_on, today)
    for candidate in candidates:
        if candidate.due_on is None:
            yield Refusal("not_due", f"{candidate.reference} heeft nog geen betaaldatum.", "instalments")
        elif candidate.due_on > execution_on:
            sentence = f"{candidate.reference} mag pas vanaf {show_date(candidate.due_on)} betaald worden."
            yield Refusal("not_due", sentence, "instalments")
        for note in blocking(candidate):
            yield Refusal(note.code, f"{candidate.reference}: {note.sentence[0].lower()}{note.sentence[1:]}", "instalments")


def cannot_execute(execution_on: date, today: date) -> Iterator[Refusal]:
    """A bank executes on a working day that has not passed."""
    if execution_on < today:
        sentence = f"De betaaldatum {show_date(execution_on)} is voorbij. Kies vandaag of een latere dag."
        yield Refusal("execution_past", sentence, "execution_on")
    elif execution_on > today + timedelta(days=60):
        yield Refusal("execution_far", "De betaaldatum is te ver weg. Kies een dag binnen twee maanden.", "execution_on")
    elif execution_on.weekday() >= 5:
        nearest = show_date(next_paying_day(execution_on))
        yield Refusal("execution_weekend", f"Banken betalen niet in het weekend. De eerste werkdag is {nearest}.", "execution_on")
    elif not is_paying_day(execution_on):
        nearest = show_date(next_paying_day(execution_on))
        sentence = f"Op {show_date(execution_on)} betalen banken niet: het is een feestdag. De eerste werkdag is {nearest}."
        yield Refusal("execution_feast", sentence, "execution_on")


def cannot_release(
    *, by_id: int | None, prepared_by_id: int | None, prepared_by: str, execution_on: date, today: date
) -> Iterator[Refusal]:
    """Four eyes: another person than who prepared the run releases it, and not after its day."""
    if by_id is None or by_id == prepared_by_id:
        yield Refusal("two_people", f"Een ander dan {prepared_by} geeft de betaalronde vrij.")
    if execution_on < today:
        sentence = f"De betaaldatum {show_date(execution_on)} is voorbij. Trek deze betaalronde in en zet de betalingen opnieuw klaar."
        yield Refusal("execution_past", sentence)


def cannot_confirm(paid_on: date, released_on: date, today: date) -> Iterator[Refusal]:
    """Money leaves the account on or after the day of release, and not in the future."""
    if paid_on > today:
        yield Refusal("paid_in_future", "Deze datum is nog niet geweest. Vul de dag in waarop de bank betaalde.", "paid_on")
    elif paid_on < released_on:
        sentence = f"De betaalronde is vrijgegeven op {show_date(released_on)}. De bank kan niet eerder betaald hebben."
        yield Refusal("paid_before_release", sentence, "paid_on")


def cannot_return(state: RunState, returned_before: date | None, paid_on: date | None, returned_on: date, today: date) -> Iterator[Refusal]:
    """Only what was paid can come back, once, on or after the day it was paid."""
    if returned_before is not None:
        yield Refusal("returned_before", f"Deze betaling kwam op {show_date(returned_before)} al terug.")
    elif state is not RunState.CONFIRMED or paid_on is None:
        yield Refusal("not_paid", "Deze betaling staat nog niet als betaald. Meld eerst de betaalronde als betaald.")
    elif returned_on < paid_on:
        yield Refusal("returned_before_paid", f"De bank betaalde op {show_date(paid_on)}. Het geld kan niet eerder zijn teruggekomen.")
    if returned_on > today:
        yield Refusal("returned_in_future", "Deze datum is nog niet geweest. Vul de dag in waarop het geld terugkwam.", "returned_on")


RETURN_REASONS = {
    "AC01": "het rekeningnummer klopt niet",
    "AC04": "de rekening is opgeheven",
    "AC06": "de rekening is geblokkeerd",
    "AG01": "op deze rekening mag niet worden gestort",
    "AM05": "de bank zag de betaling als dubbel",
    "BE04": "het adres ontbreekt",
    "MD07": "de rekeninghouder is overleden",
    "MS02": "de ontvanger wil het geld niet",
    "MS03": "de bank geeft geen reden",
    "RC01": "de bankcode klopt niet",
}
"""Why a bank refuses a payment or sends money back, by its code."""
ACCOUNT_CODES = frozenset({"AC01", "AC04", "AC06", "AG01", "RC01", "MD07"})
"""The codes where another account number of the partner is the way out."""


REFUSED_FOR = {
    "AC01": "het rekeningnummer klopt niet",
    "AC04": "de rekening is opgeheven",
    "AC06": "de rekening is geblokkeerd",
    "AG01": "op deze rekening mag niet worden gestort",
    "MS03": "een andere reden, of de bank zegt niet waarom",
}
"""What staff can choose when the bank refused a payment, by its code."""


def return_reason(code: str) -> str:
    """Why a bank sent money back, in words."""
    return RETURN_REASONS.get(code, f"code {code}" if code else "de bank geeft geen reden")


def cannot_doubt(by_id: int | None, reason: str) -> Iterator[Refusal]:
    """A doubt has a named person and a reason."""
    if by_id is None:
        yield Refusal("person_needed", "Een collega schrijft op dat dit niet bekend is.")
    if not reason.strip():
        yield Refusal("reason_missing", "Schrijf op wat er gebeurde. Bijvoorbeeld: het uploaden brak af.", "reason")


def cannot_resolve(by_id: int | None, doubted_by_id: int | None, doubted_by: str, ground: str) -> Iterator[Refusal]:
    """Another person ends the doubt, and writes how it was found out."""
    if by_id is None or by_id == doubted_by_id:
        yield Refusal("two_people", f"Een ander dan {doubted_by} schrijft op wat de bank heeft gedaan.")
    if len(ground.strip()) < GROUND_LEAST:
        sentence = "Schrijf op hoe u dit weet. Bijvoorbeeld: gebeld met de bank, naam en tijd erbij."
        yield Refusal("ground_missing", sentence, "ground")


def cannot_refuse(
    state: RunState, over: bool, debited_on: date | None, released_on: date | None, refused_on: date, today: date
) -> Iterator[Refusal]:
    """A bank refuses what it was sent, once, and not what it debited."""
    if over:
        yield Refusal("payment_over", "Deze betaling is al geweigerd, teruggekomen of ingetrokken. Ververs de bladzijde.")
    elif state not in (*AT_THE_BANK, RunState.CONFIRMED) or released_on is None:
        yield Refusal("not_sent", "Deze betaling is niet naar de bank gestuurd.")
    elif debited_on is not None:
        yield Refusal("debited", f"De bank schreef deze betaling af op {show_date(debited_on)}. Wacht tot het geld terugkomt.")
    elif refused_on < released_on:
        yield Refusal("refused_before_release", f"De betaalronde is vrijgegeven op {show_date(released_on)}.", "refused_on")
    if refused_on > today:
        yield Refusal("refused_in_future", "Deze datum is nog niet geweest. Vul de dag in waarop de bank weigerde.", "refused_on")


def cannot_hold(until_on: date, limit: date, reason: str, today: date) -> Iterator[Refusal]:
    """A hold has a reason and ends: after today and not past the limit (Awb 4:56)."""
    if not reason.strip():
        yield Refusal("reason_missing", "Schrijf op waarom u wacht met betalen. De partner leest dit.", "reason")
    if until_on < today:
        yield Refusal("until_past", "Deze dag is voorbij. Kies een latere dag.", "until_on")
    elif until_on > limit:
        yield Refusal("hold_too_long", f"Opschorten mag tot en met {show_date(limit)}. Kies die dag of een eerdere.", "until_on")


def cannot_recover(amount: Cents, paid: Cents, due_on: date, today: date) -> Iterator[Refusal]:
    """What comes back was paid before, and has a date to pay it by."""
    if amount <= 0:
        yield Refusal("amount_not_positive", "Vul een bedrag in dat hoger is dan nul.", "amount")
    elif amount > paid:
        yield Refusal("more_than_paid", f"Er is {show(paid)} betaald. U kunt niet meer terugvragen dan dat.", "amount")
    if due_on < today:
        yield Refusal("due_past", "De datum om terug te betalen is al voorbij. Kies een latere datum.", "due_on")


def cannot_register(amount: Cents, left: Cents, received_on: date, today: date) -> Iterator[Refusal]:
    """A repayment is a part of what is still open, and has come in."""
    if amount <= 0:
        yield Refusal("amount_not_positive", "Vul een bedrag in dat hoger is dan nul.", "amount")
    elif amount > left:
        yield Refusal("more_than_open", f"Er staat nog {show(left)} open. Vul niet meer in dan dat.", "amount")
    if received_on > today:
        yield Refusal("received_in_future", "Deze datum is nog niet geweest. Vul de dag in waarop het geld binnenkwam.", "received_on")
