"""Money is exact: what is read, shown and split never gains or loses a cent, and nothing is guessed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mag.core.money import MAX_AMOUNT, AmountUnclear, AmountWrong, in_words, parse_amount, plain, show, split

CENTS = st.integers(min_value=0, max_value=MAX_AMOUNT)


@given(CENTS)
def test_what_is_shown_is_read_back_to_the_cent(cents: int) -> None:
    assert parse_amount(show(cents)) == cents
    assert parse_amount(plain(cents)) == cents


@given(st.integers(min_value=0, max_value=999), st.integers(min_value=0, max_value=99))
def test_a_point_before_two_digits_is_asked_back_with_both_readings(euros: int, cents: int) -> None:
    with pytest.raises(AmountUnclear) as asked:
        parse_amount(f"{euros}.{cents:02d}")
    assert asked.value.readings == tuple(sorted((euros * 100 + cents, int(f"{euros}{cents:02d}") * 100)))


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_sentence_and_never_anything_else(text: str) -> None:
    try:
        assert 0 <= parse_amount(text) <= MAX_AMOUNT
    except AmountWrong as wrong:
        assert wrong.sentence.endswith((".", "?"))


@given(st.integers(min_value=0, max_value=10**12), st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20))
def test_the_parts_of_a_split_are_the_whole(total: int, weights: list[int]) -> None:
    assume(sum(weights) > 0)
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True))


def test_a_split_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, [0, 0])


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "nul euro"),
        (21_00, "eenentwintig euro"),
        (22_00, "tweeëntwintig euro"),
        (1250_50, "duizend tweehonderdvijftig euro en vijftig cent"),
        (1_000_000_00, "een miljoen euro"),
    ],
)
def test_an_amount_in_words_for_who_releases_it(cents: int, words: str) -> None:
    assert in_words(cents) == words
