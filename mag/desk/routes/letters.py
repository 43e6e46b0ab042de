"""Letters: the frozen text as a page, and its PDF from the stored bytes."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications.queries import get_application
from mag.core.actor import ActorKind
from mag.core.letter import letter_body
from mag.core.logs import note_access
from mag.core.papers import Paper
from mag.desk.file_papers import get_letter
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house
from mag.web.guard import allow


def _paper(reference: str, kind: str) -> tuple[int, Paper]:
    application = get_application(db(), actor(), reference)
    paper = get_letter(db(), application, kind)
    if application.partner_id in actor().organisations or actor().file_id == application.id:
        note_access(house().store, actor(), "opened", "paper", paper.id)
    return application.id, paper


@blueprint.get("/brief/<reference>", defaults={"kind": "besluit"})
@blueprint.get("/brief/<reference>/<kind>")
@allow(Permission.SEE_LETTERS)
def letter(reference: str, kind: str) -> ResponseReturnValue:
    """A letter as a web page: for staff, the partner's own people and the holder of the link."""
    _, paper = _paper(reference, kind)
    back = "desk.my_file" if actor().kind is ActorKind.LINK or not actor().may(Permission.SEE_APPLICATIONS) else "desk.application"
    return render_template("desk/letter.html", paper=paper, body=letter_body(paper.html), reference=reference, kind=kind, back=back)


@blueprint.get("/brief/<reference>/<kind>.pdf")
@allow(Permission.SEE_LETTERS)
def letter_pdf(reference: str, kind: str) -> ResponseReturnValue:
    """The PDF of a letter, as it was made right after the decision; 202 with a sentence while it is being made."""
    application_id, paper = _paper(reference, kind)
    if paper.pdf_sha256 is None:
        return render_template(
            "answer.html", title="De pdf wordt gemaakt", sentences=["Ververs deze bladzijde over een paar tellen."], status=202
        ), 202
    note_access(house().store, actor(), "downloaded", "application", application_id)
    return Response(
        house().files.read(paper.pdf_sha256),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{paper.identifier}.pdf"'},
    )
