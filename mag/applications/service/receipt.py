"""The receipt on paper, for who has no e-mail: what was sent, until when to wait, and the code to follow it with (Awb 4:3a)."""

from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications.answers import answers_of
from mag.applications.codes import shown_code
from mag.applications.models import Application
from mag.applications.queries import follow_code
from mag.applications.service.letters_out import send_out
from mag.core.money import show
from mag.core.papers import Paper
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind
from mag.letters.queries import texts_of

RECEIPT_LETTER = "receipt_letter"
"""The kind of paper a receipt is frozen as."""


def send_receipt(tx: Tx, application: Application, *, address: str) -> Paper:
    """Freeze the receipt and have it put in the post. ``address`` is the installation's own."""
    rules = rule_set_document(application.rule_set)
    place = f"{address.partition('://')[2]}/volg"
    code = shown_code(follow_code(application))
    occasion = Occasion(
        reference=application.reference,
        title=application.title,
        contact_name=application.contact_name,
        organisation=application.partner.name if application.partner.name != application.contact_name else None,
        day=tx.today,
        signed_by=rules.decision_maker.name,
        key=(("U hoort van ons", f"uiterlijk op {show_date(application.decide_by)}"),),
    )
    letter = compose_letter(
        agenda_document(application.agenda), rules, texts_of(tx.db, application.agenda_id), LetterKind.RECEIPT, occasion,
        {
            "gevraagd": show(application.requested_amount), "verstuurd": show_date(application.submitted_on), "code": code, "adres": place,
            "uiterlijk": show_date(application.decide_by),
            "antwoord": tuple(f"{label}{'' if label.endswith('?') else ':'} {value}" for label, value in answers_of(application) if value),
        },
    )  # fmt: skip
    return send_out(
        tx, application, letter, kind=RECEIPT_LETTER, identifier=f"bevestiging-{application.reference}", address=address,
        told=(), news="", call=False,
    )  # fmt: skip
