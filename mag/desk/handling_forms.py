"""The forms of handling a file: what is missing, a view, more time, a talk, a message, and moments to talk."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.models import TalkMoment
from mag.applications.states import Outcome
from mag.applications.talk_words import show_moment
from mag.web.forms import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    FilesField,
    LongTextField,
    Part,
    PeopleField,
    RowsField,
    SelectField,
    TextField,
)
from mag.web.forms.files import PAPERS

DOCUMENTS = PAPERS + ",.docx,.xlsx,.odt,.ods"
ANY_NUMBER = 1_000
"""Which files of a handful that is too large are kept is decided where files are judged, not by the form."""
_TIME = re.compile(r"([0-9]{1,2})(?:\s*(?:[.:u]|uur)\s*([0-9]{2})?)?(?:\s*uur)?", re.IGNORECASE)


def lines_of(text: str | None) -> list[str]:
    """The lines of a box that were filled, without the dash somebody may have put before them."""
    return [line.strip().lstrip("-•* ").strip() for line in (text or "").splitlines() if line.strip("-•* \t")]


class CompletionForm(BaseForm):
    """Ask for what is missing."""

    items = ChoicesField("Wat ontbreekt er?", optional=True)
    own_items = LongTextField("Ontbreekt er nog iets anders?", optional=True, hint="Schrijf één ding per regel.", rows=3, max_length=4_000)
    explanation = LongTextField("Wilt u er iets bij schrijven?", optional=True, rows=3, max_length=4_000)
    due_on = DateField("Uiterlijk op welke dag?", missing="Vul de laatste dag in waarop de aanvrager dit kan sturen.")

    def offer(self, items: Iterable[str]) -> "CompletionForm":
        """Fill the sentences to choose from."""
        self.items.choices = [(item, item) for item in items]
        return self

    def asked(self) -> list[str]:
        """Everything that is asked: what was ticked, then what was written."""
        return [*(self.items.data or []), *lines_of(self.own_items.data)]


class ViewForm(BaseForm):
    """Ask the applicant to react to what we have in mind."""

    outcome = ChoiceField(
        "Wat bent u van plan?",
        coerce=Outcome,
        choices=[(Outcome.REFUSE.value, "Afwijzen"), (Outcome.PARTIAL_AWARD.value, "Minder geven dan gevraagd")],
        default=Outcome.REFUSE,
    )
    ground = SelectField("Op welke grond?", optional=True, blank="Geen grond uit de lijst")
    reason = LongTextField(
        "Waarom?",
        hint="Schrijf welke feiten u heeft. De aanvrager leest dit en reageert erop.",
        rows=4,
        max_length=4_000,
        missing="Schrijf in één of twee zinnen waarom. De aanvrager reageert hierop.",
    )
    due_on = DateField("Reageren kan tot en met", missing="Vul de laatste dag in waarop de aanvrager kan reageren.")

    def offer(self, rules: RuleSetDocument) -> "ViewForm":
        """Fill the grounds of the rule set."""
        self.ground.choices = [(ground.code, ground.label) for ground in rules.refusal_grounds]
        return self


class ExtendForm(BaseForm):
    """Take more time to decide."""

    until = DateField("Nieuwe laatste dag", missing="Vul in tot en met welke dag u wilt verlengen.")
    reason = LongTextField(
        "Waarom duurt het langer?",
        hint="De aanvrager leest dit in de brief.",
        rows=3,
        max_length=2_000,
        missing="Schrijf in één of twee zinnen waarom het langer duurt.",
    )


class TalkForm(BaseForm):
    """The minutes of a talk."""

    held_on = DateField("Op welke dag was het gesprek?", missing="Vul de dag van het gesprek in.")
    report = LongTextField(
        "Waar sprak u over?", rows=6, max_length=20_000, missing="Schrijf in een paar zinnen waar u over sprak.",
        hint="De aanvrager kan dit lezen.",
    )  # fmt: skip
    agreements = LongTextField("Welke afspraken maakte u?", optional=True, hint="Schrijf één afspraak per regel.", rows=4, max_length=4_000)


class MessageForm(BaseForm):
    """A message to the other side of a file."""

    text = LongTextField("Uw bericht", rows=4, max_length=4_000, missing="Schrijf uw bericht.")
    files = FilesField("Stukken erbij", optional=True, at_most=ANY_NUMBER, accept=DOCUMENTS, camera=True, hint="Hooguit 30 tegelijk.")


class AnswerForm(BaseForm):
    """An answer to what we asked, with documents."""

    text = LongTextField("Uw antwoord", optional=True, rows=5, max_length=20_000)
    files = FilesField("Stukken", optional=True, at_most=ANY_NUMBER, accept=DOCUMENTS, camera=True)


class MomentForm(BaseForm):
    """Choose a moment to talk."""

    moment = ChoiceField("Welk moment kiest u?", coerce=int, missing="Kies een moment.")

    def offer(self, moments: Sequence[TalkMoment]) -> "MomentForm":
        """Fill the moments to choose from."""
        self.moment.choices = [(one.id, told_moment(one), told_where(one)) for one in moments]
        return self


def told_moment(moment: TalkMoment) -> str:
    """A moment in words, with how long it takes."""
    return f"{show_moment(moment.starts_at)}, {moment.minutes} minuten"


def told_where(moment: TalkMoment) -> str:
    """Where a talk is, and with whom."""
    return f"Wij bellen u. U praat met {moment.offered_by}." if moment.by_phone else f"{moment.place}. U praat met {moment.offered_by}."


class MomentRow(Part):
    """One moment to offer."""

    day = DateField("Dag", missing="Vul de dag in.")
    time = TextField("Tijd", width=4, missing="Vul de tijd in, bijvoorbeeld 14.30.", max_length=12)


def read_time(text: str) -> time | None:
    """A time of the day from ``14.30``, ``14:30``, ``14u30``, ``14 uur`` or ``14``; None when it cannot be read."""
    match = _TIME.fullmatch(text.strip())
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


class OfferForm(BaseForm):
    """Offer several moments at once."""

    moments = RowsField(
        MomentRow, "Welke momenten biedt u aan?", row_word="Moment", shown=3, at_least=1, at_most=20,
        missing="Vul minstens één moment in.", add_text="Nog een moment",
    )  # fmt: skip
    minutes = PeopleField("Hoeveel minuten duurt een gesprek?", default=30, at_least=5, at_most=480, missing="Vul in hoe lang het duurt.")
    by_phone = ChoiceField(
        "Hoe is het gesprek?", choices=[("plek", "Op een plek"), ("telefoon", "Aan de telefoon")], default="plek",
        missing="Kies hoe het gesprek is.",
    )  # fmt: skip
    place = TextField("Waar?", optional=True, hint="Alleen nodig voor een gesprek op een plek.", max_length=200)
    tiers = ChoicesField("Voor welke bedragen?", optional=True, hint="Kiest u niets, dan kan iedereen deze momenten kiezen.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the times as people write them, beside everything else."""
        fine = bool(super().validate(extra_validators))
        for number, row in enumerate(self.moments.data or []):
            if row["time"] and read_time(row["time"]) is None:
                self.say("Typ de tijd met een punt, bijvoorbeeld 14.30.", f"moments.{number}.time")
                fine = False
        return fine

    def offer(self, tiers: Sequence[tuple[str, str]]) -> "OfferForm":
        """Fill the tiers to choose from: (code, label)."""
        self.tiers.choices = list(tiers)
        return self
