"""The forms around work lists: the filter, saving it, putting a file off, leaving one untreated, the words to search for."""

from datetime import date, timedelta
from typing import Any

from mag.accounts.roles import ROLE_LABELS
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.queries import Pile
from mag.core.period import show_date
from mag.desk.work_filter import DECIDERS, PILE_LABELS, Choices
from mag.web.forms import BaseForm, ChoiceField, LongTextField, SearchForm, SelectField, TextField, TickField


class FilterForm(SearchForm):
    """Which files to list. Read from the address."""

    lijst = SelectField("Lijst", optional=True, blank=PILE_LABELS[Pile.WORK])
    bedraggroep = SelectField("Bedraggroep", optional=True, blank="Alle bedragen")
    doel = SelectField("Thema of doel", optional=True, blank="Alle doelen")
    beslisser = SelectField("Wie beslist?", optional=True, blank="Iedereen", choices=[(r.value, ROLE_LABELS[r]) for r in DECIDERS])
    van = SelectField("Wie behandelt?", optional=True, blank="Iedereen")
    aangevuld = TickField("Aanvulling binnen", optional=True)
    telaat = TickField("Te laat", optional=True)

    def offer(self, choices: Choices, counts: dict[Pile, int]) -> "FilterForm":
        """Fill the lists to choose from; each pile with its number."""
        self.lijst.choices = [(pile.value, f"{PILE_LABELS[pile]} ({counts[pile]})") for pile in Pile if pile is not Pile.WORK]
        self.lijst.blank = f"{PILE_LABELS[Pile.WORK]} ({counts[Pile.WORK]})"
        self.bedraggroep.choices, self.doel.choices, self.van.choices = list(choices.tiers), list(choices.goals), list(choices.handlers)
        return self


class SaveListForm(BaseForm):
    """Keep the filter one is looking at under a name."""

    name = TextField("Naam van de lijst", width=20, missing="Geef de lijst een naam.", max_length=60)
    shared = TickField("Ook voor collega’s", optional=True)


class LaterForm(BaseForm):
    """Put a file off."""

    until = SelectField("Tot wanneer?", missing="Kies tot wanneer de aanvraag kan wachten.", coerce=date.fromisoformat)

    def offer(self, today: date) -> "LaterForm":
        """Fill the days to choose from: tomorrow, and one, two and four weeks from now."""
        self.until.choices = list(later_days(today))
        return self


def later_days(today: date) -> list[tuple[str, str]]:
    """Days to put a file off to, as (ISO date, words)."""
    steps = ((1, "morgen"), (7, "over 1 week"), (14, "over 2 weken"), (28, "over 4 weken"))
    return [((today + timedelta(days=days)).isoformat(), f"{words} ({show_date(today + timedelta(days=days))})") for days, words in steps]


class LeaveForm(BaseForm):
    """Leave a file untreated, with the ground and the words the applicant reads."""

    ground = SelectField("Grond", missing="Kies waarom u de aanvraag niet in behandeling neemt.")
    explanation = LongTextField(
        "Uitleg",
        hint="De aanvrager leest dit in de brief.",
        rows=3,
        missing="Schrijf in één of twee zinnen waarom u dit besluit.",
        max_length=4000,
    )

    def offer(self, rules: RuleSetDocument) -> "LeaveForm":
        """Fill the grounds of the rule set."""
        self.ground.choices = [(ground.code, ground.label) for ground in rules.refusal_grounds]
        return self


class TwinForm(SearchForm):
    """The file this one is a double of, by its reference."""

    van = TextField("Kenmerk van de andere aanvraag", optional=True, width=10, max_length=40)


class BulkForm(BaseForm):
    """One act on the files that were ticked. The ticks themselves are read from what was sent."""

    act = ChoiceField("Wat wilt u doen?", missing="Kies wat er met de gekozen aanvragen moet gebeuren.")
    colleague = SelectField("Collega", optional=True, coerce=int, blank="Kies een collega")
    until = SelectField("Tot wanneer?", optional=True, coerce=date.fromisoformat, blank="Kies een dag")

    def offer(self, acts: list[tuple[str, str]], colleagues: list[tuple[int, str]], today: date) -> "BulkForm":
        """Fill the acts, the colleagues and the days to choose from."""
        self.act.choices = list(acts)
        self.colleague.choices = list(colleagues)
        self.until.choices = list(later_days(today))
        return self

    def chosen(self, sent: list[Any]) -> list[tuple[int, int]]:
        """The ticks as (id, version); what is no tick is left out, one file counts once."""
        pairs: dict[int, int] = {}
        for text in sent:
            number, _, version = str(text).partition(":")
            if number.isdecimal() and version.isdecimal() and len(number) < 10 and len(version) < 10:
                pairs[int(number)] = int(version)
        return list(pairs.items())


class WordsForm(SearchForm):
    """What to search for."""

    q = TextField("Zoek op kenmerk, plan, plaats, organisatie, KvK-nummer of naam", optional=True, max_length=200)
