"""Pages made from the questions of a form: one field for each kind of answer."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from wtforms.validators import StopValidation

from mag.agenda.form_documents import QuestionDocument
from mag.agenda.form_screens import Screen
from mag.agenda.form_terms import AnswerKind as Kind
from mag.agenda.form_terms import ChoicesFrom
from mag.applications.answers import UNKNOWN_GOAL
from mag.applications.paper_field import PapersField
from mag.partners.models import MEMBER_ROLE_LABELS, MemberRole, PartnerKind
from mag.web.forms import (
    AmountField,
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    IbanField,
    LongTextField,
    Part,
    PeopleField,
    PhoneField,
    RowsField,
    TextField,
    TickField,
    Unreadable,
    YesNoField,
)

START_UNKNOWN = "starts_unknown"
Choices = Sequence[tuple[str, str]]


class ContactField(TextField):
    """An e-mail address or a telephone number in one box. ``data`` is the one or the other, in the notation of the house."""

    def read(self, text: str) -> str:
        """An address when there is an @ in it, else a number."""
        if "@" in text:
            return EmailField.read(self, text)  # type: ignore[arg-type]
        if re.search(r"[A-Za-z]", text):
            raise Unreadable("Dit is geen e-mailadres en geen telefoonnummer. Typ bijvoorbeeld naam@voorbeeld.nl of 06 12345678.")
        return PhoneField.read(self, text)  # type: ignore[arg-type]


class StartDateField(DateField):
    """A date that may be unknown yet: then the tick ``starts_unknown`` of the same form is needed."""

    def pre_validate(self, form: Any) -> None:
        """An empty date is fine beside the tick."""
        tick = getattr(form, START_UNKNOWN, None)
        if self.is_empty() and tick is not None and tick.data:
            raise StopValidation("")
        super().pre_validate(form)


class UnknownTick(TickField):
    """The tick beside a start date. Neither needed nor called optional: it is an answer to the question above it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.optional

    def pre_validate(self, form: Any) -> None:
        """Nothing can be wrong with it."""


class OrganisationField(TextField):
    """The name of an organisation or group: needed unless somebody asks for oneself."""

    def pre_validate(self, form: Any) -> None:
        """A resident has none."""
        kind = getattr(form, "applicant_kind", None)
        if self.is_empty() and kind is not None and kind.data in (None, PartnerKind.RESIDENT.value):
            raise StopValidation("")
        super().pre_validate(form)


class KvkField(TextField):
    """A number of the Chamber of Commerce: eight digits. Its own check digit does not exist."""

    inputmode = "numeric"

    def read(self, text: str) -> str:
        """Eight digits, spaces and points left out."""
        bare = re.sub(r"[\s.]", "", text)
        if not re.fullmatch(r"[0-9]{8}", bare):
            raise Unreadable(f"Een KvK-nummer heeft 8 cijfers, zoals 12345678. Controleer {text[:20]}.")
        return bare


class CostRow(Part):
    """One cost, or one sum from somebody else."""

    description = TextField("Omschrijving", missing="Vul in waar dit bedrag voor is.")
    amount = AmountField("Bedrag", allow_zero=False)


class ResultRow(Part):
    """One result with its number."""

    what = TextField("Resultaat", missing="Vul in wat u wilt bereiken, bijvoorbeeld: nieuwe vrijwilligers.")
    number = PeopleField("Aantal")


def field_of(question: QuestionDocument, choices: Choices = ()) -> Any:
    """The field that asks a question. ``choices`` are those that come from the agenda (goals)."""
    words: dict[str, Any] = {"hint": question.hint, "optional": question.optional, "missing": question.missing}
    boxed = {**words, "width": question.width, "autocomplete": question.autocomplete}
    made: Any
    match question.kind:
        case Kind.AMOUNT:
            made = AmountField(question.label, allow_zero=question.id != "amount", **words)
        case Kind.STORY:
            made = LongTextField(question.label, example=question.example, expected=question.expected, **words)
        case Kind.DATE:
            made = DateField(question.label, **{**words, "hint": question.hint or "Bijvoorbeeld 27 3 2023"})
        case Kind.START_DATE:
            made = StartDateField(question.label, **{**words, "hint": question.hint or "Bijvoorbeeld 27 3 2023"})
        case Kind.PEOPLE:
            made = PeopleField(question.label, **words)
        case Kind.ONE_OF:
            made = ChoiceField(question.label, choices=question.options or choices, **words)
        case Kind.SOME_OF:
            made = ChoicesField(question.label, choices=question.options, **words)
        case Kind.YES_NO:
            made = YesNoField(question.label, **words)
        case Kind.EMAIL:
            made = EmailField(question.label, **boxed)
        case Kind.PHONE:
            made = PhoneField(question.label, **{**boxed, "width": 20})
        case Kind.CONTACT:
            made = ContactField(question.label, **boxed)
        case Kind.IBAN:
            made = IbanField(question.label, **boxed)
        case Kind.COSTS:
            made = _rows(question, CostRow, "Kostenpost", "Nog een kostenpost toevoegen")
        case Kind.INCOMES:
            made = _rows(question, CostRow, "Inkomsten", "Nog een bedrag van anderen toevoegen")
        case Kind.RESULTS:
            made = _rows(question, ResultRow, "Resultaat", "Nog een resultaat toevoegen", at_most=3)
        case Kind.KVK:
            made = KvkField(question.label, **boxed)
        case Kind.ORGANISATION:
            needed = "Vul de naam in van uw organisatie of groep."
            made = OrganisationField(question.label, **{**boxed, "optional": False, "missing": question.missing or needed})
        case Kind.FILES:
            made = PapersField(question.label, camera=True, **words)
        case Kind.LINE | Kind.TALK:
            made = TextField(question.label, **boxed)
    return made


def _rows(question: QuestionDocument, part: type[Part], word: str, add: str, at_most: int = 40) -> RowsField:
    shown = max(1, question.least)
    return RowsField(
        part, question.label, row_word=word, hint=question.hint, shown=shown, at_least=question.least, at_most=at_most, add_text=add
    )  # fmt: skip


def form_for(screen: Screen, goals: Choices = ()) -> type[BaseForm]:
    """The form of a screen. ``goals`` are the goals of the agenda as (code, name)."""
    return form_of(screen.questions, goals)


def form_of(questions: Sequence[QuestionDocument], goals: Choices = ()) -> type[BaseForm]:
    """A form with these questions; beside a start date that may be unknown stands its tick."""
    fields: dict[str, Any] = {}
    for question in questions:
        fields[question.id] = field_of(
            question, (*goals, (UNKNOWN_GOAL, "Weet ik niet")) if question.choices_from is ChoicesFrom.GOALS else ()
        )
        if question.kind is Kind.START_DATE:
            fields[START_UNKNOWN] = UnknownTick("Dat weet ik nog niet")
    return type("QuestionsForm", (BaseForm,), fields)


def hush(form: BaseForm, names: Collection[str]) -> None:
    """Take the sentences away at these questions: they were not on the page that was sent."""
    for name in names:
        field = form[name]
        field.errors = []
        for part in field.parts() if isinstance(field, RowsField) else ():
            for question in part:
                question.errors = []


class ButtonForm(BaseForm):
    """A form with nothing but a button: send, start anew, go on."""


class CodeForm(BaseForm):
    """The code of a draft, copied by hand."""

    code = TextField("Wat is uw code?", hint="Bijvoorbeeld K7QM-2XPD-9RTA.", width=20, missing="Vul de code in van 12 letters en cijfers.")


class SignUpForm(BaseForm):
    """Who wants to sign in to ask for more: a name and the address the link goes to."""

    name = TextField("Hoe heet u?", hint="Uw voornaam en achternaam.", autocomplete="name", missing="Vul in hoe u heet.")
    email = EmailField("Wat is uw e-mailadres?", hint="Naar dit adres sturen wij een link om in te loggen.", autocomplete="email")


class StillRightForm(BaseForm):
    """Two ticks about what was taken along from an earlier file."""

    account = TickField("Het rekeningnummer klopt nog", optional=False, missing="Klopt het rekeningnummer? Kruis het dan aan.")
    budget = TickField("De kosten en inkomsten kloppen nog", optional=False, missing="Kloppen de bedragen? Kruis het dan aan.")


MEMBER_ROLES = [(role.value, f"Deze persoon {label}") for role, label in MEMBER_ROLE_LABELS.items()]


class MemberForm(BaseForm):
    """Add somebody to an organisation."""

    name = TextField("Naam", width=20, missing="Vul de naam in.")
    email = EmailField("E-mailadres", width=20, missing="Vul het e-mailadres in.")
    role = ChoiceField("Wat mag deze persoon?", choices=MEMBER_ROLES, coerce=MemberRole, missing="Kies wat deze persoon mag.")


class MemberRoleForm(BaseForm):
    """Give somebody of an organisation another role."""

    role = ChoiceField("Wat mag deze persoon?", choices=MEMBER_ROLES, coerce=MemberRole, missing="Kies wat deze persoon mag.")


class HandOverForm(BaseForm):
    """Who takes over."""

    name = TextField("Naam van uw opvolger", width=20, missing="Vul de naam in van wie het overneemt.")
    email = EmailField("E-mailadres van uw opvolger", width=20, missing="Vul het e-mailadres in van wie het overneemt.")
