"""A confusion model whose labelers borrow from everybody: who mistakes what for what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.readers import EvidenceReader
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rounds import Counts

__all__ = ["GOLD_OF_PRIOR", "Confusion"]

SKILL_ANSWERS = 4.0  # what everybody's skill weighs in one labeler's, in answers
CONFUSION_ANSWERS = 20.0  # what a labeler's skill alone weighs in each row of their confusions, in answers
GOLD_OF_BELIEF = 20.0  # what the model's own view of all labelers weighs beside gold, in answers per class
GOLD_OF_PRIOR = 10.0  # the same for how frequent the classes are
RIGHT_BEFORE, WRONG_BEFORE = 8.0, 2.0  # answers that were never given: few labelers must not confirm themselves
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Confusion:
    """Dawid and Skene by EM with three levels: one coin for all, everybody's confusions, each labeler's own.

    A labeler's confusions start from everybody's, moved towards the truth or towards chance until they are right as
    often as this labeler is, and leave them as their own answers allow. Gold answers enter twice: their tasks are
    certain, and what they show of everybody's confusions and of the frequency of the classes counts as seen, not
    inferred, which keeps the model from explaining the classes away. `is_even` holds all classes for equally frequent.
    Sources: Dawid & Skene, Applied Statistics 28 (1979); partial pooling as in Kim & Ghahramani, AISTATS 2012.
    """

    is_even: bool = False

    def begin(self, _: Answers, start: Floats) -> Floats:
        return start

    def pin(self, given: Answers, belief: Floats) -> Floats:
        return given.with_truth(belief)

    def learn(self, given: Answers, counts: Counts) -> EvidenceReader:
        n_classes = given.n_classes
        frequency = _frequency(given, counts.tasks, self.is_even)
        answers = counts.answers.reshape(given.n_seats, n_classes, n_classes)
        everybody, skill = _everybody(given, answers, frequency)
        expected = CONFUSION_ANSWERS * _lean(everybody, skill, _skills(given, answers, skill))
        confusion = (answers + expected) / (answers.sum(axis=1, keepdims=True) + CONFUSION_ANSWERS)
        return EvidenceReader(np.log(confusion + TINY).reshape(-1, n_classes), np.log(frequency))


def _frequency(given: Answers, tasks: Floats, is_even: bool) -> Floats:
    n_classes = given.n_classes
    inferred = _even_among_heard(given) if is_even else tasks / given.n_tasks + 1e-6
    seen = np.bincount(given.gold_class, minlength=n_classes)
    weight = GOLD_OF_PRIOR if len(given.gold_class) else 1.0
    mixed = seen + weight * inferred
    frequency: Floats = mixed / mixed.sum()
    return frequency


def _even_among_heard(given: Answers) -> Floats:
    """Equal frequencies of the classes that anybody named; what nobody ever named is not what all of them missed."""
    heard = np.bincount(given.choice, minlength=given.n_classes) > 0
    weight = np.where(heard, 1.0, 1e-6)
    even: Floats = weight / weight.sum()
    return even


def _everybody(given: Answers, counts: Floats, frequency: Floats) -> tuple[Floats, float]:
    """Confusions [said, true] of all labelers together, and the share of their answers that is right."""
    n_classes = given.n_classes
    together = counts.sum(axis=0)
    skill = float((np.trace(together) + RIGHT_BEFORE) / (together.sum() + RIGHT_BEFORE + WRONG_BEFORE))
    coin = np.full((n_classes, n_classes), (1 - skill) / max(n_classes - 1, 1))
    np.fill_diagonal(coin, skill)
    confusion = (together + CONFUSION_ANSWERS * coin) / (together.sum(axis=0) + CONFUSION_ANSWERS)
    if not len(given.gold_task):
        return confusion, skill
    seen = _seen_on_gold(given)
    confusion = (seen + GOLD_OF_BELIEF * confusion) / (seen.sum(axis=0) + GOLD_OF_BELIEF)
    return confusion, float(np.diag(confusion) @ frequency)


def _seen_on_gold(given: Answers) -> Floats:
    n_classes = given.n_classes
    truth = np.full(given.n_tasks, -1)
    truth[given.gold_task] = given.gold_class
    is_known = truth[given.task] >= 0
    cells = given.choice[is_known] * n_classes + truth[given.task[is_known]]
    return np.bincount(cells, minlength=n_classes**2).reshape(n_classes, n_classes).astype(np.float64)


def _skills(given: Answers, counts: Floats, skill: float) -> Floats:
    right = np.trace(counts, axis1=1, axis2=2)
    expected = np.where(np.isnan(given.stated), skill, given.stated)
    skills: Floats = (right + SKILL_ANSWERS * expected) / (given.n_answers + SKILL_ANSWERS)
    return skills


def _lean(everybody: Floats, skill: float, skills: Floats) -> Floats:
    """Everybody's confusions, moved to the truth for the better and to chance for the worse labelers."""
    n_classes = len(everybody)
    chance = 1 / n_classes
    better = ((skills - skill) / max(1 - skill, TINY)).clip(0, 1)[:, None, None]
    worse = ((skill - skills) / max(skill - chance, TINY)).clip(0, 1)[:, None, None]
    leaned: Floats = (1 - better - worse) * everybody + better * np.eye(n_classes) + worse * chance
    return leaned
