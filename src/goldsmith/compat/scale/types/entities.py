"""Spans of a text and how they belong together: namedentityrecognition.

Offsets count Unicode code points; `end` is exclusive. Source: https://docs.scale.com/reference/callback-format-3
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from goldsmith.compat.scale.types.attributes import Attributes
from goldsmith.compat.scale.types.contract import (
    Asked,
    Params,
    TaskType,
    checked_ontology,
    dict_in,
    list_in,
    text_in,
)
from goldsmith.compat.scale.types.trees import Above, labels_in_tree
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Label, Ontology, Relation
from goldsmith.ontology.taxonomy import MOST_LEVELS, is_taxonomy

__all__ = ["TYPES"]


def _ask(params: Params) -> Asked:
    labels = dict(_labels(params))
    names = name_each(labels)
    leaves = [
        Label(
            name=names[word],
            title=str(label.get("display_name") or word)[:300],
            description=str(label.get("description") or "")[:10_000],
            shapes=("span",),
            attributes=_attributes(label).asked(),
        )
        for word, label in labels.items()
    ]
    asked = labels_in_tree(leaves, {names[word]: above for word, above in _above(params).items()})
    relations = tuple(_relations(params, names))
    ontology = Ontology(labels=asked, relations=relations, only_leaves=is_taxonomy(asked))
    return Asked("text.v1", checked_ontology(ontology, ("span",)), {"text": text_in(params, "text")})


def _labels(params: Params) -> Iterator[tuple[str, Params]]:
    """The labels that have no children, by name: the others only group them."""
    return ((name, label) for name, label, _ in _leaves(list_in(params, "labels"), "labels", ()))


def _above(params: Params) -> dict[str, Above]:
    """What each of them stands below."""
    return {name: above for name, _, above in _leaves(list_in(params, "labels"), "labels", ())}


def _leaves(labels: list[Any], field: str, above: Above) -> Iterator[tuple[str, Params, Above]]:
    for place, label in enumerate(labels):
        at = f"{field}[{place}]"
        if not isinstance(label, dict) or not isinstance(label.get("name"), str) or not label["name"]:
            raise InvalidError("A label is an object with a name.", field=at)
        if len(above) == MOST_LEVELS:
            raise InvalidError(f"A taxonomy has at most {MOST_LEVELS} levels.", field=at)
        if label.get("children"):
            title = str(label.get("display_name") or label["name"])
            yield from _leaves(list_in(label, "children"), f"{at}.children", (*above, title))
        else:
            yield label["name"], label, above


def _attributes(label: Params) -> Attributes:
    return Attributes(dict_in(label, "attributes"), "labels.attributes")


def _relations(params: Params, names: dict[str, str]) -> Iterator[Relation]:
    given = list_in(params, "relationships")
    spelled = name_each(_relation_words(params))
    for place, each in enumerate(given):
        ends = {"from_": each.get("source_label"), "to": each.get("target_label")}
        for end in ends.values():
            if end is not None and end not in names:
                raise InvalidError("There is no such label.", field=f"relationships[{place}]")
        yield Relation(
            name=spelled[str(each["name"])],
            title=str(each.get("display_name") or each["name"])[:300],
            directed=bool(each.get("is_directed", True)),
            from_=(names[ends["from_"]],) if ends["from_"] else (),
            to=(names[ends["to"]],) if ends["to"] else (),
        )


def _relation_words(params: Params) -> list[str]:
    given = list_in(params, "relationships")
    for place, each in enumerate(given):
        if not isinstance(each, dict) or not each.get("name"):
            raise InvalidError("A relationship is an object with a name.", field=f"relationships[{place}]")
    return [str(each["name"]) for each in given]


def _read(params: Params, given: Params, field: str) -> dict[str, Any]:
    labels = dict(_labels(params))
    names, relations = name_each(labels), name_each(_relation_words(params))
    spans = []
    for place, each in enumerate(list_in(given, "annotations")):
        at = f"{field}.annotations[{place}]"
        if not isinstance(each, dict) or each.get("label") not in names:
            raise InvalidError("This is none of the task's labels.", field=f"{at}.label")
        values = _attributes(labels[each["label"]]).read(dict_in(each, "attributes"), f"{at}.attributes")
        spans.append(
            {
                "uuid": str(each.get("id") or ""),
                "type": "span",
                "label": names[each["label"]],
                "attributes": values,
                "start": each.get("start"),
                "end": each.get("end"),
                "text": each.get("text"),
                **({"fragments": each["fragments"]} if each.get("fragments") else {}),
            }
        )
    links = []
    for place, each in enumerate(list_in(given, "relationships")):
        if not isinstance(each, dict) or each.get("name") not in relations:
            raise InvalidError("This is none of the task's relationships.", field=f"{field}.relationships[{place}]")
        ends = {"from": str(each.get("source_ref")), "to": str(each.get("target_ref"))}
        links.append({"uuid": str(each.get("id") or ""), "type": relations[each["name"]], **ends, "attributes": {}})
    return {"annotations": spans, "global_attributes": {}, "links": links}


def _show(params: Params, answer: Params) -> dict[str, Any]:
    labels = dict(_labels(params))
    words = {name: word for word, name in name_each(labels).items()}
    relations = {name: word for word, name in name_each(_relation_words(params)).items()}
    return {
        "annotations": [
            _show_span(span, words.get(span["label"], span["label"]), labels) for span in answer.get("annotations", [])
        ],
        "relationships": [
            {
                "id": link.get("uuid", ""),
                "source_ref": link["from"],
                "target_ref": link["to"],
                "name": relations.get(link["type"], link["type"]),
            }
            for link in answer.get("links", [])
        ],
    }


def _show_span(span: Params, word: str, labels: dict[str, Params]) -> dict[str, Any]:
    place = {name: span[name] for name in ("start", "end", "text")}
    # Scale knows no gaps: its clients read start and end, and pass over what they do not know.
    gaps = {"fragments": list(span["fragments"])} if span.get("fragments") else {}
    shown = {"id": span.get("uuid", ""), **place, **gaps, "label": word}
    values = span.get("attributes") or {}
    return {**shown, "attributes": _attributes(labels.get(word, {})).show(values)} if values else shown


RESPONSE: Final = {"annotations": "array", "relationships": "array"}
TYPES: Final = (TaskType("namedentityrecognition", ("text", "labels"), _ask, _read, _show, RESPONSE),)
