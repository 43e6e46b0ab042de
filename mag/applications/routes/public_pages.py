"""Pages for everybody: the start with the tiers in plain words, all questions, privacy and accessibility."""

from flask import render_template
from flask.typing import ResponseReturnValue

from mag.agenda.form_screens import screens_of
from mag.agenda.form_terms import READER_LABELS
from mag.agenda.queries import agenda_document
from mag.agenda.terms import LegalNature
from mag.applications.concepts import renewals
from mag.applications.draft_duties import KEPT
from mag.applications.offer import offers
from mag.applications.routes.frame import blueprint, current_draft, find_ground
from mag.core.period import show_term
from mag.web.boundary import actor, db
from mag.web.guard import public


@blueprint.get("/")
@public("the front door: what one can ask, and how")
def start() -> ResponseReturnValue:
    """Money for your plan: the tiers of the rules in force, and the button to begin."""
    ground = find_ground()
    if ground is None:
        return render_template("applications/start.html", ground=None, offers=[], rules=None)
    lines = offers(ground.rules, ground.form, ground.today)
    draft = current_draft()
    going = draft if draft is not None and draft.application_id is None else None
    return render_template(
        "applications/start.html", ground=ground, offers=lines, rules=ground.rules, any_open=ground.is_open,
        draft=going, agenda=agenda_document(ground.agenda), renewals=renewals(db(), actor()),
    )  # fmt: skip


@blueprint.get("/vragen")
@public("one may see every question before starting")
def questions() -> ResponseReturnValue:
    """Every question of every tier, from the definition the pages themselves are made of."""
    ground = find_ground()
    tiers = []
    if ground is not None:
        told = {line.code: line for line in offers(ground.rules, ground.form, ground.today)}
        tiers = [(told[tier.code], screens_of(ground.form, ground.rules, tier)) for tier in ground.rules.tiers]
    return render_template("applications/questions.html", ground=ground, tiers=tiers, readers=READER_LABELS)


@blueprint.get("/privacy")
@public("anybody may know what we keep and why")
def privacy() -> ResponseReturnValue:
    """What we keep, why and how long, from the rules in force."""
    ground = find_ground()
    return render_template(
        "applications/privacy.html",
        ground=ground,
        retention=ground.rules.retention if ground else None,
        retention_words=_kept,
        draft_days=KEPT.days,
    )


def _kept(keep: str) -> str:
    return "altijd" if keep == "permanent" else show_term(keep)


@blueprint.get("/toegankelijkheid")
@public("the law asks a public statement")
def accessibility() -> ResponseReturnValue:
    """How far everybody can use this site, and where to tell when somebody cannot."""
    ground = find_ground()
    public_body = ground is not None and ground.rules.legal_nature is LegalNature.AWB_DECISION
    return render_template("applications/accessibility.html", public_body=public_body)
