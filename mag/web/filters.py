"""How values are written on the screen: Jinja filters, and the settings of Jinja that every template relies on."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_wtf.csrf import generate_csrf

from mag.core.clock import AMSTERDAM
from mag.core.money import show
from mag.core.period import MONTHS, show_date
from mag.core.phone import show_phone
from mag.web.forms.numbers import show_number
from mag.web.forms.texts import show_iban

UNKNOWN = "nog niet bekend"


def money(cents: int | None) -> str:
    """Cents as ``€ 1.250,00``, with a hard space."""
    return UNKNOWN if cents is None else show(cents)


def money_whole(cents: int | None) -> str:
    """Cents as ``€ 250`` in running text; cents are shown where there are any."""
    return UNKNOWN if cents is None else show(cents, whole=True)


def show_day(day: date | datetime | None) -> str:
    """A date, or the Amsterdam date of a moment, as ``3 februari 2022``."""
    if day is None:
        return UNKNOWN
    return show_date(day.astimezone(AMSTERDAM).date() if isinstance(day, datetime) else day)


def show_day_short(day: date | datetime | None) -> str:
    """A date for a narrow column: ``3 feb 2022``."""
    if day is None:
        return UNKNOWN
    day = day.astimezone(AMSTERDAM).date() if isinstance(day, datetime) else day
    month = {3: "mrt"}.get(day.month, MONTHS[day.month - 1][:3])
    return f"{day.day} {month} {day.year}"


def show_time(moment: datetime | None) -> str:
    """The Amsterdam clock time of a moment: ``14.03 uur``."""
    return UNKNOWN if moment is None else f"{moment.astimezone(AMSTERDAM):%H.%M} uur"


def show_moment(moment: datetime | None) -> str:
    """A moment as ``3 februari 2022, 14.03 uur`` in Amsterdam."""
    return UNKNOWN if moment is None else f"{show_day(moment)}, {show_time(moment)}"


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A number as ``1.250`` or ``78,9``; ``decimals`` fixes the digits after the comma."""
    return UNKNOWN if value is None else show_number(value, decimals=decimals)


def percent(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A percentage (78.9 means 78,9%)."""
    return UNKNOWN if value is None else show_number(value, decimals=decimals) + "%"


def filesize(size: int) -> str:
    """A size in bytes as ``12 kB`` or ``1,2 MB``."""
    if size < 1000:
        return f"{size} bytes" if size != 1 else "1 byte"
    if size < 999_500:
        return f"{show_number(Decimal(size) / 1000, decimals=0)} kB"
    return f"{show_number(Decimal(size) / 1_000_000, decimals=1)} MB"


def plural(count: int, one: str, many: str) -> str:
    """A count with its word: ``1 aanvraag``, ``3 aanvragen``."""
    return f"{show_number(count)} {one if count == 1 else many}"


def share(part: int, whole: int) -> str:
    """A part of a whole as an SVG length (``12.34%``), in whole numbers so that no float comes near money; 0 to 100."""
    if whole <= 0:
        return "0%"
    hundredths = max(0, min(10_000, part * 10_000 // whole))
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


FILTERS = {
    "money": money,
    "money_whole": money_whole,
    "date": show_day,
    "date_short": show_day_short,
    "time": show_time,
    "datetime": show_moment,
    "number": number,
    "percent": percent,
    "filesize": filesize,
    "plural": plural,
    "phone": show_phone,
    "iban": show_iban,
    "share": share,
}


def init_filters(app: Flask) -> None:
    """Give every template of the app the filters of this module, ``csrf_token()``, and tidy white space around blocks."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
