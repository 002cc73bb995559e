"""How far machines are to be trusted, judged by people alone: agreement with itself proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.routing.worth import Floats, Integers

__all__ = ["Claims", "MachineTrust", "Trust", "trust_machines", "trust_model"]

ROUNDS: Final = 3
PEOPLE_RIGHT: Final = 0.95  # and how many answers of each class this is worth before people are heard
PEOPLE_ANSWERS: Final = 40.0
DEPENDENCE: Final = 0.5  # n people tell as much as n to this power would, had they no mistakes in common
SHARPNESS_STRENGTH: Final = 5.0
BIAS_STRENGTH: Final = 2.0
TINY: Final = 1e-6
UNSTATED: Final = 0.8  # how sure a machine counts that does not say; its sharpness makes up for it
SUREST: Final = 1 - 1e-4
LEAST_CHECKED: Final = 50
MOST_CELLS: Final = 4_000_000


class Trust(NamedTuple):
    """`posterior[task, class]` of model and people together; people's `reliability`; the model's `sharpness`.

    A sharpness below 1 says that the model is surer than it is right.
    """

    posterior: Floats
    reliability: float
    sharpness: float


def trust_model(probabilities: npt.ArrayLike, tasks: npt.ArrayLike, answers: npt.ArrayLike) -> Trust:
    """Join a model's `probabilities[task, class]` and people's `answers` (equally long as `tasks`), whoever gave them.

    The model's log-probabilities are sharpened or flattened and shifted per class until they predict best what people
    answer, through the mistakes people make. Tasks that no person saw have no say in this. It is truthful when what
    people see first was chosen at random or by what the model said, not by what is true; random checks make it so even
    where the model is sure. Sources: vector scaling as in Guo et al., ICML 2017; people's confusions by EM as in Dawid
    & Skene, Applied Statistics 28 (1979).
    """
    stated = np.asarray(probabilities, dtype=np.float64)
    opinions, votes = _Table(np.log(stated.clip(TINY))), _count_votes(tasks, answers, stated.shape)
    learnt = _learn(opinions, votes, np.ones(1))
    posterior = _join(opinions.evidence(learnt.scale), votes, learnt.confusion)
    right = PEOPLE_RIGHT * PEOPLE_ANSWERS + float((posterior * votes).sum())
    return Trust(posterior, right / (PEOPLE_ANSWERS + float(votes.sum())), float(learnt.scale.sharpness[0]))


class Claims(NamedTuple):
    """Machine `machine[i]` says class `choice[i]` about task `task[i]` and is `confidence[i]` sure (NaN: unsaid)."""

    task: Integers
    machine: Integers
    choice: Integers
    confidence: Floats

    def where(self, chosen: npt.NDArray[np.bool_]) -> Claims:
        """The claims that are chosen."""
        return Claims(self.task[chosen], self.machine[chosen], self.choice[chosen], self.confidence[chosen])


@dataclass(frozen=True, slots=True)
class MachineTrust:
    """What people's answers have shown of machines: judges what machines say of tasks that no person saw.

    Machine `machine[m]` (ascending) was checked in `checked[m]` tasks; what it claims counts `sharpness[m]` times.
    `shift[class]` is what is likelier than machines say, `confusion[said, true]` the mistakes of people.
    """

    machine: Integers
    checked: Integers
    sharpness: Floats
    shift: Floats
    confusion: Floats

    @property
    def n_classes(self) -> int:
        return len(self.shift)

    def is_vouched(self, claims: Claims, n_tasks: int) -> npt.NDArray[np.bool_]:
        """[task]: whether a machine speaks of it that people checked in fifty tasks or more."""
        vouched = np.zeros(n_tasks, dtype=np.bool_)
        vouched[claims.task[self._is_checked(claims)]] = True
        return vouched

    def judge(self, claims: Claims, tasks: npt.ArrayLike, answers: npt.ArrayLike, n_tasks: int) -> Floats:
        """The posterior [task, class] of what machines claim and, where people answered, their answers too.

        Machines that people checked in fewer than fifty tasks are not heard.
        """
        heard = claims.where(self._is_checked(claims))
        opinions = _Stated.of(heard, self.machine, n_tasks, self.n_classes)
        votes = _count_votes(tasks, answers, (n_tasks, self.n_classes))
        return _join(opinions.evidence(_Scale(self.sharpness, self.shift)), votes, self.confusion)

    def _is_checked(self, claims: Claims) -> npt.NDArray[np.bool_]:
        is_checked: npt.NDArray[np.bool_] = np.isin(claims.machine, self.machine[self.checked >= LEAST_CHECKED])
        return is_checked

    def to_bytes(self) -> bytes:
        """Pack for `from_bytes`, as JSON."""
        return msgspec.json.encode({name: getattr(self, name).tolist() for name in self.__slots__})

    @classmethod
    def from_bytes(cls, packed: bytes) -> MachineTrust:
        """Raises msgspec.DecodeError or ValidationError for what is no packed trust."""
        stored = msgspec.json.decode(packed, type=_Packed)
        return cls(
            machine=np.array(stored.machine, dtype=np.int64),
            checked=np.array(stored.checked, dtype=np.int64),
            sharpness=np.array(stored.sharpness),
            shift=np.array(stored.shift),
            confusion=np.array(stored.confusion),
        )


class _Packed(msgspec.Struct):
    machine: list[int]
    checked: list[int]
    sharpness: list[float]
    shift: list[float]
    confusion: list[list[float]]


def trust_machines(claims: Claims, tasks: npt.ArrayLike, answers: npt.ArrayLike, *, n_classes: int) -> MachineTrust:
    """Learn from people's `answers` (equally long as `tasks`) how far each machine's confidence means what it says.

    As `trust_model`, for any number of machines that name one class each and say how sure they are: what several claim
    of a task is added up, each sharpened or flattened by its own factor, all of them fitted together, so that machines
    that repeat one another do not count twice. Only tasks of which both speak are looked at, the lowest numbers first,
    as many as fit into memory. Raises ValueError without a class.
    """
    if n_classes < 1:
        raise ValueError("there must be a class to choose")
    task, answer = np.asarray(tasks, dtype=np.int64), np.asarray(answers, dtype=np.int64)
    both = np.intersect1d(claims.task, task)[: MOST_CELLS // n_classes]
    heard = claims.where(np.isin(claims.task, both))
    heard = heard._replace(task=np.searchsorted(both, heard.task))
    is_checking = np.isin(task, both)
    votes = _count_votes(np.searchsorted(both, task[is_checking]), answer[is_checking], (len(both), n_classes))
    machine = np.unique(heard.machine)
    claims_per_task = len(heard.task) / max(len(both), 1)
    opinions = _Stated.of(heard, machine, len(both), n_classes)
    learnt = _learn(opinions, votes, np.full(len(machine), 1 / max(claims_per_task, 1)))
    pairs = np.unique(np.stack([heard.task, heard.machine]), axis=1)
    checked = np.bincount(np.searchsorted(machine, pairs[1]), minlength=len(machine))
    return MachineTrust(machine, checked, learnt.scale.sharpness, learnt.scale.shift, learnt.confusion)


class _Scale(NamedTuple):
    """What opinions are multiplied with, each machine's by its own; what is added to them, per class."""

    sharpness: Floats
    shift: Floats


class _Learnt(NamedTuple):
    scale: _Scale
    confusion: Floats


class _Opinions(Protocol):
    """What machines say of tasks."""

    def evidence(self, scale: _Scale) -> Floats:
        """[task, class]: unnormalised log-probabilities."""

    def slope(self, gain: Floats) -> Floats:
        """[machine]: what its sharpness adds, when an addition to the evidence [task, class] adds `gain`."""


class _Table(NamedTuple):
    """One model's log-probabilities, [task, class]."""

    opinion: Floats

    def evidence(self, scale: _Scale) -> Floats:
        raised: Floats = scale.sharpness[0] * self.opinion + scale.shift
        return raised

    def slope(self, gain: Floats) -> Floats:
        return np.array([(gain * self.opinion).sum()])


class _Stated(NamedTuple):
    """Claims of a class: `lift[i]` is how far machine `machine[i]` raises cell `cell[i]` of [task, class]."""

    cell: Integers
    machine: Integers
    lift: Floats
    shape: tuple[int, int]
    n_machines: int

    @classmethod
    def of(cls, claims: Claims, machines: Integers, n_tasks: int, n_classes: int) -> _Stated:
        confidence = np.where(np.isnan(claims.confidence), UNSTATED, claims.confidence).clip(1 / n_classes, SUREST)
        lift = np.log(confidence) - np.log((1 - confidence) / max(n_classes - 1, 1))
        seat = np.searchsorted(machines, claims.machine)
        return cls(claims.task * n_classes + claims.choice, seat, lift, (n_tasks, n_classes), len(machines))

    def evidence(self, scale: _Scale) -> Floats:
        lifted = scale.sharpness[self.machine] * self.lift
        raised: Any = np.bincount(self.cell, lifted, self.shape[0] * self.shape[1])
        added: Floats = raised.reshape(self.shape) + scale.shift
        return added

    def slope(self, gain: Floats) -> Floats:
        summed: Any = np.bincount(self.machine, gain.ravel()[self.cell] * self.lift, self.n_machines)
        slope: Floats = summed.astype(np.float64)
        return slope


def _count_votes(tasks: npt.ArrayLike, answers: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    cells = np.asarray(tasks, dtype=np.int64) * shape[1] + np.asarray(answers, dtype=np.int64)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _learn(opinions: _Opinions, votes: Floats, usual: Floats) -> _Learnt:
    """People's mistakes and the machines' scale in turns; a sharpness is held to what is `usual`."""
    scale = _Scale(usual, np.zeros(votes.shape[1]))
    confusion = _confusion(np.zeros_like(votes), votes)
    for _ in range(ROUNDS):
        scale = _fit_scale(opinions, votes, confusion, scale, usual)
        confusion = _confusion(_join(opinions.evidence(scale), votes, confusion), votes)
    return _Learnt(scale, confusion)


def _softmax(evidence: Floats) -> Floats:
    raised = np.exp(evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _confusion(posterior: Floats, votes: Floats) -> Floats:
    """How often people say `row` where `column` is true."""
    n_classes = votes.shape[1]
    before = np.full((n_classes, n_classes), (1 - PEOPLE_RIGHT) / max(n_classes - 1, 1))
    np.fill_diagonal(before, PEOPLE_RIGHT)
    counts = votes.T @ posterior + PEOPLE_ANSWERS * before
    shares: Floats = counts / counts.sum(axis=0)
    return shares


def _join(evidence: Floats, votes: Floats, confusion: Floats) -> Floats:
    n_people = np.maximum(votes.sum(axis=1, keepdims=True), 1)
    return _softmax(evidence + votes @ np.log(confusion) * n_people ** (DEPENDENCE - 1))


def _fit_scale(opinions: _Opinions, votes: Floats, confusion: Floats, start: _Scale, usual: Floats) -> _Scale:
    """Sharpness and a shift per class, by the likelihood of every person's answer."""
    from scipy.optimize import minimize

    task, said = np.nonzero(votes)
    likely, times = confusion[said], votes[task, said]
    n_machines = len(usual)

    def loss(numbers: Floats) -> tuple[float, Floats]:
        scale = _Scale(numbers[:n_machines], numbers[n_machines:])
        expected = _softmax(opinions.evidence(scale))[task]
        chance = (expected * likely).sum(axis=1)
        surprise = times[:, None] * (expected - expected * likely / chance[:, None])
        gain = np.zeros_like(votes)
        np.add.at(gain, task, surprise)
        off = scale.sharpness - usual
        value = -times @ np.log(chance) + SHARPNESS_STRENGTH * off @ off + BIAS_STRENGTH * scale.shift @ scale.shift
        slope = opinions.slope(gain) + 2 * SHARPNESS_STRENGTH * off, gain.sum(axis=0) + 2 * BIAS_STRENGTH * scale.shift
        return float(value), np.concatenate(slope)

    found: Any = minimize(loss, np.concatenate(start), jac=True, method="L-BFGS-B")
    return _Scale(np.asarray(found.x[:n_machines]), np.asarray(found.x[n_machines:]))
