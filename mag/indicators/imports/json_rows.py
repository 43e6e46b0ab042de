"""Reads the JSON of the CBS one observation at a time, in constant memory: ``{"value": [{…}, …]}`` or a bare list."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

from mag.indicators.imports.rows import MOST_ROWS, FileProblem, Row, too_many

_CHUNK = 1 << 16
_LONGEST = 1 << 20
_START = re.compile(r'\s*(\[|\{.*?"value"\s*:\s*\[)', re.DOTALL)
_BETWEEN = re.compile(r"[\s,]*")


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)


def read_json(stream: BinaryIO) -> Iterator[Row]:
    """Every observation with its cells. Raises :class:`FileProblem` when it is no such JSON, or breaks off."""
    text = TextIOWrapper(stream, encoding="utf-8-sig")
    try:
        for number, found in enumerate(_objects(text), start=1):
            if number > MOST_ROWS:
                raise too_many()
            yield Row(number, "waarneming", {str(key): _cell(value) for key, value in found.items()})
    except UnicodeDecodeError:
        raise FileProblem("Dit bestand is geen tekst in UTF-8. Haal het opnieuw op bij het CBS.") from None
    except RecursionError:
        raise FileProblem("Dit bestand is geen lijst met waarnemingen van het CBS.") from None
    finally:
        text.detach()


def _cell(value: Any) -> str | Decimal | None:
    if value is None or isinstance(value, (str, Decimal)):
        return value
    return str(value)[:100]


def _objects(text: TextIOWrapper) -> Iterator[dict[str, Any]]:
    buffer = text.read(_CHUNK)
    started = _START.match(buffer)
    if started is None:
        raise FileProblem("Dit bestand is geen JSON van het CBS: er staat geen lijst met de naam “value” in.")
    at, count = started.end(), 0
    while True:
        between = _BETWEEN.match(buffer, at)
        at = between.end() if between else at
        if buffer[at : at + 1] == "]":
            return
        try:
            found, at = _DECODER.raw_decode(buffer, at)
        except ValueError as error:
            more = text.read(_CHUNK)
            buffer, at = buffer[at:] + more, 0
            if not more:
                raise FileProblem(_broken_off(count)) from None
            if len(buffer) > _LONGEST:
                raise FileProblem(f"Na waarneming {count} is het bestand niet meer te lezen.") from error
            continue
        if not isinstance(found, dict):
            raise FileProblem(f"Waarneming {count + 1} is geen waarneming van het CBS.")
        count += 1
        yield found
        if at > _CHUNK:
            buffer, at = buffer[at:], 0


def _broken_off(count: int) -> str:
    return f"Het bestand is afgebroken: na waarneming {count} houdt het op. Haal het opnieuw op."
