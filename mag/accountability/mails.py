"""What a partner is told about the account: it is there, we have a question, it is settled, it is nearly (or long) due."""

from collections.abc import Sequence

from mag.accountability.letters import SettlementText, lead_sentence, money_sentences
from mag.accountability.models import HandIn
from mag.agenda.queries import rule_set_document
from mag.applications.service import own_page
from mag.core.mail_text import compose
from mag.core.money import show
from mag.core.outbox import queue
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant


def tell_handed_in(tx: Tx, hand_in: HandIn) -> None:
    """Confirm that an account came in, with what was filled in."""
    grant = hand_in.grant
    facts = [
        ("Uitgegeven", show(hand_in.spent_amount or 0)),
        ("Mensen die meededen", str(hand_in.people_reached)),
        ("Bonnen en andere stukken", str(len(hand_in.receipts))),
    ]
    lead = f"Uw verantwoording over “{grant.application.title}” is binnen. U hoeft nu niets te doen."
    after = "Wij bekijken alles en laten u weten of het klopt. Hebben wij een vraag? Dan bellen of mailen wij u."
    _tell(tx, grant, f"Uw verantwoording is binnen ({grant.reference})", [lead, after], facts)


def tell_question(tx: Tx, hand_in: HandIn, *, address: str) -> None:
    """Ask the partner to look at the account again. The last day to hand in stays what it was."""
    grant = hand_in.grant
    lead = f"Wij hebben een vraag over uw verantwoording van “{grant.application.title}”."
    steps = "Pas uw verantwoording aan en stuur die opnieuw. Wat u al invulde en meestuurde, staat er nog."
    link = ("Pas uw verantwoording aan", own_page(tx, grant.application, address=address, page="verantwoording"))
    _tell(tx, grant, f"Een vraag over uw verantwoording ({grant.reference})", [lead, hand_in.question, steps], [], link)


def tell_settled(tx: Tx, grant: Grant, text: SettlementText, *, address: str) -> None:
    """Tell that the amount is final (Awb 3:41), with the way to the letter."""
    after = "De hele brief leest u op uw eigen bladzijde. Daar staat ook wat u kunt doen als u het niet eens bent met het besluit."
    link = ("Lees de brief", own_page(tx, grant.application, address=address))
    told = [lead_sentence(text), *money_sentences(text), after]
    _tell(tx, grant, f"Het definitieve bedrag voor {grant.application.title} ({grant.reference})", told, [], link)


def remind(tx: Tx, grants: Sequence[Grant], *, address: str) -> None:
    """One mail to one partner about every account that is nearly or long due; all to the address of the first."""
    first = grants[0]
    told = []
    for grant in grants:
        late = grant.account_by < tx.today
        when = f"moest er op {show_date(grant.account_by)} zijn" if late else f"verwachten wij uiterlijk op {show_date(grant.account_by)}"
        told.append(f"Uw verantwoording over “{grant.application.title}” ({grant.reference}) {when}.")
    how = "Stuur foto’s van uw bonnen, en vul in hoeveel geld u uitgaf en hoeveel mensen meededen. Lukt het niet op tijd? Bel ons dan."
    pages = [own_page(tx, grant.application, address=address, page="verantwoording") for grant in grants]
    link = ("Stuur uw verantwoording", pages[0])
    others = [(f"De bladzijde van {grant.reference}", page) for grant, page in zip(grants[1:], pages[1:], strict=True)]
    subject = f"Stuurt u uw verantwoording? ({', '.join(grant.reference for grant in grants)})"
    _tell(tx, first, subject, [*told, how], others, link)


def _tell(
    tx: Tx, grant: Grant, subject: str, sentences: Sequence[str], facts: Sequence[tuple[str, str]], link: tuple[str, str] | None = None
) -> None:
    """Queue a mail to the applicant; none where no address is known."""
    application = grant.application
    if not application.email:
        return
    signature = [rule_set_document(application.rule_set).decision_maker.name]
    told = [f"Beste {application.contact_name},", *sentences]
    text, html = compose(told, link=link, facts=[("Kenmerk", grant.reference), *facts], signature=signature)
    queue(
        tx, to=application.email, to_name=application.contact_name, subject=subject, text=text, html=html,
        about=("application", application.id), chain=application.agenda.code,
    )  # fmt: skip
