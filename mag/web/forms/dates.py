"""A date asked in three boxes, read in any usual Dutch notation."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.utils import unset_value

from mag.core.period import MONTHS
from mag.web.forms.question import Question, Unreadable, clean_line, first_text

_OTHER = {"mrt": 3, "maa": 3, "mar": 3, "may": 5, "sept": 9, "oct": 10, "febr": 2}
_MONTH_NUMBERS = {name: n for n, full in enumerate(MONTHS, 1) for name in (full, full[:3])} | _OTHER
_WEEKDAYS = re.compile(r"^(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo)\.?,?\s+", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_TOGETHER = re.compile(r"^(\d{1,2})\s*[-/.\s]\s*(\d{1,2}|[A-Za-z]+\.?)\s*[-/.\s]\s*(\d+)$")
BOXES = ("day", "month", "year")
EXAMPLE = "Bijvoorbeeld 27 3 2023"


class DateUnreadable(Unreadable):
    """The boxes do not make a date; ``boxes`` names the ones to repair."""

    def __init__(self, sentence: str, *boxes: str) -> None:
        self.boxes = boxes or BOXES
        super().__init__(sentence)


def read_date(day: str, month: str, year: str, *, question: str = "de datum") -> date:
    """A date from three typed texts; the month may be a name. Raises :class:`DateUnreadable` with the sentence and the boxes."""
    words = {"day": ("de dag", day), "month": ("de maand", month), "year": ("het jaar", year)}
    empty = [box for box in BOXES if not words[box][1]]
    if empty:
        raise DateUnreadable(f"Vul ook {' en '.join(words[b][0] for b in empty)} in bij {question}.", *empty)
    number = _MONTH_NUMBERS.get(month.lower().rstrip(".")) or (int(month) if re.fullmatch(r"[0-9]{1,2}", month) else 0)
    if not 1 <= number <= 12:
        raise DateUnreadable(f"De maand bij {question} klopt niet. Typ een getal van 1 tot en met 12, of de naam van de maand.", "month")
    if re.fullmatch(r"'?[0-9]{2}", year):
        raise DateUnreadable(f"Typ het jaar bij {question} met vier cijfers, zoals 20{year[-2:]}.", "year")
    if not re.fullmatch(r"[0-9]{4}", year) or not 1900 <= int(year) <= 2100:
        raise DateUnreadable(f"Het jaar bij {question} klopt niet. Typ vier cijfers, zoals 2023.", "year")
    last = calendar.monthrange(int(year), number)[1]
    if not re.fullmatch(r"[0-9]{1,2}", day) or not 1 <= int(day) <= 31:
        raise DateUnreadable(f"De dag bij {question} klopt niet. Typ een getal van 1 tot en met {last}.", "day")
    if int(day) > last:
        length = f"{MONTHS[number - 1]} {year} heeft {last} dagen"
        raise DateUnreadable(f"De dag bij {question} bestaat niet: {length}. Verbeter de dag of de maand.", "day", "month")
    return date(int(year), number, int(day))


def split_date(text: str) -> tuple[str, str, str] | None:
    """Day, month and year of a date typed in one go (``3 feb 2026``, ``3-2-2026``, ``2026-02-03``), or None."""
    text = _WEEKDAYS.sub("", text.strip())
    if match := _ISO.match(text):
        return match[3], match[2], match[1]
    if match := _TOGETHER.match(text):
        return match[1], match[2], match[3]
    return None


def read_date_text(text: str, *, question: str = "de datum") -> date:
    """A date typed in one go. Raises :class:`DateUnreadable`."""
    parts = split_date(clean_line(text))
    if parts is None:
        raise DateUnreadable(f"Dit is geen datum: {text[:40]}. Typ bijvoorbeeld 27-3-2023.")
    return read_date(*parts, question=question)


class DateField(Question):
    """A date in three boxes named ``<name>-day``, ``<name>-month``, ``<name>-year``. ``data`` is a date or None."""

    kind = "date"
    missing_start = "Vul een datum in"
    missing_end = ", zoals 27 3 2023."

    def __init__(self, label: str | None = None, *args: Any, hint: str = EXAMPLE, birthday: bool = False, **kwargs: Any) -> None:
        super().__init__(label, *args, hint=hint, **kwargs)
        self.birthday = birthday
        self.boxes: dict[str, str] = dict.fromkeys(BOXES, "")
        self.wrong_boxes: tuple[str, ...] = ()

    @property
    def focus_id(self) -> str:
        """The id of the first box to repair."""
        return f"{self.id}-{self.wrong_boxes[0] if self.wrong_boxes else 'day'}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the value of the program, and over it what was typed in the boxes (or in one text under the plain name)."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.wrong_boxes = ()
        self.boxes = {box: clean_line(first_text(formdata.getlist(f"{self.name}-{box}")))[:40] for box in BOXES}
        whole = clean_line(first_text(formdata.getlist(self.name)))[:60] or self._whole_in_one_box()
        self.typed = whole or "".join(self.boxes.values())
        self.data = None
        if not self.typed:
            return
        try:
            if whole:
                self.data = read_date_text(whole, question=f"‘{self.question}’")
                self.process_data(self.data)
            else:
                self.data = read_date(*(self.boxes[box] for box in BOXES), question=f"‘{self.question}’")
        except DateUnreadable as wrong:
            if whole and not any(self.boxes.values()):
                self.boxes["day"] = whole
            self.wrong_boxes = wrong.boxes
            self.process_errors = [str(wrong)]

    def _whole_in_one_box(self) -> str:
        filled = [text for text in self.boxes.values() if text]
        return filled[0] if len(filled) == 1 and split_date(filled[0]) else ""

    def process_data(self, value: Any) -> None:
        """Spread a date over the boxes."""
        self.data = value
        parts: Mapping[str, str] = {box: str(getattr(value, box)) if value else "" for box in BOXES}
        self.boxes = dict(parts)
        self.typed = "".join(self.boxes.values())

    def say(self, sentence: str) -> None:
        """Put a sentence at the date as a whole."""
        super().say(sentence)
        self.wrong_boxes = self.wrong_boxes or BOXES
