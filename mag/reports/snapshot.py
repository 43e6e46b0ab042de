"""Facts as canonical JSON and back: the same facts give the same text, and the text gives the same facts.

Amounts are whole cents, dates ISO, measured numbers text with a point. The hash of the text is the mark of a report.
"""

import hashlib
import json
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from mag.reports.facts import Facts

Shape = TypeVar("Shape")


def freeze(facts: Facts) -> str:
    """The facts as canonical JSON: keys sorted, no spaces, real characters."""
    return json.dumps(asdict(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def digest(frozen: str) -> str:
    """The SHA-256 of frozen facts, in hexadecimal."""
    return hashlib.sha256(frozen.encode()).hexdigest()


def thaw(frozen: str) -> Facts:
    """The facts that were frozen. Raises KeyError or TypeError for a text that is none."""
    return _read(Facts, json.loads(frozen))


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no fact")


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _read(shape: type[Shape], data: dict[str, Any]) -> Shape:
    assert is_dataclass(shape)
    hints = _hints(shape)
    known = [field.name for field in fields(shape) if field.name in data or field.default is MISSING]
    return shape(**{name: _value(hints[name], data[name]) for name in known})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is UnionType:
        hint = next(one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in value)
    if hint is Decimal:
        return Decimal(value)
    if hint is date:
        return date.fromisoformat(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _read(hint, value)
    return value
