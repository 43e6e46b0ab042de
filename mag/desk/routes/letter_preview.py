"""A text of a letter on a real file, before it is published: nothing is sent and nothing is kept."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.applications.queries import get_application
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.core.letter import letter_body, letter_html
from mag.desk.letter_forms import SampleForm
from mag.desk.letter_samples import sample_letter
from mag.desk.routes import blueprint
from mag.letters.kinds import SHAPES, LetterKind, TextState, kind_of_slug
from mag.letters.queries import list_versions, texts_of, words_of
from mag.letters.texts import LetterTexts
from mag.web.boundary import actor, db, house
from mag.web.guard import allow


@blueprint.get("/beheer/brieven/<slug>/voorbeeld")
@allow(Permission.EDIT_LETTERS)
def letter_preview(slug: str) -> ResponseReturnValue:
    """The draft of a kind (else the text in use) on the application in ``kenmerk``; without one, with examples."""
    try:
        kind = kind_of_slug(slug)
    except KeyError:
        raise NotFound(slug) from None
    if kind is LetterKind.SENDER:
        raise NotFound(slug)
    day = today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), day)
    form = SampleForm()
    versions = list_versions(db(), agenda.id, kind)
    is_draft = bool(versions) and versions[0].state is TextState.DRAFT
    texts = texts_of(db(), agenda.id)
    if is_draft:
        texts = LetterTexts({**texts.published, kind: words_of(versions[0])})
    application, status = None, 200
    if form.validate() and form.kenmerk.data and actor().may(Permission.SEE_APPLICATIONS):
        try:
            application = get_application(db(), actor(), form.kenmerk.data.upper())
        except NotFound:
            form.say("Er is geen aanvraag met dit kenmerk. Kijk het na in de werkvoorraad.", "kenmerk")
            status = 404
    letter = sample_letter(db(), application.agenda if application else agenda, texts, kind, application, day=day, signed_by=actor().label)
    return render_template(
        "desk/letter_preview.html", agenda=agenda, shape=SHAPES[kind], form=form, application=application, is_draft=is_draft,
        body=letter_body(letter_html(letter), inside=True), may_choose=actor().may(Permission.SEE_APPLICATIONS),
    ), status  # fmt: skip
