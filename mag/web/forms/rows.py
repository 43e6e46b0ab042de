"""Questions that repeat: a table of rows such as cost lines, usable without JavaScript."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wtforms import Form
from wtforms.fields import FieldList, FormField
from wtforms.meta import DefaultMeta

from mag.web.forms.question import Question


class Part(Form):
    """The questions of one row. Subclass it like a form; it has no security fields of its own."""

    class Meta(DefaultMeta):
        """Dutch, without a token: the form around it has one."""

        csrf = False
        locales = ("nl",)

    def is_blank(self) -> bool:
        """Whether nothing was typed in any question of this row (lists and ticks on their default count as nothing)."""
        for question in self:
            if isinstance(question, Question) and not question.is_empty():
                default = question.default() if callable(question.default) else question.default
                if question.data is None or question.data != default:
                    return False
        return True


if TYPE_CHECKING:
    _Rows = FieldList[FormField[Part]]
else:
    _Rows = FieldList


class RowsField(_Rows):
    """Rows of a :class:`Part`. ``data`` is the list of dicts of the rows that were filled in; empty rows do not count.

    ``row_word`` names one row on the screen and in errors ("Kostenpost 2: …"), ``shown`` is the number of rows offered,
    ``at_least`` the number that must be filled in (with ``missing`` as the sentence) and ``at_most`` the number allowed.
    """

    kind = "rows"

    def __init__(
        self,
        part: type[Part],
        label: str | None = None,
        *,
        row_word: str = "Regel",
        hint: str = "",
        shown: int = 2,
        at_least: int = 0,
        at_most: int = 40,
        missing: str = "",
        add_text: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(FormField(part), label, min_entries=shown, **kwargs)
        self.row_word = row_word
        self.hint = hint
        self.at_least = at_least
        self.at_most = at_most
        self.missing = missing
        self.add_text = add_text or "Nog een regel toevoegen"
        self.optional = at_least == 0
        self.posted = 0

    @property
    def focus_id(self) -> str:
        """The id of the first question of the first row."""
        for part in self.parts():
            for question in part:
                return str(getattr(question, "focus_id", question.id))
        return str(self.id)

    def parts(self) -> Iterator[Any]:
        """The forms of all rows, empty ones too."""
        for entry in self.entries:
            yield entry.form

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        pattern = re.compile(re.escape(prefix) + r"-([0-9]{1,4})-")
        found = {int(match[1]) for key in formdata if (match := pattern.match(key))}
        self.posted = len(found)
        yield from sorted(found)[: self.at_most]

    @property
    def data(self) -> list[dict[str, Any]]:
        """The answers of every row that was filled in."""
        return [part.data for part in self.parts() if not part.is_blank()]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Judge the filled rows; errors name their row."""
        self.errors = []
        well = True
        for number, part in enumerate(self.parts(), 1):
            if part.is_blank() or part.validate():
                continue
            well = False
            for question in part:
                question.errors = [f"{self.row_word} {number}: {sentence}" for sentence in question.errors]
        if self.posted > self.at_most:
            self.errors.append(f"U stuurde {self.posted} regels. Wij kunnen er {self.at_most} verwerken. Voeg regels samen.")
        elif well and len(self.data) < self.at_least:
            many = "minstens 1 regel" if self.at_least == 1 else f"minstens {self.at_least} regels"
            self.errors.append(self.missing or f"Vul {many} in bij ‘{self.label.text}’.")
        return well and not self.errors

    def say(self, sentence: str) -> None:
        """Put a sentence at the rows as a whole."""
        self.errors = [*self.errors, sentence]

    def add_row(self) -> bool:
        """One more empty row; False when there is no room."""
        if len(self.entries) >= self.at_most:
            return False
        self.append_entry()
        return True

    def remove_row(self, name: str) -> bool:
        """Take away the row with this name (``costs-1``); False when there is no such row."""
        for position, entry in enumerate(self.entries):
            if entry.name == name:
                self.pop_entry(position)  # type: ignore[call-arg]
                if not self.entries:
                    self.append_entry()
                return True
        return False
