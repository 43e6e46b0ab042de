"""A chart of a series: its words and numbers stand in it, nothing in it is blocked by the page's policy, and it is drawn once."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest

from mag.core.pdf import print_css, render_pdf
from mag.indicators import charts
from mag.indicators.chart_drawing import PAPER, series_svg
from mag.indicators.chart_layout import show_number
from mag.indicators.charts import ChartError, Comparator, Drawing, Point, Series, cached_svg, drawing_key, read_drawing, warm
from tests import verapdf


def at(year: int, value: str | None, *, margin: str = "", provisional: bool = False, demo: bool = False, segment: int = 0) -> Point:
    number = Decimal(value) if value else None
    low, high = (number - Decimal(margin), number + Decimal(margin)) if number and margin else (None, None)
    return Point(str(year), date(year, 7, 1), number, low, high, provisional, demo, segment)


HEALTH = Series(
    points=(
        at(2015, "62.1", margin="3"),
        at(2016, None),
        at(2017, "64", margin="3"),
        at(2019, "61.5"),
        at(2021, "66", segment=1),
        at(2022, "71.3", segment=1, provisional=True, demo=True),
    ),
    unit="% van de jongeren",
    target=Decimal(75),
    comparators=(Comparator("Nederland", (at(2015, "70"), at(2022, "68.4"))),),
)
TITLE, CAPTION = 'Het cijfer steeg <snel> & "goed"', "Van 62,1% naar 71,3%."
SVG = "{http://www.w3.org/2000/svg}"


def drawn(series: Series, width: int = 640) -> tuple[ElementTree.Element, list[str]]:
    root = ElementTree.fromstring(series_svg(series, title=TITLE, caption=CAPTION, width=width))
    return root, [" ".join(t.itertext()) for t in root.iter(f"{SVG}text")]


def lines(root: ElementTree.Element, stroke: str) -> list[str]:
    return [p.get("d", "") for p in root.iter(f"{SVG}path") if p.get("stroke") == stroke and "transform" not in p.attrib]


@pytest.mark.parametrize("width", [640, 320])
def test_a_chart_is_an_image_with_words_and_nothing_a_strict_policy_blocks(width: int) -> None:
    root, _ = drawn(HEALTH, width)
    assert root.get("role") == "img" and root.get("width") == str(width)
    assert [(c.tag, c.text) for c in list(root)[:2]] == [(f"{SVG}title", TITLE), (f"{SVG}desc", CAPTION)]
    for element in root.iter():
        assert element.tag.startswith(SVG) and element.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}image", f"{SVG}foreignObject")
        assert not [n for n in element.attrib if n in ("style", "class", "id") or n.startswith("on") or "href" in n]
        assert not any("url(" in v or "://" in v for v in element.attrib.values())


def test_the_values_the_target_and_the_reservations_are_words_in_the_drawing() -> None:
    _, words = drawn(HEALTH)
    assert {"62,1%", "64,0%", "61,5%", "66,0%", "71,3%"} <= set(words)
    assert {"streefcijfer 75%", "Nederland", "voorlopig, demo", "andere telling", "% van de jongeren", "2015", "2022"} <= set(words)


def test_a_narrow_chart_keeps_first_and_last_and_every_reservation() -> None:
    _, words = drawn(HEALTH, 320)
    assert {"62,1%", "71,3%", "voorlopig, demo", "streefcijfer 75%"} <= set(words)
    root, _ = drawn(HEALTH, 320)
    assert all(float(t.get("font-size", "0").removesuffix("px")) >= 15 for t in root.iter(f"{SVG}text"))


def test_the_line_stops_at_a_gap_and_where_the_definition_changes() -> None:
    root, _ = drawn(HEALTH)
    stretches = [d.count("L") + 1 for d in lines(root, "#12395b")]
    assert sorted(n for n in stretches if n > 1) == [2, 2]


def test_a_provisional_point_is_hollow() -> None:
    root, _ = drawn(HEALTH)
    points = [p for p in root.iter(f"{SVG}path") if p.get("stroke") == "#12395b" and "A" in p.get("d", "")]
    assert len(points) == 5 and [p.get("fill") for p in points].count(PAPER) == 1


def test_a_wholly_invented_series_says_so_once() -> None:
    _, words = drawn(Series(tuple(at(2018 + n, str(5 + n), demo=True) for n in range(4)), "deelnemers"))
    assert sum("demo" in w for w in words) == 1 and "deelnemers demo: verzonnen cijfers" in words


@pytest.mark.parametrize("count", [1, 2, 13, 40])
@pytest.mark.parametrize("width", [640, 320])
def test_labels_under_the_axis_do_not_run_into_each_other(count: int, width: int) -> None:
    series = Series(tuple(at(1980 + n, str(10 + n * 7 % 5)) for n in range(count)), "mensen")
    root, _ = drawn(series, width)
    places = sorted(
        float(re.findall(r"[\d.]+", t.get("transform", ""))[0])
        for t in root.iter(f"{SVG}text")
        if re.fullmatch(r"(19|20)\d\d", t.text or "")
    )
    assert places and all(b - a > 36 for a, b in pairwise(places))


@pytest.mark.parametrize("values", [["5"], ["0", "0"], ["-3.5", "2"], ["1000000", "1250000.5"], ["0.01", "0.02"]])
def test_any_range_of_values_has_an_axis_with_numbers(values: list[str]) -> None:
    _, words = drawn(Series(tuple(at(2020 + n, v) for n, v in enumerate(values)), "x"))
    assert len({w for w in words if re.fullmatch(r"-?[\d.,]+", w)}) >= 4


def test_a_series_without_a_value_or_another_width_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without a single value"):
        series_svg(Series((at(2020, None),), "x"), title="t", caption="c")
    with pytest.raises(ValueError, match="640 or 320"):
        series_svg(HEALTH, title="t", caption="c", width=500)


def test_numbers_are_dutch() -> None:
    assert show_number(Decimal("1250.25"), 1) == "1.250,3"
    assert show_number(Decimal("-0.5"), 2, "% van alles") == "-0,50%"


def test_the_child_draws_once_what_this_process_would_draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [Drawing(HEALTH, TITLE, CAPTION, w) for w in (640, 320)]
    assert warm(tmp_path / "new", [*both, both[0]]) == 2
    assert len(list((tmp_path / "new").iterdir())) == 2
    monkeypatch.setattr(charts, "_draw_in_child", lambda _: pytest.fail("drawn twice"))
    assert warm(tmp_path / "new", both) == 0
    kept = cached_svg(tmp_path / "new", HEALTH, title=TITLE, caption=CAPTION)
    assert kept == series_svg(HEALTH, title=TITLE, caption=CAPTION)


def test_a_drawing_survives_its_way_to_the_child_and_every_change_is_another_drawing() -> None:
    drawing = Drawing(HEALTH, TITLE, CAPTION)
    assert read_drawing(drawing.as_data()) == drawing
    assert drawing_key(read_drawing(drawing.as_data())) == drawing_key(drawing)
    assert len({drawing_key(d) for d in (drawing, Drawing(HEALTH, "x", CAPTION), Drawing(HEALTH, TITLE, CAPTION, 320))}) == 3


def test_a_failing_child_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="without a single value"):
        cached_svg(tmp_path, Series((at(2020, None),), "x"), title="t", caption="c")
    assert list(tmp_path.iterdir()) == []


def test_a_chart_stands_in_a_pdf_that_keeps_both_standards_with_its_message_as_alternative_text() -> None:
    svg = series_svg(HEALTH, title="Het cijfer steeg naar 71,3%", caption=CAPTION)
    head = f"<title>Rapport</title><style>{print_css()}</style>"
    html = f'<html lang="nl"><head>{head}</head><body><h1>Rapport</h1><figure>{svg}</figure></body></html>'
    content = render_pdf(html, identifier="R-1", made_at=datetime(2023, 2, 15, tzinfo=UTC))
    for profile in verapdf.PROFILES:
        assert verapdf.failed_rules(content, profile) == []
    assert "streefcijfer 75%" in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    with pikepdf.open(io.BytesIO(content)) as document:
        spoken = [str(o["/Alt"]) for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert spoken == ["Het cijfer steeg naar 71,3%"]


@pytest.mark.browser
def test_a_browser_with_the_strict_policy_blocks_nothing_in_the_chart(chromium: Any) -> None:
    policy = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:"
    head = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{policy}">'
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_content(head + series_svg(HEALTH, title=TITLE, caption=CAPTION))
    fill = page.evaluate("getComputedStyle(document.querySelector('svg g')).fill")
    assert complaints == [] and fill == "none"
    page.set_content(head + '<p style="color: red">this is what the policy blocks</p>')
    page.wait_for_timeout(100)
    page.close()
    assert complaints
