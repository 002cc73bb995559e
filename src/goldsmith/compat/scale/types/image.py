"""Shapes on one image: imageannotation and the older types that ask for one shape each.

Source: https://scale.com/docs/api-reference/image-and-video-reference
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
    choosable,
    dict_in,
    list_in,
    reference_in,
)
from goldsmith.compat.scale.types.geometry import read_geometry, show_geometry
from goldsmith.compat.scale.types.trees import Above, labels_in_tree
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Label, Ontology, Relation
from goldsmith.ontology.taxonomy import is_taxonomy

__all__ = ["GEOMETRIES", "TYPES", "classes_in", "read_shape", "words_above"]

GEOMETRIES: Final = ("box", "polygon", "line", "point", "cuboid", "ellipse")
SHAPES: Final = (*GEOMETRIES, "rotated_box")
RESPONSE: Final = {"annotations": "array", "global_attributes": "object", "links": "array"}
LEGACY: Final = {
    "annotation": "box",
    "polygonannotation": "polygon",
    "lineannotation": "line",
    "pointannotation": "point",
    "cuboidannotation": "cuboid",
}


def _ask(params: Params) -> Asked:
    geometries = dict_in(params, "geometries")
    if not geometries or not geometries.keys() <= set(GEOMETRIES):
        raise InvalidError("The geometries are box, polygon, line, point, cuboid and ellipse.", field="geometries")
    labels = _labels(params)
    ontology = Ontology(
        labels=labels,
        attributes=_global(params).asked(),
        relations=_relations(params),
        only_leaves=is_taxonomy(labels),
    )
    return Asked("image.v1", checked_ontology(ontology, SHAPES), {"attachment": reference_in(params, "attachment")})


def classes_in(params: Params) -> dict[str, list[str]]:
    """Each class and the shapes that it may have; a box that may be turned is a rotated box of ours."""
    shapes: dict[str, list[str]] = {}
    for shape, geometry in dict_in(params, "geometries").items():
        objects = geometry.get("objects_to_annotate") if isinstance(geometry, dict) else None
        ours = "rotated_box" if shape == "box" and isinstance(geometry, dict) and geometry.get("can_rotate") else shape
        for each in choosable(objects, f"geometries.{shape}.objects_to_annotate"):
            shapes.setdefault(str(each.value), []).append(ours)
    return shapes


def words_above(params: Params) -> dict[str, Above]:
    """What each class stands below."""
    geometries = [each for each in dict_in(params, "geometries").values() if isinstance(each, dict)]
    found = [one for each in geometries for one in choosable(each.get("objects_to_annotate"), "objects_to_annotate")]
    return {str(each.value): each.above for each in reversed(found)}


def _labels(params: Params) -> tuple[Label, ...]:
    classes = classes_in(params)
    names = name_each(classes)
    attributes = Attributes(dict_in(params, "annotation_attributes"), "annotation_attributes")
    labels = [
        Label(name=names[word], title=word[:300], shapes=tuple(shapes), attributes=attributes.asked(word))
        for word, shapes in classes.items()
    ]
    return labels_in_tree(labels, {names[word]: above for word, above in words_above(params).items()})


def _global(params: Params) -> Attributes:
    return Attributes(dict_in(params, "global_attributes"), "global_attributes")


def _relations(params: Params) -> tuple[Relation, ...]:
    links = dict_in(params, "links")
    names = name_each(links)
    return tuple(Relation(name=names[word], title=word[:300], directed=True) for word in links)


def _read(params: Params, given: Params, field: str) -> dict[str, Any]:
    classes = classes_in(params)
    attributes = Attributes(dict_in(params, "annotation_attributes"), "annotation_attributes")
    links = name_each(dict_in(params, "links"))
    return {
        "annotations": [
            read_shape(shape, classes, attributes, f"{field}.annotations[{place}]")
            for place, shape in enumerate(list_in(given, "annotations"))
        ],
        "global_attributes": _global(params).read(dict_in(given, "global_attributes"), f"{field}.global_attributes"),
        "links": [
            _read_link(link, links, f"{field}.links[{place}]") for place, link in enumerate(list_in(given, "links"))
        ],
    }


def read_shape(shape: Any, classes: dict[str, list[str]], attributes: Attributes, field: str) -> dict[str, Any]:
    """One annotation of theirs in our words."""
    if not isinstance(shape, dict):
        raise InvalidError("An annotation is an object.", field=field)
    kind, label = shape.get("type") or _kind_of(shape), shape.get("label")
    if kind not in GEOMETRIES:
        message = "An annotation is a box, a polygon, a line, a point, an ellipse or a cuboid."
        raise InvalidError(message, field=f"{field}.type")
    if label not in classes:
        raise InvalidError("This is none of the objects to annotate.", field=f"{field}.label")
    return {
        "uuid": str(shape.get("uuid") or ""),
        "label": name_each(classes)[label],
        "attributes": attributes.read(dict_in(shape, "attributes"), f"{field}.attributes"),
        **read_geometry(kind, shape, field, can_rotate="rotated_box" in classes[label]),
    }


def _kind_of(shape: Params) -> str:
    """Older responses leave the type out."""
    return "box" if "width" in shape else "point" if "x" in shape else "polygon"


def _read_link(link: Any, names: dict[str, str], field: str) -> dict[str, Any]:
    if not isinstance(link, dict) or link.get("type") not in names:
        raise InvalidError("A link has one of the types that the task asks for.", field=field)
    ends = {"from": str(link.get("from")), "to": str(link.get("to"))}
    return {"uuid": str(link.get("uuid") or ""), "type": names[link["type"]], **ends, "attributes": {}}


def _show(params: Params, answer: Params) -> dict[str, Any]:
    words = {name: word for word, name in name_each(classes_in(params)).items()}
    attributes = Attributes(dict_in(params, "annotation_attributes"), "annotation_attributes")
    links = {name: word for word, name in name_each(dict_in(params, "links")).items()}
    return {
        "annotations": [
            {
                **show_geometry(shape),
                "label": words.get(shape["label"], shape["label"]),
                "attributes": attributes.show(shape.get("attributes", {})),
            }
            for shape in answer.get("annotations", [])
        ],
        "global_attributes": _global(params).show(answer.get("global_attributes", {})),
        "links": [{**link, "type": links.get(link["type"], link["type"])} for link in answer.get("links", [])],
    }


def _legacy(shape: str) -> tuple[Any, Any, Any]:
    """The same for a type that asks for one shape, with its objects beside it."""

    def as_geometries(params: Params) -> dict[str, Any]:
        return {**params, "geometries": {shape: {"objects_to_annotate": params.get("objects_to_annotate")}}}

    def ask(params: Params) -> Asked:
        return _ask(as_geometries(params))

    def read(params: Params, given: Params, field: str) -> dict[str, Any]:
        return _read(as_geometries(params), given, field)

    def show(params: Params, answer: Params) -> dict[str, Any]:
        return {"annotations": _show(as_geometries(params), answer)["annotations"]}

    return ask, read, show


def _types() -> Iterator[TaskType]:
    yield TaskType("imageannotation", ("attachment", "geometries"), _ask, _read, _show, RESPONSE)
    for name, shape in LEGACY.items():
        yield TaskType(name, ("attachment", "objects_to_annotate"), *_legacy(shape), {"annotations": "array"})


TYPES: Final = tuple(_types())
