"""What a partner is told about the account: it is there, we have a question, it is settled, it is nearly (or long) due."""

from collections.abc import Sequence
from datetime import date

from mag.accountability.letters import SettlementText, lead_sentence, money_sentences
from mag.accountability.models import HandIn
from mag.accountability.settling.models import SettlementView
from mag.accountability.settling.states import LOWER_SENTENCES
from mag.accountability.states import PeopleCounted
from mag.agenda.queries import rule_set_document
from mag.applications.service import own_page
from mag.core.mail_text import compose
from mag.core.money import show
from mag.core.outbox import queue
from mag.core.period import parse_period, show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant


def tell_handed_in(tx: Tx, hand_in: HandIn) -> None:
    """Confirm that an account came in, with what was filled in."""
    grant = hand_in.grant
    people = "Mensen die meededen" if hand_in.counted is PeopleCounted.PEOPLE else "Bezoeken"
    facts = [("Uitgegeven", show(hand_in.spent_amount or 0)), (people, str(hand_in.people_reached))]
    if not hand_in.settles:
        lead = f"Uw verslag over het {parse_period(hand_in.period).label()} van “{grant.application.title}” is binnen."
        after = "U hoeft nu niets te doen. Hebben wij een vraag? Dan bellen of mailen wij u."
        tell(tx, grant, f"Uw verslag is binnen ({grant.reference})", [lead, after], facts)
        return
    facts.append(("Bonnen en andere stukken", str(len(hand_in.receipts))))
    lead = f"Uw verantwoording over “{grant.application.title}” is binnen. U hoeft nu niets te doen."
    after = "Wij bekijken alles en laten u weten of het klopt. Hebben wij een vraag? Dan bellen of mailen wij u."
    tell(tx, grant, f"Uw verantwoording is binnen ({grant.reference})", [lead, after], facts)


def tell_question(tx: Tx, hand_in: HandIn, *, address: str) -> None:
    """Ask the partner to look at the account again. The last day to hand in stays what it was."""
    grant = hand_in.grant
    what = "verantwoording" if hand_in.settles else "verslag"
    lead = f"Wij hebben een vraag over uw {what} van “{grant.application.title}”."
    steps = f"Pas uw {what} aan en stuur {'die' if hand_in.settles else 'het'} opnieuw. Wat u al invulde en meestuurde, staat er nog."
    page = own_page(tx, grant.application, address=address, page="verantwoording")
    link = (f"Pas uw {what} aan", page if hand_in.settles or "/volg/" in page else f"{page}/periode/{hand_in.period}")
    tell(tx, grant, f"Een vraag over uw verantwoording ({grant.reference})", [lead, hand_in.question, steps], [], link)


def tell_settled(tx: Tx, grant: Grant, text: SettlementText, *, address: str) -> None:
    """Tell that the amount is final (Awb 3:41), with the way to the letter."""
    after = "De hele brief leest u op uw eigen bladzijde. Daar staat ook wat u kunt doen als u het niet eens bent met het besluit."
    link = ("Lees de brief", own_page(tx, grant.application, address=address))
    told = [lead_sentence(text), *money_sentences(text), after]
    tell(tx, grant, f"Het definitieve bedrag voor {grant.application.title} ({grant.reference})", told, [], link)


def tell(
    tx: Tx, grant: Grant, subject: str, sentences: Sequence[str], facts: Sequence[tuple[str, str]], link: tuple[str, str] | None = None
) -> None:
    """Queue a mail about a grant to its applicant: sentences, facts below the reference, one link; none where no address is known."""
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


def tell_view_asked(tx: Tx, view: SettlementView, *, address: str) -> None:
    """Ask a partner to react before we settle for less, with what we have in mind and until when."""
    grant = view.grant
    lead = f"Wij willen voor “{grant.application.title}” een lager bedrag vaststellen: {show(view.amount)}. Dat is nog niet besloten."
    after = f"U kunt eerst reageren, uiterlijk op {show_date(view.due_on)}. Het hoeft niet. Daarna besluiten wij."
    link = ("Bekijk het en reageer", own_page(tx, grant.application, address=address, page="verantwoording"))
    told = [lead, LOWER_SENTENCES[view.ground], view.reason, after]
    tell(tx, grant, f"Reageert u op ons plan? ({grant.reference})", told, [("Toegekend", show(grant.awarded_amount))], link)


def tell_drawn(tx: Tx, grant: Grant, proof_by: date, *, address: str) -> None:
    """Ask a partner whose small grant was drawn to send proof."""
    lead = f"U kreeg {show(grant.awarded_amount)} voor “{grant.application.title}”. Voor zo’n bedrag vragen wij meestal niets."
    why = "Nu en dan loten wij een paar plannen uit. Uw plan is geloot. Dat zegt niets over uw plan: een loting is toeval."
    what = f"Stuur uiterlijk op {show_date(proof_by)} foto’s van uw bonnen, en hoeveel mensen meededen. Lukt dat niet? Bel ons dan."
    link = ("Stuur uw bonnen", own_page(tx, grant.application, address=address, page="verantwoording"))
    tell(tx, grant, f"Stuurt u uw bonnen? ({grant.reference})", [lead, why, what], [], link)
