"""What still has to reach somebody: mails that failed, letters for the post, calls; and how everything of one file got there."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service as applications
from mag.applications.enquiry_queries import list_open_for
from mag.applications.queries import get_application
from mag.applications.states import EnquiryKind
from mag.core import outbox, papers
from mag.core.clock import today
from mag.desk.file_papers import list_deliveries, list_failed_files, list_post
from mag.desk.letter_forms import CallForm, PostForm
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.get("/post")
@allow(Permission.ENTER_FOR_OTHERS)
def post() -> ResponseReturnValue:
    """Mails that did not arrive, letters to put in the post, people to call."""
    failed = outbox.list_failed(db())
    return render_template(
        "desk/post.html",
        mails=failed,
        files=list_failed_files(db(), failed),
        letters=list_post(db(), papers.list_to_post(db())),
        calls=list_open_for(db(), person_id=actor().id, roles=actor().roles, kinds=[EnquiryKind.CALL]),
        form=PostForm(formdata=None),
        call_form=CallForm(formdata=None),
        may_remedy=actor().may(Permission.HANDLE_REMEDIES),
        day=today(house().store.clock.now()),
    )


@blueprint.get("/werkvoorraad/<reference>/brieven")
@allow(Permission.SEE_APPLICATIONS)
def deliveries(reference: str) -> ResponseReturnValue:
    """Every letter and mail of one file: when it went, whether it arrived, and when the applicant first opened it."""
    application = get_application(db(), actor(), reference)
    return render_template(
        "desk/deliveries.html", application=application, rows=list_deliveries(db(), application), form=PostForm(formdata=None),
        may_act=actor().may(Permission.ENTER_FOR_OTHERS), personal=actor().may(Permission.SEE_PERSONAL_DATA),
        may_remedy=actor().may(Permission.HANDLE_REMEDIES),
    )  # fmt: skip


@blueprint.post("/post/mail/<int(max=2147483647):mail_id>/opnieuw")
@allow(Permission.ENTER_FOR_OTHERS)
def mail_again(mail_id: int) -> ResponseReturnValue:
    """Send a mail that failed once more."""
    answer = perform(lambda tx: outbox.retry(tx, mail_id), then=lambda _: _back())
    flash("Het bericht gaat opnieuw weg.", "good")
    return answer


@blueprint.post("/post/mail/<int(max=2147483647):mail_id>/per-post")
@allow(Permission.ENTER_FOR_OTHERS)
def mail_by_post(mail_id: int) -> ResponseReturnValue:
    """Write down that a mail that failed was sent by post."""
    answer = perform(lambda tx: outbox.note_by_post(tx, mail_id), then=lambda _: _back())
    flash("Genoteerd: per post gestuurd.", "good")
    return answer


@blueprint.post("/post/brief/<int(max=2147483647):paper_id>/gepost")
@allow(Permission.ENTER_FOR_OTHERS)
def letter_posted(paper_id: int) -> ResponseReturnValue:
    """Write down that a letter was put in the post."""
    answer = perform(lambda tx: papers.note_posted(tx, paper_id), then=lambda _: _back())
    flash("Genoteerd: de brief is op de post gedaan.", "good")
    return answer


@blueprint.post("/post/bellen/<int(max=2147483647):enquiry_id>/gebeld")
@allow(Permission.ENTER_FOR_OTHERS)
def called(enquiry_id: int) -> ResponseReturnValue:
    """Write down that somebody was called."""
    form = CallForm()
    if not form.validate_on_submit():
        flash("Maak de notitie korter, tot 500 tekens.", "wrong")
        return redirect(url_for(".post"), code=303)
    answer = perform(lambda tx: applications.note_call(tx, enquiry_id, note=form.note.data), then=lambda _: url_for(".post"))
    flash("Genoteerd: gebeld.", "good")
    return answer


def _back() -> str:
    """Back to the file when the button stood there, else to the list."""
    reference = request.form.get("kenmerk", "")[:40]
    return url_for(".deliveries", reference=reference) if reference else url_for(".post")
