"""`CROWD_DATA=folder python -m bench.quality.favoring`: what it brings to audit less certain answers twice as often.

The engine reads every recorded answer and no gold, then audits are drawn evenly and with weights; both bounds rest on
the same two groups. Printed for each set: the believed ratio of the outcomes' standard deviations in the groups, how
far the 95 % bound lies below the true accuracy, and how often it holds.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
import numpy.typing as npt

from bench.quality.bound import CONFIDENCE, DUST, Answers, read_answers
from bench.quality.choices import CROWDS, Figures, mean
from goldsmith.algorithms.certificate.bound import accuracy_bound
from goldsmith.algorithms.certificate.drawing import audit_weights, draw_audits, less_certain_below, scatter_ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=[*CROWDS, "snow_temp"])
    parser.add_argument("--audits", nargs="*", type=int, default=[100, 200])
    parser.add_argument("--seeds", type=int, default=300)
    chosen = parser.parse_args()
    for name in chosen.sets:
        answers = read_answers(name)
        for n_audits in chosen.audits:
            if n_audits < 0.6 * len(answers.is_wrong):
                print(
                    json.dumps({"what": "favoring", "set": name} | compare(answers, n_audits, chosen.seeds)), flush=True
                )


def compare(answers: Answers, n_audits: int, seeds: int) -> Figures:
    """Margins as shares of the records, means over all draws."""
    believed = answers.probability
    below = less_certain_below(believed, n_audits)
    if below is None:
        return {"audits": float(n_audits)}
    weights = {"even": audit_weights(believed, None), "weighted": audit_weights(believed, below)}
    runs = [bound(answers, draw, weights[draw], n_audits, seed) for draw in weights for seed in range(seeds)]
    return {"audits": float(n_audits), "scatter": scatter_ratio(believed, below)} | mean(runs)


def bound(answers: Answers, draw: str, weights: npt.NDArray[np.float64], n_audits: int, seed: int) -> Figures:
    is_right = (~answers.is_wrong).astype(np.int64)
    audited = draw_audits(weights, n_audits, seed)
    stated = accuracy_bound(
        is_right[audited],
        len(is_right),
        confidence=CONFIDENCE,
        records=audited,
        predictions=answers.probability,
        inclusion=weights,
    )
    true = float(is_right.mean())
    return {f"{draw}_margin": true - stated.at_least, f"{draw}_holds": float(stated.at_least <= true + DUST)}


if __name__ == "__main__":
    main()
