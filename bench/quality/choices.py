"""`CROWD_DATA=folder python -m bench.quality.choices`: how right the engine's choices are, one JSON line a set.

`CROWD_DATA` holds a folder a set, with `labels.csv.gz` (task, worker, label) and `gold.csv.gz` (task, label). Each set
is scored without gold, and with gold answers bought at random, which are left out of the score; nothing is tuned.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.quality.recordings import folders, read_csv
from goldsmith.algorithms.calibration import brier_score, calibration_error, chance_calibration_error, log_loss
from goldsmith.algorithms.consensus import Estimate, estimate, vote

CROWDS = (
    *("bluebird", "rte", "trec", "s_rel", "web", "d_product", "d_possent", "s_adult", "cf", "cf_amt"),
    *("zencrowd_in", "zencrowd_us"),
)
FUNCTIONS = ("ws_youtube", "ws_trec")
SURE = 0.99
Integers = npt.NDArray[np.int64]
Figures = dict[str, float]


class Recording(NamedTuple):
    """A crowd's answers as integers, and the true class of each task (-1: unknown)."""

    task: Integers
    worker: Integers
    label: Integers
    n_classes: int
    truth: Integers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=[*CROWDS, *FUNCTIONS])
    parser.add_argument("--gold", type=int, nargs="*", default=[0, 50, 100], help="gold answers bought")
    parser.add_argument("--seeds", type=int, default=10)
    chosen = parser.parse_args()
    found: dict[str, list[Figures]] = {}
    for name in chosen.sets:
        [folder] = folders(name)
        recording = read_recording(folder)
        ways: dict[str, Callable[..., Figures]] = {"voting": partial(by_voting, recording, 0)}
        for count in chosen.gold:
            ways[f"engine, {count} gold"] = partial(by_engine, recording, count)
            if count:
                ways[f"voting, same tasks as {count} gold"] = partial(by_voting, recording, count)
        for way, measure in ways.items():
            figures = mean([measure(seed) for seed in range(chosen.seeds if way.endswith("gold") else 1)])
            print(json.dumps({"what": "choices", "set": name, "way": way} | figures), flush=True)
            if name in CROWDS:
                found.setdefault(way, []).append(figures)
    for way, rows in found.items():
        print(json.dumps({"what": "choices", "set": "mean of the crowds", "way": way} | mean(rows)), flush=True)


def read_recording(folder: Path) -> Recording:
    """The first answer of each worker to each task."""
    rows = {(row["task"], row["worker"]): row["label"] for row in reversed(read_csv(folder / "labels.csv.gz"))}
    known = {row["task"]: row["label"] for row in read_csv(folder / "gold.csv.gz")}
    tasks, workers = (
        {name: number for number, name in enumerate(sorted({key[part] for key in rows}))} for part in (0, 1)
    )
    labels = {name: number for number, name in enumerate(sorted({*rows.values(), *known.values()}))}
    truth = np.full(len(tasks), -1)
    for task, label in known.items():
        if task in tasks:
            truth[tasks[task]] = labels[label]
    return Recording(
        np.array([tasks[task] for task, _ in rows]),
        np.array([workers[worker] for _, worker in rows]),
        np.array([labels[label] for label in rows.values()]),
        len(labels),
        truth,
    )


def buy(recording: Recording, count: int, seed: int) -> dict[int, int]:
    """Gold answers of random tasks, of at most half of those that can be scored."""
    scored = np.flatnonzero(recording.truth >= 0)
    bought = np.random.default_rng(seed).choice(scored, min(count, len(scored) // 2), replace=False)
    return {int(task): int(recording.truth[task]) for task in bought}


def by_engine(recording: Recording, n_gold: int, seed: int) -> Figures:
    gold = buy(recording, n_gold, seed)
    began = time.process_time()
    found = estimate(*recording[:4], gold=gold, seed=seed)
    return score(found, recording, list(gold)) | {"cpu_seconds": time.process_time() - began}


def by_voting(recording: Recording, n_gold: int, seed: int) -> Figures:
    return score(vote(*recording[:4]), recording, list(buy(recording, n_gold, seed)))


def score(found: Estimate, recording: Recording, left_out: Sequence[int]) -> Figures:
    """Accuracy (ties split), calibration error, surprise, and how wrong the posterior is where it is sure."""
    is_scored = recording.truth >= 0
    is_scored[list(left_out)] = False
    truth, posterior = recording.truth[is_scored], found.posterior[is_scored]
    confidence = posterior.max(axis=1)
    is_best = posterior >= confidence[:, None] - 1e-12
    right = (is_best[np.arange(len(truth)), truth] / is_best.sum(axis=1)).astype(float)
    is_right = (posterior.argmax(axis=1) == truth).astype(float)
    is_sure = confidence >= SURE
    return {
        "accuracy": 100 * float(right.mean()),
        "calibration_error": calibration_error(confidence, is_right),
        "by_chance": chance_calibration_error(confidence),
        "brier": brier_score(posterior, truth),
        "log_loss": log_loss(posterior, truth),
        "sure": float(is_sure.mean()),
        "wrong_though_sure": float(1 - is_right[is_sure].mean()) if is_sure.any() else float("nan"),
    }


def mean(rows: list[Figures]) -> Figures:
    """The mean of each figure over the rows that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    kept: dict[str, Any] = {
        name: [row[name] for row in rows if name in row and not np.isnan(row[name])] for name in names
    }
    return {name: round(float(np.mean(values)), 4) for name, values in kept.items() if values}


if __name__ == "__main__":
    main()
