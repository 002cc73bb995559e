"""Numbers: mean absolute error and correlation with gold; gold only for scoring. Also made-up labelers with habits.

Run as `CROWD_DATA=... python -m bench.quality.numbers`; one JSON line per set and method.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.quality import recordings
from bench.quality.recordings import read_csv
from goldsmith.algorithms.numbers import combine_numbers

SETS = ("n_emotion", "wordsim")
PEOPLE = (3, 5, 99)
SEEDS = 10


class Answers(NamedTuple):
    """Answers in columns, and the truth of every item (NaN: not known)."""

    item: Any
    labeler: Any
    value: Any
    truth: Any


def main() -> None:
    for folder in folders():
        answers = load(folder)
        for people in PEOPLE:
            seeds = range(SEEDS if people < max(PEOPLE) else 1)
            for name, method in METHODS.items():
                report(folder.name, name, people, [run(method, choose(answers, people, seed)) for seed in seeds])
    for kind in ("alike", "biased", "scaled", "wild"):
        for name, method in METHODS.items():
            report(f"made up: {kind}", name, 5, [run(method, make_up(kind, seed)) for seed in range(SEEDS)])


def folders() -> Iterator[Path]:
    yield from (folder for name in SETS for folder in recordings.folders(name))


def load(folder: Path) -> Answers:
    """The first answer of every labeler to every item."""
    given: dict[tuple[str, str], float] = {}
    for row in read_csv(folder / "labels.csv.gz"):
        given.setdefault((row["task"], row["worker"]), float(row["label"]))
    items = {name: number for number, name in enumerate(sorted({item for item, _ in given}))}
    labelers = {name: number for number, name in enumerate(sorted({labeler for _, labeler in given}))}
    truth = np.full(len(items), np.nan)
    for row in read_csv(folder / "gold.csv.gz"):
        if row["task"] in items:
            truth[items[row["task"]]] = float(row["label"])
    item = np.array([items[item] for item, _ in given])
    labeler = np.array([labelers[labeler] for _, labeler in given])
    return Answers(item, labeler, np.array(list(given.values())), truth)


def choose(answers: Answers, people: int, seed: int) -> Answers:
    """Keep so many random answers to every item."""
    shuffled = np.random.default_rng(seed).permutation(len(answers.item))
    order = shuffled[np.argsort(answers.item[shuffled], kind="stable")]
    item = answers.item[order]
    place = np.arange(len(item)) - np.searchsorted(item, item)
    kept = order[place < people]
    return Answers(answers.item[kept], answers.labeler[kept], answers.value[kept], answers.truth)


def make_up(kind: str, seed: int, n_items: int = 300, n_labelers: int = 20, people: int = 5) -> Answers:
    """Items of deviation 2, answered with noise of deviation about 1, bias of deviation 1, or 4 % nonsense."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(10, 2, n_items)
    item = np.repeat(np.arange(n_items), people)
    labeler = np.concatenate([draw.permutation(n_labelers)[:people] for _ in range(n_items)])
    habits = draw.normal(0, 1, (3, n_labelers)) * (kind != "alike")
    scale = np.maximum(1 + 0.3 * habits[0] * (kind == "scaled"), 0.1)
    noise = np.exp(0.6 * habits[2])[labeler] * draw.normal(0, 1, len(item))
    value = 10 + habits[1][labeler] + scale[labeler] * (truth[item] - 10) + noise
    is_wild = (draw.random(len(item)) < 0.04) & (kind == "wild")
    return Answers(item, labeler, np.where(is_wild, value * draw.choice([0, 10], len(item)), value), truth)


def by_model(answers: Answers) -> tuple[Any, Any]:
    found = combine_numbers(answers.item, answers.labeler, answers.value, len(answers.truth))
    return found.value, found.error


def by_mean(answers: Answers) -> tuple[Any, Any]:
    n = np.bincount(answers.item)
    mean = np.bincount(answers.item, answers.value) / n
    off = answers.value - mean[answers.item]
    pooled = (off**2).sum() / max(len(off) - len(n), 1)
    return mean, np.sqrt(pooled / n)


def by_median(answers: Answers) -> tuple[Any, Any]:
    groups = [answers.value[answers.item == number] for number in range(len(answers.truth))]
    return np.array([np.median(group) for group in groups]), np.full(len(groups), np.nan)


def run(method: Callable[[Answers], tuple[Any, Any]], answers: Answers) -> dict[str, float]:
    value, error = method(answers)
    off, is_known = value - answers.truth, np.isfinite(answers.truth)
    return {
        "mae": float(np.nanmean(np.abs(off))),
        "rmse": float(np.sqrt(np.nanmean(off**2))),
        "r": float(np.corrcoef(value[is_known], answers.truth[is_known])[0, 1]),
        "coverage_95": float(np.mean(np.where(np.isnan(error), np.nan, np.abs(off) <= 1.96 * error)[is_known])),
    }


def report(name: str, method: str, people: int, runs: list[dict[str, float]]) -> None:
    line: dict[str, Any] = {"set": name, "method": method, "people": people, "runs": len(runs)}
    means = {key: statistics.fmean(run[key] for run in runs) for key in runs[0]}
    line |= {key: round(mean, 4) for key, mean in means.items() if np.isfinite(mean)}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


METHODS: dict[str, Callable[[Answers], tuple[Any, Any]]] = {
    "combine_numbers": by_model,
    "mean": by_mean,
    "median": by_median,
}

if __name__ == "__main__":
    main()
