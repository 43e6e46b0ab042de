"""Reads agendas, their goals and their rule sets. Agendas are public: nothing here is scoped to an actor."""

from datetime import date
from functools import lru_cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.agenda.documents import AgendaDocument, AgendaSection, FrameDocument, GoalDocument, Succession, ThemeDocument
from mag.agenda.form_documents import FormDocument
from mag.agenda.models import Agenda, Form, Frame, Goal, RuleSet, Theme, Tier
from mag.agenda.report_documents import ReportsDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.tier_documents import TierDocument
from mag.core.db import Base
from mag.core.errors import NotFound
from mag.core.journal import canonical


def _whole() -> Select[Agenda]:
    return select(Agenda).options(
        selectinload(Agenda.themes).selectinload(Theme.goals),
        selectinload(Agenda.rule_sets).selectinload(RuleSet.tiers).joinedload(Tier.rule_set),
    )


def get_agenda(db: Session, code: str) -> Agenda:
    """The agenda with this code, with its themes, goals, rule sets and tiers. Raises :class:`~mag.core.errors.NotFound`."""
    found = db.scalar(_whole().where(Agenda.code == code))
    if found is None:
        raise NotFound(code)
    return found


def list_agendas(db: Session) -> list[Agenda]:
    """All agendas, the newest first."""
    return list(db.scalars(_whole().order_by(Agenda.valid_from.desc(), Agenda.code)))


def agenda_on(db: Session, day: date, *, whole: bool = True) -> Agenda | None:
    """The agenda in force on a day; of two, the one that started last. Without ``whole`` its goals and rules are not read along."""
    running = (_whole() if whole else select(Agenda)).where(
        Agenda.valid_from <= day, (Agenda.valid_to.is_(None)) | (Agenda.valid_to >= day)
    )
    return db.scalar(running.order_by(Agenda.valid_from.desc(), Agenda.code).limit(1))


def list_goals(db: Session, agenda_id: int) -> list[Goal]:
    """The goals of an agenda in its own order, each with its theme."""
    found = select(Goal).join(Goal.theme).options(joinedload(Goal.theme)).where(Goal.agenda_id == agenda_id)
    return list(db.scalars(found.order_by(Theme.position, Goal.position)))


def list_frames(db: Session, agenda_id: int) -> list[Frame]:
    """The frames of an agenda in its own order."""
    return list(db.scalars(select(Frame).where(Frame.agenda_id == agenda_id).order_by(Frame.position)))


def rule_set_on(db: Session, agenda_id: int, day: date, *, whole: bool = True) -> RuleSet | None:
    """The rule set in force on the day of submission, first and last day included; with its tiers, unless only its text is needed."""
    dated = select(RuleSet).where(RuleSet.agenda_id == agenda_id, RuleSet.valid_from <= day)
    running = dated.where((RuleSet.valid_to.is_(None)) | (RuleSet.valid_to >= day))
    along = [selectinload(RuleSet.tiers).joinedload(Tier.rule_set), joinedload(RuleSet.agenda)] if whole else []
    return db.scalar(running.options(*along).limit(1))


def find_rule_set(db: Session, code: str) -> RuleSet | None:
    """The rule set with this code, of the newest agenda that has one; None when there is none."""
    return db.scalar(select(RuleSet).where(RuleSet.code == code).order_by(RuleSet.valid_from.desc()).limit(1))


def get_rule_set(db: Session, rule_set_id: int) -> RuleSet:
    """A rule set with its tiers. Raises :class:`~mag.core.errors.NotFound`."""
    found = db.get(RuleSet, rule_set_id, options=[selectinload(RuleSet.tiers).joinedload(Tier.rule_set), joinedload(RuleSet.agenda)])
    if found is None:
        raise NotFound(f"rule set {rule_set_id}")
    return found


def list_rule_sets(db: Session, agenda_id: int) -> list[RuleSet]:
    """The rule sets of an agenda with their tiers, the newest first."""
    found = select(RuleSet).where(RuleSet.agenda_id == agenda_id).options(selectinload(RuleSet.tiers))
    return list(db.scalars(found.order_by(RuleSet.valid_from.desc())))


def get_tier(db: Session, tier_id: int) -> Tier:
    """A tier with its rule set. Raises :class:`~mag.core.errors.NotFound`."""
    found = db.get(Tier, tier_id, options=[joinedload(Tier.rule_set).joinedload(RuleSet.agenda)])
    if found is None:
        raise NotFound(f"tier {tier_id}")
    return found


def list_tiers(db: Session, agenda_id: int) -> list[Tier]:
    """The tiers of all rule sets of an agenda, the oldest rule set first."""
    found = select(Tier).join(Tier.rule_set).where(RuleSet.agenda_id == agenda_id)
    return list(db.scalars(found.order_by(RuleSet.valid_from, Tier.position)))


def find_tier(db: Session, rule_set_id: int, code: str) -> Tier:
    """The row of a tier by its code. Raises :class:`~mag.core.errors.NotFound`."""
    found = db.scalar(select(Tier).where(Tier.rule_set_id == rule_set_id, Tier.code == code).options(joinedload(Tier.rule_set)))
    if found is None:
        raise NotFound(f"tier {code}")
    return found


@lru_cache(maxsize=64)
def _rules(text: str) -> RuleSetDocument:
    return RuleSetDocument.model_validate_json(text)


@lru_cache(maxsize=64)
def _agenda(text: str) -> AgendaDocument:
    return AgendaDocument.model_validate_json(text)


@lru_cache(maxsize=64)
def _form(text: str) -> FormDocument:
    return FormDocument.model_validate_json(text)


def form_document(row: Form) -> FormDocument:
    """What a form says, typed; read once per content."""
    return _form(canonical(row.document))


def get_form(db: Session, code: str) -> Form:
    """The published form with this code. Raises :class:`~mag.core.errors.NotFound`."""
    found = db.scalar(select(Form).where(Form.code == code))
    if found is None:
        raise NotFound(f"form {code}")
    return found


def form_of(db: Session, rules: RuleSetDocument) -> FormDocument:
    """The form a rule set asks by today. Raises :class:`~mag.core.errors.NotFound` when it was never published."""
    return form_document(get_form(db, rules.form))


def list_forms(db: Session) -> list[Form]:
    """All published forms, the newest first."""
    return list(db.scalars(select(Form).order_by(Form.published_at.desc(), Form.id.desc())))


def rule_set_document(row: RuleSet) -> RuleSetDocument:
    """What a rule set says, typed; read once per content."""
    return _rules(canonical(row.document))


def tier_document(row: Tier) -> TierDocument:
    """What a tier says, typed. Its rule set must be loaded with it."""
    return rule_set_document(row.rule_set).tier(row.code)


def agenda_document(row: Agenda) -> AgendaDocument:
    """What an agenda says of itself (municipality, words, contact), typed."""
    return _agenda(canonical(row.document["agenda"]))


def reports_document(row: Agenda) -> ReportsDocument:
    """Which chapters the reports of an agenda have, typed."""
    return ReportsDocument.model_validate(row.document.get("reports", {}))


def read_section(db: Session, code: str) -> AgendaSection:
    """The agenda room's section of the agenda file, as it was saved. Raises :class:`~mag.core.errors.NotFound`."""
    row = get_agenda(db, code)
    return AgendaSection(
        about=row.document["about"],
        agenda=AgendaDocument.model_validate(row.document["agenda"]),
        themes=tuple(
            ThemeDocument.model_validate({**theme.document, "goals": [GoalDocument.model_validate(g.document) for g in theme.goals]})
            for theme in row.themes
        ),
        frames=tuple(FrameDocument.model_validate(frame.document) for frame in list_frames(db, row.id)),
        successions=tuple(Succession.model_validate(item) for item in row.document["successions"]),
        reports=reports_document(row),
        rule_sets=tuple(RuleSetDocument.model_validate(rules.document) for rules in row.rule_sets),
    )


def is_pointed_at(db: Session, row: Base, *, but_by: frozenset[str] = frozenset()) -> bool:
    """Whether any row of any room points at this one, leaving out the tables named in ``but_by``.

    Asked of the tables themselves, so that the agenda need not know which rooms stand downstream of it.
    """
    table = row.__table__
    for other in Base.metadata.tables.values():
        if other.name in but_by:
            continue
        for key in other.foreign_keys:
            if key.column.table is table and db.scalar(select(func.count()).where(key.parent == getattr(row, key.column.name))):
                return True
    return False
