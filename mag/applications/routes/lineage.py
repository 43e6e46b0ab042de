"""What the check page needs to know of a draft that started from an earlier file, or that somebody else must sign."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from mag.applications.again import changes_between
from mag.applications.answers import told_of
from mag.applications.journey import Journey
from mag.applications.models import Draft
from mag.applications.queries import get_whole
from mag.applications.service import needs_confirming
from mag.applications.signing import Signing, signing_of
from mag.partners.queries import list_signatories
from mag.web.boundary import actor, db


def to_confirming(draft: Draft) -> ResponseReturnValue | None:
    """To the page that asks whether account and budget still hold, while nobody said so."""
    return redirect(url_for("applications.still_right"), code=303) if needs_confirming(draft) else None


def changes_of(journey: Journey, draft: Draft) -> dict[str, str]:
    """By question id, what the file a draft started from said there, where that differs.

    Not for the kind of applicant: a file tells it in other words than the form, and a concept keeps its organisation.
    """
    number = draft.renewal_of_id or draft.resubmission_of_id
    if number is None:
        return {}
    before = told_of(get_whole(db(), number), hide_account=False)
    now = [pair for _screen, answers in journey.summary() for pair in answers]
    return {name: was for name, _label, was, _now in changes_between(before, now) if name != "applicant_kind"}


def signing_for(journey: Journey, draft: Draft) -> Signing:
    """Where a draft stands with its signature for who is here."""
    asks = journey.tier.second_signer and draft.partner_id is not None
    signs = [person.id for person in list_signatories(db(), draft.partner_id or 0)] if asks else []
    return signing_of(
        journey.tier, person_id=actor().id, signatories=signs, asked_by_id=draft.to_sign_by_id, asked=draft.to_sign_at is not None
    )
