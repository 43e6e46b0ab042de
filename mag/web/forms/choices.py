"""Questions answered by choosing: one of a few (radios), one of many (a list), some of a few (ticks), yes or no."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.validators import StopValidation

from mag.web.forms.question import Question, clean_line, first_text


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer as it stands on the screen."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool


class ChoiceField(Question):
    """One answer out of a few, as radios. ``choices`` are (value, label) or (value, label, hint) and may be set later.

    ``data`` is ``coerce(value)`` (a str unless you say otherwise, for instance an enum or int) or None.
    """

    kind = "radios"
    missing_start = "Kies een antwoord"
    many = False

    def __init__(
        self,
        label: str | None = None,
        *args: Any,
        choices: Iterable[Sequence[Any]] = (),
        coerce: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, *args, **kwargs)
        self.choices: list[Sequence[Any]] = list(choices)
        self.coerce = coerce
        self.chosen: list[str] = []

    @property
    def options(self) -> list[Option]:
        """The possible answers, with ids and what is chosen."""
        return [
            Option(f"{self.id}-{n}", str(c[0]), str(c[1]), str(c[2]) if len(c) > 2 else "", str(c[0]) in self.chosen)
            for n, c in enumerate(self.choices)
        ]

    @property
    def focus_id(self) -> str:
        """The id of the first answer."""
        return f"{self.id}-0"

    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not self.chosen

    def _known(self) -> set[str]:
        return {str(choice[0]) for choice in self.choices}

    def process_data(self, value: Any) -> None:
        """Take a value from the program."""
        self.data = value
        self.chosen = [] if value is None or value == "" else [str(value)]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was chosen; whether it is one of the choices is judged when the form is."""
        text = clean_line(first_text(valuelist))
        self.chosen = [text] if text else []
        self.data = self.coerce(text) if text in self._known() else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not one of the choices."""
        known = self._known()
        if self.chosen and any(text not in known for text in self.chosen):
            raise StopValidation(f"Kies een van de antwoorden bij ‘{self.question}’.")
        if self.chosen and self.data is None:
            self.data = self.coerce(self.chosen[0])
        super().pre_validate(form)


class SelectField(ChoiceField):
    """One answer out of many, as a folding list with ``blank`` on top."""

    kind = "select"

    def __init__(self, label: str | None = None, *args: Any, blank: str = "Maak een keuze", **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.blank = blank

    @property
    def focus_id(self) -> str:
        """The id of the list."""
        return str(self.id)


class YesNoField(ChoiceField):
    """Yes or no, as two radios. ``data`` is True, False or None."""

    missing_start = "Kies ja of nee"

    def __init__(self, label: str | None = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("ja", "Ja"), ("nee", "Nee")])
        super().__init__(label, *args, coerce=lambda text: text == "ja", **kwargs)

    def process_data(self, value: Any) -> None:
        """Take a truth value from the program."""
        self.data = value
        self.chosen = [] if value is None else ["ja" if value else "nee"]


class ChoicesField(ChoiceField):
    """Some answers out of a few, as ticks. ``data`` is a list of coerced values, in the order of the choices."""

    kind = "checks"
    missing_start = "Kies minstens een antwoord"

    def process_data(self, value: Any) -> None:
        """Take values from the program."""
        self.data = list(value or [])
        self.chosen = [str(one) for one in self.data]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all that was ticked."""
        self.chosen = [clean_line(value) for value in valuelist if isinstance(value, str) and clean_line(value)]
        self.data = self._coerced()

    def _coerced(self) -> list[Any]:
        return [self.coerce(str(choice[0])) for choice in self.choices if str(choice[0]) in self.chosen]

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not one of the choices."""
        self.data = self._coerced()
        super().pre_validate(form)


class TickField(Question):
    """One tick. ``data`` is True or False; unless ``optional`` it must be ticked, with ``missing`` saying why."""

    kind = "tick"
    missing_start = "Zet een vinkje"

    def is_empty(self) -> bool:
        """Whether it is not ticked."""
        return not self.data

    def process_data(self, value: Any) -> None:
        """Take a truth value from the program."""
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Ticked when anything was sent under its name."""
        self.data = any(isinstance(value, str) and value not in {"", "nee", "0"} for value in valuelist)
