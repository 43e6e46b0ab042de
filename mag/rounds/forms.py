"""The forms of rounds: making one, its ceiling, the table of proposals, deciding in batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import Distribution
from mag.core.money import ZERO, AmountWrong, Cents, parse_amount
from mag.core.money import show as show_money
from mag.rounds.service import Line
from mag.web.forms import AmountField, BaseForm, ChoiceField, ChoicesField, DateField, LongTextField, PeopleField, SelectField, TextField

METHOD_LABELS: dict[Distribution, str] = {
    Distribution.ORDER_OF_RECEIPT: "Op volgorde van binnenkomst (complete aanvragen)",
    Distribution.RANKING: "Op rangorde: de beste plannen eerst",
    Distribution.TENDER_ROUND: "In één ronde: alle plannen naast elkaar",
}


class RoundForm(BaseForm):
    """A new round."""

    name = TextField("Naam van de ronde", missing="Geef de ronde een naam.", max_length=200)
    year = PeopleField("Jaar van het budget", at_least=2000, at_most=2100, missing="Vul het jaar in.")
    tiers = ChoicesField("Voor welke bedraggroepen?", missing="Kies minstens één bedraggroep.")
    opens_on = DateField("Eerste dag om aan te vragen", missing="Vul de eerste dag in.")
    closes_on = DateField("Laatste dag om aan te vragen", missing="Vul de laatste dag in.")
    ceiling = AmountField(
        "Plafond", hint="Hoeveel er in deze ronde hooguit verdeeld wordt.", allow_zero=False, missing="Vul het plafond in."
    )
    method = ChoiceField(
        "Hoe verdeelt u het geld?", coerce=Distribution, choices=[(m.value, label) for m, label in METHOD_LABELS.items()],
        missing="Kies hoe u het geld verdeelt.",
    )  # fmt: skip

    def offer(self, rules: RuleSetDocument) -> "RoundForm":
        """Fill the tiers of the rule set."""
        self.tiers.choices = [(tier.code, tier.label) for tier in rules.tiers]
        return self


class CeilingForm(BaseForm):
    """Another ceiling."""

    ceiling = AmountField("Nieuw plafond", allow_zero=False, missing="Vul het nieuwe plafond in.")
    reason = LongTextField("Waarom verandert het plafond?", hint="Iedereen kan dit lezen.", rows=2, optional=True, max_length=1000)


class BoardForm(BaseForm):
    """The table of proposals; its boxes are read by :func:`read_lines`."""


class DecideForm(BaseForm):
    """Decide on everything that has a proposal."""

    reason = LongTextField(
        "Uitleg in de brief",
        hint="Deze zinnen komen in elke brief waarvoor u in de tabel geen eigen uitleg schreef.",
        rows=3,
        missing="Schrijf in één of twee zinnen hoe u het geld verdeelde. De aanvrager leest dit in de brief.",
        max_length=4000,
    )
    ground = SelectField("Grond voor wie niets krijgt omdat het geld op is", missing="Kies de grond.")

    def offer(self, rules: RuleSetDocument) -> "DecideForm":
        """Fill the grounds of the rule set; one after which people may ask again stands first."""
        grounds = sorted(rules.refusal_grounds, key=lambda ground: not ground.may_reapply_next_round)
        self.ground.choices = [
            (g.code, g.label + (" (mag de volgende ronde opnieuw)" if g.may_reapply_next_round else "")) for g in grounds
        ]
        if not self.ground.chosen and grounds and grounds[0].may_reapply_next_round:
            self.ground.process_data(grounds[0].code)
        return self


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in the boxes of one request, as text."""

    rank: str = ""
    amount: str = ""
    line: str = ""
    reason: str = ""
    no_money: bool = False


@dataclass
class Table:
    """The table as it was typed: the boxes, the proposals that could be read, and a sentence per box that could not."""

    typed: dict[int, Typed] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def typed_of(rank: int | None, amount: Cents, line_id: int | None, reason: str, no_money: bool) -> Typed:
    """The boxes of a stored proposal."""
    shown = show_money(amount).removeprefix("€\u00a0") if amount else ""
    return Typed(str(rank) if rank else "", shown, str(line_id) if line_id else "", reason, no_money)


def read_lines(sent: Mapping[str, str], numbers: Sequence[int]) -> Table:
    """Read the boxes of the requests with these ids. Nothing typed gets lost: what cannot be read keeps its text and gets a sentence."""
    table = Table()
    for number in numbers:
        boxes = {name: " ".join(str(sent.get(f"{name}-{number}", "")).split())[:4000] for name in ("rank", "amount", "line", "reason")}
        typed = Typed(**boxes, no_money=bool(sent.get(f"no_money-{number}")))
        table.typed[number] = typed
        amount = ZERO
        if typed.amount:
            try:
                amount = parse_amount(typed.amount)
            except AmountWrong as wrong:
                table.wrong[f"amount-{number}"] = wrong.sentence
        if typed.rank and not (typed.rank.isdecimal() and 0 < int(typed.rank[:6]) < 10_000):
            table.wrong[f"rank-{number}"] = "Vul een rang in als heel getal, zoals 3."
        if typed.no_money and amount:
            table.wrong[f"amount-{number}"] = "U vulde een bedrag in en koos ook “geld op”. Kies één van de twee."
        is_read = f"amount-{number}" not in table.wrong and f"rank-{number}" not in table.wrong
        if is_read:
            line_id = int(typed.line) if typed.line.isdecimal() and len(typed.line) < 10 else None
            table.lines[number] = Line(int(typed.rank) if typed.rank else None, amount, line_id, typed.no_money, typed.reason)
    return table
