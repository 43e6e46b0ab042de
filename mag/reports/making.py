"""Makes the files of adopted reports, behind the pages: each report once, whatever the number of workers, and whole or not at all.

The files go into the store before the transaction that adopts (``reliability.md`` 5, T2): a process that dies in between leaves files
nobody refers to, and a lease that runs out. The facts are frozen, so the next try gives the same bytes.
"""

import logging
from dataclasses import replace

from mag.core.house import House
from mag.reports import adopting, snapshot
from mag.reports.adopting import Order
from mag.reports.present import charts_folder
from mag.reports.queries import list_making
from mag.reports.render import make_forms, store_forms

log = logging.getLogger("mag.reports")


def make_waiting(house: House) -> int:
    """Make the files of every report that waits for them; answers how many became adopted. A tick of the timetable."""
    with house.store.reading() as db:
        waiting = list_making(db)
    return sum(make_one(house, report_id) for report_id in waiting)


def make_one(house: House, report_id: int) -> bool:
    """Try the files of one report; answers whether that made it an adopted one. Trouble is logged and noted, never raised."""
    with house.store.transaction() as tx:
        order = adopting.take_up(tx, report_id)
    return order is not None and _carry_out(house, order)


def _carry_out(house: House, order: Order) -> bool:
    address = house.settings.address
    try:
        made = make_forms(charts_folder(house), snapshot.thaw(order.facts), replace(order.stamp, address=address))
        forms = store_forms(house.files, made)
    except Exception as trouble:  # whatever it is: the report stays as it is, and the reason is kept for who looks after it
        log.exception("the files of report %s could not be made (try %s)", order.report_id, order.attempt)
        with house.store.transaction() as tx:
            adopting.note_trouble(tx, order, f"{type(trouble).__name__}: {trouble}", address=address)
        return False
    with house.store.transaction() as tx:
        return adopting.finish(tx, order, forms, address=address) is not None
