"""The ready sentences we ship; an agenda can make its own."""

from collections.abc import Mapping, Sequence

from mag.accountability.receipts.states import SentenceKind

SHIPPED: Mapping[SentenceKind, Sequence[str]] = {
    SentenceKind.QUESTION: (
        "Waarvoor is deze bon?",
        "De foto is niet goed te lezen. Kunt u een nieuwe foto maken?",
        "Het totaalbedrag staat er niet op. Kunt u de hele bon sturen?",
        "Op deze bon staan ook andere boodschappen. Welke zijn voor uw plan?",
        "Deze bon is van een ander jaar. Hoort hij bij dit plan?",
        "Deze bon zagen wij al eerder. Is dit een andere aankoop?",
    ),
    SentenceKind.REJECTION: (
        "Deze kosten horen niet bij uw plan.",
        "Deze bon telt al mee bij een ander plan.",
        "Deze kosten zijn van voor of na de periode van uw plan.",
        "Wij betalen geen statiegeld, boetes of alcohol.",
        "Dit is geen bewijs van betaling.",
    ),
}
