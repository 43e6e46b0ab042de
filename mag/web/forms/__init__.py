"""The form base: every kind of question, and the form that holds them. See ``mag/web/README.md`` for examples."""

from mag.core.phone import show_phone
from mag.web.forms.base import BaseForm, SearchForm
from mag.web.forms.choices import ChoiceField, ChoicesField, Option, SelectField, TickField, YesNoField
from mag.web.forms.dates import DateField, read_date, read_date_text
from mag.web.forms.files import PAPERS, FileField, FilesField
from mag.web.forms.numbers import AmountField, NumberField, PeopleField, read_number, show_number
from mag.web.forms.question import Question, Unreadable, clean_line, clean_text
from mag.web.forms.rows import Part, RowsField
from mag.web.forms.texts import (
    EmailField,
    IbanField,
    LongTextField,
    PasswordField,
    PhoneField,
    PostcodeField,
    TextField,
    show_iban,
)

__all__ = [
    "PAPERS",
    "AmountField",
    "BaseForm",
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "EmailField",
    "FileField",
    "FilesField",
    "IbanField",
    "LongTextField",
    "NumberField",
    "Option",
    "Part",
    "PasswordField",
    "PeopleField",
    "PhoneField",
    "PostcodeField",
    "Question",
    "RowsField",
    "SearchForm",
    "SelectField",
    "TextField",
    "TickField",
    "Unreadable",
    "YesNoField",
    "clean_line",
    "clean_text",
    "read_date",
    "read_date_text",
    "read_number",
    "show_iban",
    "show_number",
    "show_phone",
]
