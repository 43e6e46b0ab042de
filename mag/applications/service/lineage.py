"""What an application takes from the draft it was sent from: whose it is, the file it started from, and what differs from then."""

from dataclasses import replace

from mag.agenda.queries import rule_set_document
from mag.applications.again import changes_between, money_ran_out
from mag.applications.answers import told_of
from mag.applications.models import Application, Draft
from mag.applications.requests import Request
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.partners.models import Partner, PartnerKind
from mag.partners.rules import tidy_name


def as_partner(request: Request, partner: Partner) -> Request:
    """The request as the organisation whose draft it is: the form may have had no room to say so.

    Raises Refused when another organisation was typed: that takes a request of its own.
    """
    named = request.organisation_name
    if named is not None and tidy_name(named).lower() != partner.name.lower():
        sentence = f"Dit concept hoort bij {partner.name}. Vraagt u aan voor een andere organisatie? Begin dan een nieuwe aanvraag."
        raise Refused(Refusal("other_partner", sentence, "organisation_name"))
    resident = partner.kind is PartnerKind.RESIDENT
    return replace(
        request,
        applicant_kind=partner.kind,
        organisation_name=None if resident else partner.name,
        account_holder=request.account_holder if resident else partner.name,
        is_demo=partner.is_demo,
    )


def link_to_earlier(tx: Tx, application: Application, draft: Draft | None) -> None:
    """Keep the file a draft started from, and what was answered differently there: staff read that first."""
    if draft is None:
        return
    application.renewal_of_id = draft.renewal_of_id
    application.resubmission_of_id = draft.resubmission_of_id
    application.beside_id = draft.beside_id
    number = draft.renewal_of_id or draft.resubmission_of_id or draft.beside_id
    old = tx.db.get(Application, number) if number is not None else None
    if old is None:
        return
    earlier: dict[str, object] = {"reference": old.reference, "title": old.title, "submitted_on": old.submitted_on.isoformat()}
    if draft.beside_id is None:
        changes = changes_between(told_of(old), told_of(application))
        if old.iban != application.iban and not any(change[0] == "iban" for change in changes):
            changes += [(q.id, q.label, "ander rekeningnummer", answer) for q, answer in told_of(application) if q.id == "iban"]
        earlier["changes"] = [list(change[1:]) for change in changes]
    if draft.resubmission_of_id is not None:
        earlier["money_ran_out"] = money_ran_out(old, rule_set_document(old.rule_set))
    application.earlier = earlier
    tx.db.flush()
