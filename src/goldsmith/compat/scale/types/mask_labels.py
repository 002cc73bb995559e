"""What a segmentation asks for: its classes, whether their instances are told apart, and attributes of a mask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldsmith.compat.scale.types.attributes import Attributes
from goldsmith.compat.scale.types.contract import Params, choosable, dict_in
from goldsmith.compat.scale.types.trees import Above
from goldsmith.modalities.label_names import name_each

__all__ = ["above_in", "attributes_of", "classes_of"]


def classes_of(params: Params) -> dict[str, tuple[str, bool]]:
    """Each class with its title, and whether its instances are told apart."""
    found = choosable(params.get("labels"), "labels")
    counted = {str(value) for value in _counted(params.get("labels"), is_counted=False)}
    return {str(each.value): (each.title, str(each.value) in counted) for each in found}


def above_in(params: Params) -> dict[str, Above]:
    """What each class stands below, by our name of it."""
    names = name_each(classes_of(params))
    return {names[str(each.value)]: each.above for each in choosable(params.get("labels"), "labels")}


def _counted(labels: Any, *, is_counted: bool) -> Iterator[Any]:
    """The values whose labels, or the labels above them, say instance_label."""
    for label in labels if isinstance(labels, list) else ():
        if isinstance(label, dict):
            says_so = is_counted or label.get("instance_label") is True
            yield from (label[name] for name in ("value", "choice", "name") if says_so and name in label)
            yield from _counted(label.get("subchoices"), is_counted=says_so)
        elif is_counted:
            yield label


def attributes_of(params: Params) -> Attributes:
    return Attributes(dict_in(params, "annotation_attributes"), "annotation_attributes")
