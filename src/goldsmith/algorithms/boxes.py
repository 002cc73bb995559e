"""Boxes drawn by several people: which objects are there, where exactly, and how well each labeler sees and draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.matching import box_overlap, candidate_pairs, group_pairs

__all__ = ["BoxConsensus", "combine_boxes"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ALIKE: Final = 0.5
SAME: Final = 0.25
MOST_JOINS: Final = 8
FARTHEST: Final = 1e12

REAL, FALSE = 0, 1
LEVEL: Final = (1.0, -3.0)
SPREAD: Final = (2.0, 1.0)
SKILL_VARIANCE: Final = 0.5
LEVEL_WEIGHT: Final = 4.0
SPREAD_WEIGHT: Final = 30.0
OBJECTS_EXPECTED: Final = (6.0, 2.0)
NODES: Final = 7
MOST_ROUNDS: Final = 40
PRECISION: Final = 1e-3

SCATTER: Final = 0.08
SCATTER_WEIGHT: Final = 10.0
IMAGES_BORROWED: Final = 4.0
FREEDOM: Final = 4.0
EDGE_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class BoxConsensus:
    """The objects found and the skills of those who drew them.

    Per object: `image`, `box` (left, top, right, bottom), `posterior` (probability that it is real) and `is_kept`
    (its posterior reaches `threshold`, where the expected F1 is greatest). `object_of[b]` is the object that drawn box
    b belongs to. `n_missed` is the expected number of real objects that nobody drew.

    Per labeler: `miss` (probability of not drawing a real object), `false_alarms` (expected boxes per image around
    nothing) and `scatter[labeler, edge]` (how far an edge is off, as a share of the root of the object's area).
    """

    image: Indexes
    box: Floats
    posterior: Floats
    is_kept: Flags
    threshold: float
    object_of: Indexes
    n_missed: float
    miss: Floats
    false_alarms: Floats
    scatter: Floats


def combine_boxes(
    images: npt.ArrayLike, labelers: npt.ArrayLike, boxes: npt.ArrayLike, *, seen: npt.ArrayLike | None = None
) -> BoxConsensus:
    """Find the objects behind `boxes[b]` = (left, top, right, bottom), drawn by `labelers[b]` in `images[b]`.

    Images and labelers are integers from 0. `seen` are rows (image, labeler) of who looked, to be given where somebody
    drew nothing at all; who drew has looked. Coordinates may have any unit. The order of the boxes does not matter.

    Boxes are joined into groups of at most one per labeler. A group is a real object or a false alarm; in both cases
    some stand out more than others (a hidden, normally distributed difficulty), and each labeler draws them with a
    chance of their own, borrowed from all labelers where little is known. Objects that nobody drew are reckoned with.
    Edges are combined by inverse scatter under a Student t error, so that one wild box moves little.
    Raises ValueError for boxes that are not finite, turned inside out or farther than 1e12 from the origin.
    Source: Branson, Van Horn, Perona, Lean Crowdsourcing (CVPR 2017); difficulty as in Rasch's model (1960).

    >>> found = combine_boxes([0, 0, 0, 0], [0, 1, 2, 2], [[0, 0, 9, 9], [0, 0, 9, 8], [0, 1, 9, 9], [50, 50, 60, 60]])
    >>> found.box.round(1).tolist()
    [[0.0, 0.3, 9.0, 8.7], [50.0, 50.0, 60.0, 60.0]]
    >>> found.object_of.tolist(), (found.posterior > 0.8).tolist()
    ([0, 0, 0, 1], [True, False])
    """
    image, labeler, box = _read(images, labelers, boxes)
    looked = _looks(image, labeler, seen)
    n_labelers = int(looked[:, 1].max(initial=-1)) + 1
    # A fixed order makes the outcome independent of the order given, also among equally good matches.
    order = np.lexsort((*box.T[::-1], labeler, image))
    image, labeler, box = image[order], labeler[order], box[order]
    group = _group(image, labeler, box)
    n_objects = int(group.max(initial=-1)) + 1
    home = np.zeros(n_objects, dtype=np.int64)
    home[group] = image
    belief = _Existence(*_sightings(home, group, labeler, looked), n_objects, n_labelers)
    belief.learn()
    middle, scatter = _combine_edges(group, labeler, box, belief.posterior, n_labelers)
    threshold = _best_threshold(belief.posterior, belief.n_missed)
    back = np.empty_like(group)
    back[order] = group
    return BoxConsensus(
        image=home,
        box=middle,
        posterior=belief.posterior,
        is_kept=belief.posterior >= threshold,
        threshold=threshold,
        object_of=back,
        n_missed=belief.n_missed,
        miss=belief.miss(),
        false_alarms=_false_alarms(looked, labeler, 1 - belief.posterior[group], n_labelers),
        scatter=scatter,
    )


def _read(images: npt.ArrayLike, labelers: npt.ArrayLike, boxes: npt.ArrayLike) -> tuple[Indexes, Indexes, Floats]:
    image, labeler = _count(images, "images"), _count(labelers, "labelers")
    box = np.asarray(boxes, dtype=np.float64)
    box = box.reshape(-1, 4) if box.size == 0 else box
    if box.ndim != 2 or box.shape[1] != 4:
        raise ValueError("boxes must be rows of left, top, right, bottom")
    if not len(image) == len(labeler) == len(box):
        raise ValueError("images, labelers and boxes must be equally long")
    if not (np.abs(box) <= FARTHEST).all():
        raise ValueError("boxes must be finite and lie within 1e12 of the origin")
    if (box[:, :2] > box[:, 2:]).any():
        raise ValueError("a box's left and top must not exceed its right and bottom")
    return image, labeler, box


def _count(column: npt.ArrayLike, name: str) -> Indexes:
    values = np.asarray(column)
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.integer) or values.min() < 0:
        raise ValueError(f"{name} must be integers from 0, one per box")
    return values.astype(np.int64)


def _looks(image: Indexes, labeler: Indexes, seen: npt.ArrayLike | None) -> Indexes:
    """Distinct rows (image, labeler) of who looked, by image."""
    drew = np.stack([image, labeler], axis=1)
    if seen is not None:
        given = np.asarray(seen)
        if given.size and (given.ndim != 2 or given.shape[1] != 2):
            raise ValueError("seen must be rows of image, labeler")
        looked = np.stack([_count(column, "seen") for column in given.reshape(-1, 2).T], axis=1)
        drew = np.concatenate([drew, looked])
    return np.unique(drew, axis=0)


def _group(image: Indexes, labeler: Indexes, box: Floats) -> Indexes:
    """Number the objects that the boxes belong to, image by image; boxes come sorted by image.

    Much alike boxes are joined first, then groups whose middles still overlap, as sloppy boxes of one object do.
    """
    owners = np.unique(np.stack([image, labeler], axis=1), axis=0, return_inverse=True)[1].ravel().tolist()
    groups = group_pairs(owners, _near(image, box, ALIKE))
    for _ in range(MOST_JOINS):
        held = [pair for members in groups for pair in pairwise(members)]
        first = [members[0] for members in groups]
        middles = _medians(_numbered(groups, len(box)), box, len(groups))
        more = [(first[one], first[other]) for one, other in _near(image[first], middles, SAME)]
        joined = group_pairs(owners, held + more) if more else groups
        if len(joined) == len(groups):
            break
        groups = joined
    return _numbered(groups, len(box))


def _numbered(groups: list[list[int]], n_boxes: int) -> Indexes:
    group = np.zeros(n_boxes, dtype=np.int64)
    members = np.array([member for members in groups for member in members], dtype=np.int64)
    group[members] = np.repeat(np.arange(len(groups)), [len(members) for members in groups])
    return group


def _near(image: Indexes, box: Floats, least: float) -> list[tuple[int, int]]:
    """Pairs within one image that overlap by at least `least`, best first; boxes come sorted by image."""
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    starts = np.flatnonzero(np.diff(image, prepend=-1)).tolist()
    for start, end in pairwise([*starts, len(image)]):
        one, other = candidate_pairs(box[start:end], box[start:end])
        is_pair = one < other
        pairs.append(np.stack([one[is_pair], other[is_pair]], axis=1) + start)
    found = np.concatenate(pairs)
    overlap = box_overlap(box[found[:, 0]], box[found[:, 1]])
    best = np.argsort(-overlap, kind="stable")
    return [(one, other) for one, other in found[best[overlap[best] >= least]].tolist()]


def _sightings(home: Indexes, group: Indexes, labeler: Indexes, looked: Indexes) -> tuple[Indexes, Indexes, Flags]:
    """Every object with everybody who looked at its image: (object, labeler, drew it), by object."""
    first = np.searchsorted(looked[:, 0], home, side="left")
    size = np.searchsorted(looked[:, 0], home, side="right") - first
    thing = np.repeat(np.arange(len(home)), size)
    row = np.arange(len(thing)) + np.repeat(first - (np.cumsum(size) - size), size)
    width = int(looked[:, 1].max(initial=0)) + 1
    drew = np.isin(thing * width + looked[row, 1], group * width + labeler)
    return thing, looked[row, 1], drew


class _Existence:
    """Which objects are real: a mixture of real and false ones, each drawn with the chance logistic(skill + ease)."""

    def __init__(self, thing: Indexes, labeler: Indexes, drew: Flags, n_objects: int, n_labelers: int) -> None:
        nodes, shares = np.polynomial.hermite_e.hermegauss(NODES)
        self.nodes, self.log_share = nodes, np.log(shares / shares.sum())
        self.thing, self.labeler, self.drew = thing, labeler, drew
        self.starts = np.flatnonzero(np.diff(thing, prepend=-1))
        self.level, self.spread = np.array(LEVEL), np.array(SPREAD)
        self.skill = np.tile(self.level[:, None], (1, n_labelers))
        self.posterior = np.full(n_objects, OBJECTS_EXPECTED[REAL] / sum(OBJECTS_EXPECTED))
        self.n_missed = 0.0
        self.log_odds: float | None = None

    def learn(self) -> None:
        """Expectation maximisation; each round moves every skill by one Newton step."""
        for _ in range(MOST_ROUNDS if len(self.posterior) else 0):
            before = self.posterior
            kinds = [self._watch(kind) for kind in (REAL, FALSE)]
            self._judge(*kinds)
            for kind, seen in enumerate(kinds):
                self._improve(kind, seen)
            if np.abs(self.posterior - before).max() < PRECISION:
                break

    def miss(self) -> Floats:
        chance = _logistic(self.skill[REAL][:, None] + self.spread[REAL] * self.nodes)
        return cast(Floats, 1 - chance @ np.exp(self.log_share))

    def _watch(self, kind: int) -> _Watched:
        logit = self.skill[kind][:, None] + self.spread[kind] * self.nodes
        undrawn = -np.logaddexp(0, logit)
        nobody = np.add.reduceat(undrawn[self.labeler], self.starts) + self.log_share
        # The log of the chance of drawing is that of not drawing plus the logit.
        pattern = nobody + np.add.reduceat(logit[self.labeler] * self.drew[:, None], self.starts)
        likelihood = np.logaddexp.reduce(pattern, axis=1)
        return _Watched(_logistic(logit), likelihood, np.exp(pattern - likelihood[:, None]), np.exp(nobody))

    def _judge(self, real: _Watched, false: _Watched) -> None:
        """Posterior by the odds of real to false places, counting also those places where nobody drew."""
        drawn_real, drawn_false = 1 - real.nobody.sum(axis=1), 1 - false.nobody.sum(axis=1)
        expected = np.array(OBJECTS_EXPECTED) / (drawn_real.mean(), drawn_false.mean())
        odds = self.log_odds if self.log_odds is not None else float(np.log(expected[0] / expected[1]))
        self.posterior = _logistic(odds + real.likelihood - false.likelihood)
        places = (self.posterior / drawn_real).sum(), ((1 - self.posterior) / drawn_false).sum()
        self.log_odds = float(np.log((places[0] + expected[0]) / (places[1] + expected[1])))
        self.n_missed = float((self.posterior * (1 / drawn_real - 1)).sum())

    def _improve(self, kind: int, seen: _Watched) -> None:
        share = self.posterior if kind == REAL else 1 - self.posterior
        drawn = share[:, None] * seen.node
        everywhere = drawn + (share / (1 - seen.nobody.sum(axis=1)))[:, None] * seen.nobody
        n_labelers = self.skill.shape[1]
        tries = _sums(self.labeler, everywhere[self.thing], n_labelers)
        drew = np.bincount(self.labeler, share[self.thing] * self.drew, n_labelers)
        slope = drew - (tries * seen.chance).sum(axis=1) - (self.skill[kind] - self.level[kind]) / SKILL_VARIANCE
        bend = (tries * seen.chance * (1 - seen.chance)).sum(axis=1) + 1 / SKILL_VARIANCE
        self.skill[kind] += np.clip(slope / bend, -1, 1)
        known = np.bincount(self.labeler, minlength=n_labelers) > 0
        weight = known.sum() / SKILL_VARIANCE
        self.level[kind] = (self.skill[kind][known].mean() * weight + LEVEL[kind] * LEVEL_WEIGHT) / (
            weight + LEVEL_WEIGHT
        )
        variance = (everywhere * (self.spread[kind] * self.nodes) ** 2).sum() + SPREAD_WEIGHT * SPREAD[kind] ** 2
        self.spread[kind] = np.sqrt(variance / (everywhere.sum() + SPREAD_WEIGHT))


@dataclass(frozen=True, slots=True)
class _Watched:
    """One kind of objects: chances [labeler, node], log likelihood [object], node given the pattern, nobody drew."""

    chance: Floats
    likelihood: Floats
    node: Floats
    nobody: Floats


def _logistic(logit: Any) -> Floats:
    return cast(Floats, np.exp(-np.logaddexp(0, -logit)))


def _combine_edges(
    group: Indexes, labeler: Indexes, box: Floats, posterior: Floats, n_labelers: int
) -> tuple[Floats, Floats]:
    """Robust means of the edges and each labeler's scatter, in turns (iteratively reweighted least squares)."""
    n_objects = len(posterior)
    middle = _medians(group, box, n_objects)
    typical = np.full(4, SCATTER**2)
    variance = np.tile(typical, (n_labelers, 1))
    size = np.sqrt(np.maximum(np.prod(middle[:, 2:] - middle[:, :2], axis=1), 1e-24))[group][:, None]
    is_shared = (np.bincount(group, minlength=n_objects) > 1)[group]
    trust = (posterior[group] * is_shared)[:, None]
    for _ in range(EDGE_ROUNDS):
        off = (box - middle[group]) / size
        robust = (FREEDOM + 1) / (FREEDOM + off**2 / variance[labeler])
        weight = robust / variance[labeler]
        total = _sums(group, weight, n_objects)
        middle = _sums(group, weight * box, n_objects) / total
        # Who draws an object alone has moved the mean: the part of the error that this hides is given back.
        hidden = np.maximum(1 - weight / total[group], 0.25)
        square = trust * robust * off**2 / hidden
        n_seen = _sums(labeler, np.broadcast_to(trust, box.shape), n_labelers)
        typical = (square.sum(axis=0) + SCATTER_WEIGHT * SCATTER**2) / (trust.sum() + SCATTER_WEIGHT)
        variance = (_sums(labeler, square, n_labelers) + SCATTER_WEIGHT * typical) / (n_seen + SCATTER_WEIGHT)
    return middle, np.sqrt(variance)


def _medians(group: Indexes, box: Floats, n_objects: int) -> Floats:
    order = np.argsort(group, kind="stable")
    size = np.bincount(group, minlength=n_objects)
    first = np.cumsum(size) - size
    middle = np.empty((n_objects, 4))
    for edge in range(4):
        ranked = box[order[np.lexsort((box[order, edge], group[order]))], edge]
        middle[:, edge] = (ranked[first + (size - 1) // 2] + ranked[first + size // 2]) / 2
    return middle


def _sums(group: Indexes, values: Floats, n_groups: int) -> Floats:
    columns = [np.bincount(group, column, n_groups) for column in values.T]
    return np.stack(columns, axis=1)


def _false_alarms(looked: Indexes, labeler: Indexes, doubt: Floats, n_labelers: int) -> Floats:
    """Boxes around nothing per image looked at, each labeler borrowing four images from all."""
    n_looks = np.bincount(looked[:, 1], minlength=n_labelers)
    typical = doubt.sum() / max(n_looks.sum(), 1)
    false = np.bincount(labeler, doubt, n_labelers)
    return cast(Floats, (false + IMAGES_BORROWED * typical) / (n_looks + IMAGES_BORROWED))


def _best_threshold(posterior: Floats, n_missed: float) -> float:
    """Half of the greatest expected F1: it is reached by keeping just the objects at least that probable.

    Source: Lipton, Elkan, Naryanaswamy, Optimal Thresholding of Classifiers to Maximize F1 Measure (2014).
    """
    ranked = np.sort(posterior)[::-1]
    expected_f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum() + n_missed)
    return float(expected_f1.max(initial=0.0)) / 2
