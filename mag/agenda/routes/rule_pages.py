"""The rules page: every rule set in words people can check, and what is still open to be filled in."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import ROLE_LABELS, Permission
from mag.agenda.filling import example_of, fill_open_rule
from mag.agenda.queries import get_rule_set, list_agendas, rule_set_document
from mag.agenda.routes.frame import blueprint
from mag.core.errors import Refused
from mag.core.period import show_term
from mag.web.boundary import db, perform
from mag.web.forms import BaseForm, LongTextField, TextField
from mag.web.guard import allow


class FillForm(BaseForm):
    """The value of one open rule, and who decided it."""

    value = LongTextField("Waarde", rows=2, missing="Vul de waarde in.", max_length=2000)
    reason = TextField("Wie besloot dit, en wanneer?", missing="Schrijf wie dit besloot en wanneer.", max_length=300)


@blueprint.get("/beheer/spelregels")
@allow(Permission.MANAGE_AGENDA)
def rules() -> ResponseReturnValue:
    """All rule sets of all agendas, with their tiers and what is open."""
    agendas = list_agendas(db())
    shown = [(agenda, [(row, rule_set_document(row)) for row in agenda.rule_sets]) for agenda in agendas]
    return render_template("agenda/rules.html", shown=shown, roles=ROLE_LABELS, show_term=show_term)


@blueprint.route("/beheer/spelregels/<int(max=2147483647):rule_set_id>/invullen", methods=["GET", "POST"])
@allow(Permission.MANAGE_AGENDA)
def fill(rule_set_id: int) -> ResponseReturnValue:
    """Fill in one open rule, named by ``sleutel`` in the address."""
    key = request.args.get("sleutel", "")
    row, form = get_rule_set(db(), rule_set_id), FillForm()
    form.value.hint = example_of(key)
    if form.validate_on_submit():
        try:
            answer = perform(
                lambda tx: fill_open_rule(tx, rule_set_id, key, form.value.data, reason=form.reason.data),
                then=lambda _: url_for("agenda.rules"),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("De regel is ingevuld en geldt meteen.", "good")
            return answer
    open_ones = rule_set_document(row).open_keys()
    return render_template("agenda/fill.html", row=row, form=form, key=key, is_open=key in open_ones), 422 if form.is_submitted() else 200
