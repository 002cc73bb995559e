"""Whether shapes fit the image and what the ontology says of masks and skeletons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Facts, Setting
from goldsmith.modalities.image.shapes import MOST_COLUMNS, ImageContent, Mask, Skeleton, are_few, bounds, view_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldsmith.ontology import Label

__all__ = ["check_geometry", "check_place", "check_skeleton"]


def check_geometry(answer: Answer[Any], setting: Setting) -> None:
    """Refuse shapes beside their picture, masks that are none, skeletons with keypoints that the label does not have.

    A shape may stick out by at most the size of the picture, a mask not at all. What the ontology says of masks holds
    for each picture of a set.
    """
    labels = {label.name: label for label in setting.ontology.labels}
    count = setting.content.count if isinstance(setting.content, ImageContent) else None
    for index, shape in enumerate(answer.annotations):
        field, view = f"{setting.field}.annotations[{index}]", view_of(shape)
        if count is not None and view >= count:
            raise InvalidError(_no_such_view(count), field=f"{field}.view")
        facts = setting.facts_of(view)
        if facts:
            check_place(shape, facts, field)
        if isinstance(shape, Skeleton):
            check_skeleton(shape, labels[shape.label], field)
    masks = [(index, shape) for index, shape in enumerate(answer.annotations) if isinstance(shape, Mask)]
    if masks or not setting.ontology.masks.allow_unlabeled:
        _check_masks(masks, labels, setting, range(count or 1))


def _no_such_view(count: int) -> str:
    return f"This task shows {count} pictures, counted from 0." if count > 1 else "This task shows one picture."


def check_place(shape: Any, facts: Facts, field: str) -> None:
    width, height = float(facts["width"]), float(facts["height"])
    left, top, right, bottom = bounds(shape)
    is_beside = right < 0 or bottom < 0 or left > width or top > height
    if is_beside or left < -width or top < -height or right > 2 * width or bottom > 2 * height:
        raise InvalidError("This shape lies outside the image.", field=field)
    if isinstance(shape, Mask) and (right > width or bottom > height):
        raise InvalidError("The window of a mask lies inside the image.", field=field)


def check_skeleton(shape: Skeleton, label: Label, field: str) -> None:
    if label.skeleton is None:
        raise InvalidError(f"The label {label.name} has no skeleton.", field=f"{field}.type")
    known = {point.name for point in label.skeleton.points}
    for index, keypoint in enumerate(shape.keypoints):
        if keypoint.name not in known:
            raise InvalidError("The skeleton has no keypoint of this name.", field=f"{field}.keypoints[{index}].name")
        known.remove(keypoint.name)


def _check_masks(
    masks: Sequence[tuple[int, Mask]], labels: Mapping[str, Label], setting: Setting, views: Iterable[int]
) -> None:
    rules = setting.ontology.masks
    seen: set[tuple[int, str]] = set()
    for index, mask in masks:
        place = view_of(mask), mask.label
        if not labels[mask.label].is_thing and place in seen and setting.complete:
            message = f"{mask.label} is no thing that is counted: all its pixels are one mask."
            raise InvalidError(message, field=f"{setting.field}.annotations[{index}]")
        seen.add(place)
    runs = {index: _read_runs(mask, f"{setting.field}.annotations[{index}].counts") for index, mask in masks}
    if setting.complete and not (rules.may_overlap and rules.allow_unlabeled):
        for view in views:
            if facts := setting.facts_of(view):
                own = [(index, mask) for index, mask in masks if view_of(mask) == view]
                _check_cover(own, runs, setting, int(facts["width"]), int(facts["height"]))


def _read_runs(mask: Mask, field: str) -> npt.NDArray[np.int64]:
    from goldsmith.algorithms.masks import area, decompress

    try:
        runs = decompress(mask.counts)
    except ValueError:
        raise InvalidError("These are no run lengths.", field=field) from None
    if int(runs.sum()) != mask.width * mask.height:
        raise InvalidError("The run lengths do not add up to the window's pixels.", field=field)
    if area(runs) == 0:
        raise InvalidError("A mask holds at least one pixel.", field=field)
    return runs


def _check_cover(
    masks: Sequence[tuple[int, Mask]],
    runs: Mapping[int, npt.NDArray[np.int64]],
    setting: Setting,
    width: int,
    height: int,
) -> None:
    import numpy as np

    from goldsmith.algorithms.masks import intervals

    if not are_few([mask for _, mask in masks]):
        message = (
            f"These masks have more than {MOST_COLUMNS:,} columns in all, too many to compare: use smaller windows."
        )
        raise InvalidError(message, field=f"{setting.field}.annotations")
    nothing = np.zeros(1, dtype=np.int64)
    found = [(nothing, nothing), *(intervals(runs[n], mask.left, mask.top, mask.height, height) for n, mask in masks)]
    starts, ends = (np.concatenate([each[side] for each in found]) for side in (0, 1))
    order = np.argsort(starts, kind="stable")
    starts, reached = starts[order], np.maximum.accumulate(ends[order])
    overlaps = np.flatnonzero(starts[1:] < reached[:-1])
    if len(overlaps) and not setting.ontology.masks.may_overlap:
        owners = np.repeat([-1, *(index for index, _ in masks)], [len(each[0]) for each in found])[order]
        raise InvalidError(
            "This mask shares pixels with another, and masks may not overlap here.",
            field=f"{setting.field}.annotations[{owners[overlaps[0] + 1]}]",
        )
    gaps = np.maximum(starts[1:] - reached[:-1], 0).sum() + width * height - reached[-1]
    if gaps and not setting.ontology.masks.allow_unlabeled:
        message = f"{int(gaps):,} pixels have no label yet, and every pixel needs one here."
        raise InvalidError(message, field=f"{setting.field}.annotations")
