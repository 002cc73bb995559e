"""Transcripts: word error rates of one person, plain ROVER and the weighted lattice, with all answers and with four.

Run as `CROWD_DATA=... python -m bench.quality.transcripts [SET ...]`; one JSON line a set. A set is a folder with
`labels.csv.gz` (task, worker, label) and `gold.csv.gz` (task, label); gold is used for scoring only.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from typing import Any, NamedTuple

import numpy as np

from bench.quality.recordings import folders, read_csv
from goldsmith.algorithms.transcripts import combine_transcripts
from goldsmith.algorithms.word_network import align_answers, number_words

FEW = 4
SEEDS = 3
BATCHES = 8


class Answer(NamedTuple):
    """Who wrote what about which clip."""

    clip: str
    labeler: str
    text: str


def main() -> None:
    for folder in [found for name in sys.argv[1:] or ["crowdspeech_*"] for found in folders(name)]:
        answers = [Answer(*row.values()) for row in read_csv(folder / "labels.csv.gz")]
        gold = {row["task"]: normalise(row["label"]) for row in read_csv(folder / "gold.csv.gz")}
        print(json.dumps({"what": "transcripts", "set": folder.name, **measure(first_ones(answers), gold)}), flush=True)


def first_ones(answers: list[Answer]) -> list[Answer]:
    kept: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        kept.setdefault((answer.clip, answer.labeler), answer)
    return list(kept.values())


def normalise(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9' ]", "", text.lower().replace("\u2019", "'")).split()


def measure(answers: list[Answer], gold: dict[str, list[str]]) -> dict[str, Any]:
    by_clip: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_clip[answer.clip].append(answer)
    texts, seconds, claimed = combine(answers)
    random_one = [
        error_rate({each[0].clip: each[0].text for each in draw(by_clip, 1, seed)}, gold) for seed in range(SEEDS)
    ]
    random_few = [
        error_rate(combine([row for each in draw(by_clip, FEW, seed) for row in each])[0], gold)
        for seed in range(SEEDS)
    ]
    adaptive = [error_rate(combine(ask_reliable(by_clip, FEW, seed))[0], gold) for seed in range(SEEDS)]
    doubtful = [error_rate(combine(ask_doubtful(by_clip, seed))[0], gold) for seed in range(SEEDS)]
    return {
        "clips": len(by_clip),
        "answers": len(answers),
        "wer_random_labeler": mean(random_one),
        "wer_rover_equal_weights": round(error_rate(rover(answers), gold), 4),
        "wer_lattice_all": round(error_rate(texts, gold), 4),
        "wer_claimed_all": round(claimed, 4),
        f"wer_lattice_random_{FEW}": mean(random_few),
        f"wer_lattice_adaptive_{FEW}": mean(adaptive),
        f"wer_lattice_doubtful_mean_{FEW}": mean(doubtful),
        "cpu_seconds_all": round(seconds, 2),
    }


def mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 4)


def combine(answers: list[Answer]) -> tuple[dict[str, str], float, float]:
    """Texts per clip, CPU seconds, and the share of words expected to be wrong."""
    clips, clip, labeler = numbered(answers)
    began = time.process_time()
    found = combine_transcripts(clip, labeler, [answer.text for answer in answers])
    seconds = time.process_time() - began
    words = [max(1, len(each)) for each in found.words]
    return dict(zip(clips, found.texts, strict=True)), seconds, float(np.average(found.expected_error, weights=words))


def numbered(answers: list[Answer]) -> tuple[list[str], list[int], list[int]]:
    clips = {name: number for number, name in enumerate(dict.fromkeys(answer.clip for answer in answers))}
    people = {name: number for number, name in enumerate(sorted({answer.labeler for answer in answers}))}
    return list(clips), [clips[answer.clip] for answer in answers], [people[answer.labeler] for answer in answers]


def draw(by_clip: dict[str, list[Answer]], n: int, seed: int) -> list[list[Answer]]:
    random = np.random.default_rng(seed)
    return [[each[index] for index in random.permutation(len(each))[:n]] for each in by_clip.values()]


def ask_reliable(by_clip: dict[str, list[Answer]], n: int, seed: int) -> list[Answer]:
    """Ask for `n` answers a clip, batch by batch, from those who proved most reliable in the batches before."""
    random = np.random.default_rng(seed)
    asked: list[Answer] = []
    for batch in np.array_split(random.permutation(list(by_clip)), BATCHES):
        skill = judge(asked)
        for clip in batch:
            able = sorted(random.permutation(len(by_clip[clip])), key=lambda at: -skill[by_clip[clip][at].labeler])
            asked += [by_clip[clip][at] for at in able[:n]]
    return asked


def ask_doubtful(by_clip: dict[str, list[Answer]], seed: int) -> list[Answer]:
    """Three answers a clip, then one more on average, where most words are expected to be wrong."""
    asked = ask_reliable(by_clip, FEW - 1, seed)
    for share, more in ((0.5, 1), (0.25, 2)):
        clips, clip, labeler = numbered(asked)
        found = combine_transcripts(clip, labeler, [answer.text for answer in asked])
        wrong = found.expected_error * [max(1, len(words)) for words in found.words]
        skill, known = judge(asked), set(asked)
        for number in np.argsort(-wrong, kind="stable")[: int(share * len(clips))]:
            left = [answer for answer in by_clip[clips[number]] if answer not in known]
            asked += sorted(left, key=lambda answer: -skill[answer.labeler])[:more]
    return asked


def judge(answers: list[Answer]) -> defaultdict[str, float]:
    """Reliability by labeler; the mean for those not seen yet."""
    if not answers:
        return defaultdict(float)
    _, clip, labeler = numbered(answers)
    reliability = combine_transcripts(clip, labeler, [answer.text for answer in answers]).reliability
    mean_skill = float(np.average(reliability[labeler]))
    names = sorted({answer.labeler for answer in answers})
    return defaultdict(lambda: mean_skill, zip(names, reliability.tolist(), strict=True))


def rover(answers: list[Answer]) -> dict[str, str]:
    """ROVER without weights: the most frequent word of each slot of the same network."""
    clips, clip, labeler = numbered(answers)
    words = number_words(clip, labeler, [answer.text for answer in answers])
    slots = align_answers(words)
    found: dict[str, list[str]] = {name: [] for name in clips}
    for number, row in zip(slots.clip, slots.word, strict=True):
        said = row[slots.labeler[number] >= 0]
        form = Counter(words.form[said].tolist()).most_common(1)[0][0]
        word = next(index for index in said if words.form[index] == form)
        found[clips[number]].append(words.surfaces[word])
    return {name: " ".join(each) for name, each in found.items()}


def error_rate(texts: dict[str, str], gold: dict[str, list[str]]) -> float:
    """Word errors over words of gold, all clips together."""
    errors = sum(edit_distance(normalise(texts.get(clip, "")), truth) for clip, truth in gold.items())
    return errors / sum(map(len, gold.values()))


def edit_distance(one: list[str], other: list[str]) -> int:
    row = list(range(len(other) + 1))
    for place, word in enumerate(one, start=1):
        corner, row[0] = row[0], place
        for index, against in enumerate(other):
            best = min(row[index] + 1, row[index + 1] + 1, corner + (word != against))
            corner, row[index + 1] = row[index + 1], best
    return row[-1]


if __name__ == "__main__":
    main()
