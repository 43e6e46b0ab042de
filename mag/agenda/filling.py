"""Fill in a rule the source leaves open, by a named administrator with a reason; everything else stays as it is."""

import copy
import re
from typing import Any

import yaml
from pydantic import ValidationError

from mag.accounts.roles import Permission
from mag.agenda.models import RuleSet
from mag.agenda.queries import rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.service import save_rule_set
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.transaction import Tx

_STEP = re.compile(r"([a-z_]+)(?:\[([^\]]+)\])?")
EXAMPLES: dict[str, str] = {
    "closes": "Maand en dag van de laatste dag, zoals 10-20 voor 20 oktober.",
    "decide_within": "Een termijn, zoals P14D (14 dagen), P8W (8 weken) of P1M (1 maand).",
    "due_after_end": "Een termijn na de laatste dag, zoals P2M (2 maanden).",
    "min_inclusive": "ja als het bedrag zelf erbij hoort, anders nee.",
    "mandatory": "ja als u altijd moet afwijzen, anders nee.",
    "settlement": "direct, ex_officio_spot_check of on_account.",
    "payment": "De delen van de betaling, zoals [{percent: 80, moment: on_decision}, {percent: 20, moment: on_settlement}].",
    "attachments": "Een bijlage, zoals {code: publicity_plan, label: publiciteitsplan}.",
    "surplus": "Wat er gebeurt met geld dat over is, zoals {default: repay}.",
    "distribution": "order_of_receipt, ranking of tender_round.",
}


def example_of(key: str) -> str:
    """What to type for an open key: ``tiers[T4].window.closes``."""
    return EXAMPLES.get(re.sub(r"\[[^\]]*\]$", "", key).rpartition(".")[2], "De waarde zoals die in het agendabestand staat.")


def read_value(typed: str) -> Any:
    """What was typed as a value: ja and nee as yes and no, the rest as in an agenda file. Raises Refused when it cannot be read."""
    text = typed.strip()
    if text.lower() in ("ja", "nee"):
        return text.lower() == "ja"
    if re.fullmatch(r"\d\d-\d\d", text):
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise Refused(Refusal("value_unreadable", "Dit is geen waarde die wij kunnen lezen. Kijk naar het voorbeeld.", "value")) from None


def fill_open_rule(tx: Tx, rule_set_id: int, key: str, typed: str, *, reason: str) -> RuleSetDocument:
    """Give one open rule of a rule set its value; answers the rules as they are then.

    Raises NotFound for a rule set or a key that is not open (any more), and Refused when the value does not fit or no
    reason is given. Needs :attr:`Permission.MANAGE_AGENDA`.
    """
    tx.actor.must(Permission.MANAGE_AGENDA)
    row = tx.db.get(RuleSet, rule_set_id, with_for_update=True)
    if row is None or key not in rule_set_document(row).open_keys():
        raise NotFound(f"open rule {key}")
    if len(reason.strip()) < 5:
        raise Refused(Refusal("reason_missing", "Schrijf wie dit besloot en wanneer.", "reason"))
    value = read_value(typed)
    data = copy.deepcopy(row.document)
    _put(data, key, value)
    try:
        filled = RuleSetDocument.model_validate(data)
    except ValidationError as error:
        told = f"Deze waarde past niet bij de regel ({error.errors()[0]['msg']}). {example_of(key)}"
        raise Refused(Refusal("value_wrong", told, "value")) from None
    save_rule_set(tx, row.agenda, filled)
    tx.record("agenda.rule.filled", "rule_set", row.id, chain=row.agenda.code, key=key, value=value, reason=reason.strip())
    return filled


def _put(data: Any, key: str, value: Any) -> None:
    """Set a dotted key; a list item is named by its code or its number."""
    place, steps = data, [match.groups() for match in _STEP.finditer(key)]
    for number, (name, item) in enumerate(steps):
        last = number == len(steps) - 1
        if last and item is None:
            place[name] = value
            return
        place = place[name]
        if item is not None:
            index = next((i for i, each in enumerate(place) if isinstance(each, dict) and each.get("code") == item), None)
            index = int(item) if index is None else index
            if last:
                place[index] = value
                return
            place = place[index]
