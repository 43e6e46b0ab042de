"""Reads an agenda file into its typed document, or says of every wrong place what was expected there."""

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mag.agenda.form_documents import FormDocument
from mag.agenda.values import OPEN_TAGS
from mag.agenda_file.document import AgendaFile
from mag.agenda_file.located import Located, Path, read_located
from mag.agenda_file.problems import AgendaFileError
from mag.agenda_file.references import check_references

Read = TypeVar("Read", bound=BaseModel)
_SPOKEN = {
    "missing": "this key, which is not there",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
    "dict_type": "a group of keys",
    "tuple_type": "a list",
    "list_type": "a list",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "string_type": "text",
}


def parse(source: str | bytes) -> AgendaFile:
    """The agenda a file holds. Raises :class:`AgendaFileError` with all problems at once; nothing is guessed or left out."""
    located = read_located(source)
    file = _validated(located, AgendaFile)
    check_references(located)
    if located.problems or file is None:
        raise AgendaFileError(located.problems)
    return file


def parse_form(source: str | bytes) -> FormDocument:
    """The form a file holds. Raises :class:`AgendaFileError` with all problems at once."""
    located = read_located(source)
    form = _validated(located, FormDocument)
    if located.problems or form is None:
        raise AgendaFileError(located.problems)
    return form


def _validated(located: Located, model: type[Read]) -> Read | None:
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        for detail in error.errors():
            _note(located, detail, model)
    return None


def _note(located: Located, detail: ErrorDetails, model: type[BaseModel]) -> None:
    context = detail.get("ctx", {})
    path = _path(located, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        located.problem(path, _other_keys(path, model), "a key that does not exist")
        return
    if kind == "missing":
        located.problem(path, _SPOKEN[kind], "nothing")
        return
    if kind == "expected":
        if context.get("key"):
            path = (*path, *(int(part) if part.isdecimal() else part for part in str(context["key"]).split(".")))
        located.problem(path, str(context["what"]))
        return
    if kind in ("enum", "literal_error"):
        located.problem(path, str(context["expected"]).replace("'", "").replace(" or ", ", or "))
        return
    located.problem(path, _SPOKEN.get(kind, detail["msg"]))


def _path(located: Located, loc: tuple[int | str, ...]) -> Path:
    """The place in the file of a place in the documents: without the tags of open-or-known values."""
    path: Path = ()
    for part in loc:
        value = located.at(path)
        if part in OPEN_TAGS and not (isinstance(value, dict) and part in value):
            continue
        path = (*path, part)
    return path


def _other_keys(path: Path, model: type[BaseModel]) -> str:
    """Which keys could have been meant where an unknown one stands."""
    keys = sorted({key for model in _models_at(path[:-1], model) for key in model.model_fields})
    close = get_close_matches(str(path[-1]), keys, n=1)
    return f"{close[0]}, perhaps" if close else f"one of {', '.join(keys)}"


def _models_at(path: Path, start: type[BaseModel]) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [start]
    for part in path:
        if isinstance(part, str):
            models = [found for model in models if part in model.model_fields for found in _models_in(model.model_fields[part].annotation)]
    return models


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
