"""The names a text may hold between braces, per kind: what each means and an example. Nothing else is ever filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from mag.letters.kinds import LetterKind

Value = str | tuple[str, ...]
"""What is filled in: a text, or several for a line that is written once for each. Empty leaves its line out."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name between braces: what it stands for in Dutch, and an example (several for a line that comes back)."""

    meaning: str
    example: Value

    @property
    def many(self) -> bool:
        """Whether a line with this name is written once for each value."""
        return isinstance(self.example, tuple)


_COMMON: dict[str, Name] = {
    "plan": Name("de naam van het plan", "Straatfeest demo"),
    "naam": Name("de naam van de lezer", "Demo Aanvrager"),
    "organisatie": Name("de organisatie van de lezer; leeg bij een inwoner", "Wandelclub demo"),
    "kenmerk": Name("het kenmerk van de aanvraag", "MAG-2023-0042"),
    "verstuurd": Name("de dag waarop de aanvraag is verstuurd", "3 februari 2023"),
    "gevraagd": Name("het gevraagde bedrag", "€\u00a0250,00"),
    "contact": Name("wie de lezer kan bellen of mailen", "de projectleider"),
    "telefoon": Name("het rechtstreekse telefoonnummer", "0184 00 00 00"),
    "email": Name("het e-mailadres van de afzender", "vragen@demo.example"),
    "beslisser": Name("wie beslist", "Demo penvoerder"),
    "agenda": Name("de naam van de agenda", "Maatschappelijke Agenda demo"),
    "besluit": Name("hoe het besluit heet, bijvoorbeeld beslissing", "beslissing"),
    "dit_besluit": Name("het besluit in een zin, bijvoorbeeld deze beslissing", "deze beslissing"),
    "bijdrage": Name("hoe het geld heet, bijvoorbeeld bijdrage", "bijdrage"),
}
_REMEDY = {"niet_eens": Name("wat de lezer kan doen: de tekst van de spelregels", "U kunt eerst praten met de projectleider.")}
_REASON = {
    "reden": Name("de reden die de beslisser schreef", "Uw plan past bij het doel Samenleven."),
}
_AWARD = {
    "bedrag": Name("het toegekende bedrag", "€\u00a0200,00"),
    "wanneer": Name("wanneer het plan wordt uitgevoerd", "op 4 juni 2023"),
    "afspraak": Name("een extra afspraak; de regel komt terug voor elke afspraak", ("Nodig de hele straat uit.",)),
    "termijn": Name("een deel van het geld met de dag; de regel komt terug", ("€\u00a0200,00: vanaf 1 maart 2023",)),
    "uiterlijk": Name("de laatste dag om te laten zien wat er met het geld is gedaan", "2 juli 2023"),
    "stuk": Name("wat de lezer meestuurt; de regel komt terug", ("bonnen", "een foto")),
}
_GROUND = {"grond": Name("de zin die hoort bij de reden om nee te zeggen", "Uw plan past niet bij de doelen.")}
_UNTIL = {"uiterlijk": Name("de laatste dag", "3 maart 2023")}

NAMES: dict[LetterKind, dict[str, Name]] = {
    LetterKind.SENDER: {},
    LetterKind.AWARD: {**_COMMON, **_REASON, **_REMEDY, **_AWARD},
    LetterKind.PARTIAL_AWARD: {**_COMMON, **_REASON, **_REMEDY, **_AWARD},
    LetterKind.REFUSAL: {**_COMMON, **_REASON, **_REMEDY, **_GROUND},
    LetterKind.NOT_PROCESSED: {**_COMMON, **_REASON, **_REMEDY, **_GROUND},
    LetterKind.RECEIPT: {
        **_COMMON,
        "uiterlijk": Name("de dag waarop de lezer uiterlijk hoort of er geld komt", "31 maart 2023"),
        "code": Name("de code waarmee de lezer de aanvraag volgt", "ACDE-3467"),
        "adres": Name("het webadres waar de code hoort", "mag.demo.example/volg"),
        "antwoord": Name("een vraag met het antwoord; de regel komt terug", ("Waar? Peulenstraat", "Voor wie? iedereen")),
    },
    LetterKind.COMPLETION: {
        **_COMMON,
        **_UNTIL,
        "ontbreekt": Name("wat er ontbreekt; de regel komt terug", ("een begroting", "de namen van de begeleiders")),
        "vraag": Name("wat de behandelaar erbij schreef", "Wij missen nog twee dingen."),
    },
    LetterKind.EXTENSION: {**_COMMON, **_REASON, **_UNTIL},
    LetterKind.VIEW: {**_COMMON, **_UNTIL, "voornemen": Name("wat wij van plan zijn en waarom", "Wij willen uw aanvraag afwijzen.")},
    LetterKind.SETTLEMENT: {
        **_COMMON,
        **_REASON,
        **_REMEDY,
        "bedrag": Name("het definitieve bedrag", "€ 180"),
        "toegekend": Name("het toegekende bedrag", "€\u00a0200,00"),
        "uitgegeven": Name("wat er is uitgegeven; leeg als niemand dat hoefde te sturen", "€ 180"),
        "betaald": Name("wat al betaald is", "€\u00a0200,00"),
        "vergelijking": Name("een zin die het bedrag vergelijkt met wat is toegekend", "Dat is minder dan wij u toekenden."),
        "gevolg": Name("wat er met het geld gebeurt; de regel komt terug", ("U betaalt € 20 terug.",)),
    },
    LetterKind.REMEDY_ANSWER: {
        **_COMMON,
        **_REASON,
        "soort": Name("klacht of bezwaar", "klacht"),
        "ontvangen": Name("de dag waarop de klacht of het bezwaar er was", "3 februari 2023"),
        "uitkomst": Name("de uitkomst in één zin", "Uw klacht is gegrond. U heeft gelijk."),
        "vervolg": Name("wat wij nu doen; leeg als er niets meer gebeurt", "Wij beoordelen uw aanvraag opnieuw."),
        "verder": Name("wat de lezer daarna kan doen: de tekst van de spelregels", "Daarna kunt u naar de rechter."),
    },
}


def examples(kind: LetterKind) -> Mapping[str, Value]:
    """An example for every name of a kind, to show a text where no real file is at hand."""
    return {code: name.example for code, name in NAMES[kind].items()}


FRAME = frozenset(
    ("plan", "naam", "organisatie", "kenmerk", "contact", "telefoon", "email", "beslisser", "agenda", "besluit", "dit_besluit", "bijdrage")
) | {"niet_eens"}
"""The names that every letter fills in by itself, from its occasion, the agenda and the rule set."""


def own_examples(kind: LetterKind) -> Mapping[str, Value]:
    """An example for every name that only the act behind a letter knows."""
    return {code: name.example for code, name in NAMES[kind].items() if code not in FRAME}
