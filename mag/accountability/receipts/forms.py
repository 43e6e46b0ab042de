"""What is asked about a receipt."""

from collections.abc import Iterable, Sequence
from typing import Self

from mag.accountability.receipts.rules import CURRENCIES, Facts
from mag.web.forms import AmountField, BaseForm, DateField, LongTextField, NumberField, SelectField, TextField


class FactsForm(BaseForm):
    """The figures of one receipt. Nobody has to fill in anything."""

    amount = AmountField("Totaal op de bon", optional=True)
    bought_on = DateField("Datum op de bon", optional=True)
    shop = TextField("Winkel of bedrijf", optional=True, max_length=120)
    currency = SelectField("Munt", choices=list(CURRENCIES.items()), default="EUR", optional=True, blank="")
    cost_line = SelectField("Bij welke regel van de begroting?", optional=True, blank="Weet ik niet", coerce=int)

    def ask(self, cost_lines: Iterable[tuple[int, str]]) -> Self:
        """Offer the lines of the plan's own budget."""
        self.cost_line.choices = list(cost_lines)
        return self

    def facts(self) -> Facts:
        """The figures as they were filled in."""
        return Facts(
            self.amount.data, self.currency.data or "EUR", self.bought_on.data, (self.shop.data or "").strip(), self.cost_line.data or None
        )


def data_of(facts: Facts) -> dict[str, object]:
    """Figures as the fields of a form start with them."""
    return {
        "amount": facts.amount,
        "bought_on": facts.bought_on,
        "shop": facts.shop,
        "currency": facts.currency,
        "cost_line": facts.cost_line_id,
    }


class JudgeForm(FactsForm):
    """What staff say of a receipt, with its figures."""

    eligible = AmountField("Hiervan telt mee, in euro’s", hint="Alleen als niet alles meetelt, of bij ander geld.", optional=True)
    sentence = SelectField("Kies een zin", optional=True, blank="Geen", choices=[])
    remark = LongTextField("Of schrijf het zelf", hint="De partner leest dit.", optional=True, rows=2, max_length=1_000)

    def offer(self, questions: Sequence[str], rejections: Sequence[str]) -> Self:
        """Offer the ready sentences, those that ask first."""
        self.sentence.choices = [(text, text) for text in dict.fromkeys((*questions, *rejections))]
        return self

    def words(self) -> str:
        """What was written, else the sentence that was chosen."""
        return (self.remark.data or "").strip() or (self.sentence.data or "")


class SplitForm(BaseForm):
    """How many receipts there are on one photo."""

    parts = NumberField("Hoeveel bonnen staan er op?", decimals=0, missing="Vul in hoeveel bonnen er op de foto staan.")


class SentencesForm(BaseForm):
    """The ready sentences of an agenda, a line each."""

    question = LongTextField("Om iets te vragen", hint="Eén zin per regel. Leeg: onze eigen zinnen.", rows=8, optional=True)
    rejection = LongTextField("Als een bon niet meetelt", hint="Eén zin per regel.", rows=8, optional=True)
