"""The pages where staff write the words of letters: all kinds at a glance, and one kind with its draft and its versions."""

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.agenda.queries import agenda_document, list_agendas
from mag.core.clock import today
from mag.core.errors import NotFound, Refused, Stale
from mag.letters.forms import DraftForm, shown, text_form, typed
from mag.letters.kinds import SHAPES, LetterKind, TextState, kind_of_slug
from mag.letters.models import LetterText
from mag.letters.names import NAMES
from mag.letters.queries import list_versions, texts_of, words_of
from mag.letters.rules import Words
from mag.letters.service import drop_text, publish_text, save_text
from mag.letters.texts import shipped
from mag.web.boundary import db, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

blueprint = Blueprint("letters", __name__, template_folder="templates")


@blueprint.get("/beheer/brieven")
@allow(Permission.EDIT_LETTERS)
def index() -> ResponseReturnValue:
    """Every kind of letter: which words are in use, since when and by whom, and whether there is a draft."""
    agenda = _agenda()
    versions: dict[LetterKind, list[LetterText]] = {kind: [] for kind in LetterKind}
    for version in list_versions(db(), agenda.id):
        versions[version.kind].append(version)
    sender = texts_of(db(), agenda.id).of(LetterKind.SENDER, agenda_document(agenda))
    rows = [(SHAPES[kind], _in_use(found), _draft(found)) for kind, found in versions.items()]
    return render_template("letters/index.html", agenda=agenda, agendas=list_agendas(db()), rows=rows, phone=sender["phone"].text)


@blueprint.route("/beheer/brieven/<slug>", methods=["GET", "POST"])
@allow(Permission.EDIT_LETTERS)
def text(slug: str) -> ResponseReturnValue:
    """The words of one kind; saving keeps them as a draft that no reader sees yet."""
    agenda, kind = _agenda(), _kind(slug)
    versions = list_versions(db(), agenda.id, kind)
    draft = _draft(versions)
    form = text_form(kind)(data=shown(_shown_words(agenda, kind, versions), draft.version if draft else 0))
    if not form.validate_on_submit():
        return _page(agenda, kind, versions, form, 422 if form.is_submitted() else 200)
    try:
        answer = perform(
            lambda tx: save_text(tx, agenda.id, kind, typed(kind, form), version=form.version.data or 0),
            then=lambda _: url_for(".text", slug=slug, agenda=agenda.code),
        )
    except Refused as refused:
        return _page(agenda, kind, versions, form.refuse(refused), 422)
    except Stale as stale:
        form.say(stale.sentence)
        return _page(agenda, kind, list_versions(db(), agenda.id, kind), form, 409)
    flash("Het concept is bewaard. Bekijk een voorbeeld, en publiceer de tekst als die goed is.", "good")
    return answer


@blueprint.post("/beheer/brieven/<slug>/publiceren")
@allow(Permission.EDIT_LETTERS)
def publish(slug: str) -> ResponseReturnValue:
    """Use the draft for every letter from now on."""
    agenda, kind, form = _agenda(), _kind(slug), DraftForm()
    answer = perform(
        lambda tx: publish_text(tx, agenda.id, kind, version=form.version.data or 0),
        then=lambda _: url_for(".text", slug=slug, agenda=agenda.code),
    )
    flash("De tekst is gepubliceerd. Nieuwe brieven gebruiken deze tekst. Oude brieven blijven zoals ze waren.", "good")
    return answer


@blueprint.post("/beheer/brieven/<slug>/weggooien")
@allow(Permission.EDIT_LETTERS)
def drop(slug: str) -> ResponseReturnValue:
    """Throw the draft away; the words in use stay."""
    agenda, kind, form = _agenda(), _kind(slug), DraftForm()
    answer = perform(
        lambda tx: drop_text(tx, agenda.id, kind, version=form.version.data or 0),
        then=lambda _: url_for(".text", slug=slug, agenda=agenda.code),
    )
    flash("Het concept is weggegooid. De tekst die nu geldt, is niet veranderd.", "info")
    return answer


def _page(agenda: Agenda, kind: LetterKind, versions: list[LetterText], form: BaseForm, status: int) -> ResponseReturnValue:
    draft = _draft(versions)
    page = render_template(
        "letters/text.html", agenda=agenda, kind=kind, shape=SHAPES[kind], form=form, draft=draft, in_use=_in_use(versions),
        versions=[(version, words_of(version)) for version in versions if version.state is TextState.PUBLISHED],
        standard=shipped(kind, agenda_document(agenda)), names=NAMES[kind],
        draft_form=DraftForm(formdata=None, data={"version": draft.version if draft else 0}),
    )  # fmt: skip
    return page, status


def _shown_words(agenda: Agenda, kind: LetterKind, versions: list[LetterText]) -> Mapping[str, Words]:
    standard = shipped(kind, agenda_document(agenda))
    if request.args.get("tekst") == "standaard" or not versions:
        return dict(standard)
    return {**standard, **words_of(versions[0])}


def _agenda() -> Agenda:
    return find_current(db(), request.args.get("agenda"), today(house().store.clock.now()))


def _kind(slug: str) -> LetterKind:
    try:
        return kind_of_slug(slug)
    except KeyError:
        raise NotFound(slug) from None


def _draft(versions: list[LetterText]) -> LetterText | None:
    return versions[0] if versions and versions[0].state is TextState.DRAFT else None


def _in_use(versions: list[LetterText]) -> LetterText | None:
    return next((version for version in versions if version.state is TextState.PUBLISHED), None)
