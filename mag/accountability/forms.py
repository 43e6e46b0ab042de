"""What the pages of this room ask."""

from mag.web.forms import AmountField, BaseForm, FilesField, LongTextField, PeopleField
from mag.web.forms.files import PAPERS

INVOICE = ",.xml"
OFFICE = ",.docx,.xlsx,.odt,.ods"
ANY_NUMBER = 1_000
"""Which files of a handful that is too large are kept is decided where files are judged, not by the form."""


class HandInForm(BaseForm):
    """The one screen of an account: receipts, what was spent, how many people came, and a story for who likes to tell."""

    files = FilesField("Bonnen en andere stukken", optional=True, at_most=ANY_NUMBER, camera=True)
    spent_amount = AmountField(
        "Hoeveel geld gaf u uit?",
        hint="Tel de bonnen bij elkaar op. Alleen wat u van ons geld betaalde. Gaf u niets uit? Vul dan 0 in.",
        missing="Vul in hoeveel geld u uitgaf. Gaf u niets uit? Vul dan 0 in.",
    )
    people_reached = PeopleField(
        "Hoeveel mensen deden mee?",
        hint="Tel iedereen één keer. Weet u het niet precies? Schat het dan.",
        missing="Vul in hoeveel mensen meededen. Weet u het niet precies? Schat het dan.",
    )
    story = LongTextField("Hoe ging het?", optional=True, rows=5, max_length=20_000)

    def ask(self, *, what: str, office: bool, story: str) -> "HandInForm":
        """Say at the questions what this tier asks: which papers, which kinds of file, what the story is about."""
        self.files.hint = what
        self.files.accept = PAPERS + INVOICE + OFFICE if office else PAPERS + INVOICE
        self.story.hint = story
        return self


class ActForm(BaseForm):
    """A button that acts: nothing to fill in, but the version of what the person was looking at."""


class ReturnForm(BaseForm):
    """Give an account back with a question."""

    question = LongTextField(
        "Wat wilt u vragen?",
        hint="De partner leest dit in een mail en op het scherm.",
        rows=3,
        max_length=4_000,
        missing="Schrijf wat de partner moet aanpassen of uitleggen.",
    )
