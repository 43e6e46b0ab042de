"""Two at the same moment: a link opens for one of them, and guesses are all counted."""

from concurrent.futures import ThreadPoolExecutor

from mag.accounts.attempts import claim_try
from mag.accounts.models import TokenPurpose
from mag.accounts.roles import Role
from mag.accounts.rules import LIMITS, AttemptKind
from mag.accounts.service import invite, use_token
from mag.core.errors import Refused
from mag.core.transaction import Store


def test_a_link_used_by_two_at_once_works_for_one(store: Store) -> None:
    with store.transaction() as tx:
        secret = invite(tx, email="s@demo.example", name="S. Demo", role=Role.AUDITOR, address="https://mag.demo.example")[1].rsplit(
            "/", 1
        )[1]

    def use(_number: int) -> bool:
        try:
            with store.transaction() as tx:
                use_token(tx, secret, (TokenPurpose.INVITE,))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_guesses_sent_at_once_are_all_counted(store: Store) -> None:
    def guess(number: int) -> bool:
        try:
            claim_try(store, AttemptKind.PASSWORD, "s@demo.example", f"192.0.2.{number}")
        except Refused:
            return False
        return True

    assert guess(0)
    with ThreadPoolExecutor(4) as pool:
        allowed = 1 + sum(pool.map(guess, range(1, 16)))
    assert allowed == LIMITS[AttemptKind.PASSWORD].address
