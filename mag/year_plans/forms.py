"""The forms of plans of the year."""

from mag.web.forms import BaseForm, LongTextField, PeopleField


class BeginForm(BaseForm):
    """Begin a concept."""

    year = PeopleField("Voor welk jaar?", at_least=2000, at_most=2100, missing="Vul het jaar in.")


class ChapterForm(BaseForm):
    """The words of one chapter."""

    text = LongTextField("Tekst", rows=8, optional=True, max_length=6000, hint="Een lege regel begint een nieuwe alinea.")


class CommentForm(BaseForm):
    """A comment on one chapter, or the answer to it."""

    text = LongTextField("Uw reactie", rows=4, missing="Schrijf uw reactie.", max_length=6000)


class ActForm(BaseForm):
    """A button that acts."""
