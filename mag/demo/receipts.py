"""Receipts as a partner would photograph them: drawn, real JPEG and PNG pictures and PDFs, and judged as every upload is."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from mag.core.files import FileStore
from mag.core.money import Cents, show, split
from mag.core.pdf import font_folder
from mag.core.period import show_date
from mag.core.uploads import KeptUpload, judge_many, keep
from mag.demo.cases import SEED, Case
from mag.demo.words import GOODS, SHOPS

WIDTH, MARGIN = 620, 44
AT_ONCE = 30
MOST_BYTES = 15_000_000


class Drawn(NamedTuple):
    """A receipt as a file: whose it is, its name and its bytes."""

    case: int
    name: str
    data: bytes


def draw_all(cases: Iterable[Case]) -> Iterator[Drawn]:
    """The receipts of all accounts, the same for the same cases."""
    random = Random(SEED)
    for case in cases:
        if case.account is None:
            continue
        for number, (day, cents) in enumerate(case.account.receipts, start=1):
            kind = random.choice(("jpg", "jpg", "jpg", "png", "pdf"))
            yield Drawn(case.number, f"bon-{number}.{kind}", draw(random, day, cents, kind, f"{case.number}-{number}"))


def keep_all(files: FileStore, drawn: Iterable[Drawn]) -> dict[int, list[KeptUpload]]:
    """Have the files judged by the house and keep them; by case. Raises Refused when one is no good."""
    found: dict[int, list[KeptUpload]] = {}
    waiting = list(drawn)
    for start in range(0, len(waiting), AT_ONCE):
        some = waiting[start : start + AT_ONCE]
        judged = judge_many([(one.name, one.data) for one in some], max_bytes=MOST_BYTES)
        assert not judged.refusals, judged.refusals
        for accepted in judged.accepted:
            found.setdefault(some[accepted.position].case, []).append(keep(files, accepted))
    return found


def draw(random: Random, day: date, cents: Cents, kind: str, mark: str) -> bytes:
    """One receipt: shop, date, lines and total on paper, a little askew on a table. ``kind`` is jpg, png or pdf."""
    shop, goods = random.choice(SHOPS), random.sample(GOODS, 3)
    parts = [part for part in split(cents, [random.randint(1, 9) for _ in goods]) if part]
    rows = [*((what, show(part)) for what, part in zip(goods, parts, strict=False)), ("TOTAAL", show(cents))]
    paper = Image.new("L", (WIDTH, 330 + 46 * len(rows)), 248)
    pen = ImageDraw.Draw(paper)
    pen.text((MARGIN, 30), shop, font=_font(34), fill=20)
    pen.text((MARGIN, 80), f"{show_date(day)}   bon {mark}", font=_font(24), fill=50)
    pen.line((MARGIN, 130, WIDTH - MARGIN, 130), fill=90, width=2)
    top = 150
    for what, amount in rows:
        if what == "TOTAAL":
            pen.line((MARGIN, top, WIDTH - MARGIN, top), fill=90, width=2)
            top += 14
        pen.text((MARGIN, top), what, font=_font(26), fill=30)
        pen.text((WIDTH - MARGIN, top), amount, font=_font(26), fill=30, anchor="ra")
        top += 46
    pen.text((MARGIN, top + 30), "DEMO - verzonnen bon, geen echte aankoop", font=_font(24), fill=110)
    if kind == "pdf":
        made = day.timetuple()
        return _bytes(paper, "PDF", resolution=110.0, title=f"Bon {mark} (demo)", creationDate=made, modDate=made)
    table = Image.new("L", (paper.width + 130, paper.height + 130), 150)
    table.paste(paper, (65, 65))
    photo = table.rotate(random.uniform(-2.5, 2.5), resample=Image.Resampling.BILINEAR, fillcolor=150)
    return _bytes(photo, "PNG") if kind == "png" else _bytes(photo.convert("RGB"), "JPEG", quality=78)


_FONTS: dict[int, ImageFont.FreeTypeFont] = {}


def _font(size: int) -> ImageFont.FreeTypeFont:
    if size not in _FONTS:
        _FONTS[size] = ImageFont.truetype(str(font_folder() / "SourceSansPro-Regular.ttf"), size)
    return _FONTS[size]


def _bytes(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
