"""Things that some saw and others did not: real or not, easy or hard to see, and how much each labeler sees.

Class 0 says "I marked it" and is true of real things; class 1 says "I looked and did not" and is true of false alarms.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.readers import Fit
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rounds import pin_states
from goldsmith.algorithms.consensus.rows import softmax
from goldsmith.algorithms.consensus.said import Said

__all__ = ["SightingReader", "are_marked", "best_threshold", "fit_sightings", "relearn_sightings"]

REAL, FALSE = 0, 1
SEEN = 0
N_NODES: Final = 7
NODES, _shares = np.polynomial.hermite_e.hermegauss(N_NODES)
LOG_SHARES: Final = np.log(_shares / _shares.sum())

# What is supposed of real things and of false alarms before anything is seen, and what it weighs, in things.
LEVEL: Final = np.array([1.0, -3.0])
SPREAD: Final = np.array([2.0, 1.0])
LEVEL_WEIGHT: Final = 4.0
SPREAD_WEIGHT: Final = 30.0
THINGS_EXPECTED: Final = np.array([6.0, 2.0])
SKILL_VARIANCE: Final = 0.5  # of labelers among themselves, in logits
TINY: Final = 1e-9
MOST_ROUNDS: Final = 40  # more of them drift: answers hardly tell overlooked things from things that are not there
SETTLED: Final = 1e-3  # largest change of a probability in one round


@dataclass(frozen=True)
class SightingReader:
    """How likely each seat marks a real thing and a false one: logistic(skill[kind, seat] + ease of the thing).

    The ease is hidden, normal with deviation `spread[kind]`; skills are borrowed from `level[kind]`. Real things are
    exp(`log_odds`) times as many as false ones, and for each one that somebody marked `missed` others are expected that
    nobody did.
    """

    skill: Floats
    level: Floats
    spread: Floats
    log_odds: float
    missed: float

    @cached_property
    def chance(self) -> Floats:
        """[seat, state]: how likely a thing is marked; the states are the eases of real things, then of false ones."""
        logit = self.skill.T[:, :, None] + self.spread[:, None] * NODES
        return np.clip(1 / (1 + np.exp(-logit.reshape(-1, 2 * N_NODES))), TINY, 1 - TINY)

    @cached_property
    def evidence(self) -> Floats:
        """[(seat, class), state]: the log-likelihood of what is said."""
        return np.log(np.stack([self.chance, 1 - self.chance], axis=1).reshape(-1, 2 * N_NODES))

    @property
    def prior(self) -> Floats:
        return np.concatenate([LOG_SHARES + self.log_odds, LOG_SHARES])

    def read(self, said: Said) -> Floats:
        return _of_kinds(self.states(said))

    def states(self, said: Said) -> Floats:
        """The posterior [thing, state]."""
        return softmax(said.add_up(self.evidence) + self.prior)


def fit_sightings(given: Answers) -> Fit[SightingReader]:
    """Learn how much each labeler sees from what others saw: expectation maximisation, one Newton step a round.

    A thing is real or false; either way some stand out more than others, so that labelers overlook the same ones.
    Skills are borrowed from all labelers where little is known. Things that nobody marked are reckoned with.
    Sources: Branson, Van Horn, Perona, "Lean crowdsourcing", CVPR 2017; difficulty as in Rasch's model (1960).
    """
    reader = _begin(given)
    belief = reader.read(given)
    for done in range(1, MOST_ROUNDS + 1):
        reader = _improve(reader, _tally(given, reader))
        found = reader.read(given)
        change = float(np.abs(found - belief).max(initial=0.0))
        belief = found
        if change < SETTLED or done == MOST_ROUNDS:
            break
    return Fit(reader, belief, done, has_converged=change < SETTLED)


def relearn_sightings(given: Answers, reader: SightingReader) -> SightingReader:
    """One round over all answers, a slice at a time, from what was learnt on a part of them."""
    return _improve(reader, reduce(operator.add, (_tally(part, reader) for _, part in given.slices())))


def are_marked(said: Said) -> npt.NDArray[np.bool_]:
    """[thing]: whether anybody marked it."""
    return np.bincount(said.task, said.choice == SEEN, said.n_tasks) > 0


def best_threshold(probability: Floats, n_missed: float) -> float:
    """How probable a thing must be to be kept, so that the expected F1 is greatest: half of that F1.

    `n_missed` is the expected number of real things that are not among those of `probability`.
    Source: Lipton, Elkan, Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure" (2014).

    >>> round(best_threshold(np.array([0.9, 0.9, 0.45, 0.1]), n_missed=0.5), 3)
    0.385
    """
    ranked = np.sort(probability)[::-1]
    expected_f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum() + n_missed)
    return float(expected_f1.max(initial=0.0)) / 2


@dataclass(frozen=True, slots=True)
class _Tally:
    """Expected numbers of things, those that nobody marked with them; tallies of parts add up to that of all.

    `looked[seat, state]`: looked at; `marked[seat, kind]`: marked; `things[state]`: all; `found[kind]`: marked by
    anybody; `answers[seat]`: answers.
    """

    looked: Floats
    marked: Floats
    things: Floats
    found: Floats
    answers: Floats

    def __add__(self, other: _Tally) -> _Tally:
        return _Tally(
            self.looked + other.looked,
            self.marked + other.marked,
            self.things + other.things,
            self.found + other.found,
            self.answers + other.answers,
        )


def _begin(given: Answers) -> SightingReader:
    """Everybody as is expected, and as many false things, marked or not, as make the expected number of marked ones."""
    skill = np.tile(LEVEL[:, None], (1, given.n_seats))
    reader = SightingReader(skill, LEVEL, SPREAD, log_odds=0.0, missed=0.0)
    seen = 1 - _of_kinds(_nobody(given, reader)).mean(axis=0) if given.n_tasks else np.ones(2)
    things = THINGS_EXPECTED / seen.clip(TINY)
    return replace(reader, log_odds=float(np.log(things[REAL] / things[FALSE])))


def _tally(given: Answers, reader: SightingReader) -> _Tally:
    """What a reader makes of the answers. Things that gold alone knows of say nothing of those that nobody knows of."""
    states = pin_states(given, reader.states(given)) * are_marked(given)[:, None]
    kinds = _of_kinds(states)
    nobody = _nobody(given, reader)
    # Each thing that was marked stands for others like it that everybody overlooked.
    overlooked = kinds / (1 - _of_kinds(nobody)).clip(TINY)
    everywhere = states + np.repeat(overlooked, N_NODES, axis=1) * nobody
    by_seat = given.table.T
    return _Tally(
        looked=(by_seat @ everywhere).reshape(given.n_seats, 2, -1).sum(axis=1),
        marked=(by_seat @ kinds).reshape(given.n_seats, 2, 2)[:, SEEN],
        things=everywhere.sum(axis=0),
        found=kinds.sum(axis=0),
        answers=given.n_answers.astype(np.float64),
    )


def _nobody(given: Answers, reader: SightingReader) -> Floats:
    """[thing, state]: how likely it is that none of those who looked marks such a thing, times the state's share."""
    overlooked = np.repeat(np.log(1 - reader.chance), 2, axis=0)
    return cast(Floats, np.exp(given.add_up(overlooked) + np.tile(LOG_SHARES, 2)))


def _of_kinds(states: Floats) -> Floats:
    return cast(Floats, states.reshape(-1, 2, N_NODES).sum(axis=2))


def _improve(reader: SightingReader, tally: _Tally) -> SightingReader:
    chance = reader.chance
    hits = _of_kinds(tally.looked * chance)
    slope = tally.marked - hits - (reader.skill.T - reader.level) / SKILL_VARIANCE
    bend = _of_kinds(tally.looked * chance * (1 - chance)) + 1 / SKILL_VARIANCE
    skill = reader.skill + np.clip(slope / bend, -1, 1).T
    things = _of_kinds(tally.things[None])[0] + TINY
    found = tally.found + TINY
    expected = things * (1 + THINGS_EXPECTED / found)
    return SightingReader(
        skill,
        _level(skill[:, tally.answers > 0]),
        _spread(reader.spread, tally.things.reshape(2, N_NODES)),
        log_odds=float(np.log(expected[REAL] / expected[FALSE])),
        missed=float(things[REAL] / found[REAL] - 1),
    )


def _level(skill: Floats) -> Floats:
    """What is typical of those who answered."""
    weight = skill.shape[1] / SKILL_VARIANCE
    return cast(Floats, (skill.sum(axis=1) / SKILL_VARIANCE + LEVEL * LEVEL_WEIGHT) / (weight + LEVEL_WEIGHT))


def _spread(before: Floats, things: Floats) -> Floats:
    variance = (things * (before[:, None] * NODES) ** 2).sum(axis=1) + SPREAD_WEIGHT * SPREAD**2
    return cast(Floats, np.sqrt(variance / (things.sum(axis=1) + SPREAD_WEIGHT)))
