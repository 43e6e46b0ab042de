"""The letter of settlement: the final amount first, then why, then what happens with the money (Awb 4:42, 4:46, 4:57; ``ux.md L11``)."""

from dataclasses import dataclass
from datetime import date

from mag.accountability.rules import Consequence
from mag.agenda.documents import AgendaDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.core.letter import Letter, Section
from mag.core.money import Cents, show
from mag.core.period import show_date

AS_AWARDED = "Uw verantwoording is in orde."
EX_OFFICIO = "U hoefde hiervoor niets te sturen: wij stellen het bedrag ambtshalve vast. Dat wil zeggen: uit onszelf."
LESS_SPENT = "U gaf minder uit dan u kreeg. Wat overblijft, valt terug in het budget voor andere plannen."


@dataclass(frozen=True, slots=True)
class SettlementText:
    """Everything a letter of settlement says. ``spent`` is None when nothing was handed in; ``repay_by`` counts when money comes back."""

    reference: str
    title: str
    contact_name: str
    organisation: str | None
    awarded: Cents
    spent: Cents | None
    settled: Cents
    paid: Cents
    consequence: Consequence
    reason: str
    settled_on: date
    settled_by: str
    repay_by: date


def settlement_letter(agenda: AgendaDocument, rules: RuleSetDocument, text: SettlementText) -> Letter:
    """The letter of one settlement, in plain Dutch."""
    contact, maker = agenda.contact, rules.decision_maker
    ways = [way for way in (contact.phone, contact.email) if way]
    reachable = f"Neem dan contact op met {contact.name}" + (f": {' of '.join(ways)}." if ways else ".")
    sums = [f"Wij kenden u {show(text.awarded)} toe."]
    sums += [f"U gaf {show(text.spent)} uit."] if text.spent is not None else []
    sums += [f"U krijgt definitief {show(text.settled)}.", f"Wij betaalden al {show(text.paid)}."]
    subject = f"Het definitieve bedrag voor {text.title}"
    return Letter(
        sender=maker.name,
        sender_details=(agenda.name,),
        addressee=(text.organisation or "", text.contact_name),
        facts=(("Datum", show_date(text.settled_on)), ("Ons kenmerk", text.reference), ("Onderwerp", subject)),
        subject=subject,
        salutation=f"Beste {text.contact_name},",
        lead=lead_sentence(text),
        sections=(
            Section("Waarom dit bedrag?", (text.reason,)),
            Section("Hoe komen wij aan dit bedrag?", (), tuple(sums)),
            Section("Wat gebeurt er met het geld?", money_sentences(text)),
            Section(f"Bent u het niet eens met {rules.words.this_decision}?", (rules.remedy.text,)),
            Section("Heeft u vragen?", (f"{reachable} Noem daarbij het kenmerk {text.reference}.",)),
        ),
        signature=("Met vriendelijke groet,", text.settled_by, maker.name, f"namens {maker.on_behalf_of}" if maker.on_behalf_of else ""),
    )


def lead_sentence(text: SettlementText) -> str:
    """The final amount in one or two sentences."""
    if text.settled == text.awarded:
        return f"U krijgt definitief {show(text.settled)} voor uw plan “{text.title}”. Dat is wat wij u toekenden."
    less = f"Dat is minder dan de {show(text.awarded)} die wij u toekenden."
    return f"U krijgt definitief {show(text.settled)} voor uw plan “{text.title}”. {less}"


def money_sentences(text: SettlementText) -> tuple[str, ...]:
    """What is still paid, or has to be paid back and by when; or that nothing happens any more."""
    money = text.consequence
    if money.to_recover:
        return (
            f"Wij betaalden u {show(money.to_recover)} te veel. Betaal dat terug, uiterlijk op {show_date(text.repay_by)}.",
            f"Maak het over naar de rekening waarvan u het geld kreeg. Zet erbij: {text.reference}.",
        )
    if money.to_pay:
        return (f"Wij betalen u nog {show(money.to_pay)}. U krijgt dit op het rekeningnummer dat u opgaf. U hoeft niets te doen.",)
    return ("U hoeft niets te doen. Uw plan is hiermee afgerond.",)
