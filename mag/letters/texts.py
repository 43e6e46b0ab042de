"""The words in use for one agenda: what staff published, else what the program ships with."""

from collections.abc import Mapping
from dataclasses import dataclass

from mag.agenda.documents import AgendaDocument
from mag.letters.kinds import LetterKind
from mag.letters.rules import Words
from mag.letters.standard import STANDARD


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """The published words per kind; a kind that is absent uses the shipped ones. Empty: everything as shipped."""

    published: Mapping[LetterKind, Mapping[str, Words]]

    def of(self, kind: LetterKind, agenda: AgendaDocument) -> Mapping[str, Words]:
        """The words of a kind, part by part. A part the published version does not know yet comes from the shipped words."""
        return {**shipped(kind, agenda), **self.published.get(kind, {})}


AS_SHIPPED = LetterTexts({})
"""No text of staff at all."""


def shipped(kind: LetterKind, agenda: AgendaDocument) -> Mapping[str, Words]:
    """Version 0 of a kind. Who the sender is comes from the agenda's own contact."""
    if kind is not LetterKind.SENDER:
        return STANDARD[kind]
    contact = agenda.contact
    return {
        "contact": Words(contact.name), "phone": Words(contact.phone or ""), "email": Words(contact.email or ""), "address": Words(""),
    }  # fmt: skip
