"""Charts of a series over time, as SVG that may stand inside a page with a strict CSP and inside a PDF.

The drawing library is large, so it works in a child process (:mod:`mag.indicators.chart_drawing`); what it drew is kept in a
folder under a hash of everything that stands in the drawing. One child can draw many: :func:`warm`.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mag.core.errors import MagError

ROOT = Path(__file__).resolve().parents[2]
WIDE, NARROW = 640, 320
TIME_LIMIT = 120
"""How many seconds one child may take over all its drawings."""
_LOOK = 2
"""Goes up by one when the drawing changes, so that kept drawings are made again."""


class ChartError(MagError):
    """No drawing came out; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Point:
    """One reading. ``label`` stands under the axis (``2019``), ``position`` says where. A value of None is a gap in the line.

    ``lower`` and ``upper`` bound the value where the source gives a margin. ``segment`` changes where the definition changed: no
    line crosses that. A provisional point is hollow and says so; a demo point says "demo".
    """

    label: str
    position: date
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    provisional: bool = False
    demo: bool = False
    segment: int = 0


@dataclass(frozen=True, slots=True)
class Comparator:
    """A second line to compare with, under its own name (``Nederland``)."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart shows: points in order of time, in one unit (``% van de jongeren``), perhaps a target and other lines."""

    points: tuple[Point, ...]
    unit: str
    target: Decimal | None = None
    comparators: tuple[Comparator, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart to be made: the title carries the message (a screen reader hears it), the caption describes; 640 or 320 wide."""

    series: Series
    title: str
    caption: str
    width: int = WIDE

    def as_data(self) -> dict[str, Any]:
        """The drawing as JSON takes it, for the child and for the hash."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return plain


def read_drawing(data: dict[str, Any]) -> Drawing:
    """A drawing from what :meth:`Drawing.as_data` gave."""
    series = data["series"]
    return Drawing(
        series=Series(
            points=_read_points(series["points"]),
            unit=series["unit"],
            target=_decimal(series["target"]),
            comparators=tuple(Comparator(c["name"], _read_points(c["points"])) for c in series["comparators"]),
        ),
        title=data["title"],
        caption=data["caption"],
        width=data["width"],
    )


def _read_points(data: list[dict[str, Any]]) -> tuple[Point, ...]:
    numbers = ("value", "lower", "upper")
    return tuple(Point(**{**p, "position": date.fromisoformat(p["position"]), **{n: _decimal(p[n]) for n in numbers}}) for p in data)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@cache
def _made_with() -> str:
    return f"{_LOOK} {version('altair')} {version('vl-convert-python')}"


def drawing_key(drawing: Drawing) -> str:
    """The hash under which a drawing is kept: of its content, our look and the versions of the libraries.

    Of its ``repr``: everything in it is a frozen value, and a page asks forty of these keys.
    """
    return hashlib.sha256(f"{_made_with()} {drawing!r}".encode()).hexdigest()


def cached_svg(folder: Path, series: Series, *, title: str, caption: str, width: int = WIDE) -> str:
    """The SVG text of a chart: read from ``folder``, or drawn in a child and kept there. Raises :class:`ChartError`."""
    return kept_svgs(folder, [Drawing(series, title, caption, width)])[0]


def kept_svgs(folder: Path, drawings: Sequence[Drawing]) -> list[str]:
    """The SVG texts of drawings, in order; those that are not kept in ``folder`` yet are drawn first, all in one child.

    Raises :class:`ChartError`.
    """
    keys = [drawing_key(drawing) for drawing in drawings]
    _draw_missing(folder, dict(zip(keys, drawings, strict=True)))
    return [(folder / f"{key}.svg").read_text(encoding="utf-8") for key in keys]


def warm(folder: Path, drawings: Sequence[Drawing]) -> int:
    """Draw what is not yet kept in ``folder``, all in one child; answers how many were drawn. Raises :class:`ChartError`."""
    return _draw_missing(folder, {drawing_key(drawing): drawing for drawing in drawings})


def _draw_missing(folder: Path, drawings: Mapping[str, Drawing]) -> int:
    missing = {key: drawing for key, drawing in drawings.items() if not (folder / f"{key}.svg").exists()}
    if not missing:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for key, svg in zip(missing, _draw_in_child(list(missing.values())), strict=True):
        _keep(folder / f"{key}.svg", svg)
    return len(missing)


def _keep(path: Path, svg: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".svg-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(svg)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _draw_in_child(drawings: Sequence[Drawing]) -> list[str]:
    order = json.dumps([d.as_data() for d in drawings]).encode()
    command = [sys.executable, "-m", "mag.indicators.chart_drawing"]
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=TIME_LIMIT, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        raise ChartError(f"the drawings took longer than {TIME_LIMIT} seconds") from None
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise ChartError(f"the drawings could not be made: {lines[-1] if lines else f'the child stopped with {done.returncode}'}")
    made: list[str] = json.loads(done.stdout)
    return made
