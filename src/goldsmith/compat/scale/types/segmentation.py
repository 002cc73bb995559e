"""Masks on one image: segmentannotation, whose responses are PNG pictures and what their numbers mean.

Sources: https://docs.scale.com/reference/semantic-segmentation-annotation, .../segmentannotation-callback-format and
.../image-segmentation-hypothesis. A label is one index or, where instances are told apart, a list of them. Attributes
of a mask stand beside its index. The response has no place for uuids, and what has no area is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goldsmith.compat.scale.types.contract import (
    Asked,
    Params,
    ResponseFiles,
    TaskType,
    as_it_is,
    checked_ontology,
    dict_in,
    nothing,
    reference_in,
    text_in,
)
from goldsmith.compat.scale.types.mask_labels import above_in, attributes_of, classes_of
from goldsmith.compat.scale.types.mask_pictures import EXTENDED, INDEXED, LARGEST_OF_BYTE, write_masks
from goldsmith.compat.scale.types.trees import labels_in_tree
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Label, Masks, Ontology
from goldsmith.ontology.taxonomy import is_taxonomy

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.integer[Any]]

__all__ = ["TYPES"]

MOST_INDEX: Final = 2**24 - 1


def _ask(params: Params) -> Asked:
    classes = classes_of(params)
    names = name_each(classes)
    attributes = attributes_of(params)
    leaves = [
        Label(
            name=names[word],
            title=title[:300],
            shapes=("mask",),
            attributes=attributes.asked(word),
            is_thing=is_thing,
        )
        for word, (title, is_thing) in classes.items()
    ]
    labels = labels_in_tree(leaves, above_in(params))
    masks = Masks(may_overlap=False, allow_unlabeled=params.get("allow_unlabeled") is True)
    ontology = checked_ontology(Ontology(labels=labels, masks=masks, only_leaves=is_taxonomy(labels)), ("mask",))
    return Asked("image.v1", ontology, {"attachment": reference_in(params, "attachment")})


def _named(given: Params, field: str) -> dict[str, str]:
    """The picture that a response is read from: the extended one where an index is more than a byte."""
    indices = [index for _, _, index in _mapping(given, field)]
    combined = dict_in(dict_in(given, "annotations"), "combined")
    is_large = max(indices, default=0) > LARGEST_OF_BYTE and EXTENDED in combined
    picture = EXTENDED if is_large else INDEXED
    try:
        return {picture: text_in(combined, picture)}
    except InvalidError as refusal:
        raise InvalidError(refusal.message, field=f"{field}.annotations.combined.{picture}") from None


def _mapping(given: Params, field: str) -> list[tuple[str, Params, int]]:
    """Each entry of labelMapping: its label, what it says, and its index, which no other has."""
    found: dict[int, tuple[str, Params, int]] = {}
    for place, (label, said) in enumerate(dict_in(given, "labelMapping").items()):
        at = f"{field}.labelMapping[{place}]"
        for entry in said if isinstance(said, list) else [said]:
            index = entry.get("index") if isinstance(entry, dict) else None
            if not isinstance(index, int) or isinstance(index, bool) or not 0 < index <= MOST_INDEX or index in found:
                raise InvalidError("A label has an index of its own, a whole number from 1.", field=at)
            found[index] = (label, entry, index)
    return list(found.values())


def _read(params: Params, given: Params, files: Mapping[str, Path], facts: Params, field: str) -> dict[str, Any]:
    classes, attributes = classes_of(params), attributes_of(params)
    names = name_each(classes)
    entries = _mapping(given, field)
    for label, _, _ in entries:
        if label not in classes:
            raise InvalidError("This is none of the task's labels.", field=f"{field}.labelMapping")
    picture = _joined(_picture(files), entries, classes)
    _check_size(picture, facts, field)
    by_index = {index: (label, entry) for label, entry, index in entries}
    return {
        "annotations": [
            {
                "uuid": "",
                "label": names[label],
                "attributes": attributes.read(dict_in(entry, "attributes"), f"{field}.labelMapping"),
                **mask,
            }
            for label, entry, mask in _masks(picture, by_index, field)
        ],
        "global_attributes": {},
        "links": [],
    }


def _picture(files: Mapping[str, Path]) -> Numbers:
    import numpy as np

    from goldsmith.modalities.image.formats.pictures import read_colors, read_numbers

    [(name, path)] = files.items()
    with path.open("rb") as file:
        if name == INDEXED:
            return read_numbers(file, name).numbers
        return read_colors(file, name) @ np.array([1, 1 << 8, 1 << 16], dtype=np.int32)


def _joined(picture: Numbers, entries: list[tuple[str, Params, int]], classes: Mapping[str, Any]) -> Numbers:
    """Several indices of a label whose instances are not told apart are one."""
    import numpy as np

    first: dict[str, int] = {}
    table = np.arange(int(picture.max(initial=0)) + 1, dtype=np.int32)
    for label, _, index in entries:
        if not classes[label][1] and index < len(table):
            table[index] = first.setdefault(label, index)
    return table[picture]


def _check_size(picture: Numbers, facts: Params, field: str) -> None:
    height, width = picture.shape
    if facts and (facts.get("width"), facts.get("height")) != (width, height):
        message = f"This picture is {width} by {height} pixels, and the image is of another size."
        raise InvalidError(message, field=f"{field}.annotations.combined")


def _masks(
    picture: Numbers, by_index: Mapping[int, tuple[str, Params]], field: str
) -> Iterator[tuple[str, Params, dict[str, Any]]]:
    from goldsmith.modalities.image.formats.segments import read_segments

    for number, mask in read_segments(picture):
        if number not in by_index:
            message = f"The picture holds the index {number}, which labelMapping does not name."
            raise InvalidError(message, field=f"{field}.labelMapping")
        yield (*by_index[number], mask)


RESPONSE: Final = {"labelMapping": "object", "annotations": "object"}
TYPES: Final = (
    TaskType(
        "segmentannotation",
        ("attachment", "labels"),
        _ask,
        as_it_is,
        nothing,
        RESPONSE,
        ResponseFiles(_named, write_masks, _read),
    ),
)
