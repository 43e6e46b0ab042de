"""The letter of settlement: the final amount first, then why, then what happens with the money (Awb 4:42, 4:46, 4:57; ``ux.md L11``)."""

from dataclasses import dataclass
from datetime import date

from mag.accountability.settling.rules import Consequence
from mag.accountability.settling.states import LOWER_SENTENCES, LowerGround
from mag.agenda.documents import AgendaDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.core.letter import Letter
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind
from mag.letters.names import Value
from mag.letters.texts import AS_SHIPPED, LetterTexts
from mag.payments.claims import creditor_reference, show_reference

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
    ground: LowerGround | None = None
    reserve: Cents = ZERO


def settlement_letter(agenda: AgendaDocument, rules: RuleSetDocument, text: SettlementText, texts: LetterTexts = AS_SHIPPED) -> Letter:
    """The letter of one settlement, in the words ``texts`` that the agenda published (else the shipped ones)."""
    occasion = Occasion(
        reference=text.reference,
        title=text.title,
        contact_name=text.contact_name,
        organisation=text.organisation,
        day=text.settled_on,
        signed_by=text.settled_by,
        key=(("Definitief bedrag", show(text.settled)),),
    )
    values: dict[str, Value] = {
        "bedrag": show(text.settled),
        "toegekend": show(text.awarded),
        "vergelijking": comparison(text),
        "reden": reason_of(text),
        "uitgegeven": show(text.spent) if text.spent is not None else "",
        "betaald": show(text.paid),
        "gevolg": money_sentences(text),
    }
    return compose_letter(agenda, rules, texts, LetterKind.SETTLEMENT, occasion, values)


def comparison(text: SettlementText) -> str:
    """How the final amount compares with what was awarded, in a sentence."""
    if text.settled == text.awarded:
        return "Dat is wat wij u toekenden."
    return f"Dat is minder dan de {show(text.awarded)} die wij u toekenden."


def reason_of(text: SettlementText) -> str:
    """Why this amount: the ground of a lower one in a sentence, then the words of who settled."""
    sentence = LOWER_SENTENCES[text.ground] if text.ground is not None and text.ground is not LowerGround.LESS_SPENT else ""
    return f"{sentence} {text.reason}".strip()


def lead_sentence(text: SettlementText) -> str:
    """The final amount in two sentences, for the mail."""
    return f"U krijgt definitief {show(text.settled)} voor uw plan “{text.title}”. {comparison(text)}"


def money_sentences(text: SettlementText) -> tuple[str, ...]:
    """What is still paid, or has to be paid back and by when; or that nothing happens any more."""
    return (*reserve_sentences(text), *_money(text))


def reserve_sentences(text: SettlementText) -> tuple[str, ...]:
    """What the partner may keep and what for; nothing when there is no reserve (``domain.md 2.4``, Awb 4:72)."""
    if not text.reserve:
        return ()
    return (f"U mag {show(text.reserve)} bewaren als reserve. Gebruik dit geld alleen voor plannen zoals dit, en laat ons weten waarvoor.",)


def _money(text: SettlementText) -> tuple[str, ...]:
    money = text.consequence
    if money.to_recover:
        return (
            f"Wij betaalden u {show(money.to_recover)} te veel. Betaal dat terug, uiterlijk op {show_date(text.repay_by)}.",
            f"Maak het over naar de rekening waarvan u het geld kreeg. Zet erbij: {show_reference(creditor_reference(text.reference))}.",
        )
    if money.to_pay:
        return (f"Wij betalen u nog {show(money.to_pay)}. U krijgt dit op het rekeningnummer dat u opgaf. U hoeft niets te doen.",)
    return ("U hoeft niets te doen. Uw plan is hiermee afgerond.",)
