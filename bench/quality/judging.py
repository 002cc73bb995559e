"""`python -m bench.quality.judging`: how long a fit that is kept takes to judge one task, one JSON line a size.

And how long the product takes for a picture: ten people marked ten objects in it.
"""

from __future__ import annotations

import json
import time

import numpy as np

from bench.quality import product
from goldsmith.algorithms.consensus import Fitted, fit

N_CLASSES, N_LABELERS, N_TASKS = 10, 10_000, 50_000
ROUNDS = 5_000
N_PICTURES, N_PEOPLE, N_OBJECTS = 60, 10, 10


def main() -> None:
    draw = np.random.default_rng(0)
    truth = draw.integers(0, N_CLASSES, N_TASKS)
    task = np.repeat(np.arange(N_TASKS), 5)
    labeler = draw.integers(0, N_LABELERS, len(task))
    said = np.where(draw.random(len(task)) < 0.8, truth[task], draw.integers(0, N_CLASSES, len(task)))
    _, found = fit(task, labeler, said, N_CLASSES)
    packed = found.to_bytes()
    began = time.perf_counter()
    kept = Fitted.from_bytes(packed)
    unpacked_ms = 1000 * (time.perf_counter() - began)
    print(json.dumps({"what": "a fit kept", "bytes": len(packed), "read_ms": round(unpacked_ms, 2)}))
    for n_answers in (1, 3, 10):
        print(json.dumps({"what": "judging one task", "answers": n_answers} | _judge_often(kept, n_answers)))
    for step, milliseconds in product.time_steps("image.v1", _draw_pictures()).items():
        print(json.dumps({"what": "ten boxes of ten people", "step": step, "cpu_ms": milliseconds}))


def _draw_pictures() -> product.Drawn:
    draw = np.random.default_rng(2)
    places = [(200.0 * number, 40 + 50 * draw.random()) for number in range(N_OBJECTS)]
    return {
        picture: [
            (person, [_draw_box(left + draw.normal(), size) for left, size in places if draw.random() < 0.85])
            for person in range(N_PEOPLE)
        ]
        for picture in range(N_PICTURES)
    }


def _draw_box(left: float, size: float) -> product.Mark:
    return {"type": "box", "left": left, "top": 0, "width": size, "height": size}


def _judge_often(kept: Fitted, n_answers: int) -> dict[str, float]:
    draw = np.random.default_rng(1)
    took = []  # of the wall, and of the processor, which other programs cannot slow by taking turns
    for _ in range(ROUNDS):
        labelers, answers = draw.integers(0, N_LABELERS, n_answers), draw.integers(0, N_CLASSES, n_answers)
        columns = [0] * n_answers, labelers.tolist(), answers.tolist()
        began = time.perf_counter(), time.thread_time()
        kept.judge(*columns)
        took.append((time.perf_counter() - began[0], time.thread_time() - began[1]))
    wall, cpu = (1000 * np.percentile(took, [50, 99], axis=0)).round(3).T.tolist()
    return {"p50_ms": wall[0], "p99_ms": wall[1], "cpu_p50_ms": cpu[0], "cpu_p99_ms": cpu[1]}


if __name__ == "__main__":
    main()
