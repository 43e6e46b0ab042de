"""Talks: colleagues offer moments and see who chose; both sides put them in their calendar."""

from datetime import datetime, timedelta

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.agenda.queries import list_tiers
from mag.applications import service
from mag.applications.models import TalkMoment
from mag.applications.service import Offer
from mag.applications.talk_queries import list_moments
from mag.applications.talk_words import Entry, calendar_file
from mag.core.clock import at
from mag.core.errors import Refused
from mag.desk.forms import ActForm
from mag.desk.handling_forms import OfferForm, read_time
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import day_now
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

LEAST = 3
"""How many moments there should be to choose from (domain: one of at least three)."""
LOOK_BACK = timedelta(days=14)
"""How long a talk stays in the list, for who still has to write it down."""


@blueprint.route("/gesprekken", methods=["GET", "POST"])
@allow(Permission.SEE_APPLICATIONS)
def talks() -> ResponseReturnValue:
    """Every talk that is planned, every moment on offer, and the form to offer more."""
    agenda = find_current(db(), request.args.get("agenda"), day_now())
    may_offer = actor().may(Permission.DECIDE)
    form = OfferForm().offer([(tier.code, tier.label) for tier in list_tiers(db(), agenda.id)]) if may_offer else None
    if form is None or not form.is_submitted() or form.wants_row():
        return _page(agenda, form)
    if not form.validate():
        return _page(agenda, form), 422
    offers = _offers(form)
    tiers = list(form.tiers.data or [])
    try:
        answer = perform(
            lambda tx: service.offer_moments(tx, agenda.id, offers, tiers=tiers),
            then=lambda _: url_for("desk.talks", agenda=request.args.get("agenda")),
        )
    except Refused as refused:
        return _page(agenda, form.refuse(refused)), 422
    flash("Het moment staat klaar." if len(offers) == 1 else f"{len(offers)} momenten staan klaar.", "good")
    return answer


@blueprint.post("/gesprekken/<int(max=2147483647):moment_id>/weg")
@allow(Permission.DECIDE)
def withdraw_moment(moment_id: int) -> ResponseReturnValue:
    """Stop offering a moment; who had chosen it is told."""
    address = house().settings.address
    answer = perform(lambda tx: service.withdraw_moment(tx, moment_id, address=address), then=lambda _: url_for("desk.talks"))
    flash("Het moment is weg. Had iemand het gekozen, dan krijgt die bericht.", "good")
    return answer


@blueprint.get("/gesprekken/agenda.ics")
@allow(Permission.SEE_APPLICATIONS)
def talks_calendar() -> ResponseReturnValue:
    """The talks that were chosen and offered by who asks, as a calendar file."""
    agenda = find_current(db(), request.args.get("agenda"), day_now())
    own = [one for one in list_moments(db(), agenda.id, _since()) if one.application is not None and one.offered_by_id == actor().id]
    return calendar([_entry(one) for one in own], "Gesprekken met aanvragers", "gesprekken")


def calendar(entries: list[Entry], name: str, filename: str) -> Response:
    """A calendar file to download."""
    made = calendar_file(entries, made_at=house().store.clock.now(), name=name)
    response = Response(made, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    return response


def uid(kind: str, number: int | str) -> str:
    """The stable name of a calendar entry of this installation."""
    return f"{kind}-{number}@{house().settings.address.split('//')[-1].split('/')[0].split(':')[0]}"


def _entry(moment: TalkMoment) -> Entry:
    application = moment.application
    assert application is not None
    where = f"Bel {application.phone or 'de aanvrager'}" if moment.by_phone else moment.place
    return Entry(
        uid=uid("gesprek", application.id),
        title=f"Gesprek over {application.title} ({application.reference})",
        when=moment.starts_at,
        minutes=moment.minutes,
        place=where,
        text=f"Met {application.contact_name}, {application.partner.name}.",
        url=f"{house().settings.address}{url_for('desk.application', reference=application.reference)}",
    )


def _offers(form: OfferForm) -> list[Offer]:
    by_phone = form.by_phone.data == "telefoon"
    found = []
    for row in form.moments.data or []:
        time = read_time(row["time"])
        assert time is not None, "the form read it"
        place = "" if by_phone else form.place.data or ""
        found.append(Offer(at(row["day"], time.hour, time.minute), form.minutes.data, place, by_phone))
    return found


def _since() -> datetime:
    return house().store.clock.now() - LOOK_BACK


def _page(agenda: Agenda, form: OfferForm | None) -> str:
    now = house().store.clock.now()
    moments = list_moments(db(), agenda.id, _since())
    taken = [one for one in moments if one.application is not None]
    free = [one for one in moments if one.application is None and one.starts_at > now]
    return render_template(
        "desk/talks.html", form=form, taken=taken, free=free, now=now, least=LEAST, act_form=ActForm(formdata=None), agenda=agenda
    )
