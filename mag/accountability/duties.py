"""What happens by itself: partners are reminded of an account that is nearly or long due, and called for their half-year reports."""

from mag.accountability.calls.queries import list_calls, list_missing, list_to_call
from mag.accountability.calls.rules import call_day, kind_of_period, period_of_call
from mag.accountability.calls.service import call_reports, remind_partner
from mag.accountability.rules import AHEAD
from mag.agenda.queries import list_agendas, rule_set_document, rule_set_on
from mag.core import clock
from mag.core.duties import Run
from mag.core.house import House
from mag.core.period import add_term


def remind_hand_ins(house: House, run: Run) -> str:
    """Mail every partner whose account or report is due within two weeks, or a week late; answers a line for the record.

    Each gets each of the two once, a partner at most one mail a week: what is due together stands in one mail.
    Who has no address gets none; the list of what is overdue shows them to staff. Safe to run again at any time.
    """
    today = clock.today(house.store.clock.now())
    with house.store.reading() as db:
        partners = sorted({one.grant.partner_id for one in list_missing(db, today + AHEAD) if one.grant.application.email})
    mailed = 0
    for partner_id in partners:
        with house.store.transaction() as tx:
            run.guard(tx)
            mailed += remind_partner(tx, partner_id, address=house.settings.address)
    return f"{mailed} herinneringen verstuurd" if mailed != 1 else "1 herinnering verstuurd"


def call_half_years(house: House, run: Run) -> str:
    """Call for half-year reports on the days the rule set names, once for each half year; nothing where it names none."""
    today = clock.today(house.store.clock.now())
    called = 0
    with house.store.reading() as db:
        agendas = [agenda.id for agenda in list_agendas(db)]
    for agenda_id in agendas:
        with house.store.reading() as db:
            rules = rule_set_on(db, agenda_id, today)
            cycle = rule_set_document(rules).cycle if rules is not None else None
            day = call_day(cycle.half_year_calls, today) if cycle is not None else None
            if cycle is None or day is None or not list_to_call(db, agenda_id, period_of_call(day)):
                continue
            before = [(call.kind, call.period) for call in list_calls(db, agenda_id)]
        period = period_of_call(day)
        if (kind_of_period(period), period.code) in before:
            continue
        with house.store.transaction() as tx:
            run.guard(tx)
            due_on = add_term(today, cycle.half_year_within)
            called += call_reports(tx, agenda_id, period, due_on=due_on, address=house.settings.address).reports
    return f"{called} halfjaarverslagen gevraagd"
