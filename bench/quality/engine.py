"""The adaptive engine behind the interface of the replay harness: `make()` asks until another answer is not worth it.

It begins with a pilot, a few random tasks that get all the answers they may get, from which it learns whom to trust.
The other tasks get one answer each, of the best labeler there is, and more of them while `decide` finds them worth it.
Where a model has an opinion of each task, random checks take the pilot's place and nobody else answers first.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus import ANONYMOUS, estimate
from goldsmith.algorithms.routing import Action, choose_checks, choose_labeler, decide, trust_model

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Requests = list[tuple[int, int | None]]

PILOT_ANSWERS = 10  # per labeler, so that skills are known before they are relied on
PILOT_SHARE = (0.05, 0.1)
PILOT_LEAST = 20
PILOT_DEPTH = 8
WAVES = 4  # in which the first answers are asked, so that each wave knows labelers better
GROWTH = 0.25  # answers asked before the next look, as a share of those so far
CONFIDENCE_STEPS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
CHECKS, CHECKED = 20, 0.0  # at each step, and at least this share of the tasks
UNKNOWN_RELIABILITY = 0.8
PSEUDO_ANSWERS = 4.0


class State(Protocol):
    """What the harness shows of a recording."""

    def left(self, item: int) -> int: ...
    def workers(self, item: int) -> Integers: ...


class Engine:
    """One run over one recording; see the harness for the calls and their order."""

    def start(self, info: dict[str, Any]) -> None:
        self.n_tasks, self.n_classes, self.n_labelers = info["n_items"], info["n_classes"], info["n_workers"]
        self.target_error, self.seed, self.opinions = info["target_error"], info["seed"], info["model_probs"]
        self.answers: list[tuple[int, int, int]] = []
        self.belief = np.full((self.n_tasks, self.n_classes), 1 / self.n_classes)
        self.reliability = np.full(self.n_labelers, UNKNOWN_RELIABILITY)
        self.answers_given = np.zeros(self.n_labelers)
        self.waves: list[Integers] | None = None

    def observe(self, item: int, worker: int, label: int) -> None:
        self.answers.append((item, worker, label))

    def next_actions(self, state: State) -> Requests:
        left = np.array([state.left(task) for task in range(self.n_tasks)])
        if self.waves is None:
            return self._begin(left)
        self._learn()
        if self.waves:
            return self._ask(self.waves.pop(), state)
        return self._ask_what_is_worth_it(left, state)

    def posterior(self) -> Floats:
        self._learn()
        return self.belief

    def stated_error(self) -> float:
        return float((1 - self.posterior().max(axis=1)).mean())

    def _begin(self, left: Integers) -> Requests:
        draw = np.random.default_rng(self.seed)
        if self.opinions is not None:
            self.waves = []
            return [(int(task), None) for task in self._checks(left)]
        order = draw.permutation(np.flatnonzero(left > 0))
        n_pilot = self._size_of_pilot(left)
        self.waves = np.array_split(order[n_pilot:], WAVES)
        return [(int(task), None) for task in order[:n_pilot] for _ in range(min(left[task], PILOT_DEPTH))]

    def _checks(self, left: Integers) -> Integers:
        """Random tasks at every step of the model's confidence."""
        step = np.digitize(self.opinions.max(axis=1), CONFIDENCE_STEPS)
        drawn = [
            choose_checks((step == it) & (left > 0), 0, share=CHECKED, least=CHECKS, seed=self.seed)
            for it in np.unique(step)
        ]
        return np.flatnonzero(np.any(drawn, axis=0))

    def _size_of_pilot(self, left: Integers) -> int:
        fewest, most = (share * left.sum() for share in PILOT_SHARE)
        wanted = min(max(PILOT_ANSWERS * self.n_labelers, fewest), most)
        return int(max(PILOT_LEAST, wanted / np.minimum(left, PILOT_DEPTH).mean()))

    def _learn(self) -> None:
        task, labeler, choice = np.array(self.answers, dtype=np.int64).reshape(-1, 3).T
        if self.opinions is not None:
            trust = trust_model(self.opinions, task, choice)
            self.belief, self.reliability = trust.posterior, np.full(self.n_labelers, trust.reliability)
            return
        named = labeler if self.n_labelers > 1 else np.full(len(labeler), ANONYMOUS)
        found = estimate(task, named, choice, self.n_classes, seed=self.seed).posterior
        self.belief = np.full((self.n_tasks, self.n_classes), 1 / self.n_classes)
        self.belief[: len(found)] = found
        right = self.belief[task, choice]
        self.answers_given = np.bincount(labeler, minlength=self.n_labelers)
        agreed = np.bincount(labeler, right, minlength=self.n_labelers)
        self.reliability = (agreed + PSEUDO_ANSWERS * right.mean()) / (self.answers_given + PSEUDO_ANSWERS)

    def _ask(self, tasks: Integers, state: State) -> Requests:
        best = self._best_labelers(tasks, state)
        return [(int(task), int(best[task])) for task in tasks if best[task] >= 0]

    def _best_labelers(self, tasks: Integers, state: State) -> Integers:
        """Per task the labeler to ask next, -1 where nobody is left."""
        if self.n_labelers == 1:
            best = np.full(self.n_tasks, -1)
            best[tasks] = 0
            return best
        willing = [state.workers(int(task)) for task in tasks]
        of = np.repeat(tasks, [len(each) for each in willing])
        labeler = np.concatenate([*willing, np.empty(0, dtype=np.int64)]).astype(np.int64)
        offer, _ = choose_labeler(self.belief, of, self.reliability[labeler], self.answers_given[labeler])
        return np.where(offer >= 0, labeler[offer] if len(labeler) else -1, -1)

    def _ask_what_is_worth_it(self, left: Integers, state: State) -> Requests:
        have = np.bincount([task for task, _, _ in self.answers], minlength=self.n_tasks)
        best = self._best_labelers(np.flatnonzero(left > 0), state)
        found = decide(
            self.belief,
            have,
            have + left,
            next_reliability=np.where(best >= 0, self.reliability[best], 0),
            target_accuracy=1 - self.target_error,
        )
        asked = np.flatnonzero(found.action == Action.ASK)
        at_once = max(int(GROWTH * len(self.answers)), self.n_tasks // 100, 1)
        dearest = asked[np.argsort(-found.value[asked], kind="stable")][:at_once]
        return [(int(task), int(best[task])) for task in dearest]


def make() -> Engine:
    return Engine()
