"""What a partner is told about money: that it was paid, and that a repayment came in."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mag.core.mail_text import compose
from mag.core.money import Cents, show
from mag.core.outbox import queue
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.partners.rules import hidden_iban
from mag.payments.claims import Due, creditor_reference, show_reference
from mag.payments.models import Payment, PaymentHold, Recovery, SetOff


def tell_paid(tx: Tx, payment: Payment, paid_on: date, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about a payment; none where no address is known. Only the end of the account number is in it."""
    grant = payment.instalment.grant
    facts = [
        ("Bedrag", show(payment.amount)),
        ("Betaald op", show_date(paid_on)),
        ("Rekening", hidden_iban(payment.iban)),
        ("Omschrijving bij de bank", payment.remittance),
    ]
    lead = f"Wij hebben {show(payment.amount)} aan u betaald voor “{grant.application.title}”."
    _tell(
        tx,
        grant,
        f"Wij hebben {show(payment.amount)} betaald ({grant.reference})",
        [lead, "U hoeft nu niets te doen."],
        facts,
        agenda_code,
        sender,
    )


def tell_returned(tx: Tx, payment: Payment, returned_on: date, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about a payment that the bank sent back: call us, so that the account number can be put right."""
    grant = payment.instalment.grant
    lead = f"De bank stuurde onze betaling van {show(payment.amount)} aan u terug. U hebt dit geld dus niet."
    ask = "Bel ons. Dan kijken wij samen of uw rekeningnummer klopt. Daarna betalen wij opnieuw."
    facts = [("Teruggekomen op", show_date(returned_on)), ("Rekening", hidden_iban(payment.iban))]
    _tell(tx, grant, f"Onze betaling kwam terug ({grant.reference})", [lead, ask], facts, agenda_code, sender)


def tell_refused(tx: Tx, payment: Payment, refused_on: date, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about a payment that the bank refused because of the account number: give us another one."""
    grant = payment.instalment.grant
    lead = f"De bank kon {show(payment.amount)} niet aan u overmaken voor “{grant.application.title}”. De reden: {payment.return_reason}."
    ask = "Klopt uw rekeningnummer nog? Bel ons of geef uw goede rekeningnummer door. Daarna betalen wij opnieuw."
    facts = [("Geweigerd op", show_date(refused_on)), ("Rekening", hidden_iban(payment.iban))]
    _tell(tx, grant, f"De bank kon niet aan u betalen ({grant.reference})", [lead, ask], facts, agenda_code, sender)


def tell_held(tx: Tx, hold: PaymentHold, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about a hold: what stands still, why, until when, and what to do."""
    grant = hold.grant
    lead = f"Wij betalen voorlopig niets uit voor “{grant.application.title}”. De reden: {hold.reason}"
    after = f"Dit duurt uiterlijk tot en met {show_date(hold.until_on)}. Bent u het er niet mee eens of heeft u een vraag? Bel ons."
    _tell(tx, grant, f"Wij wachten met betalen ({grant.reference})", [lead, after], [], agenda_code, sender)


def tell_set_off(tx: Tx, found: SetOff, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about money that was set off instead of paid."""
    owing, grant = found.recovery.grant, found.instalment.grant
    left = Cents(found.recovery.amount - found.recovery.received_amount)
    first = f"U moest ons nog geld terugbetalen voor “{owing.application.title}”."
    second = f"Wij moesten u nog geld betalen voor “{grant.application.title}”."
    after = f"Wij trekken {show(found.amount)} van elkaar af. U krijgt dit bedrag dus niet en hoeft het ook niet terug te betalen."
    last = f"U moet daarna nog {show(left)} terugbetalen." if left else "U hoeft niets meer terug te betalen."
    _tell(tx, owing, f"Wij verrekenen {show(found.amount)} ({owing.reference})", [first, second, after, last], [], agenda_code, sender)


class PayTo(NamedTuple):
    """Our account where money comes back: name and IBAN; both empty while none is set."""

    name: str
    iban: str


def how_to_pay(grant: Grant, pay_to: PayTo) -> list[tuple[str, str]]:
    """The facts that a partner needs to pay back: our account and the reference to quote."""
    account = [("Rekening", show_reference("".join(pay_to.iban.split()))), ("Op naam van", pay_to.name)] if pay_to.iban else []
    return [*account, ("Betalingskenmerk", show_reference(creditor_reference(grant.reference)))]


def tell_reminder(tx: Tx, claim: Recovery, due: Due, pay_to: PayTo, *, last: bool, agenda_code: str, sender: str) -> None:
    """Queue a reminder of money that is due: what, since when and how to pay it; the ``last`` one says that we call then."""
    grant = claim.grant
    since = f" Dat moest op {show_date(due.since)} binnen zijn." if due.since is not None else ""
    lead = f"U moet nog {show(due.amount)} terugbetalen voor “{grant.application.title}”.{since}"
    ask = "Betaal dit binnen twee weken. Lukt dat niet in één keer? Bel ons. Dan kijken wij samen naar betalen in delen."
    after = "Dit is onze laatste herinnering. Hierna bellen wij u." if last else "Heeft u al betaald? Dan hoeft u niets te doen."
    subject = f"{'Laatste herinnering' if last else 'Herinnering'}: betaal {show(due.amount)} terug ({grant.reference})"
    _tell(tx, grant, subject, [lead, ask, after], how_to_pay(grant, pay_to), agenda_code, sender)


def tell_parts_agreed(
    tx: Tx, claim: Recovery, parts: Sequence[tuple[Cents, date]], pay_to: PayTo, *, agenda_code: str, sender: str
) -> None:
    """Queue the one mail about an agreement to pay back in parts, with every day and amount."""
    grant = claim.grant
    lead = f"U betaalt {show(Cents(sum(part for part, _ in parts)))} terug in {len(parts)} delen, voor “{grant.application.title}”."
    days = [(f"Uiterlijk {show_date(day)}", show(part)) for part, day in parts]
    facts = [*days, *how_to_pay(grant, pay_to)]
    _tell(
        tx,
        grant,
        f"U betaalt in delen terug ({grant.reference})",
        [lead, "Zet bij elke betaling het betalingskenmerk."],
        facts,
        agenda_code,
        sender,
    )


def tell_repaid(tx: Tx, grant: Grant, amount: Cents, received_on: date, left: Cents, *, agenda_code: str, sender: str) -> None:
    """Queue the one mail about a repayment that came in."""
    after = f"U moet nog {show(left)} terugbetalen." if left else "Alles is nu terugbetaald. U hoeft niets meer te doen."
    lead = f"U heeft {show(amount)} aan ons terugbetaald voor “{grant.application.title}”. Het geld is binnen."
    _tell(
        tx,
        grant,
        f"Uw terugbetaling is binnen ({grant.reference})",
        [lead, after],
        [("Binnen op", show_date(received_on))],
        agenda_code,
        sender,
    )


def _tell(tx: Tx, grant: Grant, subject: str, sentences: list[str], facts: list[tuple[str, str]], agenda_code: str, sender: str) -> None:
    application = grant.application
    if not application.email:
        return
    text, html = compose(
        [f"Beste {application.contact_name},", *sentences], facts=[("Kenmerk", grant.reference), *facts], signature=[sender]
    )
    queue(
        tx,
        to=application.email,
        to_name=application.contact_name,
        subject=subject,
        text=text,
        html=html,
        about=("application", application.id),
        chain=agenda_code,
        at_once=False,
    )
