"""What counts as a good password, how long one waits, and where one may be sent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.accounts.roles import ROLE_LABELS, ROLE_MAY, Permission, Role, permissions_of
from mag.accounts.rules import WINDOW, AttemptKind, must_wait, network_key, wait_until, weak_password
from mag.web.addresses import local_path

NOON = datetime(2022, 3, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("good", ["paarse olifant danst", "Tuin-9-regen-kachel", "zeven zachte zebra’s", "コーヒーを毎朝三杯飲みます"])
def test_a_sentence_of_one_s_own_will_do(good: str) -> None:
    assert weak_password(good, email="sanne@demo.example", name="Sanne Demo") == []


@pytest.mark.parametrize(
    ("weak", "code"),
    [
        ("", "password_short"),
        ("kort&goed1", "password_short"),
        ("x" * 201, "password_long"),
        ("aaaaaaaaaaaa", "password_obvious"),
        ("123456789012", "password_obvious"),
        ("qwertyuiopasdf", "password_obvious"),
        ("Welkom2022!!", "password_obvious"),
        ("wachtwoord123", "password_obvious"),
        ("GemeenteHardinxveld1", "password_obvious"),
        ("Winter Zomer 2023", "password_obvious"),
        ("sanne.devries!", "password_obvious"),
    ],
)
def test_what_others_would_guess_is_refused_in_one_sentence(weak: str, code: str) -> None:
    (refusal,) = weak_password(weak, email="sanne.devries@demo.example", name="Sanne de Vries")
    assert (refusal.code, refusal.field) == (code, "password")
    assert refusal.sentence.endswith(".")


def test_who_failed_five_times_waits_a_quarter_from_the_oldest_that_counts() -> None:
    tries = [NOON + timedelta(minutes=n) for n in (0, 1, 2, 3)]
    assert wait_until(tries, 5) is None
    assert wait_until([*tries, NOON + timedelta(minutes=4)], 5) == NOON + WINDOW
    assert wait_until([*tries, NOON + timedelta(minutes=4), NOON + timedelta(minutes=5)], 5) == NOON + timedelta(minutes=1) + WINDOW


@given(st.lists(st.integers(0, 14), min_size=5, max_size=40))
def test_waiting_always_ends_within_the_window(minutes: list[int]) -> None:
    tries = [NOON + timedelta(minutes=m) for m in minutes]
    until = wait_until(tries, 5)
    assert until is not None and until <= max(tries) + WINDOW
    assert wait_until([t for t in tries if t > until - WINDOW], 5) is None


def test_the_sentence_says_how_long() -> None:
    assert "1 minuut" in must_wait(AttemptKind.PASSWORD, 1).sentence
    assert "12 minuten" in must_wait(AttemptKind.MAIL, 12).sentence


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "onbekend"),
        ("no address", "onbekend"),
    ],
)
def test_one_network_address_counts_as_one(address: str | None, key: str) -> None:
    assert network_key(address) == key


@pytest.mark.parametrize("path", ["/", "/mijn", "/mijn/MAG-2022-0001?a=1&b=%20", "/cijfers#kaart"])
def test_a_page_of_ours_may_be_gone_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        None,
        "mijn",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/mijn\r\nSet-Cookie: a=b",
        "/mijn\0",
        "/" + "a" * 600,
    ],
)
def test_another_host_is_never_gone_to(path: str | None) -> None:
    assert local_path(path) is None


@given(st.text(max_size=40))
def test_whatever_is_kept_starts_with_one_slash_and_holds_no_backslash(path: str) -> None:
    kept = local_path(path)
    assert kept is None or (kept[0] == "/" and kept[1:2] != "/" and "\\" not in kept and kept.split() == [kept])


def test_every_role_has_a_word_and_rights_and_none_but_the_administrator_manages_people() -> None:
    assert set(ROLE_LABELS) == set(ROLE_MAY) == set(Role)
    assert [role for role in Role if Permission.MANAGE_ACCOUNTS in ROLE_MAY[role]] == [Role.ADMINISTRATOR]
    assert permissions_of(set(), is_member=False) == {"own_account"}
    assert not permissions_of({Role.ADMINISTRATOR}, is_member=False) & {"decide", "release_payments", "see_personal_data"}
