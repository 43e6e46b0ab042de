"""From words and values to a letter: the platform keeps the order, the key block on top, the remedy and who signs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mag.agenda.documents import AgendaDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.core.letter import Letter, Section
from mag.core.period import show_date
from mag.letters.kinds import SHAPES, LetterKind
from mag.letters.names import NAMES, Value
from mag.letters.rules import Line, Words, fill, fill_line
from mag.letters.texts import LetterTexts

_FRAME = frozenset({"subject", "greeting", "message", "closing"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every letter is about: to whom, about which plan, on which day, and who signs.

    ``direct_phone`` is the signer's own number; without it the sender's. ``key`` are the facts on top, printed bold.
    """

    reference: str
    title: str
    contact_name: str
    organisation: str | None
    day: date
    signed_by: str
    direct_phone: str = ""
    addressed_to: tuple[str, ...] = ()
    key: tuple[tuple[str, str], ...] = ()


def compose_letter(
    agenda: AgendaDocument,
    rules: RuleSetDocument,
    texts: LetterTexts,
    kind: LetterKind,
    occasion: Occasion,
    values: Mapping[str, Value],
) -> Letter:
    """The letter of a kind. ``values`` are what this kind has beside the common names; a name nobody gave is empty, its line left out."""
    words, sender = texts.of(kind, agenda), texts.of(LetterKind.SENDER, agenda)
    phone = occasion.direct_phone or sender["phone"].text
    given: dict[str, Value] = {
        **{code: () if name.many else "" for code, name in NAMES[kind].items()},
        **_common(agenda, rules, occasion),
        "contact": sender["contact"].text,
        "telefoon": phone,
        "email": sender["email"].text,
        **values,
    }
    maker = rules.decision_maker
    subject = fill_line(words["subject"].text, given)
    return Letter(
        sender=maker.name,
        sender_details=(agenda.name, *sender["address"].text.splitlines()),
        addressee=(occasion.organisation or "", occasion.contact_name, *occasion.addressed_to),
        facts=(
            *occasion.key,
            ("Onderwerp", subject),
            ("Ons kenmerk", occasion.reference),
            ("Datum", show_date(occasion.day)),
            *((("Vragen? Bel", phone),) if phone else ()),
        ),
        bold_facts=len(occasion.key),
        subject=subject,
        salutation=fill_line(words["greeting"].text, given),
        lead=" ".join(line.text for line in fill(words["message"].text, given)),
        sections=tuple(_sections(kind, words, given)),
        signature=(
            fill_line(words["closing"].text, given),
            occasion.signed_by,
            maker.name if maker.name != occasion.signed_by else "",
            f"namens {maker.on_behalf_of}" if maker.on_behalf_of else "",
        ),
    )


def _common(agenda: AgendaDocument, rules: RuleSetDocument, occasion: Occasion) -> dict[str, Value]:
    return {
        "plan": occasion.title,
        "naam": occasion.contact_name,
        "organisatie": occasion.organisation or "",
        "kenmerk": occasion.reference,
        "beslisser": rules.decision_maker.name,
        "agenda": agenda.name,
        "besluit": rules.words.decision,
        "dit_besluit": rules.words.this_decision,
        "bijdrage": rules.words.grant,
        "niet_eens": rules.remedy.text,
    }


def _sections(kind: LetterKind, words: Mapping[str, Words], values: Mapping[str, Value]) -> Iterable[Section]:
    for part in SHAPES[kind].parts:
        if part.code in _FRAME:
            continue
        lines = fill(words[part.code].text, values)
        heading = fill_line(words[part.code].heading, values)
        for group in _groups(lines):
            yield Section(heading, tuple(x.text for x in group if not x.is_item), tuple(x.text for x in group if x.is_item))
            heading = ""


def _groups(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """Lines in groups of paragraphs followed by items, so that a paragraph after a list stays after it."""
    group: list[Line] = []
    for line in lines:
        if group and group[-1].is_item and not line.is_item:
            yield group
            group = []
        group.append(line)
    if group:
        yield group
