"""The forms page: every question with why we ask it and who reads the answer; staff change the words, with a reason, as a new version."""

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.burden import burdens_of
from mag.agenda.form_terms import READER_LABELS
from mag.agenda.models import RuleSet
from mag.agenda.publishing import reword_question
from mag.agenda.queries import form_of, get_rule_set, list_agendas, list_forms, rule_set_document
from mag.agenda.routes.frame import blueprint
from mag.core.errors import NotFound, Refused
from mag.web.boundary import db, perform
from mag.web.forms import BaseForm, LongTextField, TextField, TickField
from mag.web.guard import allow


class WordsForm(BaseForm):
    """The words of one question, and why they change."""

    label = TextField("De vraag", missing="Vul de vraag in.", max_length=200)
    hint = LongTextField("Uitleg onder de vraag", rows=2, optional=True, max_length=500)
    example = LongTextField("Voorbeeld, uitgeklapt", rows=3, optional=True, max_length=1000)
    purpose = TextField("Waarom wij dit vragen", missing="Schrijf waarom wij dit vragen. De aanvrager leest dit.", max_length=300)
    missing = TextField("Wat wij zeggen als iemand het leeg laat", optional=True, max_length=300)
    is_optional = TickField("Deze vraag mag leeg blijven", optional=True)
    reason = TextField("Waarom verandert u dit?", missing="Schrijf waarom u deze vraag verandert.", max_length=300)


@blueprint.get("/beheer/formulieren")
@allow(Permission.MANAGE_FORMS)
def forms() -> ResponseReturnValue:
    """Every rule set with its form, what it asks, and all questions."""
    shown = []
    for agenda in list_agendas(db()):
        for row in agenda.rule_sets:
            rules = rule_set_document(row)
            form = form_of(db(), rules)
            shown.append((agenda, row, form, burdens_of(form, rules)))
    return render_template("agenda/forms.html", shown=shown, readers=READER_LABELS, published=list_forms(db()))


@blueprint.route("/beheer/formulieren/<int(max=2147483647):rule_set_id>/<question_id>", methods=["GET", "POST"])
@allow(Permission.MANAGE_FORMS)
def reword(rule_set_id: int, question_id: str) -> ResponseReturnValue:
    """Change the words of one question. Who is writing a request sees them at once; what was sent keeps the old ones."""
    row = get_rule_set(db(), rule_set_id)
    question = next((q for q in form_of(db(), rule_set_document(row)).questions if q.id == question_id), None)
    if question is None:
        raise NotFound(question_id)
    said = {name: getattr(question, name) for name in ("label", "hint", "example", "purpose", "missing")}
    form = WordsForm(data={**said, "is_optional": question.optional})
    if form.validate_on_submit():
        try:
            answer = perform(
                lambda tx: reword_question(tx, rule_set_id, question_id, reason=form.reason.data, **_words(form)),
                then=lambda _: url_for("agenda.forms"),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("De vraag is veranderd. Wat al verstuurd is, houdt de oude woorden.", "good")
            return answer
    return _page(row, question_id, form), 422 if form.is_submitted() else 200


def _words(form: WordsForm) -> dict[str, Any]:
    said = {name: form[name].data.strip() for name in ("label", "hint", "example", "purpose", "missing")}
    return {**said, "optional": bool(form.is_optional.data)}


def _page(row: RuleSet, question_id: str, form: WordsForm) -> str:
    return render_template("agenda/reword.html", row=row, question_id=question_id, form=form)
