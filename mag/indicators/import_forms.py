"""The questions about a file with figures: which file, an example to choose columns from, and whether to take it over."""

from mag.web.forms import BaseForm, FileField, SelectField


class UploadForm(BaseForm):
    """Which file, and how it is read."""

    mapping = SelectField("Welke koppeling?", missing="Kies hoe het bestand gelezen wordt.", hint="Een koppeling zegt welke kolom wat is.")
    file = FileField(
        "Welk bestand?", accept=".csv,.txt,.json,.xlsx", hint="CSV, JSON of XLSX. U ziet eerst wat erin staat; er verandert nog niets."
    )


class AcceptForm(BaseForm):
    """Take over what was shown."""


class ExampleForm(BaseForm):
    """Show a file, to choose its columns."""

    file = FileField(
        "Welk bestand?",
        accept=".csv,.txt,.json,.xlsx",
        hint="CSV, JSON of XLSX. U ziet daarna de eerste regels en kiest welke kolom wat is.",
    )
