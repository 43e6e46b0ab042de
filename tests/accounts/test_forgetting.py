"""What the door no longer needs is gone after a night; what is still open stays."""

from datetime import timedelta

from sqlalchemy import select

from mag.accounts.attempts import claim_try
from mag.accounts.forgetting import forget_old
from mag.accounts.models import MailToken, Person, SignInAttempt, SignInSession
from mag.accounts.roles import Role
from mag.accounts.rules import AttemptKind
from mag.accounts.service import mail_sign_in_link
from mag.accounts.sessions import start_session
from mag.core.clock import SetClock
from mag.core.transaction import Store
from tests.factories.people import make_person


def test_old_tries_sessions_and_links_are_forgotten_and_the_person_is_not(store: Store, clock: SetClock) -> None:
    def visit() -> None:
        claim_try(store, AttemptKind.MAIL, "s@demo.example", "192.0.2.1")
        with store.transaction() as tx:
            person = make_person(tx, "s@demo.example", "S. Demo", Role.AUDITOR)
            mail_sign_in_link(tx, "s@demo.example", address="https://mag.demo.example")
            start_session(tx, person_id=person.id)

    visit()
    clock.set(clock.now() + timedelta(days=31))
    visit()
    with store.transaction() as tx:
        forget_old(tx)
    with store.transaction() as tx:
        assert forget_old(tx) == 0
    with store.reading() as db:
        counts = [len(db.scalars(select(table)).all()) for table in (SignInAttempt, SignInSession, MailToken, Person)]
    assert counts == [2, 1, 1, 1]
