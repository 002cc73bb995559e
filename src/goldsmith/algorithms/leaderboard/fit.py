"""Bradley-Terry and Davidson by Newton's method on counted votes: the exact maximum of the likelihood.

The chances of left, right and tie are as exp(z/2) : exp(-z/2) : exp(ties), where z is the left model's score less the
right one's, and what covariates add. Without a tie parameter a tie is half a win for each.
Sources: R. Davidson, J. Amer. Stat. Assoc. 65 (1970); D. Hunter, Annals of Statistics 32 (2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms import pairs
from goldsmith.algorithms.leaderboard.tally import Tally, UnrankableError
from goldsmith.algorithms.pairs import LEFT, RIGHT, TIE

__all__ = ["Fit", "chances", "fit_votes", "information_of_vote", "robust_spread"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

PRECISION: Final = 1e-10
MOST_ROUNDS: Final = 200
LONGEST_STEP: Final = 2.0
FARTHEST: Final = 25.0
FIRST_TIES: Final = -0.7
MOST_DENSE: Final = 5_000_000  # numbers in a table of all people: adding up there is faster than sorting
LEAST_OWN: Final = 1e-9  # of what a covariate says: the share that no model says too


@dataclass(frozen=True, eq=False)
class Fit:
    """The maximum: `score` per model (log-odds, mean 0), `effect` per covariate, `ties` (None: half wins).

    `information` is the curvature there in scores, effects and ties, in this order, shape (parameters, parameters).
    """

    score: Floats
    effect: Floats
    ties: float | None
    information: Floats

    @property
    def spread(self) -> Floats:
        """The inverse of the information, scores with mean 0."""
        return _inverse(self.information, len(self.score))


class _Slopes(NamedTuple):
    """Per row: slopes and curvatures of its log likelihood in z and in the tie parameter."""

    z: Floats
    tie: Floats
    curve_z: Floats
    mixed: Floats
    curve_tie: Floats


def fit_votes(tally: Tally, *, has_ties: bool, ridge: float = 0.0) -> Fit:
    """Maximise the likelihood, less `ridge` / 2 times the squared scores.

    Raises UnrankableError where it has no maximum, as some scores would run away, or more than one.
    """
    if not ridge:
        _check_told_apart(tally)
    n, columns = len(tally.names), tally.covariates.shape[1]
    with_ties = has_ties and bool(tally.counts[:, TIE].any())
    place = np.zeros(n + columns + with_ties)
    if with_ties:
        place[-1] = FIRST_TIES
    best = _likelihood(tally, place, ridge, with_ties=with_ties)
    for _ in range(MOST_ROUNDS):
        slope, information = _derivatives(tally, place, ridge, with_ties=with_ties)
        try:
            step = cast(Floats, np.linalg.solve(_pinned(information, n), slope))
        except np.linalg.LinAlgError:  # so far apart that nothing is left to tell them by
            break
        step = step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        place, best = _walk(tally, place, step, best, ridge, with_ties=with_ties)
        if np.abs(place).max() > FARTHEST:
            break
        if np.abs(step).max() < PRECISION:
            _, information = _derivatives(tally, place, ridge, with_ties=with_ties)
            ties = float(place[-1]) if with_ties else None
            return Fit(place[:n], place[n : n + columns], ties, information)
    raise UnrankableError(
        "The votes pull some scores apart without end: collect votes that some of the winners lose.", [tally.names]
    )


def _check_told_apart(tally: Tally) -> None:
    """Raise UnrankableError where a covariate says nothing that models do not, as where one was always the longer."""
    n, columns = len(tally.names), tally.covariates.shape[1]
    if not columns:
        return
    votes, none = tally.counts.sum(axis=1), np.zeros(len(tally.left))
    whole = _pinned(_products(tally, votes, none, none, with_ties=False), n)
    beside, own = whole[:n, n:], whole[n:, n:]
    left = own - beside.T @ np.linalg.solve(whole[:n, :n], beside)
    scale = np.sqrt(np.maximum(np.diagonal(own), 1e-300))
    if np.linalg.eigvalsh(left / np.outer(scale, scale)).min() < LEAST_OWN:
        raise UnrankableError(
            "The votes do not tell how good the models are from how their responses were shown.", [tally.names]
        )


def _walk(
    tally: Tally, place: Floats, step: Floats, best: float, ridge: float, *, with_ties: bool
) -> tuple[Floats, float]:
    """Go the step, or as much of it as makes things no worse."""
    n = len(tally.names)
    for _ in range(30):
        tried = place + step
        tried[:n] -= tried[:n].mean()
        reached = _likelihood(tally, tried, ridge, with_ties=with_ties)
        if reached >= best - 1e-9 * abs(best):
            return tried, max(best, reached)
        step /= 2
    return place, best


def _z(tally: Tally, place: Floats) -> Floats:
    n, columns = len(tally.names), tally.covariates.shape[1]
    apart = place[tally.left] - place[tally.right]
    return apart + tally.covariates @ place[n : n + columns] if columns else apart


def chances(z: Floats, ties: float | None) -> Floats:
    """Chances of left, right and tie, shape (…, 3); without ties the third is 0."""
    return pairs.chances(z, -np.inf if ties is None else ties)


def information_of_vote(z: Floats, ties: float | None) -> Floats:
    """How much one vote tells of z: Fisher's information."""
    chance = chances(z, ties)
    lean = (chance[..., LEFT] - chance[..., RIGHT]) / 2
    return (1 - chance[..., TIE]) / 4 - lean**2


def _likelihood(tally: Tally, place: Floats, ridge: float, *, with_ties: bool) -> float:
    z = _z(tally, place)
    counts = tally.counts
    ties = place[-1] if with_ties else -np.inf
    whole = np.logaddexp(np.logaddexp(z / 2, -z / 2), ties)
    said = (counts[:, LEFT] - counts[:, RIGHT]) @ z / 2 + (counts[:, TIE].sum() * ties if with_ties else 0.0)
    n = len(tally.names)
    return float(said - counts.sum(axis=1) @ whole - ridge / 2 * (place[:n] ** 2).sum())


def _slopes(tally: Tally, place: Floats, *, with_ties: bool) -> _Slopes:
    ties = float(place[-1]) if with_ties else None
    chance = chances(_z(tally, place), ties)
    lean, tie = (chance[:, LEFT] - chance[:, RIGHT]) / 2, chance[:, TIE]
    counts, votes = tally.counts, tally.counts.sum(axis=1)
    return _Slopes(
        (counts[:, LEFT] - counts[:, RIGHT]) / 2 - votes * lean,
        counts[:, TIE] - votes * tie,
        votes * ((1 - tie) / 4 - lean**2),
        -votes * tie * lean,
        votes * tie * (1 - tie),
    )


def _derivatives(tally: Tally, place: Floats, ridge: float, *, with_ties: bool) -> tuple[Floats, Floats]:
    n = len(tally.names)
    slopes = _slopes(tally, place, with_ties=with_ties)
    slope = np.concatenate(
        [
            _differences(tally, slopes.z) - ridge * place[:n],
            tally.covariates.T @ slopes.z,
            [slopes.tie.sum()] if with_ties else [],
        ]
    )
    information = _products(tally, slopes.curve_z, slopes.mixed, slopes.curve_tie, with_ties=with_ties)
    information[np.arange(n), np.arange(n)] += ridge
    return slope, information


def _differences(tally: Tally, per_row: Floats) -> Floats:
    """Add up per model what rows say, positive where it is left and negative where it is right."""
    n = len(tally.names)
    return cast(Floats, np.bincount(tally.left, per_row, n) - np.bincount(tally.right, per_row, n))


def _products(tally: Tally, curve: Floats, mixed: Floats, tie: Floats, *, with_ties: bool) -> Floats:
    """Sum over rows the outer product of what z and the tie parameter depend on, weighted."""
    n, columns = len(tally.names), tally.covariates.shape[1]
    whole = np.zeros((n + columns + with_ties,) * 2)
    beside = np.bincount(tally.left * n + tally.right, curve, n * n).reshape(n, n)
    whole[:n, :n] = -(beside + beside.T)
    whole[np.arange(n), np.arange(n)] += np.bincount(tally.left, curve, n) + np.bincount(tally.right, curve, n)
    weighted = tally.covariates * curve[:, None]
    for column in range(columns):
        whole[:n, n + column] = whole[n + column, :n] = _differences(tally, weighted[:, column])
    whole[n : n + columns, n : n + columns] = tally.covariates.T @ weighted
    if with_ties:
        whole[:n, -1] = whole[-1, :n] = _differences(tally, mixed)
        whole[n : n + columns, -1] = whole[-1, n : n + columns] = tally.covariates.T @ mixed
        whole[-1, -1] = tie.sum()
    return whole


def robust_spread(tally: Tally, fit: Fit, together: Tally | None = None) -> Floats:
    """Covariance of all parameters that also holds where the model does not: the sandwich.

    Where labelers are known, votes of one may hang together, and in no direction is it less than were they independent:
    few labelers seem to agree perfectly in some, and one labeler in all. Shape as the information's. `together` are the
    same votes in fewer rows, those of all labelers together.
    Sources: P. Huber (1967); K.-Y. Liang and S. Zeger, Biometrika 73 (1986).
    """
    inside = fit.spread
    apart = inside @ _spread_of_votes(together or tally, fit) @ inside
    if tally.labeler is None:
        return apart
    more, along = np.linalg.eigh(inside @ _spread_of_labelers(tally, fit) @ inside - apart)
    return cast(Floats, apart + (along * np.maximum(more, 0.0)) @ along.T)


def _vote_slopes(tally: Tally, fit: Fit) -> tuple[Floats, Floats]:
    """Slopes in z and in the tie parameter of one vote of each outcome, shape (rows, 3)."""
    place = np.concatenate([fit.score, fit.effect, [] if fit.ties is None else [fit.ties]])
    chance = chances(_z(tally, place), fit.ties)
    lean = (chance[:, LEFT] - chance[:, RIGHT]) / 2
    in_z = np.array([0.5, -0.5, 0.0]) - lean[:, None]
    in_tie = np.array([0.0, 0.0, 1.0]) - chance[:, TIE, None]
    return in_z, in_tie


def _spread_of_votes(tally: Tally, fit: Fit) -> Floats:
    in_z, in_tie = _vote_slopes(tally, fit)
    sums = [(tally.counts * each).sum(axis=1) for each in (in_z**2, in_z * in_tie, in_tie**2)]
    return _products(tally, *sums, with_ties=fit.ties is not None)


def _spread_of_labelers(tally: Tally, fit: Fit) -> Floats:
    who = np.asarray(tally.labeler)
    in_z, in_tie = (tally.counts * each for each in _vote_slopes(tally, fit))
    push, tie = in_z.sum(axis=1), in_tie.sum(axis=1)
    n, columns = len(tally.names), tally.covariates.shape[1]
    size = len(fit.information)
    parts = [(push, tally.left), (-push, tally.right)]
    parts += [(push * tally.covariates[:, each], np.full(len(who), n + each)) for each in range(columns)]
    parts += [] if fit.ties is None else [(tie, np.full(len(who), size - 1))]
    voting = len(np.unique(who))
    correction = voting / (voting - 1) if voting > 1 else 1.0
    return _squares(who, parts, size) * correction


def _squares(who: Indexes, parts: Sequence[tuple[Floats, Indexes]], size: int) -> Floats:
    """The sum over people of the outer square of all that is theirs, given as values and their places below `size`."""
    people = int(who.max(initial=0)) + 1
    if people * size <= MOST_DENSE:
        whole = np.zeros(people * size)
        for values, places in parts:
            whole += np.bincount(who * size + places, values, people * size)
        each = whole.reshape(people, size)
        return each.T @ each
    from scipy.sparse import coo_array

    values, places = (np.concatenate(column) for column in zip(*parts, strict=True))
    sparse = coo_array((values, (np.tile(who, len(parts)), places)), shape=(people, size)).tocsr()
    return cast(Floats, (sparse.T @ sparse).toarray())


def _pinned(information: Floats, n: int) -> Floats:
    """The scores know only differences: hold their sum."""
    whole = information.copy()
    whole[:n, :n] += 1 / n
    return whole


def _inverse(information: Floats, n: int) -> Floats:
    """The covariance of scores whose mean is 0: what was pinned is taken out again, whatever a ridge left beside it."""
    inverse = np.linalg.inv(_pinned(information, n))
    inverse[:n] -= inverse[:n].mean(axis=0)
    inverse[:, :n] -= inverse[:, :n].mean(axis=1, keepdims=True)
    return cast(Floats, inverse)
