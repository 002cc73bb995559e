"""`CROWD_DATA=folder python -m bench.quality.adaptive`: how few answers the adaptive engine needs, one JSON line a set.

Recorded answers are replayed to the engine of `bench.quality.engine` as it asks for them; the figures are means over
seeds. `difference` is accuracy, in percentage points, less that of the same estimator with every recorded answer.
Nothing is tuned per set and no gold is given. CIFAR-10H is replayed with a model's opinions, to several target errors.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.quality.choices import Figures, Recording, mean, read_recording
from bench.quality.engine import make
from bench.quality.recordings import folders, read_csv
from goldsmith.algorithms.consensus import estimate

Integers = npt.NDArray[np.int64]

CROWDS = (
    *("bluebird", "rte", "snow_temp", "trec", "s_rel", "web", "d_possent", "s_adult", "cf", "cf_amt"),
    *("zencrowd_in", "zencrowd_us"),
)
TARGET_ERROR = 0.001
MODEL_TARGETS = (0.05, 0.03, 0.025, 0.02, 0.017, 0.015, 0.01)


class Replay:
    """Gives a recording's answers out one by one, in random order or by whom the engine asks for."""

    def __init__(self, recording: Recording, seed: int) -> None:
        order = np.random.default_rng(seed).permutation(len(recording.task))
        order = order[np.argsort(recording.task[order], kind="stable")]
        self.worker, self.label = recording.worker[order], recording.label[order]
        self.start = np.searchsorted(recording.task[order], np.arange(len(recording.truth) + 1))
        self.drawn = np.zeros(len(recording.truth), dtype=np.int64)

    def left(self, item: int) -> int:
        return int(self.start[item + 1] - self.start[item] - self.drawn[item])

    def workers(self, item: int) -> Integers:
        return self.worker[self.start[item] + self.drawn[item] : self.start[item + 1]]

    def draw(self, item: int, worker: int | None) -> tuple[int, int] | None:
        """The next answer to the task (of this worker), as (worker, label)."""
        offered = self.workers(item)
        places = np.flatnonzero(offered == worker) if worker is not None else np.arange(len(offered))
        if not len(places):
            return None
        front = self.start[item] + self.drawn[item]
        pair = [front, front + places[0]]
        for column in (self.worker, self.label):
            column[pair] = column[pair[::-1]]
        self.drawn[item] += 1
        return int(self.worker[front]), int(self.label[front])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=[*CROWDS, "cifar10h_counts"])
    parser.add_argument("--seeds", type=int, default=10)
    chosen = parser.parse_args()
    rows: list[Figures] = []
    for name in chosen.sets:
        [folder] = folders(name)
        if name.endswith("_counts"):
            replay_with_model(folder, chosen.seeds)
            continue
        recording = read_recording(folder)
        everything = replay_everything(recording)
        figures = mean([replay(recording, TARGET_ERROR, seed) for seed in range(chosen.seeds)])
        figures |= everything | {
            "share": figures["answers_per_task"] / everything["all_answers_per_task"],
            "difference": figures["accuracy"] - everything["accuracy_of_all"],
        }
        rows.append(figures)
        print(json.dumps({"what": "adaptive", "set": name} | rounded(figures)), flush=True)
    if rows:
        print(json.dumps({"what": "adaptive", "set": "all"} | rounded(summary(rows))), flush=True)


def replay_with_model(folder: Path, seeds: int) -> None:
    recording, opinions = read_counts(folder)
    for target in MODEL_TARGETS:
        figures = mean([replay(recording, target, seed, opinions) for seed in range(seeds)])
        print(
            json.dumps({"what": "adaptive", "set": folder.name, "target_error": target} | rounded(figures)), flush=True
        )


def read_counts(folder: Path) -> tuple[Recording, npt.NDArray[np.float64]]:
    """Answers of people without names, and a model's class probabilities."""
    rows = np.array([[int(row[it]) for it in ("task", "label", "count")] for row in read_csv(folder / "labels.csv.gz")])
    gold = {int(row["task"]): int(row["label"]) for row in read_csv(folder / "gold.csv.gz")}
    task, label = (np.repeat(rows[:, part], rows[:, 2]) for part in (0, 1))
    truth = np.array([gold[each] for each in range(len(gold))])
    with np.load(folder / "model_probs.npz") as stored:
        opinions = stored["x"].astype(np.float64)
    return Recording(task, np.zeros(len(task), dtype=np.int64), label, int(truth.max()) + 1, truth), opinions


def replay(
    recording: Recording, target_error: float, seed: int, opinions: npt.NDArray[np.float64] | None = None
) -> Figures:
    state, engine = Replay(recording, seed), make()
    n_workers = int(recording.worker.max()) + 1
    facts = {"n_items": len(recording.truth), "n_classes": recording.n_classes, "n_workers": n_workers}
    engine.start(facts | {"target_error": target_error, "seed": seed, "model_probs": opinions})
    while requests := engine.next_actions(state):
        for task, worker in requests:
            if answer := state.draw(task, worker):
                engine.observe(task, *answer)
    is_scored = recording.truth >= 0
    accuracy = accuracy_of(engine.posterior(), recording)
    return {
        "answers_per_task": float(state.drawn[is_scored].mean()),
        "accuracy": accuracy,
        "stated_error": 100 * engine.stated_error(),
        "true_error": 100 - accuracy,
    }


def replay_everything(recording: Recording) -> Figures:
    is_scored = recording.truth >= 0
    answers = np.bincount(recording.task, minlength=len(recording.truth))
    accuracy = accuracy_of(estimate(*recording[:4]).posterior, recording)
    return {"all_answers_per_task": float(answers[is_scored].mean()), "accuracy_of_all": accuracy}


def accuracy_of(posterior: npt.NDArray[np.float64], recording: Recording) -> float:
    is_scored = recording.truth >= 0
    return 100 * float((posterior.argmax(axis=1) == recording.truth)[is_scored].mean())


def summary(rows: list[Figures]) -> Figures:
    difference = np.array([row["difference"] for row in rows])
    return {
        "median_share": float(np.median([row["share"] for row in rows])),
        "sets_within_half_a_point": float((difference >= -0.5).sum()),
        "sets": float(len(rows)),
        "worst_difference": float(difference.min()),
    }


def rounded(figures: Figures) -> Figures:
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    main()
