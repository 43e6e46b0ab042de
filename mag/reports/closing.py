"""Closing a half-year: what is still open before a report is adopted, counted, each with the rows it is about. Pure.

What would make the report untrue or unreadable for ever stops the adoption: money that does not tie, a text that quotes a figure that
does not exist, a next version without a reason. What the report can honestly say is open only warns, and is confirmed by name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mag.agenda.report_documents import ChapterKind
from mag.core.errors import Refusal
from mag.core.money import show
from mag.core.period import show_date
from mag.reports.chapters import told_frameworks
from mag.reports.compose.quotes import stray_quotes
from mag.reports.compose.selections import balance_of
from mag.reports.facts import Facts, PlanFact
from mag.reports.figures import Figure, Figures, FigureTable, Unit
from mag.reports.places import chapter_name
from mag.reports.rules import wrong_quotes
from mag.reports.states import PointKind


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is open, and where it is repaired: a ``plan``, a ``text`` (chapter), a ``figure``, a ``remark``, a
    ``proposal`` (goal), an
    ``indicator``, or what is ``agreed``.
    """

    text: str
    kind: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist. ``fine`` says how it is when nothing is open, ``why`` why open items stop the adoption or only warn."""

    code: str
    name: str
    fine: str
    why: str
    stops: bool
    items: tuple[Item, ...] = ()

    @property
    def word(self) -> str:
        """How it stands: ``klaar``, ``houdt tegen`` or ``let op``."""
        return "klaar" if not self.items else "houdt tegen" if self.stops else "let op"


def stops(facts: Facts, figures: Figures) -> list[Refusal]:
    """Why a report cannot be adopted with these facts."""
    found: list[Refusal] = []
    for text, unknown in stray_quotes(facts, figures):
        found += wrong_quotes(text.chapter, chapter_name(figures, text.chapter), unknown)
    found += [Refusal("money_open", item.text) for item in _money(facts, figures)]
    found += [Refusal("reason_missing", item.text, "text") for item in _reason(facts)]
    return found


def checklist(facts: Facts, figures: Figures, *, unanswered: Sequence[Item] = (), unapproved: Sequence[Item] = ()) -> list[Check]:
    """Everything that is looked at before a report is adopted, what stops it first.

    ``unanswered`` is what people said that has no answer yet, ``unapproved`` are values that wait for a second person.
    """
    day = show_date(facts.period.last)
    quotes = tuple(
        Item(refusal.sentence, "text", text.chapter)
        for text, unknown in stray_quotes(facts, figures)
        for refusal in wrong_quotes(text.chapter, chapter_name(figures, text.chapter), unknown)
    )
    found = [
        Check(
            "money", "Geld dat aansluit", "Elke tabel telt op tot hetzelfde totaal, en niets is meer betaald dan toegezegd.",
            "Een bedrag dat niet klopt mag niet voor altijd in een rapport staan.", True, tuple(_money(facts, figures)),
        ),
        Check(
            "quotes", "Cijfers in teksten", "Elk cijfer dat een tekst noemt, bestaat.",
            "Een tekst met een cijfer dat niet bestaat, kan niemand lezen.", True, quotes,
        ),
    ]  # fmt: skip
    if facts.version > 1:
        why = "Een lezer van de vorige versie moet weten waarom er een nieuwe is."
        found.append(Check("reason", "Reden van deze versie", "De reden staat erin.", why, True, tuple(_reason(facts))))
    counts = "Ze tellen mee in het rapport over de periode waarin ze worden goedgekeurd."
    return [
        *found,
        Check(
            "hand_ins", "Verantwoordingen die er nog niet zijn", f"Alles wat er op {day} moest zijn, is er.", counts, False,
            tuple(_plan(p, f"moest er zijn op {show_date(p.account_by)}") for p in _late(facts) if p.account_by is not None),
        ),
        Check(
            "judging", "Verantwoordingen die nog niet zijn goedgekeurd", "Alles wat binnen was, is bekeken.", counts, False,
            tuple(_plan(p, f"verstuurd op {show_date(p.handed_in_on)}") for p in _unjudged(facts) if p.handed_in_on is not None),
        ),
        Check(
            "indicators", "Cijfers bij de doelen", "Elk cijfer heeft een waarde of een reden waarom het nog niet bekend is.",
            "Het rapport zegt er “nog niet bekend” bij. Schrijf liever ook waarom.", False, tuple(_unknown(facts)),
        ),
        Check(
            "approval", "Cijfers die op akkoord wachten", "Geen cijfer wacht op een tweede persoon.",
            "Een cijfer zonder akkoord telt nog niet mee.", False, tuple(unapproved),
        ),
        Check(
            "frameworks", "Kaders naast de agenda", "Elk kader dat de agenda in dit rapport noemt, staat erin.",
            "Het hoofdstuk staat niet in het rapport. Lees het kader in en kijk wie het mag lezen.", False, tuple(_frameworks(facts)),
        ),
        Check(
            "texts", "Teksten", "Bij elk hoofdstuk en elk doel met plannen staat wat erbij hoort.",
            "Een rapport zonder verhaal is leesbaar, maar zegt minder.", False, tuple(_texts(facts, figures)),
        ),
        Check(
            "agreed", "Prioriteiten", "Van elke eerdere prioriteit is gezegd wat ervan werd, en er zijn nieuwe.",
            "Het rapport zegt er “nog niet bekend” bij.", False, tuple(_agreed(facts, figures)),
        ),
        Check(
            "remarks", "Vragen en reacties", "Alles heeft een antwoord.", "Antwoorden kan ook later.", False, tuple(unanswered),
        ),
    ]  # fmt: skip


def open_counts(checks: Sequence[Check]) -> dict[str, int]:
    """How much is open by check, for the journal: only what is."""
    return {check.code: len(check.items) for check in checks if check.items}


def _plan(plan: PlanFact, said: str) -> Item:
    return Item(f"{plan.reference} {plan.title}, {plan.partner}: {said}", "plan", plan.reference)


def _late(facts: Facts) -> list[PlanFact]:
    due = [p for p in facts.plans if p.runs and p.handed_in_on is None and p.account_by is not None and p.account_by <= facts.period.last]
    return sorted(due, key=lambda plan: (plan.account_by, plan.reference))


def _unjudged(facts: Facts) -> list[PlanFact]:
    return [plan for plan in facts.plans if plan.runs and plan.handed_in_on is not None and plan.approved_on is None]


def _unknown(facts: Facts) -> Iterator[Item]:
    for theme in facts.themes:
        for goal in theme.goals:
            for series in goal.series:
                if series.last is None and not series.is_hidden and not facts.text(f"reading:{series.key}"):
                    yield Item(f"{series.short} ({goal.name}): nog niet bekend, zonder reden", "text", f"reading:{series.key}")


def _frameworks(facts: Facts) -> Iterator[Item]:
    missing = told_frameworks(facts.chapters) - {fact.code for fact in facts.frameworks}
    yield from (Item(f"Het kader {code} is er niet, of niet voor iedereen die rapporten leest.") for code in sorted(missing))


_TEXTS = (
    (ChapterKind.OVERVIEW, "overview", "het overzicht"), (ChapterKind.OUTLOOK, "outlook", "de vooruitblik"),
    (ChapterKind.PROFESSIONALS, "professionals", "hoe de opzet voor professionals werkt"),
)  # fmt: skip


def _texts(facts: Facts, figures: Figures) -> Iterator[Item]:
    for kind, code, name in _TEXTS:
        if figures.has(kind) and not facts.text(code):
            yield Item(f"Bij {name} staat nog geen tekst.", "text", code)
    for theme in figures.themes:
        for goal in theme.goals:
            if not goal.text and goal.is_touched:
                yield Item(f"Bij {goal.name} staat nog geen tekst.", "text", f"goal:{goal.code}")
            if not goal.moved and not goal.influences and goal.is_touched and goal.readings:
                yield Item(f"Bij {goal.name} staat nog niet wat er verder meespeelde.", "text", f"moved:{goal.code}")
            if figures.has(ChapterKind.REVIEW) and goal.proposal is None:
                yield Item(f"Bij {goal.name} staat nog geen voorstel: houden, bijstellen of stoppen.", "proposal", goal.code)


def _agreed(facts: Facts, figures: Figures) -> Iterator[Item]:
    for fact in facts.agreed:
        if fact.kind == PointKind.REVIEW and not fact.outcome:
            yield Item(f"Wat werd hiervan: {fact.text}", "agreed")
    if figures.has(ChapterKind.OUTLOOK) and not figures.agreed.priorities:
        yield Item("Er staan nog geen prioriteiten voor de volgende periode.", "agreed")


def _reason(facts: Facts) -> Iterator[Item]:
    if facts.version > 1 and not facts.text("changes"):
        yield Item("Schrijf waarom er een nieuwe versie komt. Dat staat straks in het rapport.", "text", "changes")


def _money(facts: Facts, figures: Figures) -> Iterator[Item]:
    """What does not tie: a table whose rows are not its total, and a plan that was paid more than was promised."""
    for table in figures.money.tables:
        yield from (Item(sentence, "figure", key) for key, sentence in _untied(table))
    for reference, title, cents in balance_of(facts.entries):
        if cents < 0:
            yield Item(f"Bij {reference} {title} is {show(-cents)} meer betaald of vrijgevallen dan toegezegd.", "plan", reference)


def _untied(table: FigureTable) -> Iterator[tuple[str, str]]:
    if table.total is None:
        return
    for place, cell in enumerate(table.total.cells):
        if not isinstance(cell, Figure) or cell.unit is not Unit.MONEY:
            continue
        summed = sum(one.value for row in table.rows if isinstance(one := row.cells[place], Figure))
        if summed != cell.value:
            yield cell.key, f"{table.caption}, {table.columns[place + 1].lower()}: samen {show(summed)}, het totaal is {show(cell.value)}."
