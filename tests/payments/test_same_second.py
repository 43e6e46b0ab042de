"""Two people press the same button in the same second: one release, one file, the same bytes for both (``reliability.md`` T2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mag.accounts.roles import Role
from mag.accounts.sessions import start_session
from mag.core.clock import SetClock, at
from mag.core.files import FileStore, StoredFile
from mag.core.journal import JournalLine
from mag.core.logs import AccessLine
from mag.core.transaction import Store
from mag.payments import service
from tests.factories.agendas import make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import make_grant
from tests.factories.people import actor_for, make_staff
from tests.web_client import client_with, make_app, token_of

TODAY = date(2022, 3, 1)
RUN = "/betaalrondes/BR-2022-0001"


def test_two_people_release_and_fetch_the_file_in_the_same_second(store: Store, tmp_path: Path) -> None:
    store.clock = SetClock(at(TODAY))
    with store.transaction() as tx:
        ground = make_agenda(tx)
        line = make_line(tx, ground.agenda.id, 1_000_000)
        ids = [make_grant(tx, ground, line.id, parts=((10_000, TODAY),)).instalments[0].id for _ in range(3)]
        leader = make_staff(tx, Role.PROJECT_LEADER).id
        secrets = [start_session(tx, person_id=make_staff(tx, Role.CONTROLLER).id) for _ in range(2)]
    with store.transaction(actor_for(store, leader)) as tx:
        service.prepare_run(tx, ground.agenda.id, ids, execution_on=TODAY)
    app = make_app(store, tmp_path)
    clients = [client_with(app, secret) for secret in secrets]
    for client in clients:
        client.get(RUN)
    forms = [{"csrf_token": token_of(client), "version": "1", "idempotency_key": str(n) * 32} for n, client in enumerate(clients)]

    def together(act: Callable[[int], TestResponse]) -> list[TestResponse]:
        start = Barrier(2)

        def one(number: int) -> TestResponse:
            start.wait()
            return act(number)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, range(2)))

    released = together(lambda n: clients[n].post(f"{RUN}/vrijgeven", data=forms[n]))
    assert sorted(answer.status_code for answer in released) in ([303, 409], [303, 422])
    files = together(lambda n: clients[n].get(f"{RUN}/betaalbestand.xml"))
    assert [answer.status_code for answer in files] == [200, 200] and files[0].data == files[1].data
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(StoredFile)) == 1
        assert db.scalar(select(func.count()).select_from(JournalLine).where(JournalLine.action == "payments.run.released")) == 1
        assert db.scalar(select(func.count()).select_from(AccessLine).where(AccessLine.what == "downloaded")) == 2
    assert len(list(FileStore(tmp_path / "files").list_stored())) == 1
