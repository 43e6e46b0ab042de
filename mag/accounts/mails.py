"""What the door and the administration write to people. Every link starts with the address of the installation."""

from mag.accounts.models import Person
from mag.core.mail_text import compose
from mag.core.outbox import queue
from mag.core.transaction import Tx

NOT_ME = "Heeft u dit niet gevraagd? Dan hoeft u niets te doen."
CALL_US = "Klopt dit niet? Bel ons dan meteen."


def send_sign_in_link(tx: Tx, person: Person, link: str) -> None:
    """The link somebody asked for, thirty minutes good for one time."""
    sentences = ["U wilt inloggen. Klik op de link hieronder en daarna op de knop.", "De link werkt 1 keer en 30 minuten lang.", NOT_ME]
    _send(tx, person, "Uw link om in te loggen", sentences, ("Inloggen", link))


def send_nothing_known(tx: Tx, email: str, address: str) -> None:
    """The answer to an address nobody is known by; only who reads that mailbox learns it."""
    text, html = compose(
        [
            "Beste meneer of mevrouw,",
            "Iemand vroeg met dit e-mailadres om een link om in te loggen. Dit adres kennen wij nog niet.",
            "Deed u een aanvraag met een ander e-mailadres? Vraag de link dan met dat adres.",
            "Deed u nog geen aanvraag? Dan kunt u er een doen. U heeft daar geen account voor nodig.",
            NOT_ME,
        ],
        link=("Naar de eerste bladzijde", f"{address}/"),
    )
    queue(tx, to=email, to_name="", subject="Dit e-mailadres kennen wij nog niet", text=text, html=html)


def send_invitation(tx: Tx, person: Person, role: str, link: str) -> None:
    """The first mail to a new colleague."""
    sentences = [
        f"U krijgt toegang als {role}.",
        "Klik op de link hieronder en kies een wachtwoord. De link werkt 1 keer en 7 dagen lang.",
        "Is de link verlopen? Kies dan op de bladzijde Inloggen voor Wachtwoord vergeten.",
    ]
    _send(tx, person, "U bent uitgenodigd", sentences, ("Kies uw wachtwoord", link))


def send_reset(tx: Tx, person: Person, link: str) -> None:
    """The link to choose another password, one hour good for one time."""
    sentences = ["Klik op de link hieronder en kies een nieuw wachtwoord.", "De link werkt 1 keer en 1 uur lang.", NOT_ME]
    _send(tx, person, "Kies een nieuw wachtwoord", sentences, ("Kies een nieuw wachtwoord", link))


def tell_password_changed(tx: Tx, person: Person) -> None:
    """A password was chosen or changed."""
    sentences = ["Uw wachtwoord is veranderd. Op andere apparaten bent u nu uitgelogd.", CALL_US]
    _send(tx, person, "Uw wachtwoord is veranderd", sentences)


def tell_role_given(tx: Tx, person: Person, role: str) -> None:
    """Somebody may do more."""
    _send(tx, person, "U heeft er een rol bij", [f"U heeft nu ook de rol {role}.", CALL_US])


def tell_role_revoked(tx: Tx, person: Person, role: str) -> None:
    """Somebody may do less."""
    _send(tx, person, "Een rol is beëindigd", [f"U heeft de rol {role} niet meer.", CALL_US])


def tell_closed(tx: Tx, person: Person) -> None:
    """An account was closed."""
    _send(tx, person, "Uw account is gesloten", ["Uw account is gesloten. U kunt niet meer inloggen.", CALL_US])


def tell_opened(tx: Tx, person: Person) -> None:
    """A closed account is open again."""
    _send(tx, person, "Uw account is weer open", ["Uw account is weer open. U kunt weer inloggen.", CALL_US])


def _send(tx: Tx, person: Person, subject: str, sentences: list[str], link: tuple[str, str] | None = None) -> None:
    text, html = compose([f"Beste {person.name},", *sentences], link=link)
    queue(tx, to=person.email, to_name=person.name, subject=subject, text=text, html=html, about=("person", person.id))
