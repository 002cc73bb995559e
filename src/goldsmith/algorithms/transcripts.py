"""What was said, judging by several people's transcripts of the same clip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.word_network import BLOCK_CELLS, Answers, Slots, align_answers, number_words

__all__ = ["TranscriptConsensus", "combine_transcripts"]

Floats = npt.NDArray[np.floating[Any]]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ROUNDS: Final = 6
# Of a wrong word, how probable it is to be this one: of unlike spelling, times e^2 when spelt alike; left out; put in.
UNLIKE, ALIKE_LOG, LEFT_OUT, PUT_IN, MOST_LIKELY = 0.1, 2.0, 0.2, 0.05, 0.9
# How many words of a wider circle count before a narrower one: all labelers, this labeler, this clip, these words.
POOL_LABELER, POOL_CLIP, POOL_NEAR, NEAR = 50.0, 10.0, 6.0, 4
MOST_ACCURATE, LEAST_ACCURATE = 0.99, 0.02
# Labelers mishear alike, so their evidence is not independent: certainty counts it at this power, the choice in full.
DEPENDENCE: Final = 0.2


@dataclass(frozen=True, slots=True)
class TranscriptConsensus:
    """What the clips 0 … max(clips) say.

    `texts[clip]` is the text; `words[clip]` are its words as written and `certainty[clip][word]` the probability that
    each is right; `expected_error[clip]` is the expected share of wrong, missing and needless words (1 where nobody
    wrote a word); `reliability[labeler]` is the share of words a labeler gets right, pooled towards all labelers'.
    """

    texts: list[str]
    words: list[list[str]]
    certainty: list[Floats]
    expected_error: Floats
    reliability: Floats


def combine_transcripts(
    clips: npt.ArrayLike, labelers: npt.ArrayLike, transcripts: Sequence[str]
) -> TranscriptConsensus:
    """Combine transcripts of the same clips word by word, giving more weight to those who are right more often.

    `clips` and `labelers` are integer arrays that count from 0: labeler `l` wrote `transcripts[i]` about clip `c`, at
    most once each. The transcripts of a clip are aligned into a network of word slots, in which words spelt alike
    attract each other (ROVER); then slots and labelers are estimated in turn: a word is probable when those who wrote
    it are right elsewhere (near by in this clip, in the whole clip, in other clips, each pooled towards the wider
    circle), and a labeler is reliable when their words are probable. Case and punctuation do not tell words apart;
    "any one" and "anyone" are one word where both occur in a clip; the spelling with most weight is written.
    Scripts that set no spaces between words are combined character by character.

    Raises ValueError for columns that do not fit, repeated answers and transcripts over 5,000 words.
    Sources: J. Fiscus, ROVER, ASRU (1997); A. Dawid and A. Skene, Applied Statistics 28 (1979).

    >>> said = ["The cat sat.", "the cat sat", "the bat sad", "Go on!", "go on", "gone"]
    >>> found = combine_transcripts([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], said)
    >>> found.texts, found.reliability.argmin().item()
    (['the cat sat.', 'Go on!'], 2)
    """
    answers = number_words(clips, labelers, transcripts)
    slots = align_answers(answers)
    return _write(answers, slots, *_estimate(answers, slots))


def _estimate(answers: Answers, slots: Slots) -> tuple[Indexes, Floats, Floats]:
    """Estimate words and labelers in turn; returns each slot's word, its certainty, and the labelers' reliability."""
    key, has = answers.key[slots.word], (slots.labeler >= 0)[slots.clip]
    right, certainty = np.zeros(key.shape), np.zeros(len(key))
    chosen = np.zeros(len(key), dtype=np.int64)
    first_guess = slots.centre[slots.clip] ** 4
    for block in _slot_blocks(key):
        support = _same(key[block], has[block]) * first_guess[block][:, None, :]
        right[block] = support.sum(axis=2) / first_guess[block].sum(axis=1, keepdims=True)
    for _ in range(ROUNDS):
        accuracy, reliability = _judge_labelers(slots, right, has)
        for block in _slot_blocks(key):
            right[block], certainty[block], best = _judge_words(answers, key[block], has[block], accuracy[block])
            chosen[block] = _choose_spelling(answers, slots.word[block], best, accuracy[block])
    return chosen, certainty, reliability


def _slot_blocks(key: Indexes) -> Iterator[slice]:
    step = max(1, BLOCK_CELLS // key.shape[1] ** 2)
    return (slice(first, first + step) for first in range(0, len(key), step))


def _same(key: Indexes, has: Flags) -> Flags:
    """Tell, for `[slot, one, other]`, whether two answers say the same word."""
    same: Flags = (key[:, :, None] == key[:, None, :]) & has[:, :, None] & has[:, None, :]
    return same


def _judge_labelers(slots: Slots, right: Floats, has: Flags) -> tuple[Floats, Floats]:
    """How probable it is that each answer is right in each slot, judged by the other slots; and per labeler overall."""
    clip, rows = slots.clip, (slots.labeler >= 0)
    bounds = np.searchsorted(clip, np.arange(len(rows) + 1))
    sums = np.stack(
        [np.diff(np.pad(part.cumsum(axis=0), ((1, 0), (0, 0)))[bounds], axis=0) for part in (right * has, has)]
    )
    who = np.maximum(slots.labeler, 0)
    totals = np.stack([np.bincount(who[rows], weights=part[rows]) for part in sums])
    mean = totals[0].sum() / max(totals[1].sum(), 1)
    elsewhere = totals[:, who] - sums
    labeler = (elsewhere[0] + mean * POOL_LABELER) / (elsewhere[1] + POOL_LABELER)
    in_clip = (sums[0] + labeler * POOL_CLIP)[clip] - right
    in_clip /= np.maximum(sums[1][clip] - 1, 0) + POOL_CLIP
    near_right, near = _sum_near(right * has, clip), _sum_near(has.astype(float), clip)
    accuracy = (near_right + in_clip * POOL_NEAR) / (near + POOL_NEAR)
    reliability = (totals[0] + mean * POOL_LABELER) / (totals[1] + POOL_LABELER)
    return np.clip(accuracy, LEAST_ACCURATE, MOST_ACCURATE), reliability


def _sum_near(values: Floats, clip: Indexes) -> Floats:
    """Sum the NEAR slots before and after, not the slot itself, falling off with distance."""
    total = np.zeros_like(values)
    for distance in range(1, NEAR + 1):
        shared = np.exp(-(distance - 1) / NEAR) * (clip[distance:] == clip[:-distance])[:, None]
        total[distance:] += shared * values[:-distance]
        total[:-distance] += shared * values[distance:]
    return total


def _judge_words(answers: Answers, key: Indexes, has: Flags, accuracy: Floats) -> tuple[Floats, Floats, Indexes]:
    """Bayes' rule in each slot over the words said: right per answer, certainty and key of the most probable word."""
    same = _same(key, has)
    vectors = answers.features[key]
    slip = np.minimum(UNLIKE * np.exp(ALIKE_LOG * np.clip(vectors @ vectors.transpose(0, 2, 1), 0, 1)), MOST_LIKELY)
    slip = np.where((key == 0)[:, None, :], LEFT_OUT, np.where((key == 0)[:, :, None], PUT_IN, slip))
    wrong = np.log1p(-accuracy)[:, None, :]
    evidence = np.where(same, np.log(accuracy)[:, None, :], wrong + np.log(slip))
    is_first = has & ~np.tril(same, -1).any(axis=2)
    belief = np.where(is_first, (evidence * has[:, None, :]).sum(axis=2), -np.inf)
    best = belief.argmax(axis=1)
    unsaid = ((wrong[:, 0] + np.log(UNLIKE)) * has).sum(axis=1, keepdims=True)
    certainty = _share(DEPENDENCE * np.concatenate([belief, unsaid], axis=1))[np.arange(len(key)), best]
    right = (_share(belief)[:, :, None] * same).sum(axis=1)
    return right, certainty, key[np.arange(len(key)), best]


def _share(logarithms: Floats) -> Floats:
    parts = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def _choose_spelling(answers: Answers, word: Indexes, best: Indexes, accuracy: Floats) -> Indexes:
    """Of the ways in which the best word is written, the one with most weight; the same letters count most."""
    form = answers.form[word]
    weight = np.log(accuracy / (1 - accuracy) / UNLIKE)[:, None, :]
    alike = (form[:, :, None] == form[:, None, :]) + 0.1 * (word[:, :, None] == word[:, None, :])
    is_best = answers.key[word] == best[:, None]
    votes = np.where(is_best, (alike * np.maximum(weight, 0.01) * is_best[:, None, :]).sum(axis=2), -1)
    chosen: Indexes = word[np.arange(len(word)), votes.argmax(axis=1)]
    return chosen


def _write(
    answers: Answers, slots: Slots, chosen: Indexes, certainty: Floats, reliability: Floats
) -> TranscriptConsensus:
    n_clips = len(slots.labeler)
    spoken = chosen > 0
    n_words = np.bincount(slots.clip[spoken], minlength=n_clips)
    wrong = np.bincount(slots.clip, weights=1 - certainty, minlength=n_clips)
    expected_error = np.where(n_words == 0, 1.0, np.minimum(wrong / np.maximum(n_words, 1), 1))
    ends = np.cumsum(n_words)[:-1]
    # Splitting nothing yields one empty part; no clips have none.
    certain = np.split(certainty[spoken], ends)[:n_clips]
    parts = np.split(chosen[spoken], ends)[:n_clips]
    written = [[answers.surfaces[index] for index in part] for part in parts]
    texts = [answers.write(clip, row) for clip, row in enumerate(written)]
    words = [[word.strip() for word in row] for row in written]
    return TranscriptConsensus(texts, words, certain, expected_error, reliability)
