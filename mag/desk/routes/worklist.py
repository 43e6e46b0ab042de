"""The work list: what is in hand, the most urgent on top; any filter is an address. And the way along it, file by file."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.agenda.queries import list_goals, list_tiers
from mag.applications.queries import (
    CLOSED,
    NEARLY,
    Pile,
    count_piles,
    find_neighbours,
    get_application,
    list_deciders,
    list_handlers,
    list_saved,
    list_worklist,
)
from mag.applications.states import APPLICATION
from mag.core.clock import today
from mag.core.logs import list_looking, note_access
from mag.desk.list_forms import BulkForm, FilterForm, SaveListForm
from mag.desk.routes import blueprint
from mag.desk.routes.bulk import ACTS
from mag.desk.work_filter import NAMES, PILE_LABELS, address_of, choices_of, query_of, told
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

TABS = (Pile.NEW, Pile.WORK, Pile.LATER, Pile.OPEN)


def day_now() -> date:
    """Today, by the clock of the house."""
    return today(house().store.clock.now())


def agenda_now() -> Agenda:
    """The agenda the page is about."""
    return find_current(db(), request.args.get("agenda"), day_now())


def pile_url(pile: Pile, asked: Any) -> str:
    """Where a pile stands with the rest of a filter kept: new items have a page of their own."""
    rest = address_of(asked, lijst=None if pile in (Pile.NEW, Pile.WORK) else pile.value)
    return url_for("desk.inbox" if pile is Pile.NEW else "desk.worklist") + (f"?{rest}" if rest else "")


@blueprint.get("/werkvoorraad")
@allow(Permission.SEE_APPLICATIONS)
def worklist() -> ResponseReturnValue:
    """The files a filter asks for, in pages; the filter stands in the address."""
    day, agenda = day_now(), agenda_now()
    asked: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    query = query_of(asked, agenda.id, day, actor().id)
    counts = dict(count_piles(db(), query))
    found = list_worklist(db(), query, page=request.args.get("pagina", 1, type=int), total=counts[query.pile])
    choices = choices_of(list_tiers(db(), agenda.id), list_handlers(db(), agenda.id), list_goals(db(), agenda.id), actor().id)
    may_act = actor().may(Permission.DECIDE) and query.pile not in CLOSED
    here = address_of(asked)
    return render_template(
        "desk/worklist.html",
        agenda=agenda,
        found=found,
        query=query,
        day=day,
        nearly=NEARLY.days,
        words=APPLICATION.staff_words,
        title=PILE_LABELS[query.pile],
        told=told(query, choices),
        tabs=[(PILE_LABELS[pile], counts[pile], pile_url(pile, asked), pile is query.pile) for pile in TABS],
        filter_form=FilterForm().offer(choices, counts),
        page_url=lambda number: url_for("desk.worklist", **asked, pagina=number),
        here=here,
        looking=list_looking(db(), actor(), "application", [row.id for row in found.rows], house().store.clock.now()) if found.rows else {},
        saved=list_saved(db(), actor(), agenda.id),
        save_form=SaveListForm(prefix="list"),
        bulk_form=BulkForm(prefix="bulk").offer(ACTS, list_deciders(db()), day) if may_act and found.rows else None,
    )


@blueprint.get("/werkvoorraad/<reference>/stap/<direction>")
@allow(Permission.SEE_APPLICATIONS)
def step(reference: str, direction: str) -> ResponseReturnValue:
    """The next (or previous) file of the list one came from; at the end, the list itself. ``uit`` holds the list's filter."""
    here = get_application(db(), actor(), reference)
    asked = dict(parse_qsl(request.args.get("uit", "")))
    asked = {name: value for name, value in asked.items() if name in NAMES}
    query = query_of(asked, here.agenda_id, day_now(), actor().id)
    found = find_neighbours(db(), query, reference)
    to = found.before if direction == "vorige" else found.after
    if to is not None:
        return redirect(url_for("desk.application", reference=to, uit=address_of(asked) or None), code=303)
    flash("Dit was de eerste van de lijst." if direction == "vorige" else "Dit was de laatste van de lijst.", "info")
    return redirect(pile_url(query.pile, asked), code=303)


@blueprint.get("/werkvoorraad/<reference>/gezien.svg")
@allow(Permission.SEE_APPLICATIONS)
def seen(reference: str) -> ResponseReturnValue:
    """A small eye on the page of a file. Fetching it writes down that this person is looking, for colleagues to see."""
    found = get_application(db(), actor(), reference)
    note_access(house().store, actor(), "opened", "application", found.id)
    return EYE, 200, {"Content-Type": "image/svg+xml"}


EYE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="#455565" stroke-width="1.5">'
    '<path d="M1.5 10C4 5.5 7 4 10 4s6 1.5 8.5 6C16 14.5 13 16 10 16s-6-1.5-8.5-6Z"/><circle cx="10" cy="10" r="2.5"/></svg>'
)
