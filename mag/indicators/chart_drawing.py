"""Draws a series as SVG with Altair: everything that must be read stands in the drawing as words, in black and white too.

Run as a child by :mod:`mag.indicators.charts`: a list of drawings as JSON on standard input, a list of SVG texts out.
"""

import json
import sys
import textwrap
from collections.abc import Sequence
from itertools import product
from typing import Any
from xml.etree import ElementTree

from mag.indicators.chart_layout import (
    Frame,
    axis_ticks,
    decimals_for,
    definition_breaks,
    line_runs,
    place_target,
    point_words,
    readable_days,
    show_number,
)
from mag.indicators.charts import NARROW, WIDE, Comparator, Drawing, Series, read_drawing

INK, QUIET, BRAND, ACTION, LINE, PAPER = "#14212e", "#46535f", "#12395b", "#0b5c94", "#c3ccd5", "#ffffff"
FONT = "'Source Sans Pro', 'Source Sans 3', 'MAG Sans', Arial, sans-serif"
SVG = "http://www.w3.org/2000/svg"
_HEIGHT = {WIDE: 320, NARROW: 280}
_TEXT = 16


def series_svg(series: Series, *, title: str, caption: str, width: int = WIDE) -> str:
    """The chart as SVG text: presentation attributes only, ``title`` and ``desc`` inside, the same text for the same series.

    ``width`` is 640 or 320. Raises ValueError for another width and for a series without any value.
    """
    import altair as alt
    import vl_convert

    if width not in _HEIGHT:
        raise ValueError(f"a chart is {WIDE} or {NARROW} wide")
    frame = Frame(series, width)
    all_demo = all(p.demo for p in series.points if p.value is not None) and any(p.demo for p in series.points)
    x, y = _axes(alt, series, frame)

    def layer(rows: Sequence[dict[str, Any]]) -> Any:
        return _over(alt, rows).encode(x=x, y=y)

    layers = [*_break_layers(alt, series, frame), *_target_layers(alt, series, frame)]
    for number, comparator in enumerate(series.comparators):
        layers += _comparator_layers(layer, alt, comparator, number, series, frame)
    bounds = [
        {"x": p.position.toordinal(), "y": float(p.lower), "y2": float(p.upper)}
        for p in series.points
        if p.value is not None and p.lower is not None and p.upper is not None
    ]
    if bounds:
        layers.append(layer(bounds).mark_rule(color=ACTION, strokeWidth=6, opacity=0.3).encode(y2="y2:Q"))
    rows = line_runs(series.points)
    layers.append(layer(rows).mark_line(color=BRAND, strokeWidth=3, strokeCap="round", strokeJoin="round").encode(detail="run:N"))
    for is_open, fill in ((False, BRAND), (True, PAPER)):
        some = [r for r in rows if r["open"] is is_open]
        if some:
            layers.append(layer(some).mark_point(shape="circle", size=90, fill=fill, stroke=BRAND, strokeWidth=2.5, opacity=1))
    words = point_words(series, frame, all_demo)
    for above, line, at_end in product((True, False), (0, 1), (False, True)):
        some = [w for w in words if (w["above"], w["line"], w["end"]) == (above, line, at_end)]
        if some:
            look = {"fontWeight": 600, "color": INK, "fontSize": _TEXT} if line == 0 else {"color": QUIET, "fontSize": _TEXT - 1}
            side = {"align": "right", "dx": 22 if width == WIDE else 16} if at_end else {"align": "center"}
            dy = -12 - 17 * line if above else 13 + 17 * line
            layers.append(
                layer(some)
                .mark_text(dy=dy, baseline="bottom" if above else "top", stroke=PAPER, strokeWidth=0, **look, **side)
                .encode(text="text:N")
            )
    head = textwrap.wrap(series.unit, 38 if width == NARROW else 80)
    if all_demo:
        head.append("demo: verzonnen cijfers")
    chart = alt.layer(*layers).properties(
        width=width,
        height=_HEIGHT[width],
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 1, "right": 1, "top": 4, "bottom": 2},
        title=alt.TitleParams(text=head, anchor="start", frame="bounds", fontSize=_TEXT, fontWeight="normal", color=QUIET, offset=10),
    )
    chart = chart.configure(background="transparent", font="Source Sans Pro").configure_view(stroke=None)
    vl_convert.register_font_directory(_fonts())
    return _clean(vl_convert.vegalite_to_svg(chart.to_dict()), title, caption)


def _fonts() -> str:
    from importlib.resources import files

    return str(files("font_source_sans_pro") / "files")


def _over(alt: Any, rows: Sequence[dict[str, Any]]) -> Any:
    """A chart over some rows, each a mark."""
    data: Any = alt.Data
    return alt.Chart(data(values=list(rows)))


def _axes(alt: Any, series: Series, frame: Frame) -> tuple[Any, Any]:
    labels = {p.position.toordinal(): p.label for p in series.points}
    days = readable_days(labels, frame)
    ticks = axis_ticks(frame.low, frame.high, 5)
    names = {f"{t:.6f}": show_number(t, decimals_for(ticks), series.unit) for t in ticks}
    shared: dict[str, Any] = {"title": None, "labelColor": QUIET, "labelFontSize": _TEXT - 1, "labelOverlap": False}
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[frame.first, frame.last], nice=False, zero=False),
        axis=alt.Axis(
            values=days,
            labelExpr=f"{json.dumps({str(d): labels[d] for d in days})}[datum.value]",
            grid=False,
            domainColor=INK,
            tickColor=INK,
            labelPadding=6,
            labelFlush=False,
            **shared,
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[frame.low, frame.high], nice=False, zero=False),
        axis=alt.Axis(
            values=[float(t) for t in ticks],
            labelExpr=f"{json.dumps(names)}[format(datum.value, '.6f')]",
            gridColor=LINE,
            gridWidth=0.75,
            domain=False,
            ticks=False,
            labelPadding=6,
            **shared,
        ),
    )
    return x, y


def _target_layers(alt: Any, series: Series, frame: Frame) -> list[Any]:
    if series.target is None:
        return []
    at_right, above = place_target(series, frame)
    text = f"streefcijfer {show_number(series.target, decimals_for([series.target]), series.unit)}"
    data = _over(alt, [{"y": float(series.target), "x": frame.last if at_right else frame.first, "text": text}])
    word = data.mark_text(
        align="right" if at_right else "left",
        dx=-2 if at_right else 4,
        dy=-5 if above else 5,
        baseline="bottom" if above else "top",
        color=INK,
        fontSize=_TEXT,
        fontStyle="italic",
    )
    return [
        data.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[7, 5]).encode(y="y:Q"),
        word.encode(x="x:Q", y="y:Q", text="text:N"),
    ]


def _break_layers(alt: Any, series: Series, frame: Frame) -> list[Any]:
    days = definition_breaks(series.points)
    if not days:
        return []
    made = []
    for day in days:
        data = _over(alt, [{"x": day, "y": frame.high, "text": "andere telling"}])
        rule = data.mark_rule(color=QUIET, strokeWidth=1.25, strokeDash=[1, 4], strokeCap="round").encode(x="x:Q")
        left = frame.across(day) > 0.6
        word = data.mark_text(baseline="top", align="right" if left else "left", dx=-6 if left else 6, color=QUIET, fontSize=_TEXT - 1)
        made += [rule, word.encode(x="x:Q", y="y:Q", text="text:N")]
    return made


def _comparator_layers(layer: Any, alt: Any, comparator: Comparator, number: int, series: Series, frame: Frame) -> list[Any]:
    rows = line_runs(comparator.points)
    if not rows:
        return []
    dash = [[2, 4], [10, 4, 2, 4], [5, 3]][number % 3]
    own = {p.position.toordinal(): float(p.value) for p in series.points if p.value is not None}

    def apart(row: dict[str, Any]) -> float:
        """How far the line runs above the series at a row; no reading nearby counts as far."""
        day = min(own, key=lambda d: abs(d - row["x"]), default=None)
        away: float = row["y"] - own[day] if day is not None else frame.high - frame.low
        return away

    at_end = abs(apart(rows[-1])) >= abs(apart(rows[0]))
    place = rows[-1] if at_end else rows[0]
    above = apart(place) >= 0
    word = layer([{**place, "text": comparator.name}]).mark_text(
        align="right" if at_end else "left",
        dx=8 if at_end else -8,
        dy=-8 if above else 8,
        baseline="bottom" if above else "top",
        color=QUIET,
        fontSize=_TEXT,
    )
    return [layer(rows).mark_line(color=QUIET, strokeWidth=2, strokeDash=dash).encode(detail="run:N"), word.encode(text="text:N")]


_KEPT = {
    "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "r", "cx", "cy", "fill", "fill-opacity", "stroke",
    "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "text-anchor", "font-size",
    "font-weight", "font-style", "dx", "dy", "stroke-miterlimit",
}  # fmt: skip


def _clean(made: str, title: str, caption: str) -> str:
    """The library's SVG with only presentation attributes, one font, and our own title and description for who hears the chart."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(made)
    for element in root.iter():
        for declaration in filter(None, (d.strip() for d in element.get("style", "").split(";"))):
            name, _, value = declaration.partition(":")
            element.set(name.strip(), value.strip())
        for name in [n for n in element.attrib if n not in _KEPT]:
            del element.attrib[name]
    for parent in list(root.iter()):
        for empty in [c for c in parent if c.get("d") in ("", "M0,0h0v0h0Z")]:
            parent.remove(empty)
    for parent in list(root.iter()):
        for word in [c for c in parent if c.tag == f"{{{SVG}}}text" and c.attrib.pop("stroke", "")]:
            parent.insert(list(parent).index(word), _patch(word))
    root.set("role", "img")
    root.set("font-family", FONT)
    for place, (tag, text) in enumerate((("title", title), ("desc", caption))):
        child = ElementTree.Element(f"{{{SVG}}}{tag}")
        child.text = text
        root.insert(place, child)
    return ElementTree.tostring(root, encoding="unicode")


def _patch(word: ElementTree.Element) -> ElementTree.Element:
    """A piece of paper behind a word, so that no line runs through it."""
    size = float(word.get("font-size", f"{_TEXT}").removesuffix("px"))
    wide = len(word.text or "") * size * 0.5 + 2
    left = {"middle": -wide / 2, "end": -wide + 1}.get(word.get("text-anchor", ""), -1.0)
    box = {"x": f"{left:.1f}", "y": f"{-size * 0.8:.1f}", "width": f"{wide:.1f}", "height": f"{size:.1f}"}
    return ElementTree.Element(f"{{{SVG}}}rect", {"transform": word.get("transform", ""), **box, "fill": PAPER, "fill-opacity": "0.9"})


def main() -> None:
    """Draw each drawing of the list on standard input."""
    drawings: list[Drawing] = [read_drawing(d) for d in json.load(sys.stdin)]
    json.dump([series_svg(d.series, title=d.title, caption=d.caption, width=d.width) for d in drawings], sys.stdout)


if __name__ == "__main__":
    main()
