"""Writes an agenda file: always the same bytes for the same agenda, so that a difference between two files is a difference in rules."""

from typing import Any

import yaml

from mag.agenda.form_documents import FormDocument
from mag.agenda.values import Document
from mag.agenda_file.document import AgendaFile

WIDTH = 120
_FLAT = 100


class _Dumper(yaml.SafeDumper):
    """Two spaces deeper inside lists too, short lists on one line, text of several lines as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent a list under its key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out, also when it occurs twice."""
        return True


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    flat = all(isinstance(item, (str, int)) and "\n" not in str(item) for item in items)
    short = sum(len(str(item)) + 2 for item in items) <= _FLAT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat and short)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    block = "\n" in text and all(line == line.rstrip() for line in text.split("\n")) and text.isprintable() is False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)


def dump(file: AgendaFile) -> str:
    """The canonical text of an agenda file: keys in the order of the documents, what equals its default left out."""
    return _written(file)


def dump_form(form: FormDocument) -> str:
    """The canonical text of a form."""
    return _written(form)


def _written(document: Document) -> str:
    data = document.model_dump(mode="python", exclude_defaults=True)
    return str(yaml.dump(_plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
