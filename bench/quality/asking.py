"""Which tasks to ask first: how many recorded votes it takes until models are known as well, in order and at random.

Run as `python -m bench.quality.asking --votes llmfao_comparisons.jsonl.gz`; one JSON line each. Every pair of responses
is a task with the votes that people gave; asking it gives the next of them. The engine orders the tasks anew after
every fiftieth vote, as the product does when votes grow.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from bench import speed
from bench.quality.leaderboard import WINNERS, kendall
from bench.quality.recordings import read_jsonl
from goldsmith.algorithms.leaderboard import count_votes, order_tasks
from goldsmith.algorithms.leaderboard.board import ELO
from goldsmith.algorithms.leaderboard.fit import fit_votes

DRAWS, STEP, FIRST = 5, 50, 300
POINTS = (500, 1_000, 1_500, 2_000, 3_000, 4_000)
MOST = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=Path, required=True)
    rows = [row for row in read_jsonl(parser.parse_args().votes) if row["annotator_type"] == "human"]
    whole = board_of(rows, names_of(rows))
    ways = {way: [ask(rows, way, seed, whole.score) for seed in range(DRAWS)] for way in ("random", "ordered")}
    for votes in POINTS:
        figures = {way: mean_at(runs, votes) for way, runs in ways.items()}
        show(
            "asking", votes=votes, **figures, votes_at_random=votes_for(ways["random"], figures["ordered"]["width_elo"])
        )


def show(what: str, **figures: Any) -> None:
    print(json.dumps({"what": what, **figures, "loop": speed.measure()}), flush=True)


def names_of(rows: list[Any]) -> list[str]:
    return sorted({row[side] for row in rows for side in ("model_a", "model_b")})


def board_of(rows: list[Any], names: list[str]) -> Any:
    columns = ([row[side] for row in rows] for side in ("model_a", "model_b"))
    tally = count_votes(*columns, [WINNERS[row["winner"]] for row in rows], names=names)
    return fit_votes(tally, has_ties=True, ridge=1 / 1.5**2)


def ask(rows: list[Any], way: str, seed: int, truth: Any) -> list[tuple[int, float, float]]:
    """After each step: votes, the mean width of the models' 95 % intervals, rank correlation with all votes."""
    draw = np.random.default_rng(seed)
    tasks: dict[str, list[Any]] = {}
    for place in draw.permutation(len(rows)).tolist():
        tasks.setdefault(rows[place]["pair_id"], []).append(rows[place])
    names, given, found = names_of(rows), list[Any](), list[tuple[int, float, float]]()
    while len(given) < MOST:
        waiting = [task for task in tasks.values() if task]
        given += [waiting[place].pop() for place in chosen(given, names, waiting, way, draw)]
        if len(given) < FIRST:
            continue
        fit = board_of(given, names)
        found.append((len(given), width_of(fit.spread[: len(names), : len(names)]), kendall(fit.score, truth)))
    return found


def width_of(spread: Any) -> float:
    """The mean width of 95 % intervals of the scores, which know only differences, in points of Elo."""
    centered = spread - spread.mean(axis=0) - spread.mean(axis=1)[:, None] + spread.mean()
    return 2 * 1.96 * ELO * float(np.sqrt(np.diagonal(centered)).mean())


def chosen(given: list[Any], names: list[str], waiting: list[Any], way: str, draw: Any) -> list[int]:
    if way == "random" or len(given) < FIRST:
        picked: list[int] = draw.choice(len(waiting), STEP, replace=False).tolist()
        return picked
    columns = ([row[side] for row in given] for side in ("model_a", "model_b"))
    tally = count_votes(*columns, [WINNERS[row["winner"]] for row in given], names=names)
    return order_tasks(tally, [(task[0]["model_a"], task[0]["model_b"]) for task in waiting], STEP)


def mean_at(runs: list[Any], votes: int) -> dict[str, float]:
    there = [next(point for point in run if point[0] >= votes) for run in runs]
    return {
        "width_elo": round(float(np.mean([width for _, width, _ in there])), 1),
        "kendall": round(float(np.mean([alike for _, _, alike in there])), 3),
    }


def votes_for(runs: list[Any], width: float) -> int | None:
    """How many votes asked at random give intervals as narrow, on average; None where they never do."""
    counts = [next((votes for votes, wide, _ in run if wide <= width), None) for run in runs]
    reached = [count for count in counts if count is not None]
    return round(float(np.mean(reached))) if len(reached) == len(counts) else None


if __name__ == "__main__":
    main()
