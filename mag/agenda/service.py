"""Saves an agenda. Loading the same agenda again changes nothing; what is in use is never changed under people's feet."""

from typing import Any

from sqlalchemy import select

from mag.agenda.changes import forbidden_changes
from mag.agenda.documents import AgendaSection, GoalDocument, ThemeDocument
from mag.agenda.models import Agenda, Frame, Goal, RuleSet, Theme, Tier
from mag.agenda.queries import is_pointed_at, list_frames, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.values import Document
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx


def saved(document: Document, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A document as the database keeps it: JSON values, defaults left out."""
    return document.model_dump(mode="json", exclude_defaults=True, exclude=set(without) or None)


def save_agenda(tx: Tx, section: AgendaSection) -> Agenda:
    """Make an agenda, or bring one up to date, by the codes of its parts. What the file no longer has stays until :func:`remove_parts`.

    Raises :class:`Refused` (``rules_in_use``) when a rule set with files under it would change in more than its open values.
    """
    said = section.agenda
    row = tx.db.scalar(select(Agenda).where(Agenda.code == said.code).with_for_update())
    is_new = row is None
    values: dict[str, Any] = {
        "name": said.name,
        "municipality": said.municipality.name,
        "municipality_code": said.municipality.code,
        "lead_contractor": said.leader,
        "valid_from": said.valid_from,
        "valid_to": said.valid_to,
        "document": {"about": section.about, "agenda": saved(said), "successions": [saved(item) for item in section.successions]},
    }
    if reports := saved(section.reports):
        values["document"] |= {"reports": reports}
    row = row or Agenda(code=said.code)
    changed = _set(row, values)
    if is_new:
        tx.db.add(row)
    tx.db.flush()
    for position, theme in enumerate(section.themes):
        changed |= _save_theme(tx, row, theme, position)
    frames = {frame.code: frame for frame in list_frames(tx.db, row.id)}
    for position, frame in enumerate(section.frames):
        kept = frames.get(frame.code) or Frame(agenda_id=row.id, code=frame.code)
        changed |= _set(kept, {"name": frame.name, "position": position, "document": saved(frame)})
        tx.db.add(kept)
    tx.db.flush()
    if changed:
        tx.record("agenda.agenda.saved", "agenda", row.id, chain=row.code, is_new=is_new, document=row.document)
    for rules in section.rule_sets:
        save_rule_set(tx, row, rules)
    tx.db.flush()
    tx.db.expire(row)
    return row


def _set(row: object, values: dict[str, Any]) -> bool:
    """Set what differs; answer whether anything did."""
    differing = {key: value for key, value in values.items() if getattr(row, key, None) != value}
    for key, value in differing.items():
        setattr(row, key, value)
    return bool(differing)


def _save_theme(tx: Tx, agenda: Agenda, said: ThemeDocument, position: int) -> bool:
    row = tx.db.scalar(select(Theme).where(Theme.agenda_id == agenda.id, Theme.code == said.code)) or Theme(
        agenda_id=agenda.id, code=said.code
    )
    changed = _set(row, {"name": said.name, "position": position, "document": saved(said, without=frozenset({"goals"}))})
    tx.db.add(row)
    tx.db.flush()
    for number, goal in enumerate(said.goals):
        changed |= _save_goal(tx, row, goal, number)
    return changed


def _save_goal(tx: Tx, theme: Theme, said: GoalDocument, position: int) -> bool:
    found = tx.db.scalar(select(Goal).where(Goal.agenda_id == theme.agenda_id, Goal.code == said.code))
    row = found or Goal(agenda_id=theme.agenda_id, code=said.code)
    ambition = said.ambition if isinstance(said.ambition, str) else ""
    changed = _set(row, {"theme_id": theme.id, "name": said.name, "ambition": ambition, "position": position, "document": saved(said)})
    tx.db.add(row)
    return changed


def save_rule_set(tx: Tx, agenda: Agenda, said: RuleSetDocument) -> None:
    """Make a rule set or bring it up to date, tiers included. Raises :class:`Refused` (``rules_in_use``) as :func:`save_agenda`."""
    found = tx.db.scalar(select(RuleSet).where(RuleSet.agenda_id == agenda.id, RuleSet.code == said.code))
    row = found or RuleSet(agenda_id=agenda.id, code=said.code)
    if found is not None and is_in_use(tx, found) and (keys := forbidden_changes(rule_set_document(found), said, tx.today)):
        sentence = (
            f"De regels {said.code} zijn al gebruikt voor aanvragen. Alleen wat nog open was mag worden ingevuld; "
            f"dit verandert ook: {', '.join(keys)}. Maak een nieuwe set regels met een eigen begindatum."
        )
        raise Refused(Refusal("rules_in_use", sentence))
    if _set(row, {"label": said.label, "valid_from": said.valid_from, "valid_to": said.valid_to, "document": saved(said)}):
        tx.db.add(row)
        tx.db.flush()
        tx.record("agenda.rule_set.saved", "rule_set", row.id, chain=agenda.code, is_new=found is None, document=row.document)
    _save_tiers(tx, row, said)


def _save_tiers(tx: Tx, rules: RuleSet, said: RuleSetDocument) -> None:
    rows = {tier.code: tier for tier in tx.db.scalars(select(Tier).where(Tier.rule_set_id == rules.id))}
    for position, tier in enumerate(said.tiers):
        row = rows.pop(tier.code, None) or Tier(rule_set_id=rules.id, code=tier.code)
        bounds = {
            "min_amount": tier.min,
            "min_inclusive": tier.min_inclusive is True,
            "max_amount": tier.max,
            "max_inclusive": tier.max_inclusive is True,
        }
        _set(row, {"label": tier.label, "position": position, **bounds})
        tx.db.add(row)
    for gone in rows.values():
        tx.db.delete(gone)


def is_in_use(tx: Tx, rules: RuleSet) -> bool:
    """Whether anything in another room points at this rule set or one of its tiers."""
    inside = frozenset({"tier"})
    return is_pointed_at(tx.db, rules, but_by=inside) or any(is_pointed_at(tx.db, tier) for tier in rules.tiers)


def remove_parts(tx: Tx, agenda: Agenda, section: AgendaSection) -> None:
    """Remove the rule sets, goals, themes and frames the file no longer has.

    Raises :class:`Refused` (``part_in_use``) for a part that something points at: it must stay in the file.
    """
    goals = {goal.code for theme in section.themes for goal in theme.goals}
    rules = {item.code for item in section.rule_sets}
    parts: list[tuple[str, Any]] = []
    parts += [("de set regels", row) for row in agenda.rule_sets if row.code not in rules]
    parts += [("het doel", row) for theme in agenda.themes for row in theme.goals if row.code not in goals]
    parts += [("het thema", row) for row in agenda.themes if row.code not in {theme.code for theme in section.themes}]
    parts += [
        ("het uitgangspunt", row) for row in list_frames(tx.db, agenda.id) if row.code not in {frame.code for frame in section.frames}
    ]
    for noun, row in parts:
        in_use = is_in_use(tx, row) if isinstance(row, RuleSet) else is_pointed_at(tx.db, row)
        if in_use:
            sentence = f"In het bestand ontbreekt {noun} {row.code}, maar dat is al gebruikt. Zet het terug in het bestand."
            raise Refused(Refusal("part_in_use", sentence))
        for tier in row.tiers if isinstance(row, RuleSet) else ():
            tx.db.delete(tier)
        tx.db.flush()
        tx.record(
            "agenda.part.removed", "agenda", agenda.id, chain=agenda.code, part=type(row).__name__, code=row.code, document=row.document
        )
        tx.db.delete(row)
        tx.db.flush()
    tx.db.expire(agenda)
