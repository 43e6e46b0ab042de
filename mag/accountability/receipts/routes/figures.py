"""The partner says what is on a receipt, if it likes: nobody has to, the picture alone is enough."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.queries import is_own
from mag.accountability.receipts import queries, service
from mag.accountability.receipts.forms import FactsForm, data_of
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import odd_about
from mag.accountability.receipts.states import READ_LABELS
from mag.accountability.routes import blueprint
from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow

PAGE = "/verantwoording/<reference>/bon/<int(max=2147483647):receipt_id>/gegevens"


@blueprint.get(PAGE)
@allow(Permission.HAND_IN)
def figures(reference: str, receipt_id: int) -> ResponseReturnValue:
    """One receipt with its figures; what we read from it stands there already, to be looked at."""
    receipt = _own(reference, receipt_id)
    return _page(receipt, FactsForm(formdata=None, data=data_of(service.proposed_facts(receipt))))


@blueprint.post(PAGE)
@allow(Permission.HAND_IN)
def give_figures(reference: str, receipt_id: int) -> ResponseReturnValue:
    """Keep the figures and go back to the account."""
    receipt, form = _own(reference, receipt_id), FactsForm()
    form.ask(queries.list_cost_lines(db(), receipt.hand_in.grant.application_id))
    if not form.validate():
        return _page(receipt, form), 422
    grant, facts = receipt.hand_in.grant, form.facts()
    back = url_for(".hand_in", reference=reference, _anchor="files-kept")
    try:
        answer = perform(lambda tx: service.give_facts(tx, receipt_id, facts), then=lambda _: back)
    except Refused as refused:
        return _page(_own(reference, receipt_id), form.refuse(refused)), 422
    for sentence in odd_about(facts, starts_on=grant.starts_on, ends_on=grant.ends_on):
        flash(f"{sentence} U kunt de bon wel gewoon meesturen.", "info")
    return answer


def _own(reference: str, receipt_id: int) -> Receipt:
    receipt = queries.get_receipt(db(), actor(), reference, receipt_id)
    if not is_own(actor(), receipt.hand_in.grant):
        raise NotFound(reference)
    return receipt


def _page(receipt: Receipt, form: FactsForm) -> str:
    grant = receipt.hand_in.grant
    form.ask(queries.list_cost_lines(db(), grant.application_id))
    read = READ_LABELS.get(receipt.read_how) if receipt.read_how and receipt.facts_by is None else None
    return render_template("accountability/receipts/figures.html", receipt=receipt, grant=grant, form=form, read=read)
