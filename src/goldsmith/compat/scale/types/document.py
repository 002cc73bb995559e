"""Blocks on the pages of a document: documenttranscription and documentmodel.

Sources: https://docs.scale.com/reference/document-transcription-hypothesis and .../task-document-pages. An annotation
has a `page`, counted from 0, a `location` in the lengths that the task's `document_pages` tell, a label and a text:
ours are the same. `refs` are not documented; they come back empty.
"""

from __future__ import annotations

from typing import Any, Final

from goldsmith.compat.scale.types.attributes import Attributes
from goldsmith.compat.scale.types.contract import (
    SCALE_FILE,
    Asked,
    Params,
    TaskType,
    Waits,
    checked_ontology,
    dict_in,
    list_in,
    text_in,
)
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Label, Ontology

__all__ = ["PAGED", "TYPES"]

BLOCK: Final = "block"
PAGED: Final = frozenset({"documenttranscription", "documentmodel"})
"""Types whose tasks tell the sizes of their pages."""
_PLACED: Final = ("page", "location", "text", "order")


def _ask(params: Params) -> Asked | Waits:
    attachments = list_in(params, "attachments")
    if len(attachments) > 1:
        return Waits("several documents in one task")
    if not params.get("features"):
        return Waits("document.v1 without features, which is not documented")
    words = _labels(params)
    names, attributes = name_each(words), _attributes(params)
    labels = tuple(
        Label(name=names[word], title=word[:300], shapes=(BLOCK,), attributes=attributes.asked(word)) for word in words
    )
    return Asked("document.v1", checked_ontology(Ontology(labels=labels), (BLOCK,)), {"attachment": _file(params)})


def _file(params: Params) -> str:
    """The one attachment: by itself, or as a list of one, of an address or of an object with its content."""
    listed = list_in(params, "attachments")
    first = listed[0] if listed else None
    if isinstance(first, dict):
        return text_in(first, "content").removeprefix(SCALE_FILE)
    return text_in({"attachment": first or params.get("attachment")}, "attachment").removeprefix(SCALE_FILE)


def _labels(params: Params) -> list[str]:
    found: dict[str, None] = {}
    for place, feature in enumerate(list_in(params, "features")):
        at = f"features[{place}]"
        if not isinstance(feature, dict) or feature.get("type") != BLOCK:
            raise InvalidError("A feature is an object of the type block with a label.", field=at)
        label = feature.get("label")
        if not isinstance(label, str) or not label or label in found:
            raise InvalidError("A feature has a label of its own.", field=f"{at}.label")
        found[label] = None
    return list(found)


def _attributes(params: Params) -> Attributes:
    return Attributes(dict_in(params, "annotation_attributes"), "annotation_attributes")


def _read(params: Params, given: Params, field: str) -> dict[str, Any]:
    names, attributes = name_each(_labels(params)), _attributes(params)
    return {
        "annotations": [
            _read_block(each, names, attributes, f"{field}.annotations[{place}]")
            for place, each in enumerate(list_in(given, "annotations"))
        ],
        "global_attributes": {},
        "links": [],
    }


def _read_block(given: Any, names: dict[str, str], attributes: Attributes, field: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidError("An annotation is an object.", field=field)
    if given.get("label") not in names:
        raise InvalidError("This is none of the labels of the features.", field=f"{field}.label")
    return {
        "uuid": str(given.get("uuid") or ""),
        "type": BLOCK,
        "label": names[given["label"]],
        "attributes": attributes.read(dict_in(given, "attributes"), f"{field}.attributes"),
        **{name: given[name] for name in _PLACED if given.get(name) is not None},
    }


def _show(params: Params, answer: Params) -> dict[str, Any]:
    words = {name: word for word, name in name_each(_labels(params)).items()}
    attributes = _attributes(params)
    return {
        "annotations": [
            {
                **block,
                "label": words.get(block["label"], block["label"]),
                "text": block.get("text", ""),
                "attributes": attributes.show(block.get("attributes", {})),
                "refs": [],
            }
            for block in answer.get("annotations", [])
        ]
    }


RESPONSE: Final = {"annotations": "array"}
TYPES: Final = (
    TaskType("documenttranscription", ("features",), _ask, _read, _show, RESPONSE),
    TaskType("documentmodel", (), _ask, _read, _show, RESPONSE),
)
