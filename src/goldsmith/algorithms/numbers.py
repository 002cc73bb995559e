"""Numbers given by several people: the value behind each item, with each labeler's bias, scale and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

__all__ = ["NumberConsensus", "combine_numbers"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

HABIT_FREEDOM: Final = 20.0
VALUE_FREEDOM: Final = 30.0
NOISE_WEIGHT: Final = 20.0
BIAS_VARIANCE: Final = 0.01
SCALE_VARIANCE: Final = 0.1
SPREAD_WEIGHT: Final = 3.0
LEAST_SCALE: Final = 0.1
SCALE_BELIEVED: Final = 0.5
ITEM_WEIGHT: Final = 4.0
LEAST_VARIANCE: Final = 1e-8
LEAST_NOISE: Final = 1e-3
MOST_ROUNDS: Final = 80
PRECISION: Final = 1e-4
FARTHEST: Final = 1e100
NORMAL_95: Final = 1.959964
ABSOLUTE_TO_DEVIATION: Final = 1.2533


@dataclass(frozen=True, slots=True)
class NumberConsensus:
    """Values of items and habits of labelers, in the unit of the answers.

    Per item: `value`, its standard `error`, and `low` and `high`, the ends of its 95 % interval. They reckon with
    noise, not with an error that all labelers share. Per labeler: `bias` (added to every answer), `scale` (how far the
    answers go when the truth goes by one) and `noise` (standard deviation of the rest).
    """

    value: Floats
    error: Floats
    low: Floats
    high: Floats
    bias: Floats
    scale: Floats
    noise: Floats


def combine_numbers(
    items: npt.ArrayLike, labelers: npt.ArrayLike, values: npt.ArrayLike, n_items: int | None = None
) -> NumberConsensus:
    """Estimate items 0 … n_items - 1, of which `labelers[a]` said `values[a]` about `items[a]`.

    Answers are bias + scale * truth + noise with a Student t noise of many degrees of freedom (20 for habits, 30 for
    values): hardly told from normal, yet one wild answer moves an item by less than three deviations. Bias, scale and
    noise of a labeler are drawn towards those of all, as strongly as their differences suggest; where labelers are
    alike the value is the mean. Values are means weighted by scale / noise variance. Answers are rescaled only
    halfway: labelers of small scale often just answer carefully, and full rescaling would multiply their noise. An
    item without answers gets the mean of all items.
    Raises ValueError for answers that are not finite or beyond 1e100, and for no answer at all.
    Source: factor model as in Raykar et al., Learning from Crowds (JMLR 2010); t noise by Lange, Little, Taylor (1989).

    >>> found = combine_numbers([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], [10, 11, 12, 20, 21, 22])
    >>> found.value.round(1).tolist(), bool(found.bias[0] < found.bias[1] < found.bias[2])
    ([11.0, 21.0], True)
    """
    item, labeler, value = _read(items, labelers, values)
    count = int(item.max()) + 1 if n_items is None else n_items
    if item.max() >= count:
        raise ValueError("items must stay below n_items")
    middle = float(np.median(value))
    unit = ABSOLUTE_TO_DEVIATION * float(np.mean(np.abs(value - middle)))
    fit = _Fit(item, labeler, (value - middle) / (unit or 1.0), count)
    fit.learn()
    centred, variance = fit.conclude()
    error = np.sqrt(variance) * unit
    found = centred * unit + middle
    return NumberConsensus(
        value=found,
        error=error,
        low=found - NORMAL_95 * error,
        high=found + NORMAL_95 * error,
        bias=fit.bias * unit,
        scale=fit.scale,
        noise=fit.deviation * unit,
    )


def _read(items: npt.ArrayLike, labelers: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Indexes, Indexes, Floats]:
    item, labeler, value = np.asarray(items), np.asarray(labelers), np.asarray(values, dtype=np.float64)
    if value.size == 0:
        raise ValueError("there must be at least one answer")
    if value.ndim != 1 or not item.shape == labeler.shape == value.shape:
        raise ValueError("items, labelers and values must be equally long")
    for column in (item, labeler):
        if not np.issubdtype(column.dtype, np.integer) or column.min() < 0:
            raise ValueError("items and labelers must be integers from 0")
    if not (np.abs(value) <= FARTHEST).all():
        raise ValueError("values must be finite and lie within 1e100 of zero")
    return item.astype(np.int64), labeler.astype(np.int64), value


class _Fit:
    """Expectation maximisation over items (normal) and labelers (bias and scale jointly normal, noise shrunken)."""

    def __init__(self, item: Indexes, labeler: Indexes, value: Floats, n_items: int) -> None:
        self.item, self.labeler, self.value = item, labeler, value
        self.n_items, self.n_labelers = n_items, int(labeler.max()) + 1
        self.n_given = np.bincount(labeler, minlength=self.n_labelers)
        self.centre, self.spread = 0.0, 0.5
        self.bias, self.scale = np.zeros(self.n_labelers), np.ones(self.n_labelers)
        self.bias_variance, self.scale_variance = BIAS_VARIANCE, SCALE_VARIANCE
        self.bias_doubt = np.full(self.n_labelers, BIAS_VARIANCE)
        # Starting from medians, wild answers stand out from the first round on.
        off = value - _medians(item, value, n_items)[item]
        self.noise = np.full(self.n_labelers, self._floor((ABSOLUTE_TO_DEVIATION * np.abs(off).mean()) ** 2))
        self.square = off**2
        self.trust = self._trust(HABIT_FREEDOM)
        self.mean, self.variance = np.zeros(n_items), np.ones(n_items)

    def learn(self) -> None:
        for _ in range(MOST_ROUNDS):
            before = self.mean
            self._place_items()
            self._learn_habits()
            self._learn_noise()
            if np.abs(self.mean - before).max() < PRECISION:
                break

    def conclude(self) -> tuple[Floats, Floats]:
        """Values and their variances; items whose answers lie farther apart than expected are less certain."""
        scale = np.maximum(self.scale, LEAST_SCALE)
        trust = self._trust(VALUE_FREEDOM)
        weight = trust * (scale / self.noise)[self.labeler]
        reach = (1 - SCALE_BELIEVED + SCALE_BELIEVED * scale)[self.labeler]
        total = self._by_item(weight * reach)
        moved = self.value - self.bias[self.labeler] - self.centre
        is_known = total > 0
        safe = np.where(is_known, total, 1.0)
        value = self._by_item(weight * moved) / safe + self.centre
        wobble = self.deviation[self.labeler] ** 2 / trust + self.bias_doubt[self.labeler]
        variance = self._by_item(weight**2 * wobble) / safe**2
        strain = self._by_item(
            self.trust * (moved - reach * (value - self.centre)[self.item]) ** 2 / self.noise[self.labeler]
        )
        wider = (strain + ITEM_WEIGHT) / (
            np.maximum(np.bincount(self.item, minlength=self.n_items) - 1, 0) + ITEM_WEIGHT
        )
        return value, np.where(is_known, variance * wider, self.spread)

    @property
    def deviation(self) -> Floats:
        """Standard deviation of each labeler's noise; the t distribution is wider than its scale says."""
        return np.sqrt(self.noise * HABIT_FREEDOM / (HABIT_FREEDOM - 2))

    def _place_items(self) -> None:
        precision = self.trust / self.noise[self.labeler]
        scale = self.scale[self.labeler]
        shift = self.bias[self.labeler] + self.centre * (1 - scale)
        total = 1 / self.spread + self._by_item(precision * scale**2)
        self.mean = (self.centre / self.spread + self._by_item(precision * scale * (self.value - shift))) / total
        self.variance = 1 / total
        self.centre = float(self.mean.mean())
        self.spread = self._floor(float(((self.mean - self.centre) ** 2 + self.variance).mean()))

    def _learn_habits(self) -> None:
        """Regress answers on items, each labeler's bias drawn to 0 and scale to 1; then refresh both priors."""
        precision = self.trust / self.noise[self.labeler]
        reach, moved = (self.mean - self.centre)[self.item], self.value - self.centre
        level = self._by_labeler(precision) + 1 / self.bias_variance
        mixed = self._by_labeler(precision * reach)
        slope = self._by_labeler(precision * (reach**2 + self.variance[self.item])) + 1 / self.scale_variance
        told = self._by_labeler(precision * moved)
        told_reach = self._by_labeler(precision * reach * moved) + 1 / self.scale_variance
        determinant = level * slope - mixed**2
        bias = (slope * told - mixed * told_reach) / determinant
        scale = (level * told_reach - mixed * told) / determinant
        self.bias_doubt = slope / determinant
        self.bias_variance = _pooled(bias**2 + self.bias_doubt, self.n_given, BIAS_VARIANCE)
        self.scale_variance = _pooled((scale - 1) ** 2 + level / determinant, self.n_given, SCALE_VARIANCE)
        # The truth has no place and unit of its own but those of the labelers together.
        self.bias = bias - np.average(bias, weights=self.n_given)
        self.scale = scale / max(float(np.average(scale, weights=self.n_given)), LEAST_SCALE)

    def _learn_noise(self) -> None:
        scale = self.scale[self.labeler]
        off = self.value - self.centre - self.bias[self.labeler] - scale * (self.mean - self.centre)[self.item]
        self.square = off**2 + scale**2 * self.variance[self.item]
        self.trust = self._trust(HABIT_FREEDOM)
        trusted = self._by_labeler(self.trust * self.square)
        # The geometric mean: a few noisy labelers must not make the careful ones look noisy.
        typical = float(np.exp(np.average(np.log(self.noise), weights=self.n_given)))
        least = self._floor(float(trusted.sum()) / len(self.value) * LEAST_NOISE)
        self.noise = np.maximum((trusted + NOISE_WEIGHT * typical) / (self.n_given + NOISE_WEIGHT), least)

    def _trust(self, freedom: float) -> Floats:
        """What the t distribution leaves of each answer's precision."""
        return cast(Floats, (freedom + 1) / (freedom + self.square / self.noise[self.labeler]))

    def _floor(self, variance: float) -> float:
        return max(variance, LEAST_VARIANCE)

    def _by_item(self, column: Floats) -> Floats:
        return np.bincount(self.item, column, self.n_items).astype(np.float64)

    def _by_labeler(self, column: Floats) -> Floats:
        return np.bincount(self.labeler, column, self.n_labelers).astype(np.float64)


def _pooled(squares: Floats, n_given: Indexes, first: float) -> float:
    """Mean square over the labelers who answered, with three more that keep the first guess."""
    seen = squares[n_given > 0]
    return float((seen.sum() + SPREAD_WEIGHT * first) / (len(seen) + SPREAD_WEIGHT))


def _medians(item: Indexes, value: Floats, n_items: int) -> Floats:
    ranked = value[np.lexsort((value, item))]
    size = np.bincount(item, minlength=n_items)
    first = np.cumsum(size) - size
    middle = np.zeros(n_items)
    seen = size > 0
    low, high = first + (size - 1) // 2, first + size // 2
    middle[seen] = (ranked[low[seen]] + ranked[high[seen]]) / 2
    return middle
