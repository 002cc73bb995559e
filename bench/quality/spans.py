"""`CROWD_DATA=folder python -m bench.quality.spans`: character F1 of consensus spans, of random people and of all.

`CROWD_DATA` holds a folder a set, with `labels.jsonl.gz` of rows {task, worker, spans} and `gold.jsonl.gz` of rows
{task, spans}; spans are [start, end) in characters. Gold is used for scoring only. One JSON line per set, method and
number of people.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.quality import product
from bench.quality.recordings import folders, read_jsonl

SEEDS = 8
EVERYBODY = 99

Spans = Sequence[tuple[int, int]]
Answers = Mapping[str, Sequence[tuple[int, Spans]]]
Marks = npt.NDArray[np.bool_]


def main() -> None:
    for folder in folders("spans_*"):
        rows, gold_rows = (read_jsonl(folder / name) for name in ("labels.jsonl.gz", "gold.jsonl.gz"))
        answers, gold = by_text(rows), {row["task"]: row["spans"] for row in gold_rows}
        for people in (1, 2, 3, 4, 5, EVERYBODY):
            picks = [choose_random(answers, people, seed) for seed in range(SEEDS if people < EVERYBODY else 1)]
            for name, method in METHODS.items():
                line = {"set": folder.name, "method": name, "people": people, **measure(method, picks, gold)}
                sys.stdout.write(json.dumps(line) + "\n")
                sys.stdout.flush()


def by_text(rows: Iterable[Mapping[str, Any]]) -> Answers:
    answers = defaultdict(list)
    for row in rows:
        answers[row["task"]].append((row["worker"], [(start, end) for start, end in row["spans"]]))
    return answers


def choose_random(answers: Answers, people: int, seed: int) -> Answers:
    draw = np.random.default_rng(seed)
    return {text: [given[n] for n in draw.permutation(len(given))[:people]] for text, given in answers.items()}


def measure(
    method: Callable[[Answers], Mapping[str, Spans]], picks: Sequence[Answers], gold: Mapping[str, Spans]
) -> dict[str, Any]:
    began = time.process_time()
    found = [method(pick) for pick in picks]
    seconds = time.process_time() - began
    scores = [score(each, {text: spans for text, spans in gold.items() if text in each}) for each in found]
    return {
        "runs": len(picks),
        "f1": round(float(np.mean(scores)), 4),
        "f1_spread": round(float(np.std(scores)), 4),
        "cpu_seconds": round(seconds / len(picks), 3),
    }


def score(found: Mapping[str, Spans], gold: Mapping[str, Spans]) -> float:
    """Character F1 over all texts together."""
    both = sum(len(characters(found[text]) & characters(spans)) for text, spans in gold.items())
    either = sum(len(characters(found[text])) + len(characters(spans)) for text, spans in gold.items())
    return 2 * both / max(1, either)


def characters(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def by_product(answers: Answers, *, is_learnt: bool) -> Mapping[str, Spans]:
    """What the product makes of the answers, after its first fit or before."""
    drawn = {
        text: [(worker, [as_mark(*s) for s in spans]) for worker, spans in given] for text, given in answers.items()
    }
    merged = product.reconcile("text.v1", drawn, is_learnt=is_learnt)
    return {text: [(span.start, span.end) for span in spans] for text, spans in merged.items()}


def as_mark(start: int, end: int) -> product.Mark:
    """The texts are not part of the sets, and no method needs them."""
    return {"type": "span", "start": start, "end": end, "text": "x" * (end - start)}


def by_half(answers: Answers) -> Mapping[str, Spans]:
    """The characters that half of the people marked: the plain baseline."""
    return {text: list(held_by_half([spans for _, spans in given])) for text, given in answers.items()}


def held_by_half(answers: Sequence[Spans]) -> Iterable[tuple[int, int]]:
    marked = [characters(spans) for spans in answers]
    for place in set().union(*marked):
        if 2 * sum(place in each for each in marked) >= len(marked):
            yield place, place + 1


METHODS: dict[str, Callable[[Answers], Mapping[str, Spans]]] = {
    "the product": partial(by_product, is_learnt=True),
    "the product, nothing learnt": partial(by_product, is_learnt=False),
    "half of the people": by_half,
}

if __name__ == "__main__":
    main()
