"""Boxes: F1 at an overlap of one half, of random people, of those chosen by skill, and of all; gold only for scoring.

Run as `CROWD_DATA=... python -m bench.quality.boxes`; one JSON line per set, method and number of people.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality import product, recordings
from bench.quality.recordings import read_jsonl
from goldsmith.algorithms.matching import box_overlap
from goldsmith.modalities.image.shapes import bounds

SETS = ("boxes_pedestrian_shared", "boxes_pedestrian_held")
EVERYBODY = 99
SEEDS = 10
FOLDS = 5

Image = list[tuple[int, Any]]
Kept = Mapping[int, Any]


def main() -> None:
    for folder in folders():
        answers, gold = load(folder)
        for people in (1, 2, 3, 4, 5, EVERYBODY):
            seeds = range(SEEDS if people < EVERYBODY else 1)
            for name, method in METHODS.items():
                chosen = [choose_random(answers, people, seed) for seed in seeds]
                report(folder.name, name, people, [run(method, pick, gold) for pick in chosen])
            if people < EVERYBODY:
                pick = choose_skilled(answers, people)
                for name, method in METHODS.items():
                    report(folder.name, f"{name}, people chosen by skill", people, [run(method, pick, gold)])


def folders() -> list[Path]:
    return [folder for name in SETS for folder in recordings.folders(name)]


def load(folder: Path) -> tuple[dict[int, Image], dict[int, Any]]:
    """Answers and gold by image; boxes drawn from right to left are turned round."""
    answers: dict[int, Image] = defaultdict(list)
    for row in read_jsonl(folder / "labels.jsonl.gz"):
        drawn = np.array(row["boxes"], dtype=float).reshape(-1, 2, 2)
        answers[row["task"]].append((row["worker"], np.sort(drawn, axis=1).reshape(-1, 4)))
    gold = {
        row["task"]: np.array(row["boxes"], dtype=float).reshape(-1, 4) for row in read_jsonl(folder / "gold.jsonl.gz")
    }
    gold = {image: truth for image, truth in gold.items() if image in answers}
    return {image: answers[image] for image in gold}, gold


def choose_random(answers: Mapping[int, Image], people: int, seed: int) -> dict[int, Image]:
    draw = np.random.default_rng(seed)
    return {image: [given[n] for n in draw.permutation(len(given))[:people]] for image, given in answers.items()}


def choose_skilled(answers: Mapping[int, Image], people: int) -> dict[int, Image]:
    """The people with the fewest misses, judged by images of other folds only."""
    chosen = {}
    for fold in range(FOLDS):
        others = {image: given for image, given in answers.items() if image % FOLDS != fold}
        miss = product.misses("image.v1", as_marks(others))
        typical = statistics.median(miss.values())
        for image, given in answers.items():
            if image % FOLDS == fold:
                ranked = sorted(given, key=lambda one: miss.get(one[0], typical))
                chosen[image] = ranked[:people]
    return chosen


def by_product(answers: Mapping[int, Image], *, is_learnt: bool) -> Kept:
    """What the product makes of the answers, after its first fit or before."""
    merged = product.reconcile("image.v1", as_marks(answers), is_learnt=is_learnt)
    return {image: np.array([bounds(box) for box in boxes]).reshape(-1, 4) for image, boxes in merged.items()}


def as_marks(answers: Mapping[int, Image]) -> product.Drawn:
    return {
        image: [(worker, [as_mark(*box) for box in boxes.tolist()]) for worker, boxes in given]
        for image, given in answers.items()
    }


def as_mark(left: float, top: float, right: float, bottom: float) -> product.Mark:
    """A box as the product takes it, which has some width and height."""
    size = {"width": max(right - left, 1e-6), "height": max(bottom - top, 1e-6)}
    return {"type": "box", "left": left, "top": top, **size}


def by_quorum(quorum: float) -> Callable[[Mapping[int, Image]], Kept]:
    """Clusters of boxes that overlap by .4, kept by a share of the people, median edges: the plain baseline."""
    return lambda answers: {image: cluster([boxes for _, boxes in given], quorum) for image, given in answers.items()}


def cluster(answers: list[Any], quorum: float) -> Any:
    groups: list[list[Any]] = []
    for boxes in sorted(answers, key=len, reverse=True):
        middles = np.array([np.median(group, axis=0) for group in groups]).reshape(-1, 4)
        matched = dict(match(boxes, middles, 0.4))
        for number, box in enumerate(boxes):
            if number in matched:
                groups[matched[number]].append(box)
            else:
                groups.append([box])
    kept = [np.median(group, axis=0) for group in groups if len(group) >= quorum * len(answers)]
    return np.array(kept).reshape(-1, 4)


def match(first: Any, second: Any, least: float) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    if not len(first) or not len(second):
        return []
    one, other = (side.ravel() for side in np.indices((len(first), len(second))))
    overlap = box_overlap(first[one], second[other]).reshape(len(first), len(second))
    pairs = zip(*linear_sum_assignment(-overlap), strict=True)
    return [(int(i), int(j)) for i, j in pairs if overlap[i, j] >= least]


def run(
    method: Callable[[Mapping[int, Image]], Kept], answers: Mapping[int, Image], gold: Mapping[int, Any]
) -> dict[str, float]:
    began = time.process_time()
    kept = method(answers)
    seconds = time.process_time() - began
    pairs = {image: match(kept[image], truth, 0.5) for image, truth in gold.items()}
    hits = sum(map(len, pairs.values()))
    found, true = sum(len(kept[image]) for image in gold), sum(map(len, gold.values()))
    overlap = sum(
        float(box_overlap(kept[image][[i]], truth[[j]])[0]) for image, truth in gold.items() for i, j in pairs[image]
    )
    return {
        "f1": 2 * hits / max(1, found + true),
        "precision": hits / max(1, found),
        "recall": hits / max(1, true),
        "mean_overlap": overlap / max(1, hits),
        "cpu_seconds": seconds,
    }


def report(name: str, method: str, people: int, runs: list[dict[str, float]]) -> None:
    line: dict[str, Any] = {"set": name, "method": method, "people": people, "runs": len(runs)}
    line |= {key: round(statistics.fmean(run[key] for run in runs), 4) for key in runs[0]}
    line["f1_spread"] = round(statistics.pstdev(run["f1"] for run in runs), 4)
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


METHODS: dict[str, Callable[[Mapping[int, Image]], Kept]] = {
    "the product": partial(by_product, is_learnt=True),
    "the product, nothing learnt": partial(by_product, is_learnt=False),
    "quorum .3": by_quorum(0.3),
    "quorum .5": by_quorum(0.5),
}

if __name__ == "__main__":
    main()
