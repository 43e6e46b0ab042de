"""The whole agenda file: the agenda room's section and the indicators room's, under one format number."""

from typing import Literal

from mag.agenda.documents import AgendaDocument, AgendaSection, FrameDocument, Succession, ThemeDocument
from mag.agenda.report_documents import ReportsDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.values import Document, Text
from mag.indicators.documents import IndicatorDocument


class AgendaFile(Document):
    """An agenda as data. ``about`` says where it comes from; it stands in the file because remarks in YAML are lost on writing."""

    format: Literal[1]
    about: Text
    agenda: AgendaDocument
    themes: tuple[ThemeDocument, ...]
    frames: tuple[FrameDocument, ...] = ()
    successions: tuple[Succession, ...] = ()
    indicators: tuple[IndicatorDocument, ...] = ()
    reports: ReportsDocument = ReportsDocument()
    rule_sets: tuple[RuleSetDocument, ...]

    @property
    def section(self) -> AgendaSection:
        """What the agenda room keeps."""
        return AgendaSection(
            about=self.about,
            agenda=self.agenda,
            themes=self.themes,
            frames=self.frames,
            successions=self.successions,
            reports=self.reports,
            rule_sets=self.rule_sets,
        )


def assemble(section: AgendaSection, indicators: tuple[IndicatorDocument, ...]) -> AgendaFile:
    """Put the rooms' sections together again."""
    return AgendaFile(
        format=1,
        about=section.about,
        agenda=section.agenda,
        themes=section.themes,
        frames=section.frames,
        successions=section.successions,
        indicators=indicators,
        reports=section.reports,
        rule_sets=section.rule_sets,
    )
