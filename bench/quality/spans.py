"""`CROWD_DATA=folder python -m bench.quality.spans`: character F1 of consensus spans, one JSON line a set.

`CROWD_DATA` holds a folder a set, with `labels.jsonl.gz` of rows {task, worker, spans} and `gold.jsonl.gz` of rows
{task, spans}; spans are [start, end) in characters. Gold is used for scoring only.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.quality.recordings import folders, read_jsonl
from goldsmith.algorithms.spans import combine_spans

SEEDS = 5
Marks = npt.NDArray[np.bool_]
Row = dict[str, Any]


def main() -> None:
    for folder in folders("spans_*"):
        rows, gold = (read_jsonl(folder / name) for name in ("labels.jsonl.gz", "gold.jsonl.gz"))
        print(json.dumps({"what": "spans", "set": folder.name, **measure(rows, gold)}), flush=True)


def measure(rows: list[Row], gold_rows: list[Row]) -> dict[str, Any]:
    tasks = sorted({row["task"] for row in rows})
    gold = {row["task"]: row["spans"] for row in gold_rows if row["task"] in set(tasks)}
    longest = max(end for row in [*rows, *gold_rows] for _, end in row["spans"])
    answers = {task: [mark(row["spans"], longest) for row in rows if row["task"] == task] for task in gold}
    truth = {task: mark(spans, longest) for task, spans in gold.items()}
    found, seconds, claimed = combine(rows, tasks, longest)
    return {
        "texts": len(tasks),
        "labelers": len({row["worker"] for row in rows}),
        "f1_random_labeler": round(float(np.mean([random_labeler(answers, truth, seed) for seed in range(SEEDS)])), 4),
        "f1_vote_half": score({task: np.mean(each, axis=0) >= 0.5 for task, each in answers.items()}, truth),
        "f1_consensus": score({task: mark(found[task], longest) for task in gold}, truth),
        "precision_claimed": claimed,
        "cpu_seconds": seconds,
    }


def mark(spans: Iterable[tuple[int, int]], longest: int) -> Marks:
    marks = np.zeros(longest, dtype=bool)
    for start, end in spans:
        marks[start:end] = True
    return marks


def random_labeler(answers: dict[str, list[Marks]], truth: dict[str, Marks], seed: int) -> float:
    draw = np.random.default_rng(seed)
    return score({task: each[draw.integers(len(each))] for task, each in answers.items()}, truth)


def combine(rows: list[Row], tasks: list[str], longest: int) -> tuple[dict[str, list[tuple[int, int]]], float, float]:
    """Texts are not part of the sets, so each counts as long as its last mark."""
    document, labeler = ({name: number for number, name in enumerate(sorted(names))} for names in names_of(rows))
    spans = [(document[row["task"]], labeler[row["worker"]], *span) for row in rows for span in row["spans"]]
    columns = np.array(spans).T
    lengths = np.zeros(len(tasks), dtype=np.int64)
    np.maximum.at(lengths, columns[0], np.minimum(columns[3], longest))
    blanks = [(document[row["task"]], labeler[row["worker"]]) for row in rows if not row["spans"]]
    blank = np.array(blanks, dtype=np.int64).reshape(-1, 2).T
    began = time.process_time()
    result = combine_spans(lengths, *columns, blank_documents=blank[0], blank_labelers=blank[1])
    seconds = round(time.process_time() - began, 3)
    found: dict[str, list[tuple[int, int]]] = {task: [] for task in tasks}
    for number, start, end in zip(result.document, result.start, result.end, strict=True):
        found[tasks[number]].append((int(start), int(end)))
    claimed = float(np.average(result.probability, weights=result.end - result.start))
    return found, seconds, round(claimed, 4)


def names_of(rows: list[Row]) -> tuple[set[Any], set[Any]]:
    return {row["task"] for row in rows}, {row["worker"] for row in rows}


def score(found: dict[str, Marks], truth: dict[str, Marks]) -> float:
    """Character F1 over all texts together."""
    both = sum(int((found[task] & truth[task]).sum()) for task in truth)
    either = sum(int(found[task].sum() + truth[task].sum()) for task in truth)
    return round(2 * both / max(1, either), 4)


if __name__ == "__main__":
    main()
