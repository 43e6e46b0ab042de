"""Many at once on one line: the total lands exactly, nobody is refused while there is room (``reliability.md`` T1)."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable

from mag.budget import queries, service
from mag.budget.models import BudgetLine
from mag.core.db import Database
from mag.core.errors import Refused
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.agendas import make_agenda
from tests.factories.budgets import make_line


def line_with(store: Store, amount: int) -> int:
    with store.transaction() as tx:
        return make_line(tx, make_agenda(tx).agenda.id, amount).id


def try_to_commit(store: Store, line_id: int, who: int, amount: int) -> str:
    """What one of the many hears: done, refused, or the name of an error that should not be."""
    try:
        with store.transaction() as tx:
            service.commit_funds(tx, line_id, reference=f"MAG-2022-{who:04d}", label="x", amount=Cents(amount), reason="x")
    except Refused as refused:
        return refused.refusals[0].code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def all_at_once(jobs: list[Callable[[], str]]) -> Counter[str]:
    barrier, answers = threading.Barrier(len(jobs)), []

    def one(job: Callable[[], str]) -> None:
        barrier.wait()
        answers.append(job())

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def check_books(store: Store, line_id: int, *, committed: int, available: int) -> None:
    with store.reading() as db:
        line = db.get_one(BudgetLine, line_id)
        assert (line.committed_amount, line.available_amount) == (committed, available)
        recomputed = queries.sum_ledger(queries.list_entries(db, line_id=line_id))
        assert (recomputed.committed, recomputed.available) == (committed, available)
        assert sum(c.committed_amount for c in queries.list_commitments(db, line_id)) == committed


def test_of_two_who_want_the_last_euros_one_gets_them(store: Store) -> None:
    line_id = line_with(store, 12_000)
    for round_number in range(5):
        with store.transaction() as tx:
            free = tx.db.get_one(BudgetLine, line_id).available_amount
            if free < 12_000:
                service.allocate(tx, line_id, Cents(12_000 - free), reason="Weer vol")
        jobs = [lambda who=who: try_to_commit(store, line_id, who, 12_000) for who in (round_number * 2, round_number * 2 + 1)]
        assert all_at_once(jobs) == {"done": 1, "line_full": 1}  # type: ignore[arg-type]
    check_books(store, line_id, committed=60_000, available=0)


def test_sixteen_at_once_use_the_line_to_the_cent(store: Store) -> None:
    line_id = line_with(store, 100_000)
    jobs = [lambda who=who: try_to_commit(store, line_id, who, 10_000) for who in range(16)]
    assert all_at_once(jobs) == {"done": 10, "line_full": 6}  # type: ignore[arg-type]
    check_books(store, line_id, committed=100_000, available=0)


def test_promising_and_taking_back_at_once_never_overspends(store: Store) -> None:
    line_id = line_with(store, 50_000)

    def take_back() -> str:
        try:
            with store.transaction() as tx:
                service.withdraw(tx, line_id, Cents(30_000), reason="Begroting omlaag")
        except Refused as refused:
            return refused.refusals[0].code
        return "taken"

    answers = all_at_once([take_back, lambda: try_to_commit(store, line_id, 1, 30_000)])
    assert answers in ({"taken": 1, "line_full": 1}, {"done": 1, "line_full": 1})


def test_one_request_approved_twice_at_once_is_promised_once(store: Store) -> None:
    line_id = line_with(store, 50_000)
    answers = all_at_once([lambda: try_to_commit(store, line_id, 7, 10_000)] * 4)
    assert answers == {"done": 1, "commitment_exists": 3}
    check_books(store, line_id, committed=10_000, available=40_000)


def in_a_process(url: str, line_id: int, who: int, amount: int, answers: "multiprocessing.Queue[str]") -> None:
    database = Database(url)
    answers.put(try_to_commit(Store(database), line_id, who, amount))
    database.dispose()


def test_processes_share_a_line_as_threads_do(store: Store, engine_url: str) -> None:
    line_id = line_with(store, 30_000)
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    children = [context.Process(target=in_a_process, args=(engine_url, line_id, who, 10_000, answers)) for who in range(4)]
    for child in children:
        child.start()
    heard = Counter(answers.get(timeout=60) for _ in children)
    for child in children:
        child.join(60)
    assert heard == {"done": 3, "line_full": 1}
    check_books(store, line_id, committed=30_000, available=0)


def test_two_lines_locked_from_both_sides_do_not_wait_for_each_other(store: Store) -> None:
    with store.transaction() as tx:
        agenda_id = make_agenda(tx).agenda.id
        ids = [make_line(tx, agenda_id, 10_000, code=str(n)).id for n in range(2)]

    def both(order: list[int], who: int) -> str:
        try:
            with store.transaction() as tx:
                service.lock_lines(tx, order)
                for line_id in order:
                    service.commit_funds(tx, line_id, reference=f"R-{who}-{line_id}", label="x", amount=Cents(100), reason="x")
        except Exception as error:
            return type(error).__name__
        return "done"

    jobs = [lambda who=who: both(ids if who % 2 else ids[::-1], who) for who in range(8)]
    assert all_at_once(jobs) == {"done": 8}  # type: ignore[arg-type]
