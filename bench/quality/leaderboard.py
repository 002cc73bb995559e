"""Leaderboards: how long a million votes take, how near the exact maximum they come, and how well intervals hold.

Run as `python -m bench.quality.leaderboard [--votes FILE]`; one JSON line each. FILE holds recorded votes:
`llmfao_comparisons.jsonl.gz`. Times are processor seconds of this process, from Arrow columns of
names to the finished board.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from bench import speed
from bench.quality.recordings import read_jsonl
from goldsmith.algorithms.judges import Verdicts, compare_judge
from goldsmith.algorithms.leaderboard import Leaderboard, count_votes, next_pairs, rank_models
from goldsmith.algorithms.leaderboard.board import ELO
from goldsmith.algorithms.leaderboard.fit import chances, fit_votes

OUTCOMES = np.array(["left", "right", "tie"])
WINNERS = {"a": "left", "b": "right", "tie": "tie"}
SIZES = ((100_000, 100), (1_000_000, 100), (1_000_000, 1_000))
COVERED, DRAWS = 20, 200
HALVES = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=Path)
    asked = parser.parse_args()
    for votes, models in SIZES:
        show("speed", votes=votes, models=models, **timed(votes, models))
    show("intervals", draws=DRAWS, models=COVERED, held=held())
    for votes in (1_000, 3_000):
        for way in ("order", "scores", "random"):
            show("next pairs", votes=votes, way=way, **after_choosing(way, votes))
    if asked.votes:
        show("recorded", **recorded(asked.votes))
        for name, report in judged(asked.votes):
            show("judge", name=name, **report)


def show(what: str, **figures: Any) -> None:
    print(json.dumps({"what": what, **figures, "loop": speed.measure()}), flush=True)


def made_up(truth: Any, votes: int, draw: np.random.Generator, ties: float = -0.7) -> list[Any]:
    """Columns of votes on pairs, of which popular models have more."""
    n = len(truth)
    popular = draw.dirichlet(np.full(n, 3.0))
    left, right = draw.choice(n, votes, p=popular), draw.choice(n, votes, p=popular)
    right = np.where(left == right, (right + 1) % n, right)
    return named(truth, left, right, draw, ties)


def named(truth: Any, left: Any, right: Any, draw: np.random.Generator, ties: float = -0.7) -> list[Any]:
    chance = chances(truth[left] - truth[right], ties)
    won = (draw.random(len(left))[:, None] > chance.cumsum(axis=1)).sum(axis=1).clip(max=2)
    names = np.array([f"model-{each:04}" for each in range(len(truth))])
    return [names[left], names[right], OUTCOMES[won]]


def timed(votes: int, models: int) -> dict[str, float]:
    draw = np.random.default_rng(1)
    columns = [pa.array(each) for each in made_up(draw.normal(0, 1, models), votes, draw)]
    found = []
    for _ in range(3):
        started = time.process_time()
        tally = count_votes(*columns)
        counted = time.process_time()
        rank_models(tally)
        found.append((counted - started, time.process_time() - counted))
    count, rank = np.median(found, axis=0)
    return {"count_s": round(count, 3), "rank_with_intervals_s": round(rank, 3)}


def held() -> float:
    """The share of 95 % intervals with the truth in them."""
    inside = 0
    for seed in range(DRAWS):
        draw = np.random.default_rng(seed)
        truth = draw.normal(0, 1, COVERED)
        board = rank_models(count_votes(*made_up(truth, 20_000, draw)))
        wide = 1.959964 * np.sqrt(np.diagonal(board.spread))
        inside += int((np.abs(board.score - (truth - truth.mean())) <= wide).sum())
    return round(inside / DRAWS / COVERED, 4)


def after_choosing(way: Any, votes: int) -> dict[str, float]:
    """How well 30 models are known after so many votes, of which all but 300 are on pairs chosen in fifties."""
    errors, alike = [], []
    for seed in range(10):
        draw = np.random.default_rng(seed)
        truth = draw.normal(0, 1.2, 30)
        columns = made_up(truth, 300, draw)
        names = [f"model-{each:04}" for each in range(30)]
        while len(columns[0]) < votes:
            tally = count_votes(*columns, names=names)
            random = [draw.choice(30, 2, replace=False) for _ in range(50)]
            pairs = [(names[a], names[b]) for a, b in random]
            if way != "random":
                pairs = next_pairs(tally, 50, goal=way)
            one, other = (np.array([int(name[-4:]) for name in side]) for side in zip(*pairs, strict=True))
            more = named(truth, one, other, draw)
            columns = [np.concatenate([before, now]) for before, now in zip(columns, more, strict=True)]
        score = fit_votes(count_votes(*columns, names=names), has_ties=True, ridge=1e-6).score
        errors.append(ELO * float(np.sqrt(np.square(score - (truth - truth.mean())).mean())))
        alike.append(kendall(score, truth))
    return {"error_elo": round(float(np.mean(errors)), 1), "kendall": round(float(np.mean(alike)), 3)}


def recorded(path: Path) -> dict[str, Any]:
    """People's votes: how alike the boards of two halves of the people are, and how sure the whole board is."""
    rows = [row for row in read_jsonl(path) if row["annotator_type"] == "human"]
    people = sorted({row["annotator"] for row in rows})
    names = sorted({row[side] for row in rows for side in ("model_a", "model_b")})
    board = board_of(rows, names)
    alike = []
    for seed in range(HALVES):
        half = set(np.random.default_rng(seed).permutation(people)[: len(people) // 2].tolist())
        one, other = (
            board_of([row for row in rows if (row["annotator"] in half) is side], names) for side in (True, False)
        )
        alike.append(kendall(one.score, other.score))
    position = board.position
    return {
        "votes": len(rows),
        "models": len(names),
        "people": len(people),
        "halves_kendall": round(float(np.mean(alike)), 3),
        "error_elo": round(float(np.median([each.error for each in board.standings])), 1),
        "error_elo_if_independent": round(
            float(np.median([each.error for each in board_of(rows, names, knows_people=False).standings])), 1
        ),
        "left_elo": [round(each, 1) for each in (position.low, position.high)] if position else None,
        "sure_ranks": sum(each.best_rank == each.worst_rank for each in board.standings),
    }


def judged(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The recorded judges beside the people."""
    rows = read_jsonl(path)
    number = {pair: place for place, pair in enumerate(sorted({row["pair_id"] for row in rows}))}
    people = verdicts([row for row in rows if row["annotator_type"] == "human"], number)
    for name in sorted({row["annotator"] for row in rows if row["annotator_type"] == "llm"}):
        report = compare_judge(verdicts([row for row in rows if row["annotator"] == name], number), people)
        shares = msgspec.structs.asdict(report).items()
        yield name, {what: [round(each, 3) for each in (share.value, share.low, share.high)] for what, share in shares}


def verdicts(rows: list[Any], number: dict[str, int]) -> Verdicts:
    places = {"a": 0, "b": 1, "tie": 2}
    return Verdicts([number[row["pair_id"]] for row in rows], [places[row["winner"]] for row in rows])


def board_of(rows: list[Any], names: list[str], *, knows_people: bool = True) -> Leaderboard:
    columns = ([row[side] for row in rows] for side in ("model_a", "model_b"))
    who = [row["annotator"] for row in rows] if knows_people else None
    return rank_models(count_votes(*columns, [WINNERS[row["winner"]] for row in rows], labelers=who, names=names))


def kendall(one: Any, other: Any) -> float:
    from scipy.stats import kendalltau

    return float(kendalltau(one, other).statistic)


if __name__ == "__main__":
    main()
