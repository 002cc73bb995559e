"""`CROWD_DATA=folder python -m bench.quality.bound`: does the stated 95 % bound hold, and is it of use? One line a set.

The engine reads every recorded answer and no gold. Up to 100 tasks are audited, drawn at random; no audited task is
scored. The goal is an error of at most two points above the engine's own, `eps`. Three uses of the audits are tried:

- the certificate: the bound for all tasks, as a delivery states it (`accuracy_bound`). How often it holds, how far
  above the true error it lies, and how often it proves `eps`;
- the surest part: the surest half is accepted when its bound lies below `eps`, then larger parts, until one does not
  (a fixed sequence of tests at 5 % each, whose order rests on beliefs alone). How often something is accepted, how
  much, and how often its error is indeed below `eps`;
- the same, where the surest half is audited three times as often as the rest.
"""

from __future__ import annotations

import argparse
import json
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.quality.choices import CROWDS, Figures, mean, read_recording
from bench.quality.recordings import folders
from goldsmith.algorithms.certificate import finite_lower_bound
from goldsmith.algorithms.certificate.bound import accuracy_bound
from goldsmith.algorithms.certificate.drawing import draw_audits
from goldsmith.algorithms.certificate.strata import Stratum, stratified_lower_bound
from goldsmith.algorithms.consensus import estimate

AUDITS = 100
CONFIDENCE = 0.95
MARGIN = 0.02
PARTS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
FAVOR = 3.0
DUST = 1e-9
Integers = npt.NDArray[np.integer[Any]]


class Answers(NamedTuple):
    """Of each task whose truth is known: how probable its answer is, and whether it is wrong; the surest first."""

    probability: npt.NDArray[np.float64]
    is_wrong: npt.NDArray[np.bool_]

    @property
    def eps(self) -> float:
        return float(self.is_wrong.mean()) + MARGIN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=[*CROWDS, "snow_temp"])
    parser.add_argument("--seeds", type=int, default=50)
    chosen = parser.parse_args()
    rows: list[Figures] = []
    for name in chosen.sets:
        answers = read_answers(name)
        runs = [run(answers, seed) for seed in range(chosen.seeds)]
        rows.extend(runs)
        show(name, {"tasks": float(len(answers.is_wrong)), "eps": answers.eps} | mean(runs))
    show("all", {"runs": float(len(rows))} | mean(rows))


def show(name: str, figures: Figures) -> None:
    rounded = {figure: round(value, 4) for figure, value in figures.items()}
    print(json.dumps({"what": "bound", "set": name} | rounded), flush=True)


def read_answers(name: str) -> Answers:
    recording = read_recording(folders(name)[0])
    is_scored = recording.truth >= 0
    posterior = estimate(*recording[:4]).posterior[is_scored]
    order = np.argsort(-posterior.max(axis=1), kind="stable")
    is_wrong = posterior.argmax(axis=1) != recording.truth[is_scored]
    return Answers(posterior.max(axis=1)[order], is_wrong[order])


def run(answers: Answers, seed: int) -> Figures:
    n_tasks = len(answers.is_wrong)
    n_audits = min(AUDITS, n_tasks // 2)
    even, favored = np.ones(n_tasks), np.where(np.arange(n_tasks) < round(PARTS[0] * n_tasks), FAVOR, 1.0)
    evenly = draw_audits(even, n_audits, seed)
    return (
        by_certificate(answers, evenly)
        | by_surest_part(answers, evenly, "even")
        | by_surest_part(answers, draw_audits(favored, n_audits, seed), "favored")
    )


def by_certificate(answers: Answers, audited: Integers) -> Figures:
    n_tasks = len(answers.is_wrong)
    right = (~answers.is_wrong[audited]).astype(np.int64)
    bound = accuracy_bound(
        right, n_tasks, confidence=CONFIDENCE, records=audited, predictions=answers.probability
    ).at_least
    stated = error_of_the_rest(bound, n_tasks, answers, audited)
    true = true_error(answers, n_tasks, audited)
    return {
        "certificate_holds": float(true <= stated + DUST),
        "certificate_margin": stated - true,
        "certificate_proves_eps": float(stated <= answers.eps),
    }


def by_surest_part(answers: Answers, audited: Integers, draw: str) -> Figures:
    """Accept the largest part that the sequence of tests reaches; nothing when the surest half is not proved."""
    accepted = 0
    half = round(PARTS[0] * len(answers.is_wrong))
    for share in PARTS:
        size = round(share * len(answers.is_wrong))
        surest, others = part_of(answers, audited, 0, half), part_of(answers, audited, half, size)
        bound = lower_bound(surest, others)
        if error_of_the_rest(bound, size, answers, audited[audited < size]) > answers.eps:
            break
        accepted = size
    figures = {"accepts": float(accepted > 0), "share": accepted / len(answers.is_wrong)}
    if accepted:
        true = true_error(answers, accepted, audited[audited < accepted])
        figures |= {"holds": float(true <= answers.eps + DUST), "error": true}
    return {f"{draw}_{figure}": value for figure, value in figures.items()}


def part_of(answers: Answers, audited: Integers, start: int, end: int) -> Stratum:
    inside = audited[(audited >= start) & (audited < end)]
    return Stratum(end - start, len(inside), int((~answers.is_wrong[inside]).sum()))


def lower_bound(surest: Stratum, others: Stratum) -> float:
    """Bound both together: they were audited unequally often, or beliefs tell them apart."""
    if others.records == 0:
        return finite_lower_bound(surest.correct, surest.audited, surest.records, CONFIDENCE)
    return stratified_lower_bound(surest, others, CONFIDENCE)


def error_of_the_rest(at_least: float, size: int, answers: Answers, audited: Integers) -> float:
    """The most wrong tasks that `at_least` leaves room for, less those found, as a share of what nobody audited."""
    left = size - len(audited)
    most_wrong = size - round(at_least * size) - int(answers.is_wrong[audited].sum())
    return most_wrong / left if left else 0.0


def true_error(answers: Answers, size: int, audited: Integers) -> float:
    """The share of wrong answers among the first so many that nobody audited."""
    is_scored = np.ones(size, dtype=bool)
    is_scored[audited] = False
    return float(answers.is_wrong[:size][is_scored].mean()) if is_scored.any() else 0.0


if __name__ == "__main__":
    main()
