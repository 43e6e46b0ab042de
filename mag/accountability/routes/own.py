"""A partner gives account on one screen: receipts and visitors, then a check, then done (``ux.md 2.3``, B01-B08)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability import queries, service
from mag.accountability.demands import demands_of, kinds_of, tier_of
from mag.accountability.forms import ActForm, HandInForm
from mag.accountability.models import HandIn
from mag.accountability.receipts.service import Added
from mag.accountability.routes import blueprint
from mag.accountability.rules import expected_outcome, missing_for_hand_in, needs_file
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission
from mag.agenda.terms import CONTENT_LABELS, EVIDENCE_LABELS
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.uploads import RECEIPTS, KeptUpload, judge_many, keep
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

STEPS = ("Bonnen en bezoekers", "Controleren", "Klaar")
WITH_US = (HandInState.HANDED_IN, HandInState.APPROVED)


@blueprint.get("/verantwoording/<reference>")
@allow(Permission.HAND_IN)
def hand_in(reference: str) -> ResponseReturnValue:
    """The form, with what was kept before; what was sent, once it was."""
    grant = _grant(reference)
    found = queries.find_hand_in(db(), grant.id)
    if grant.state is not GrantState.RUNNING or (found is not None and found.state in WITH_US):
        return redirect(url_for(".sent", reference=reference))
    return _page(grant, found, _form(grant, HandInForm(obj=found)))


@blueprint.post("/verantwoording/<reference>")
@allow(Permission.HAND_IN)
def write(reference: str) -> ResponseReturnValue:
    """Keep files and answers; go on to the check when that was asked and nothing lacks.

    Every file that can be used is kept at once, whatever else is wrong on the form; the others are named. What cannot be
    read as an answer is shown back as it was typed and does not take the place of what was kept before.
    """
    grant = _grant(reference)
    form = _form(grant, HandInForm())
    going_on = "add" not in request.form and "remove_file" not in request.form
    complete = form.validate() if going_on else True
    uploads, refusals = _judge(grant, form)
    before = queries.find_hand_in(db(), grant.id)
    spent, people = form.spent_amount, form.people_reached
    try:
        names: list[str] = []

        def then(kept: tuple[HandIn, Added]) -> str:
            names.extend(kept[1].doubles)
            return url_for(".check", reference=reference)

        answer = perform(
            lambda tx: service.keep_draft(
                tx,
                grant.id,
                uploads=uploads,
                remove_id=request.form.get("remove_file", type=int),
                spent_amount=before.spent_amount if spent.process_errors and before is not None else spent.data,
                people_reached=before.people_reached if people.process_errors and before is not None else people.data,
                story=form.story.data or "",
            ),
            then=then,
        )
    except Refused as refused:
        return _again(reference, form.refuse(refused), status=422)
    for refusal in refusals:
        form.say(refusal.sentence, "files")
    if going_on:
        found = queries.find_hand_in(db(), grant.id)
        missing = list(_missing(_grant(reference), found)) if found is not None and complete else []
        form.refuse(Refused(*missing))
        if complete and not missing and not refusals:
            if names:
                flash(_doubles(names), "info")
            return answer
    return _again(reference, form, names, status=422 if form.all_errors() else 200)


@blueprint.get("/verantwoording/<reference>/controle")
@allow(Permission.HAND_IN)
def check(reference: str) -> ResponseReturnValue:
    """What was filled in, and what it will lead to."""
    grant = _grant(reference)
    found = queries.find_hand_in(db(), grant.id)
    if found is None or found.state in WITH_US or grant.state is not GrantState.RUNNING or any(_missing(grant, found)):
        return redirect(url_for(".hand_in", reference=reference))
    return _check_page(grant, found, ActForm(data={"version": found.version}))


@blueprint.post("/verantwoording/<reference>/controle")
@allow(Permission.HAND_IN)
def send(reference: str) -> ResponseReturnValue:
    """Send the account as it stands on the page."""
    form = ActForm()
    found = queries.get_hand_in(db(), actor(), reference)
    _grant(reference)
    if not form.validate() or found.spent_amount is None or found.people_reached is None:
        return _check_page(found.grant, found, form), 422
    spent, people, story = found.spent_amount, found.people_reached, found.story
    try:
        return perform(
            lambda tx: service.hand_in(
                tx, found.id, version=form.version.data or 0, spent_amount=spent, people_reached=people, story=story
            ),
            then=lambda _: url_for(".sent", reference=reference),
        )
    except Refused as refused:
        return _check_page(_grant(reference), found, form.refuse(refused)), 422


@blueprint.get("/verantwoording/<reference>/verstuurd")
@allow(Permission.HAND_IN)
def sent(reference: str) -> ResponseReturnValue:
    """What was sent, and what happens now."""
    grant = _grant(reference)
    found = queries.find_hand_in(db(), grant.id)
    if found is None or found.state not in WITH_US:
        return redirect(url_for(".hand_in" if grant.state is GrantState.RUNNING else "desk.my_file", reference=reference))
    return render_template("accountability/sent.html", grant=grant, found=found, settled=grant.state is GrantState.SETTLED, steps=STEPS)


def _grant(reference: str) -> Grant:
    """The partner's own grant; that staff may see all of them does not make theirs of it."""
    grant = queries.get_grant_to_settle(db(), actor(), reference)
    if not queries.is_own(actor(), grant):
        raise NotFound(reference)
    return grant


def _form(grant: Grant, form: HandInForm) -> HandInForm:
    asked = [" of ".join(EVIDENCE_LABELS[kind] for kind in group) for group in demands_of(grant)]
    tier = tier_of(grant)
    what = f"Wij vragen: {'; '.join(asked)}. " if needs_file(demands_of(grant)) else ""
    about = "; ".join(CONTENT_LABELS[item] for item in tier.hand_in.content if item.value != "residents_reached")
    most = f" Hooguit {tier.hand_in.story_max_words} woorden." if tier.hand_in.story_max_words else ""
    return form.ask(
        what=f"{what}Een foto met uw telefoon is goed. Hooguit 30 tegelijk.",
        office=kinds_of(grant) != RECEIPTS,
        story=(f"Vertel bijvoorbeeld: {about}." if about else "Wij lezen graag hoe het ging.") + most,
    )


def _judge(grant: Grant, form: HandInForm) -> tuple[list[KeptUpload], tuple[Refusal, ...]]:
    """The files that can be used, safely on disk before any transaction opens, and a sentence for each that cannot."""
    files = [(one.filename or "", one.read()) for one in form.files.data or []]
    if not files:
        return [], ()
    most = house().settings.upload_megabytes * 1_000_000
    judged = judge_many(files, max_bytes=most, kinds=kinds_of(grant), field="files")
    return [keep(house().files, one) for one in judged.accepted], judged.refusals


def _missing(grant: Grant, found: HandIn) -> list[Refusal]:
    return list(
        missing_for_hand_in(
            demands_of(grant),
            spent=found.spent_amount,
            people=found.people_reached,
            story=found.story,
            files=len(found.receipts),
            story_max_words=tier_of(grant).hand_in.story_max_words,
        )
    )


def _doubles(names: list[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names)
    return f"{listed} had u al gestuurd. Wij bewaren {'het' if len(names) == 1 else 'ze'} één keer."


def _again(reference: str, form: HandInForm, doubles: list[str] | None = None, *, status: int) -> ResponseReturnValue:
    """The form once more, with everything that was typed and every file that is kept by now."""
    grant = _grant(reference)
    found = queries.find_hand_in(db(), grant.id)
    if found is not None and found.state in WITH_US:
        return redirect(url_for(".sent", reference=reference))
    form.idempotency_key.process_data(None)
    return _page(grant, found, form, note=_doubles(doubles) if doubles else None), status


def _page(grant: Grant, found: HandIn | None, form: HandInForm, note: str | None = None) -> str:
    return render_template(
        "accountability/hand_in.html",
        grant=grant,
        found=found,
        form=form,
        note=note,
        steps=STEPS,
        added="add" in request.form,
        returned=found is not None and found.state is HandInState.RETURNED,
    )


def _check_page(grant: Grant, found: HandIn, form: ActForm) -> str:
    outcome = ""
    if found.spent_amount is not None:
        outcome = expected_outcome(awarded=grant.awarded_amount, paid=grant.commitment.paid_amount, spent=found.spent_amount)
    return render_template("accountability/check.html", grant=grant, found=found, form=form, outcome=outcome, steps=STEPS)
