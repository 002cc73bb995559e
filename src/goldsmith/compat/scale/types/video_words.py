"""What a task about a video asks for: objects and events by their words, and questions about them."""

from __future__ import annotations

from typing import Any

import msgspec

from goldsmith.compat.scale.types.attributes import Attributes
from goldsmith.compat.scale.types.contract import Params, choosable, dict_in
from goldsmith.compat.scale.types.image import classes_in
from goldsmith.compat.scale.types.image import words_above as objects_above
from goldsmith.compat.scale.types.trees import Above
from goldsmith.modalities.label_names import name_each

__all__ = ["above_in", "answers_of", "attributes_of", "words_of"]


def words_of(params: Params) -> dict[str, list[str]]:
    """Each class and event with the shapes that it may have."""
    words = classes_in(params)
    for each in (
        choosable(params["events_to_annotate"], "events_to_annotate") if params.get("events_to_annotate") else ()
    ):
        words.setdefault(str(each.value), []).append("event")
    return words


def above_in(params: Params) -> dict[str, Above]:
    """What each of them stands below, by our name of it."""
    names = name_each(words_of(params))
    events = choosable(params["events_to_annotate"], "events_to_annotate") if params.get("events_to_annotate") else ()
    above = {names[str(each.value)]: each.above for each in events}
    return {**above, **{names[word]: path for word, path in objects_above(params).items()}}


class _Changing(Attributes):
    """Attributes that may be answered anew on every frame."""

    def asked(self, label: str | None = None) -> tuple[Any, ...]:
        return tuple(msgspec.structs.replace(each, is_mutable=True) for each in super().asked(label))


def attributes_of(params: Params) -> Attributes:
    """Questions about an object on each frame, or about an event."""
    return _Changing(dict_in(params, "annotation_attributes"), "annotation_attributes")


def answers_of(params: Params) -> Attributes:
    """Questions about the whole video."""
    return Attributes(dict_in(params, "global_attributes"), "global_attributes")
