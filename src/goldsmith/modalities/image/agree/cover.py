"""What an ontology promises of masks, kept in the merged answer: no pixel twice, or none without a label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.intervals import Intervals, joined, strongest, total, weigh
from goldsmith.modalities.image.agree.masks import pixels_of, with_pixels
from goldsmith.modalities.image.shapes import Mask, are_few

if TYPE_CHECKING:
    from goldsmith.modalities.objects import MergedObject
    from goldsmith.ontology import Masks

__all__ = ["share_pixels"]

NOTHING: Final = 1e-9  # what adding up weights and taking them away again leaves

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def share_pixels(objects: Sequence[MergedObject], rules: Masks) -> None:
    """Give each pixel that several masks hold, or none where one must, to the object with most weight there.

    First come the merged masks, then what single labelers drew of the objects that are kept. A pixel that all gave to
    objects which were dropped brings the strongest of these back: somebody saw it, and the pixel needs a label. An
    object that is left without pixels is dropped. Masks of more than five million columns in all are left as they are.
    """
    if rules.may_overlap and rules.allow_unlabeled:
        return
    drawn = [_Drawn(each) for each in objects if isinstance(each.members[0][1], Mask)]
    wanted = [each for each in drawn if each.object.exists or not rules.allow_unlabeled]
    if wanted and are_few([mask for each in wanted for mask in each.masks]):
        _share(wanted, rules)


class _Drawn:
    """An object that is drawn with masks."""

    def __init__(self, drawn: MergedObject) -> None:
        self.object = drawn
        self.masks: list[Mask] = [mask for _, mask in drawn.members]  # type: ignore[misc]

    @cached_property
    def merged(self) -> Intervals | None:
        """The pixels of its merged mask, before they are shared out; None where it is dropped."""
        return pixels_of(self.object.shape) if self.object.exists else None  # type: ignore[arg-type]

    def take(self, pixels: Intervals) -> None:
        self.object.exists = total(pixels) > 0
        if self.object.exists:
            self.object.shape = with_pixels(self.object.shape, pixels)  # type: ignore[arg-type]


def _share(drawn: Sequence[_Drawn], rules: Masks) -> None:
    wishes = _Wishes.of(drawn, with_minorities=not rules.allow_unlabeled)
    order = wishes.weakest_first()
    edges, best = strongest(wishes.starts, wishes.ends, np.argsort(order))
    given = np.flatnonzero(best >= 0)
    winner = order[best[given]]
    stretches = Intervals(edges[given], edges[given + 1])
    by_owner = np.argsort(wishes.owners[winner], kind="stable")
    parts = np.searchsorted(wishes.owners[winner][by_owner], np.arange(1, len(drawn)))
    for each, won in zip(drawn, np.split(by_owner, parts), strict=True):
        is_held = wishes.is_held[winner[won]]
        kept, gained = _chosen(stretches, won[is_held]), _chosen(stretches, won[~is_held])
        if each.merged is None or total(gained) or not (rules.may_overlap or total(kept) == total(each.merged)):
            held = each.merged if rules.may_overlap and each.merged is not None else kept
            each.take(joined([held, gained]))


class _Wishes(NamedTuple):
    """Stretches of pixels: which object wants each, how much that counts, and whether its merged mask holds them."""

    starts: Places
    ends: Places
    owners: Places
    strength: Floats
    is_held: Flags

    @classmethod
    def of(cls, drawn: Sequence[_Drawn], *, with_minorities: bool) -> _Wishes:
        """Strength is the weight of who drew the pixels; whole steps above any weight lift kept objects and masks."""
        step = 1 + max(sum(each.object.weights) for each in drawn)
        parts = [_wishes(number, each, step, with_minorities) for number, each in enumerate(drawn)]
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def weakest_first(self) -> Places:
        """Numbers of the stretches by strength; among equals the first object comes last, and so wins."""
        return np.lexsort((-self.owners, self.strength))


def _wishes(number: int, drawn: _Drawn, step: float, with_minorities: bool) -> _Wishes:
    sets, weights = [pixels_of(mask) for mask in drawn.masks], [*drawn.object.weights]
    if drawn.merged is not None:
        sets, weights = [*sets, drawn.merged], [*weights, 2 * step]
    edges, weight = weigh(sets, weights)
    is_in = weight[:-1] > (NOTHING if with_minorities else step)
    strength = (weight[:-1][is_in] + step * drawn.object.exists).round(9)
    owners = np.full(len(strength), number)
    return _Wishes(edges[:-1][is_in], edges[1:][is_in], owners, strength, strength > 2 * step)


def _chosen(stretches: Intervals, chosen: Places) -> Intervals:
    return Intervals(stretches.starts[chosen], stretches.ends[chosen])
