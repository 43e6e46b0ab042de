"""The agenda's own part of an agenda file: who, when, which themes, goals and frames, and the rule sets.

The rule set and the tier stand in :mod:`mag.agenda.rule_documents`, the kinds of value in :mod:`mag.agenda.values`.
"""

from typing import Self

from pydantic import model_validator

from mag.agenda.report_documents import ReportsDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.values import Code, Date, Document, GemeenteCode, Notes, OrOpen, Text, check_notes, expected


class Municipality(Document):
    """The municipality whose agenda it is. ``places`` are the place names an address may have, ``in_place`` reads in a sentence."""

    name: Text
    code: GemeenteCode
    in_place: Text
    places: tuple[Text, ...] = ()


class LeadContractor(Document):
    """Who runs the agenda for the municipality: the firm, and the name people know it by."""

    name: Text
    trade_name: Text


class Contact(Document):
    """Whom an applicant can ask. What is not known is left out; the installation's own phone number stands in the settings."""

    name: Text
    email: Text | None = None
    phone: Text | None = None
    website: Text | None = None


class AgendaWords(Document):
    """What this agenda is called in a sentence. What its money is called follows the rule set (:class:`GrantWords`)."""

    agenda: Text
    short: Text


class GoalDocument(Document):
    """A goal, with the state of affairs it aims at in one sentence."""

    code: Code
    name: Text
    ambition: OrOpen[Text]
    note: Text | None = None


class ThemeDocument(Document):
    """A theme with its goals, in the order of the agenda."""

    code: Code
    name: Text
    goals: tuple[GoalDocument, ...]
    note: Text | None = None


class FrameDocument(Document):
    """A frame (kader) every plan is held against."""

    code: Code
    name: Text
    note: Text | None = None


class Succession(Document):
    """Where a goal of the agenda before this one went: a theme of this one, or open where nobody laid it down."""

    from_goal: Code
    to_theme: OrOpen[Code]


class AgendaDocument(Document):
    """The agenda itself. ``valid_to`` is its last day, or nothing while it runs."""

    code: Code
    name: Text
    municipality: Municipality
    lead_contractor: LeadContractor | None = None
    valid_from: Date
    valid_to: Date | None = None
    predecessor: Code | None = None
    words: AgendaWords
    contact: Contact
    notes: Notes = {}

    @property
    def leader(self) -> str:
        """The name people know who runs the agenda by: the lead contractor's trade name, or the municipality's."""
        return self.lead_contractor.trade_name if self.lead_contractor else self.municipality.name

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise expected("a last day on or after valid_from", "valid_to")
        check_notes(self, self.notes)
        return self


class AgendaSection(Document):
    """What the agenda room keeps of an agenda file: everything but the indicators."""

    about: Text
    agenda: AgendaDocument
    themes: tuple[ThemeDocument, ...]
    frames: tuple[FrameDocument, ...] = ()
    successions: tuple[Succession, ...] = ()
    reports: ReportsDocument = ReportsDocument()
    rule_sets: tuple[RuleSetDocument, ...]
