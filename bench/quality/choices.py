"""`CROWD_DATA=folder python -m bench.quality.choices`: how right the engine's choices are, a table a set.

`CROWD_DATA` holds a folder a set, with `labels.csv.gz` (task, worker, label) and `gold.csv.gz` (task, label). Each set
is scored without gold, and with gold answers bought at random, which are left out of the score; nothing is tuned. The
label models of others are run beside where they are installed (`make bench-quality` does).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.quality.peers.compare import Peer, is_installed, run_peers
from bench.quality.recordings import folders, read_csv
from goldsmith.algorithms.calibration import brier_score, calibration_error, chance_calibration_error, log_loss
from goldsmith.algorithms.consensus import estimate, vote

CROWDS = (
    *("bluebird", "rte", "trec", "s_rel", "web", "d_product", "d_possent", "s_adult", "cf", "cf_amt"),
    *("zencrowd_in", "zencrowd_us"),
)
FUNCTIONS = ("ws_youtube", "ws_trec")
SURE = 0.99
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Figures = dict[str, float]
COLUMNS = {
    "accuracy, %": "accuracy",
    "calibration error": "calibration_error",
    "of that by chance": "by_chance",
    "Brier": "brier",
    "log-loss": "log_loss",
    "called 99 % sure": "sure",
    "wrong of these": "wrong_though_sure",
    "CPU s": "cpu_seconds",
}
DIGITS = {"accuracy": 1, "cpu_seconds": 2}


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
    parser.add_argument("--no-peers", action="store_true", help="leave out the label models of others")
    chosen = parser.parse_args()
    recordings = {name: read_recording(folders(name)[0]) for name in chosen.sets}
    found = {name: measure(recording, chosen.gold, chosen.seeds) for name, recording in recordings.items()}
    if is_installed() and not chosen.no_peers:
        for peer in run_peers({name: handed_out(name, recording) for name, recording in recordings.items()}):
            found[peer.set_name][peer.model] = of_peer(peer, recordings[peer.set_name])
    for name, rows in found.items():
        print_table(name, rows)
    print_table("mean of the crowds", means_over([found[name] for name in CROWDS if name in found]))


def measure(recording: Recording, gold: Sequence[int], seeds: int) -> dict[str, Figures]:
    """Voting once, and the engine with each number of gold answers over all seeds."""
    rows = {"voting": by_voting(recording)}
    for count in gold:
        rows[f"Goldsmith, {count} gold"] = mean([by_engine(recording, count, seed) for seed in range(seeds)])
    return rows


def of_peer(peer: Peer, recording: Recording) -> Figures | str:
    if peer.posterior is None:
        return peer.why
    return score(peer.posterior, recording, []) | {"cpu_seconds": peer.cpu_seconds}


def handed_out(name: str, recording: Recording) -> dict[str, npt.NDArray[Any]]:
    """What the label models of others get to see, in the order of tasks."""
    order = np.argsort(recording.task, kind="stable")
    columns: dict[str, npt.NDArray[Any]] = {
        "task": recording.task[order],
        "worker": recording.worker[order],
        "label": recording.label[order],
        "n_classes": np.array(recording.n_classes),
    }
    texts = folders(name)[0] / "text.csv.gz"
    if texts.exists():
        said = {row["task"]: row["text"] for row in read_csv(texts)}
        tasks = sorted({row["task"] for row in read_csv(texts.parent / "labels.csv.gz")})
        columns["text"] = np.array([said.get(task, "") for task in tasks])
    return columns


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
    return score(found.posterior, recording, list(gold)) | {"cpu_seconds": time.process_time() - began}


def by_voting(recording: Recording) -> Figures:
    return score(vote(*recording[:4]).posterior, recording, [])


def score(posterior: Floats, recording: Recording, left_out: Sequence[int]) -> Figures:
    """Accuracy (ties split), calibration error, surprise, and how wrong the posterior is where it is sure."""
    is_scored = recording.truth >= 0
    is_scored[list(left_out)] = False
    truth, posterior = recording.truth[is_scored], posterior[is_scored]
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


def mean(rows: Sequence[Figures]) -> Figures:
    """The mean of each figure over the rows that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    kept = {name: [row[name] for row in rows if not np.isnan(row.get(name, np.nan))] for name in names}
    return {name: float(np.mean(values)) for name, values in kept.items() if values}


def means_over(sets: Sequence[Mapping[str, Figures | str]]) -> dict[str, Figures | str]:
    """Means over all sets; in words where a model did not finish on all of them."""
    means: dict[str, Figures | str] = {}
    for way in dict.fromkeys(way for rows in sets for way in rows):
        figures = [rows[way] for rows in sets if isinstance(rows.get(way), dict)]
        means[way] = mean(figures) if len(figures) == len(sets) else f"finished {len(figures)} of {len(sets)}"
    return means


def print_table(title: str, rows: Mapping[str, Figures | str]) -> None:
    """A table for people, in Markdown."""
    print(f"\n### {title}\n\n| | " + " | ".join(COLUMNS) + " |\n|" + " --- |" * (len(COLUMNS) + 1))
    for way, figures in rows.items():
        if isinstance(figures, str):
            print(f"| {way} | {figures} |" + " |" * (len(COLUMNS) - 1))
            continue
        cells = [
            f"{figures[name]:.{DIGITS.get(name, 3)}f}" if not np.isnan(figures.get(name, np.nan)) else ""
            for name in COLUMNS.values()
        ]
        print(f"| {way} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
