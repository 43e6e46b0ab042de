"""Which letters there are and of which parts each is made, always in the order of ``ux.md L11``."""

from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """What a text is for. ``sender`` is no letter: it says who writes and whom one can ask."""

    SENDER = "sender"
    AWARD = "award"
    PARTIAL_AWARD = "partial_award"
    REFUSAL = "refusal"
    NOT_PROCESSED = "not_processed"
    RECEIPT = "receipt"
    COMPLETION = "completion"
    EXTENSION = "extension"
    VIEW = "view"
    SETTLEMENT = "settlement"
    REMEDY_ANSWER = "remedy_answer"


class TextState(StrEnum):
    """A text is being written, or it is in use (or was, until a later one)."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class PartShape:
    """One part: ``required`` are the names its text must hold, because law or rule set wants that said.

    ``has_heading`` gives the part a heading of its own that staff word; ``optional`` parts may be empty.
    """

    code: str
    label: str
    required: tuple[str, ...] = ()
    has_heading: bool = True
    optional: bool = False


@dataclass(frozen=True, slots=True)
class LetterShape:
    """A letter: its name for staff, the word in the address of its page, when it goes out, and its parts in order."""

    label: str
    slug: str
    when: str
    parts: tuple[PartShape, ...]


_P = PartShape
_SUBJECT = _P("subject", "Onderwerp", ("plan",), has_heading=False)
_GREETING = _P("greeting", "Aanhef", ("naam",), has_heading=False)
_REASON = _P("reason", "Motivering", ("reden",))
_DISAGREE = _P("disagree", "Niet eens", ("niet_eens",))
_QUESTIONS = _P("ask", "Vragen", ("contact", "kenmerk"))
_CLOSING = _P("closing", "Slotgroet", has_heading=False)


def _message(label: str, *required: str) -> PartShape:
    return _P("message", label, required, has_heading=False)


def _letter(label: str, slug: str, when: str, message: PartShape, *sections: PartShape) -> LetterShape:
    return LetterShape(label, slug, when, (_SUBJECT, _GREETING, message, *sections, _QUESTIONS, _CLOSING))


_AWARD_SECTIONS = (
    _REASON,
    _P("agreements", "Afspraken", ("wanneer", "afspraak")),
    _P("money", "Geld", ("termijn",)),
    _P("account", "Verantwoording", ("uiterlijk", "stuk")),
    _DISAGREE,
)
SHAPES: dict[LetterKind, LetterShape] = {
    LetterKind.SENDER: LetterShape(
        "Afzender en contact",
        "afzender",
        "Staat in elke brief.",
        (
            _P("contact", "Wie kan de lezer bellen of mailen?", has_heading=False),
            _P("phone", "Rechtstreeks telefoonnummer", has_heading=False, optional=True),
            _P("email", "E-mailadres", has_heading=False, optional=True),
            _P("address", "Postadres van de afzender", has_heading=False, optional=True),
        ),
    ),
    LetterKind.AWARD: _letter(
        "Toekenning", "toekenning", "Bij het besluit om alles te geven.", _message("Besluit", "bedrag"), *_AWARD_SECTIONS
    ),
    LetterKind.PARTIAL_AWARD: _letter(
        "Toekenning van een deel", "deels", "Bij het besluit om een deel te geven.", _message("Besluit", "bedrag", "gevraagd"),
        *_AWARD_SECTIONS,
    ),
    LetterKind.REFUSAL: _letter(
        "Afwijzing", "afwijzing", "Bij het besluit om geen geld te geven.", _message("Besluit", "gevraagd"), _REASON, _DISAGREE
    ),
    LetterKind.NOT_PROCESSED: _letter(
        "Niet in behandeling", "niet-in-behandeling", "Bij het besluit om de aanvraag niet te behandelen.", _message("Besluit"),
        _REASON, _DISAGREE,
    ),
    LetterKind.RECEIPT: _letter(
        "Bevestiging op papier", "bevestiging", "Na het versturen, als de aanvrager geen e-mail heeft.", _message("Bericht"),
        _P("next", "Wat er nu gebeurt", ("uiterlijk",)), _P("follow", "Volgen zonder e-mail", ("code",)),
        _P("answers", "Wat de aanvrager invulde", ("antwoord",)),
    ),
    LetterKind.COMPLETION: _letter(
        "Vraag om aanvulling", "aanvulling", "Als er iets ontbreekt in de aanvraag.", _message("Bericht", "uiterlijk"),
        _P("missing", "Wat er ontbreekt", ("ontbreekt",)), _P("consequence", "Gevolg als het te laat is"),
    ),
    LetterKind.EXTENSION: _letter(
        "Later besluit", "later-besluit", "Als het besluit later komt dan eerst gezegd.", _message("Bericht", "uiterlijk"), _REASON
    ),
    LetterKind.VIEW: _letter(
        "Vraag om een reactie", "reactie", "Voordat wij nee zeggen, waar de wet dat vraagt.", _message("Bericht", "uiterlijk"),
        _P("intention", "Wat wij van plan zijn", ("voornemen",)), _P("react", "Hoe de aanvrager kan reageren"),
    ),
    LetterKind.SETTLEMENT: _letter(
        "Definitief bedrag", "afronding", "Als het definitieve bedrag vaststaat.", _message("Besluit", "bedrag"), _REASON,
        _P("sums", "Berekening", ("bedrag", "betaald")), _P("money", "Wat er met het geld gebeurt", ("gevolg",)), _DISAGREE,
    ),
    LetterKind.REMEDY_ANSWER: _letter(
        "Antwoord op klacht of bezwaar", "klacht-of-bezwaar", "Als een klacht of bezwaar is afgehandeld.", _message("Antwoord", "uitkomst"),
        _REASON, _P("further", "Nog steeds niet eens", ("verder",)),
    ),
}  # fmt: skip
"""Every kind of text with its parts."""


def part_of(kind: LetterKind, code: str) -> PartShape:
    """A part of a kind by its code. Raises KeyError."""
    for part in SHAPES[kind].parts:
        if part.code == code:
            return part
    raise KeyError(code)


def kind_of_slug(slug: str) -> LetterKind:
    """The kind whose page has this word in its address. Raises KeyError."""
    for kind, shape in SHAPES.items():
        if shape.slug == slug:
            return kind
    raise KeyError(slug)
