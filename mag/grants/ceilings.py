"""Ceilings that hold every award back (Awb 4:25): a room downstream hangs its rule here, so that no way of deciding goes round it."""

from collections.abc import Callable, Iterable

from mag.applications.models import Application
from mag.core.errors import Refusal
from mag.core.money import Cents
from mag.core.transaction import Tx

Ceiling = Callable[[Tx, Application, Cents], Iterable[Refusal]]
"""Says why an amount (in cents) cannot be awarded to an application; nothing when it can. May lock rows, writes nothing."""

CEILINGS: list[Ceiling] = []
"""The ceilings of the house. Filled once, when the room that knows them is imported (``mag.rounds.service``)."""
