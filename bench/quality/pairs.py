"""Pairs: how well scores foretell other people's choices, and on made-up labelers how near they come to the truth.

Run as `CROWD_DATA=... python -m bench.quality.pairs`; one JSON line per set and method. `PREFERENCES` names the folder
of pairwise votes (else `preferences` beside CROWD_DATA is looked at).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.quality.recordings import read_jsonl, roots
from goldsmith.algorithms.pairs import PairRanking, break_rankings, rank_pairs

SEEDS = 10
LEFT, RIGHT, TIE = 0, 1, 2


class Votes(NamedTuple):
    """Comparisons in columns, equally long."""

    left: Any
    right: Any
    winner: Any
    labeler: Any
    n_items: int

    def take(self, rows: Any) -> Votes:
        return Votes(self.left[rows], self.right[rows], self.winner[rows], self.labeler[rows], self.n_items)


def main() -> None:
    for folder in folders():
        votes, judged = load(folder / "llmfao_comparisons.jsonl.gz")
        for name, method in METHODS.items():
            report("llmfao", name, [foretell(method, votes, judged, seed) for seed in range(SEEDS)])
    for world, make in WORLDS.items():
        for name, method in METHODS.items():
            report(world, name, [recover(method, *make(seed)) for seed in range(SEEDS)])
    for name, full in (("pairs of all ranks", True), ("best against each only", False)):
        report("made up: rankings", name, [recover_rankings(seed, full=full) for seed in range(SEEDS)])


def folders() -> Iterator[Path]:
    named = [Path(root) for root in os.environ.get("PREFERENCES", "").split(":") if root]
    beside = [root.parent / "preferences" for root in roots()]
    yield from (folder for folder in dict.fromkeys(named or beside) if folder.is_dir())


def load(path: Path) -> tuple[Votes, Votes]:
    """People's votes, and those of the larger of both model judges."""
    rows = read_jsonl(path)
    items = {name: number for number, name in enumerate(sorted({row[side] for row in rows for side in SIDES}))}
    labelers = {name: number for number, name in enumerate(sorted({row["annotator"] for row in rows}))}
    table = np.array(
        [
            (items[row["model_a"]], items[row["model_b"]], "ab".find(row["winner"]) % 3, labelers[row["annotator"]])
            for row in rows
        ]
    )
    left, right, winner, labeler = table.T
    votes = Votes(left, right, winner, labeler, len(items))
    is_human = np.array([row["annotator_type"] == "human" for row in rows])
    is_judge = np.array([row["annotator"] == "gpt-4" for row in rows])
    return votes.take(is_human), votes.take(is_judge)


def full_model(votes: Votes) -> PairRanking:
    return rank_pairs(votes.left, votes.right, votes.winner, votes.labeler, votes.n_items)


def alike_labelers(votes: Votes) -> PairRanking:
    return rank_pairs(votes.left, votes.right, votes.winner, None, votes.n_items, is_placed=False)


class Plain(NamedTuple):
    """What plain Bradley-Terry says: no intervals."""

    score: Any
    typical_ties: float
    low: Any
    high: Any

    def chances(self, left: Any, right: Any) -> Any:
        z = self.score[left] - self.score[right]
        odds = np.exp(np.stack([z / 2, -z / 2, np.full(z.shape, self.typical_ties)], axis=-1))
        return odds / odds.sum(axis=-1, keepdims=True)


def plain(votes: Votes) -> Plain:
    """Bradley-Terry by minorisation (Hunter 2004), ties as half a win each, half a win added each way."""
    n, n_ties = votes.n_items, int((votes.winner == TIE).sum())
    won = np.zeros((n, n))
    np.add.at(won, (votes.left, votes.right), np.select([votes.winner == LEFT, votes.winner == TIE], [1.0, 0.5], 0.0))
    np.add.at(won, (votes.right, votes.left), np.select([votes.winner == RIGHT, votes.winner == TIE], [1.0, 0.5], 0.0))
    games, strength = won + won.T, np.ones(n)
    for _ in range(500):
        faced = (games / (strength[:, None] + strength)).sum(axis=1) + 1 / (strength + 1)
        strength = (won.sum(axis=1) + 0.5) / faced
    score = np.log(strength)
    ties = float(np.log(2 * (n_ties + 1) / (len(votes.winner) - n_ties + 1)))
    return Plain(score - score.mean(), ties, np.full(n, np.nan), np.full(n, np.nan))


def foretell(method: Callable[[Votes], Any], votes: Votes, judged: Votes, seed: int) -> dict[str, float]:
    """Learn from half of the labelers; tell the votes of the others, and agree with their scores."""
    is_first = np.random.default_rng(seed).permutation(votes.labeler.max() + 1) % 2 == 0
    one, other = (votes.take(is_first[votes.labeler] == side) for side in (True, False))
    found, again = method(one), method(other)
    chance = found.chances(other.left, other.right)
    told = chance[np.arange(len(chance)), other.winner]
    return {
        "log_loss": float(-np.log(told).mean()),
        "right_of_decided": _right(found, other),
        "right_of_judge": _right(found, judged),
        "rank_agreement_of_halves": _rank_correlation(found.score, again.score),
    }


def _right(found: Any, votes: Votes) -> float:
    decided = votes.take(votes.winner != TIE)
    apart = found.score[decided.left] - found.score[decided.right]
    return float(((apart > 0) == (decided.winner == LEFT)).mean())


def recover(method: Callable[[Votes], Any], truth: Any, votes: Votes) -> dict[str, float]:
    found = method(votes)
    score = found.score - found.score.mean()
    is_held = np.where(np.isnan(found.low), np.nan, (found.low <= truth) & (truth <= found.high))
    return {
        "rank_correlation": _rank_correlation(found.score, truth),
        "correlation": float(np.corrcoef(found.score, truth)[0, 1]),
        "rmse": float(np.sqrt(np.mean((score - truth) ** 2))),
        "coverage_95": float(is_held.mean()),
    }


def make_world(seed: int, bias: float, reliability: float, *, is_unfair: bool) -> tuple[Any, Votes]:
    """60 items, 30 labelers, 1500 votes; unfair: the better item is mostly shown on the right."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(0, 1.2, 60)
    truth -= truth.mean()
    biases, scales = draw.normal(bias, bias, 30), draw.normal(1, reliability, 30)
    left, labeler = draw.integers(0, 60, 1500), draw.integers(0, 30, 1500)
    right = (left + draw.integers(1, 60, 1500)) % 60
    if is_unfair:
        turn = (truth[left] > truth[right]) & (draw.random(1500) < 0.8)
        left, right = np.where(turn, right, left), np.where(turn, left, right)
    z = scales[labeler] * (truth[left] - truth[right]) + biases[labeler]
    utility = np.stack([z / 2, -z / 2, np.full(1500, -0.7)]) + draw.gumbel(size=(3, 1500))
    return truth, Votes(left, right, utility.argmax(axis=0), labeler, 60)


def recover_rankings(seed: int, *, full: bool) -> dict[str, float]:
    """200 rankings of 6 among 40 items by Plackett-Luce."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(0, 1, 40)
    truth -= truth.mean()
    shown = [draw.permutation(40)[:6] for _ in range(200)]
    rankings = [items[np.argsort(-(truth[items] + draw.gumbel(size=6)))].tolist() for items in shown]
    pairs = break_rankings(rankings)
    keep = np.ones(len(pairs.left), dtype=bool) if full else np.isclose(pairs.weight, 2 / 6)
    found = rank_pairs(
        pairs.left[keep], pairs.right[keep], pairs.winner[keep], None, 40, weights=pairs.weight[keep], is_placed=False
    )
    return recover(lambda _: found, truth, Votes(pairs.left, pairs.right, pairs.winner, pairs.ranking, 40))


def _rank_correlation(one: Any, other: Any) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)


def report(name: str, method: str, runs: list[dict[str, float]]) -> None:
    line: dict[str, Any] = {"set": name, "method": method, "runs": len(runs)}
    means = {key: statistics.fmean(run[key] for run in runs) for key in runs[0]}
    line |= {key: round(mean, 4) for key, mean in means.items() if np.isfinite(mean)}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


SIDES = ("model_a", "model_b")
METHODS: dict[str, Callable[[Votes], Any]] = {
    "rank_pairs": full_model,
    "rank_pairs, labelers alike": alike_labelers,
    "plain Bradley-Terry": plain,
}
WORLDS: dict[str, Callable[[int], tuple[Any, Votes]]] = {
    "made up: alike and fair": lambda seed: make_world(seed, 0.0, 0.0, is_unfair=False),
    "made up: unlike, shown at random": lambda seed: make_world(seed, 0.8, 0.6, is_unfair=False),
    "made up: unlike, better shown right": lambda seed: make_world(seed, 0.8, 0.6, is_unfair=True),
}

if __name__ == "__main__":
    main()
