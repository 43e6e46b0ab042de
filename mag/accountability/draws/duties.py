"""What happens by itself with small grants: once a month a draw, every night those whose term passed are settled as awarded."""

from datetime import date, timedelta

from sqlalchemy import select

from mag.accountability.draws.queries import find_pick, list_candidates, list_due
from mag.accountability.draws.service import make_draw, rules_of
from mag.accountability.settling.rules import settles_on
from mag.accountability.settling.service import settle_ex_officio
from mag.agenda.models import Agenda
from mag.agenda.queries import rule_set_document
from mag.core import clock
from mag.core.duties import Run
from mag.core.errors import Refused, Stale
from mag.core.house import House


def draw_monthly(house: House, run: Run) -> str:
    """Draw from the small grants that ended before this month, for every agenda that knows spot checks."""
    today = clock.today(house.store.clock.now())
    until = today.replace(day=1) - timedelta(days=1)
    with house.store.reading() as db:
        agendas = [number for number in db.scalars(select(Agenda.id)) if rules_of(list_candidates(db, number, until))]
    drawn = 0
    for agenda_id in agendas:
        with house.store.transaction() as tx:
            run.guard(tx)
            drawn += make_draw(tx, agenda_id, ended_until=until, address=house.settings.address).picked
    return f"{drawn} geloot voor de steekproef"


def settle_small(house: House, run: Run) -> str:
    """Settle as awarded what needs no account, once its term passed and a draw let it go (Awb 4:47; ``domain.md 4.3``).

    A grant with money in a payment run waits for the next night. Safe to run again.
    """
    today = clock.today(house.store.clock.now())
    with house.store.reading() as db:
        due = [grant.id for grant in list_due(db, today)]
    settled = 0
    for grant_id in due:
        try:
            settled += settle_one(house, run, grant_id, today)
        except (Refused, Stale):
            continue
    return f"{settled} kleine plannen afgerond"


def settle_one(house: House, run: Run, grant_id: int, today: date) -> int:
    """Settle one small grant when it is time; answers how many were settled: 0 or 1."""
    from_rules = "Voor dit bedrag vragen wij geen verantwoording. Wij stellen vast wat wij toekenden."
    with house.store.transaction() as tx:
        run.guard(tx)
        grant = next((one for one in list_due(tx.db, today) if one.id == grant_id), None)
        if grant is None:
            return 0
        rules = rule_set_document(grant.application.rule_set)
        passed = find_pick(tx.db, grant_id) is not None
        if rules.spot_check is not None and not passed:
            return 0
        if today < settles_on(grant.ends_on, grant.account_by, rules.money_terms.small_settle_within):
            return 0
        settle_ex_officio(tx, grant_id, version=grant.version, address=house.settings.address, reason=from_rules)
    return 1
