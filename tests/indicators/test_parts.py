"""Parts of a value: what is small is hidden, and nothing hidden can be worked out from the rest."""

from decimal import Decimal

import pytest

from mag.indicators.models import Dimension, MeasurementPart, ValueStatus
from mag.indicators.parts import USUAL, show_parts


def parts(*values: int | None, respondents: int | None = None) -> list[MeasurementPart]:
    return [
        MeasurementPart(
            dimension=Dimension.SEX, code=str(number), name=f"deel {number}", value=None if value is None else Decimal(value),
            status=ValueStatus.SECRET if value is None else ValueStatus.FINAL, respondents=respondents,
        )
        for number, value in enumerate(values)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((40, 60), ["40", "60"]),
        ((4, 60, 36), ["minder dan 10", "60", "niet getoond"]),
        ((4, 5, 91), ["minder dan 10", "minder dan 10", "91"]),
        ((0, 60, 40), ["0", "60", "40"]),
        ((None, 60, 40), ["geheim", "60", "niet getoond"]),
        ((None, None, 40), ["geheim", "geheim", "40"]),
        ((4, None, 40), ["minder dan 10", "geheim", "40"]),
        ((4,), ["minder dan 10"]),
    ],
)
def test_never_exactly_one_is_hidden(values: tuple[int | None, ...], shown: list[str]) -> None:
    (told,) = show_parts(parts(*values), "aantal", USUAL)
    assert told.title == "geslacht" and [text for _, text in told.parts] == shown


def test_a_share_of_few_people_is_hidden() -> None:
    assert show_parts(parts(12, 30, respondents=49), "%", USUAL)[0].parts[0][1] == "niet getoond: minder dan 50 mensen"
    assert show_parts(parts(12, 30, respondents=50), "%", USUAL)[0].parts[0][1] == "12%"
