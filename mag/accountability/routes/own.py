"""A partner gives account on one screen: what the amount asks, then a check, then done (``ux.md 2.3``, B01-B08)."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability import queries, service
from mag.accountability.account_form import AccountForm, form_class, kept_data, rows_to_explain, told_on
from mag.accountability.asking import missing_of
from mag.accountability.counts.fields import kept_counts
from mag.accountability.demands import kinds_of, tier_of
from mag.accountability.forms import ActForm
from mag.accountability.models import HandIn
from mag.accountability.receipts.service import Added
from mag.accountability.routes import blueprint
from mag.accountability.routes.account import WITH_US, Account, account_of, words_of
from mag.accountability.rules import expected_outcome, needs_file
from mag.accountability.service.papers import NewPapers
from mag.accountability.settling.queries import get_view
from mag.accountability.states import HandInState
from mag.accounts.roles import Permission
from mag.agenda.terms import CONTENT_LABELS, EVIDENCE_LABELS, ContentItem, EvidenceKind
from mag.core import clock
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.uploads import DOCUMENTS, PICTURES_AND_PDF, KeptUpload, judge_many, keep
from mag.grants.states import GrantState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

PAGE = "/verantwoording/<reference>"
REPORT = f"{PAGE}/periode/<period>"


@blueprint.get(PAGE)
@blueprint.get(REPORT)
@allow(Permission.HAND_IN)
def hand_in(reference: str, period: str = "") -> ResponseReturnValue:
    """The form, with what was kept before (else with the plan); what was sent, once it was."""
    account = _account(reference, period)
    if account.closed:
        return redirect(account.url("sent"))
    return _page(account, _form(account, kept=True))


@blueprint.post(PAGE)
@blueprint.post(REPORT)
@allow(Permission.HAND_IN)
def write(reference: str, period: str = "") -> ResponseReturnValue:
    """Keep files and answers; go on to the check when that was asked and nothing lacks.

    Every file that can be used is kept at once, whatever else is wrong on the form; the others are named. What cannot be
    read as an answer is shown back as it was typed and does not take the place of what was kept before.
    """
    account = _account(reference, period)
    form = _form(account, kept=False)
    going_on = not {"add", "remove_file", "remove_paper", "add_row", "remove_row"} & set(request.form)
    form.wants_row()
    complete = form.validate() if going_on else True
    uploads, papers, refusals = _judge(account, form)
    before = account.found
    people = form["people_reached"]
    spent = form._fields.get("spent_amount")
    told = told_on(form, account.asked, account.results, account.lines, before, account.counts)
    spent_kept = before.spent_amount if before is not None else None
    try:
        names: list[str] = []

        def then(kept: tuple[HandIn, Added]) -> str:
            names.extend(kept[1].doubles)
            return account.url("check")

        answer = perform(
            lambda tx: service.keep_draft(
                tx,
                account.grant.id,
                uploads=uploads,
                remove_id=request.form.get("remove_file", type=int),
                spent_amount=spent_kept if spent is None or spent.process_errors else spent.data,
                people_reached=before.people_reached if people.process_errors and before is not None else people.data,
                story=form.story.data or "",
                period=period,
                told=told,
                papers=papers,
                remove=request.form.get("remove_paper", ""),
            ),
            then=then,
        )
    except Refused as refused:
        return _again(reference, period, form.refuse(refused), status=422)
    for refusal in refusals:
        form.say(refusal.sentence, refusal.field)
    if going_on:
        found = queries.find_hand_in(db(), account.grant.id, period)
        missing = missing_of(db(), found, _today()) if found is not None and complete else []
        form.refuse(Refused(*missing))
        if complete and not missing and not refusals:
            if names:
                flash(_doubles(names), "info")
            return answer
    return _again(reference, period, form, names, status=422 if form.all_errors() else 200)


@blueprint.get(f"{PAGE}/controle")
@blueprint.get(f"{REPORT}/controle")
@allow(Permission.HAND_IN)
def check(reference: str, period: str = "") -> ResponseReturnValue:
    """What was filled in, and what it will lead to."""
    account = _account(reference, period)
    if account.found is None or account.closed or missing_of(db(), account.found, _today()):
        return redirect(account.url("hand_in"))
    return _check_page(account, account.found, ActForm(data={"version": account.found.version}))


@blueprint.post(f"{PAGE}/controle")
@blueprint.post(f"{REPORT}/controle")
@allow(Permission.HAND_IN)
def send(reference: str, period: str = "") -> ResponseReturnValue:
    """Send the account as it stands on the page."""
    form = ActForm()
    account = _account(reference, period)
    found = account.found
    if found is None:
        raise NotFound(reference)
    if not form.validate() or found.spent_amount is None or found.people_reached is None:
        return _check_page(account, found, form), 422
    spent, people, story = found.spent_amount, found.people_reached, found.story
    try:
        return perform(
            lambda tx: service.hand_in(
                tx, found.id, version=form.version.data or 0, spent_amount=spent, people_reached=people, story=story
            ),
            then=lambda _: account.url("sent"),
        )
    except Refused as refused:
        return _check_page(_account(reference, period), found, form.refuse(refused)), 422


@blueprint.get(f"{PAGE}/verstuurd")
@blueprint.get(f"{REPORT}/verstuurd")
@allow(Permission.HAND_IN)
def sent(reference: str, period: str = "") -> ResponseReturnValue:
    """What was sent, and what happens now."""
    account = _account(reference, period)
    found, running = account.found, account.grant.state is GrantState.RUNNING
    if found is None or found.state not in WITH_US:
        return redirect(account.url("hand_in") if running else url_for("desk.my_file", reference=reference))
    done = found.state is HandInState.APPROVED
    return render_template(
        "accountability/sent.html",
        this=account,
        grant=account.grant,
        found=found,
        done=done,
        view=get_view(db(), account.grant.id),
        **words_of(),
    )


def _today() -> date:
    return clock.today(house().store.clock.now())


def _account(reference: str, period: str) -> Account:
    """The partner's own account; that staff may see all of them does not make theirs of it. Raises NotFound, also for another period."""
    grant = queries.get_grant_to_settle(db(), actor(), reference)
    if not queries.is_own(actor(), grant):
        raise NotFound(reference)
    found = queries.find_hand_in(db(), grant.id, period)
    if period and found is None:
        raise NotFound(f"{reference} {period}")
    return account_of(grant, found, _today(), period)


def _form(account: Account, *, kept: bool) -> AccountForm:
    """The form of an account: as it was posted, or with what was kept and else was planned."""
    grant, asked, found = account.grant, account.asked, account.found
    groups = [" of ".join(EVIDENCE_LABELS[kind] for kind in group) for group in asked.demands if not set(group) <= set(asked.papers)]
    what = f"Wij vragen: {'; '.join(groups)}. " if needs_file(asked.demands) and groups else ""
    terms = tier_of(grant).hand_in
    about = "; ".join(CONTENT_LABELS[item] for item in terms.content if item is not ContentItem.RESIDENTS_REACHED)
    most = f" Hooguit {asked.story_max_words} woorden." if asked.story_max_words else ""
    made = form_class(
        asked,
        account.results,
        account.lines,
        found.photos if found is not None else (),
        what=f"{what}Een foto met uw telefoon is goed. Hooguit 30 tegelijk.",
        about=(f"Vertel bijvoorbeeld: {about}." if about else "Wij lezen graag hoe het ging.") + most,
        office=kinds_of(grant) >= DOCUMENTS,
        counts=account.counts,
    )
    if not kept:
        return made()
    data = kept_data(asked, account.results, account.lines, found, grant.application.activities)
    return made(data=data | kept_counts(account.counts))


def _judge(account: Account, form: AccountForm) -> tuple[list[KeptUpload], NewPapers, tuple[Refusal, ...]]:
    """The files that can be used, safely on disk before any transaction opens, and a sentence for each that cannot."""
    refusals: list[Refusal] = []

    def judged(field: str, kinds: frozenset[str]) -> list[KeptUpload]:
        files = [(one.filename or "", one.read()) for one in (form[field].data if field in form else None) or []]
        if not files:
            return []
        most = house().settings.upload_megabytes * 1_000_000
        verdict = judge_many(files, max_bytes=most, kinds=kinds, field=field)
        refusals.extend(verdict.refusals)
        return [keep(house().files, one) for one in verdict.accepted]

    receipts = judged("files", kinds_of(account.grant))
    papers: dict[EvidenceKind, Sequence[KeptUpload]] = {one: judged(f"paper_{one.value}", DOCUMENTS) for one in account.asked.papers}
    photos = judged("photos", PICTURES_AND_PDF)
    return receipts, NewPapers(papers, photos), tuple(refusals)


def _doubles(names: list[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names)
    return f"{listed} had u al gestuurd. Wij bewaren {'het' if len(names) == 1 else 'ze'} één keer."


def _again(reference: str, period: str, form: AccountForm, doubles: list[str] | None = None, *, status: int) -> ResponseReturnValue:
    """The form once more, with everything that was typed and every file that is kept by now."""
    account = _account(reference, period)
    if account.closed:
        return redirect(account.url("sent"))
    form.idempotency_key.process_data(None)
    return _page(account, form, note=_doubles(doubles) if doubles else None), status


def _page(account: Account, form: AccountForm, note: str | None = None) -> str:
    found, above = account.found, account.asked.explain_above
    return render_template(
        "accountability/hand_in.html",
        this=account,
        grant=account.grant,
        found=found,
        form=form,
        note=note,
        fresh=_form(account, kept=True),
        explain=rows_to_explain(form, (*account.results, *account.lines), above, half=account.half),
        added="add" in request.form,
        returned=found is not None and found.state is HandInState.RETURNED,
        **words_of(),
    )


def _check_page(account: Account, found: HandIn, form: ActForm) -> str:
    grant, outcome = account.grant, ""
    if found.settles and found.spent_amount is not None:
        outcome = expected_outcome(awarded=grant.awarded_amount, paid=grant.commitment.paid_amount, spent=found.spent_amount)
    return render_template("accountability/check.html", this=account, grant=grant, found=found, form=form, outcome=outcome, **words_of())
