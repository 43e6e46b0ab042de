"""Reads the frameworks beside the agenda that a report tells: only those that everybody who sees reports may read."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from mag.core.journal import canonical
from mag.indicators.frameworks.service import frameworks_for_reports
from mag.reports.facts import FrameworkFact


def list_told(db: Session, agenda_id: int, codes: Collection[str]) -> tuple[FrameworkFact, ...]:
    """The frameworks with these codes, by code. One statement, none without codes."""
    found = frameworks_for_reports(db, agenda_id, codes)
    return tuple(FrameworkFact(code, canonical(found[code].model_dump(mode="json", exclude_defaults=True))) for code in sorted(found))
