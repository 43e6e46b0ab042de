"""Small forms around letters and messages."""

from mag.web.forms import BaseForm, SearchForm, TextField


class SampleForm(SearchForm):
    """On which file to show a text of a letter."""

    kenmerk = TextField("Kenmerk van een aanvraag", hint="Bijvoorbeeld: MAG-2023-0042.", optional=True, max_length=40, width=20)


class CodeForm(BaseForm):
    """The way in without e-mail: the reference and the code of the letter."""

    kenmerk = TextField(
        "Kenmerk", hint="Dit staat boven onze brief. Bijvoorbeeld: MAG-2023-0042.", missing="Vul uw kenmerk in.", max_length=40, width=20
    )
    code = TextField(
        "Code", hint="Acht tekens. De code staat in onze brief.", missing="Vul uw code in.", max_length=40, width=20, autocomplete="off"
    )


class PostForm(BaseForm):
    """A button beside a mail or a letter."""


class CallForm(BaseForm):
    """That somebody was called, with what was said."""

    note = TextField("Notitie", hint="Wat sprak u af? Een paar woorden is genoeg.", optional=True, max_length=500)
