"""Scale's task types: what each asks in our words, and its answers in theirs. One file a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from goldsmith.compat.scale.types import chat, collection, document, entities, image, later, segmentation, video
from goldsmith.compat.scale.types.contract import Asked, ResponseFiles, TaskType, Waits
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer

__all__ = [
    "FILED",
    "TYPES",
    "Asked",
    "TaskType",
    "Waits",
    "ask",
    "files_of",
    "find_type",
    "read_given",
    "show_response",
]

TYPES: Final[Mapping[str, TaskType]] = {
    each.name: each
    for each in (
        *image.TYPES,
        *segmentation.TYPES,
        *video.TYPES,
        *entities.TYPES,
        *collection.TYPES,
        *chat.TYPES,
        *document.TYPES,
        *later.TYPES,
    )
}
FILED: Final = frozenset(name for name, kind in TYPES.items() if kind.files)
"""Types whose responses name files."""


def find_type(name: str) -> TaskType:
    """The task type of this name. Raises NotFoundError."""
    if name not in TYPES:
        raise NotFoundError("There is no such task type.", code="type_not_found")
    return TYPES[name]


def ask(type_name: str, params: Mapping[str, Any]) -> Asked | Waits:
    """What a task asks, or what it waits for. Raises InvalidError naming the parameter that is wrong."""
    kind = find_type(type_name)
    for field in kind.required:
        if params.get(field) in (None, "", [], {}):
            raise InvalidError(f"A {type_name} task needs {field}.", field=field)
    return kind.ask(params)


def files_of(type_name: str) -> ResponseFiles:
    """How the files of a type's responses are made and read. Raises NotFoundError for a type without."""
    files = find_type(type_name).files
    if files is None:
        raise NotFoundError("Responses of this type have no files.", code="type_not_found")
    return files


def read_given(type_name: str, asked: Asked, params: Mapping[str, Any], field: str) -> Any:
    """A hypothesis or an expected response in our words, checked as an answer is; None when there is none.

    What lies in files is not read here: None, once it is clear which files these are.
    """
    given = params.get(field)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise InvalidError("This is an object of the form that a response has.", field=field)
    if type_name in FILED:
        files_of(type_name).named(given, field)
        return None
    modality = registry.get(asked.modality)
    said, whole = find_type(type_name).read(params, given, field), field == "expected_response"
    return read_answer(
        modality, asked.ontology, said, content=read_content(asked.content, modality), field=field, complete=whole
    )


def show_response(type_name: str, params: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of ours as the response that Scale's users read."""
    return find_type(type_name).show(params, answer)
