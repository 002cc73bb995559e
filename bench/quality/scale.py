"""`python -m bench.quality.scale`: processor seconds and memory that a fit takes, one JSON line a size."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus import fit, vote

PER_TASK = 5
Integers = npt.NDArray[np.int64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--labelers", type=int, default=10_000)
    chosen = parser.parse_args()
    for count in chosen.answers:
        truth, *columns = make_up(count, chosen.classes, chosen.labelers)
        print(
            json.dumps({"what": "a fit", "answers": len(columns[0])} | measure(truth, columns, chosen.classes)),
            flush=True,
        )


def make_up(n_answers: int, n_classes: int, n_labelers: int) -> tuple[Integers, Integers, Integers, Integers]:
    """A crowd in which few labelers answer most, each with a skill and a favourite mistake, in no order."""
    draw = np.random.default_rng(0)
    truth = draw.choice(n_classes, n_answers // PER_TASK, p=draw.dirichlet(np.full(n_classes, 5.0)))
    skill, favourite = draw.beta(6, 2, n_labelers), draw.integers(0, n_classes, n_labelers)
    popular = draw.zipf(1.6, n_labelers).clip(max=1000).astype(float)
    task = draw.permutation(np.repeat(np.arange(len(truth)), PER_TASK))
    labeler = draw.choice(n_labelers, n_answers, p=popular / popular.sum())
    kept = np.unique(task * n_labelers + labeler, return_index=True)[1]
    kept = draw.permutation(kept)
    task, labeler = task[kept], labeler[kept]
    wrong = np.where(draw.random(len(task)) < 0.5, favourite[labeler], draw.integers(0, n_classes, len(task)))
    answer = np.where(draw.random(len(task)) < skill[labeler], truth[task], wrong)
    return truth, task, labeler, answer


def measure(truth: Integers, columns: list[Integers], n_classes: int) -> dict[str, float]:
    fit(*(column[:1000] for column in columns), n_classes)  # imports
    voted = float((vote(*columns, n_classes).choice == truth).mean())
    Path("/proc/self/clear_refs").write_text("5")  # forgets the most memory ever held
    held, began, since = _memory("VmRSS"), time.process_time(), time.perf_counter()
    found, _ = fit(*columns, n_classes)
    return {
        "cpu_seconds": round(time.process_time() - began, 2),
        "seconds": round(time.perf_counter() - since, 2),
        "megabytes_beyond_input": round((_memory("VmHWM") - held) / 1024),
        "accuracy": round(100 * float((found.choice == truth).mean()), 2),
        "accuracy_of_voting": round(100 * voted, 2),
    }


def _memory(kind: str) -> int:
    """Kilobytes of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(kind)).split()[1])


if __name__ == "__main__":
    main()
