"""Which values differ between two versions of a rule set, and which of those may not differ once it is in use. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from mag.agenda.rule_documents import RuleSetDocument

_FREE = frozenset({"notes", "note", "form", "burden_cap", "view_first", "second_signer"})
"""Remarks decide nothing; a running file keeps the form it was asked by, whatever the next one is; hearing
somebody first, and who signs what is still to be sent, harms no running file."""


def forbidden_changes(old: RuleSetDocument, new: RuleSetDocument, today: date) -> list[str]:
    """The dotted keys that may not change while files run under these rules.

    Filling in an open value is allowed, remarks may change, and the rules may be given another last day that is not past.
    """
    keys = list(_differing(old.model_dump(mode="json"), new.model_dump(mode="json"), ""))
    if new.valid_to is None or new.valid_to >= today:
        keys = [key for key in keys if key != "valid_to"]
    return keys


def _differing(old: Any, new: Any, key: str) -> Iterator[str]:
    if old == new or (isinstance(old, dict) and set(old) == {"open"}):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys((*old, *new)):
            if name not in _FREE:
                yield from _differing(old.get(name), new.get(name), f"{key}.{name}" if key else name)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(old, new, key)
    else:
        yield key


def _in_lists(old: list[Any], new: list[Any], key: str) -> Iterator[str]:
    olds, news = _by_code(old), _by_code(new)
    settled = [item for item in old if not (isinstance(item, dict) and set(item) == {"open"})]
    if len(settled) < len(old):
        if new[: len(settled)] != settled:
            yield key
    elif olds is None or news is None:
        yield key
    else:
        for code in dict.fromkeys((*olds, *news)):
            if code in olds and code in news:
                yield from _differing(olds[code], news[code], f"{key}[{code}]")
            else:
                yield f"{key}[{code}]"


def _by_code(items: list[Any]) -> dict[str, Any] | None:
    if items and all(isinstance(item, dict) and "code" in item for item in items):
        return {item["code"]: item for item in items}
    return None
