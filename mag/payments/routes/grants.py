"""The page about paying one grant: hold it, go on, set it off, and check a changed account."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused
from mag.core.money import show
from mag.core.transaction import Tx
from mag.grants.states import INSTALMENT, InstalmentState
from mag.payments import queries, service
from mag.payments.forms import AccountCheckForm, HoldForm, LiftForm, SetOffForm
from mag.payments.queries import GrantMoney
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow

blueprint = Blueprint("paying", __name__, template_folder="../templates")


@blueprint.get("/betalingen/bijdrage/<reference>")
@allow(Permission.SEE_PAYMENTS)
def grant(reference: str) -> ResponseReturnValue:
    """A grant's instalments and what can be done about paying them."""
    return _page(queries.get_grant_money(db(), actor(), reference))


@blueprint.post("/betalingen/bijdrage/<reference>/opschorten")
@allow(Permission.PREPARE_PAYMENTS)
def hold(reference: str) -> ResponseReturnValue:
    """Hold what is still to be paid."""
    form = HoldForm(prefix="hold")
    return _act(
        reference,
        "hold_form",
        form,
        lambda tx, money: service.hold_payments(tx, money.grant.id, until_on=form.until_on.data, reason=form.reason.data),
        "De betalingen zijn opgeschort. De partner krijgt een mail.",
    )


@blueprint.post("/betalingen/bijdrage/<reference>/doorgaan")
@allow(Permission.PREPARE_PAYMENTS)
def lift(reference: str) -> ResponseReturnValue:
    """Go on paying before the hold is over."""
    form = LiftForm(prefix="lift")

    def verb(tx: Tx, money: GrantMoney) -> object:
        if money.hold is None:
            raise NotFound(f"hold on {reference}")
        return service.lift_hold(tx, money.hold.id, reason=form.reason.data)

    return _act(reference, "lift_form", form, verb, "De opschorting is opgeheven. De betalingen kunnen weer mee.")


@blueprint.post("/betalingen/bijdrage/<reference>/verrekenen")
@allow(Permission.PREPARE_PAYMENTS)
def set_off(reference: str) -> ResponseReturnValue:
    """Set an instalment off against a claim."""
    form = SetOffForm(prefix="setoff")

    def verb(tx: Tx, _: GrantMoney) -> object:
        claim, _sign, part = str(form.pair.data).partition("-")
        return service.set_off(tx, int(claim), int(part), reason=form.reason.data)

    return _act(reference, "set_off_form", form, verb, "De betaling is verrekend. De partner krijgt een mail.")


@blueprint.post("/betalingen/bijdrage/<reference>/rekening")
@allow(Permission.RELEASE_PAYMENTS)
def check(reference: str) -> ResponseReturnValue:
    """Confirm a changed account."""
    form = AccountCheckForm(prefix="check")

    def verb(tx: Tx, money: GrantMoney) -> object:
        if money.account is None:
            raise NotFound(f"account of {reference}")
        return service.confirm_account(tx, money.account.id, how=form.how.data)

    return _act(reference, "check_form", form, verb, "Het rekeningnummer is gecontroleerd.")


def _act(reference: str, name: str, form: Any, verb: Callable[[Tx, GrantMoney], object], done: str) -> ResponseReturnValue:
    money = queries.get_grant_money(db(), actor(), reference)
    if isinstance(form, SetOffForm):
        form.pair.choices = list(_pairs(money))
    try:
        if not form.validate():
            raise Refused()
        answer = perform(lambda tx: verb(tx, money), lambda _: url_for(".grant", reference=reference))
    except Refused as refused:
        return _page(queries.get_grant_money(db(), actor(), reference), **{name: form.refuse(refused)}), 422
    flash(done, "good")
    return answer


def _pairs(money: GrantMoney) -> list[Sequence[Any]]:
    """What can be set off: every planned instalment against every open claim on the partner."""
    planned = [part for part in money.grant.instalments if part.state is InstalmentState.PLANNED]
    return [
        (
            f"{claim.id}-{part.id}",
            f"Betaling {part.number} van {show(part.amount)} met terugvordering {claim.grant.reference}, "
            f"waarvan nog {show(claim.amount - claim.received_amount)} open staat",
        )
        for claim in money.claims
        for part in planned
    ]


def _page(money: GrantMoney, **forms: Any) -> str:
    me, pairs = actor(), _pairs(money)
    shown = {
        "hold_form": HoldForm(formdata=None, prefix="hold"),
        "lift_form": LiftForm(formdata=None, prefix="lift"),
        "set_off_form": SetOffForm(formdata=None, prefix="setoff"),
        "check_form": AccountCheckForm(formdata=None, prefix="check"),
    } | forms
    shown["set_off_form"].pair.choices = list(pairs)
    return render_template(
        "payments/grant.html", money=money, grant=money.grant, words=INSTALMENT.staff_words, pairs=pairs,
        may_act=me.may(Permission.PREPARE_PAYMENTS), may_check=me.may(Permission.RELEASE_PAYMENTS),
        may_see_accounts=me.may(Permission.SEE_PERSONAL_DATA), failed_form=next(iter(forms.values()), None), **shown,
    )  # fmt: skip
