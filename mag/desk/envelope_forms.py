"""The report of an envelope: a story, and for every decided request what became of it."""

from collections.abc import Sequence
from typing import Any

from mag.budget.envelopes.service import Told
from mag.desk.envelope_facts import Decided
from mag.web.forms import BaseForm, LongTextField, PeopleField, TextField


class ReportForm(BaseForm):
    """The base: :func:`report_form` adds two questions for every decided request."""

    decided: tuple[Decided, ...] = ()
    text = LongTextField(
        "Wat deed u met dit geld?",
        hint="Wat viel op in de buurt? Wat lukte, wat niet? Schrijf geen namen van inwoners op.",
        rows=6,
        max_length=10_000,
        missing="Schrijf in een paar zinnen wat er met dit geld is gedaan.",
    )

    def pairs(self) -> list[tuple[Decided, Any, Any]]:
        """Each decided request with its two questions."""
        return [(one, self._fields[f"outcome_{n}"], self._fields[f"people_{n}"]) for n, one in enumerate(self.decided)]

    def told(self) -> list[Told]:
        """What was filled in."""
        return [Told(one.reference, one.title, one.awarded, what.data or "", people.data) for one, what, people in self.pairs()]


def report_form(decided: Sequence[Decided]) -> ReportForm:
    """The form over these requests; who handed in how many people came, finds that filled in."""
    fields: dict[str, Any] = {"decided": tuple(decided)}
    known: dict[str, Any] = {}
    for n, one in enumerate(decided):
        fields[f"outcome_{n}"] = TextField("Wat is ervan geworden?", optional=True, max_length=400)
        fields[f"people_{n}"] = PeopleField("Hoeveel mensen kwamen er?", optional=True)
        known[f"people_{n}"] = one.people
    made: ReportForm = type("FullReportForm", (ReportForm,), fields)(data=known)
    return made
