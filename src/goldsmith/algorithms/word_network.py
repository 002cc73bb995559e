"""Transcripts of the same clips as numbered words, aligned into networks of word slots (ROVER).

Where the transcripts of a clip are of a script that sets no spaces between words, their characters are its words.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.word_errors import has_no_spaces, is_spaceless_letter

__all__ = ["BLOCK_CELLS", "Answers", "Slots", "align_answers", "number_words", "split_transcripts"]

Floats = npt.NDArray[np.floating[Any]]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_WORDS: Final = 5_000
BLOCK_CELLS: Final = 500_000
DIMENSIONS: Final = 96
MATCH, SKIP, NEW = 0, 1, 2


def number_words(clips: npt.ArrayLike, labelers: npt.ArrayLike, transcripts: Sequence[str]) -> Answers:
    """Check the columns, put them in the order of clips and labelers, and number the words."""
    clip, labeler = (np.asarray(column).astype(np.int64) for column in (clips, labelers))
    if not len(clip) == len(labeler) == len(transcripts):
        raise ValueError("clips, labelers and transcripts must be equally long")
    if clip.size and min(clip.min(), labeler.min()) < 0:
        raise ValueError("clips and labelers count from 0")
    order = np.lexsort((labeler, clip))
    if ((np.diff(clip[order]) == 0) & (np.diff(labeler[order]) == 0)).any():
        raise ValueError("a labeler has one transcript of a clip")
    return Answers(clip[order], labeler[order], [transcripts[index] for index in order])


class Answers:
    """Transcripts as numbered words. Word 0 is the empty word; `key` is equal for words that mean the same."""

    def __init__(self, clip: Indexes, labeler: Indexes, transcripts: Sequence[str]) -> None:
        self.clip, self.labeler = clip, labeler
        self.bounds = np.searchsorted(clip, np.arange(int(clip.max(initial=-1)) + 2))
        written: list[list[str]] = []
        self._joints: list[str] = []
        for first, last in pairwise(self.bounds):
            words = split_transcripts(transcripts[first:last])
            if max(map(len, words), default=0) > MOST_WORDS:
                raise ValueError(f"a transcript has at most {MOST_WORDS:,} words")
            is_spaceless = _is_spaceless(transcripts[first:last])
            written += words if is_spaceless else _join_compounds(words)
            self._joints.append("" if is_spaceless else " ")
        self.surfaces = ["", *sorted({word for words in written for word in words})]
        number = {word: index for index, word in enumerate(self.surfaces)}
        self.words = [np.array([number[word] for word in words], dtype=np.int64) for words in written]
        spelling = [_spell(word) for word in self.surfaces]
        self.form = np.unique([form for form, _ in spelling] or [""], return_inverse=True)[1]
        keys, self.key = np.unique([key for _, key in spelling], return_inverse=True)
        self.features = _embed(keys.tolist())

    def write(self, clip: int, words: Sequence[str]) -> str:
        """The words of a clip as one text."""
        return self._joints[clip].join(words).strip()


def split_transcripts(transcripts: Sequence[str]) -> list[list[str]]:
    """The words of each transcript of one clip, as written; of a script without spaces its characters.

    >>> split_transcripts(["Go on!", "go on"]), split_transcripts(["今天, OK 去", "今日去"])
    ([['Go', 'on!'], ['go', 'on']], [['今', '天,', ' OK', ' 去'], ['今', '日', '去']])
    """
    split = _split_characters if _is_spaceless(transcripts) else _split
    return [split(text) for text in transcripts]


def _is_spaceless(transcripts: Sequence[str]) -> bool:
    return has_no_spaces(" ".join(transcripts))


def _split_characters(text: str) -> list[str]:
    """Characters with the space before them and the signs and marks behind; words of other scripts as a whole."""
    units: list[str] = []
    before = ""
    is_open = False
    for sign in text:
        kind = unicodedata.category(sign)[0]
        if sign.isspace():
            before, is_open = " ", False
        elif units and (kind not in "LN" or (is_open and not is_spaceless_letter(sign))):
            units[-1] += before + sign
            before = ""
        elif kind in "LN":
            units.append(before + sign)
            before, is_open = "", not is_spaceless_letter(sign)
        else:
            before += sign
    return units


def _split(text: str) -> list[str]:
    """Words as written; a sign that stands alone belongs to the word before it."""
    words: list[str] = []
    for word in text.split():
        if _spell(word)[1]:
            words.append(word)
        elif words:
            words[-1] += f" {word}"
    return words


@lru_cache(maxsize=1 << 16)
def _spell(word: str) -> tuple[str, str]:
    """A word without case and punctuation: with its apostrophes and spaces (form) and without them (key)."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "'")
    form = "".join([sign for sign in plain if sign in "' " or unicodedata.category(sign)[0] in "LMN"])
    return form.strip("' "), form.replace("'", "").replace(" ", "")


def _join_compounds(written: list[list[str]]) -> list[list[str]]:
    """Make two words one where somebody else wrote them together, so that they meet in one slot."""
    keys = [[_spell(word)[1] for word in words] for words in written]
    said = {key for row in keys for key in row}
    return [list(_join(words, row, said)) for words, row in zip(written, keys, strict=True)]


def _join(words: list[str], keys: list[str], said: set[str]) -> Iterator[str]:
    index = 0
    while index < len(words):
        step = 2 if "".join(keys[index : index + 2]) in said and index + 1 < len(words) else 1
        yield " ".join(words[index : index + step])
        index += step


def _embed(keys: list[str]) -> Floats:
    """Unit vectors whose products say how alike words are spelt: signed random sums of letters and letter pairs.

    The empty word has a dimension of its own, so it is alike nothing else.
    """
    signs: dict[str, Floats] = {}
    vectors = np.zeros((len(keys), DIMENSIONS), dtype=np.float32)
    vectors[0, 0] = 1
    for row, key in enumerate(keys[1:], start=1):
        for part in [*key, *map("".join, zip(f" {key}", f"{key} ", strict=True))]:
            if part not in signs:
                draw = np.random.default_rng(zlib.crc32(part.encode()))
                signs[part] = draw.choice(np.array([-1, 1], dtype=np.float32), DIMENSIONS - 1)
            vectors[row, 1:] += signs[part]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Slots:
    """A row of `word` is a slot of clip `clip[slot]`, a column an answer to it by `labeler[clip, column]` (-1: none).

    `centre[clip, column]` says how alike an answer is to the others of its clip: the first guess of who is right.
    """

    clip: Indexes
    word: Indexes
    labeler: Indexes
    centre: Floats


def align_answers(answers: Answers) -> Slots:
    """Align the answers of every clip, clips of like length at a time."""
    sizes = np.diff(answers.bounds)
    shape = len(sizes), int(sizes.max(initial=1))
    labeler, centre = np.full(shape, -1), np.zeros(shape)
    column = np.arange(len(answers.clip)) - answers.bounds[answers.clip]
    labeler[answers.clip, column] = answers.labeler
    length = np.zeros(shape, dtype=np.int64)
    length[answers.clip, column] = [len(words) for words in answers.words]
    longest = length.max(axis=1, initial=0)
    networks = [np.zeros((0, shape[1]), dtype=np.int64)] * shape[0]
    for block in _blocks(np.argsort(longest, kind="stable"), longest):
        words = _pad(answers, block, (len(block), shape[1], int(longest[block].max(initial=1))))
        vectors = answers.features[answers.key]
        centre[block] = _centrality(vectors[words] * (words > 0)[..., None], labeler[block] >= 0)
        aligned, width = _fill_network(vectors, words, length[block], centre[block])
        for row, index in enumerate(block):
            networks[index] = aligned[row, :, : width[row]].T
    clip = np.repeat(np.arange(shape[0]), [len(network) for network in networks])
    return Slots(clip, np.concatenate([np.zeros((0, shape[1]), dtype=np.int64), *networks]), labeler, centre)


def _pad(answers: Answers, block: Indexes, shape: tuple[int, int, int]) -> Indexes:
    words = np.zeros(shape, dtype=np.int64)
    for row, clip in enumerate(block):
        for column, answer in enumerate(answers.words[answers.bounds[clip] : answers.bounds[clip + 1]]):
            words[row, column, : len(answer)] = answer
    return words


def _blocks(order: Indexes, longest: Indexes) -> Iterator[Indexes]:
    """Cut the clips, shortest first, so that a block's alignment tables and word vectors stay within BLOCK_CELLS."""
    first = 0
    while first < len(order):
        size = longest[order[first:]]
        cells = (size + 1) * (size + DIMENSIONS) * np.arange(1, len(size) + 1)
        last = first + max(1, int(np.searchsorted(cells, BLOCK_CELLS)))
        yield order[first:last]
        first = last


def _centrality(vectors: Floats, has: Flags) -> Floats:
    """Mean likeness of each answer's bag of words to those of the other answers, 0 to 1."""
    bags = vectors.sum(axis=2)
    product = bags @ bags.transpose(0, 2, 1)
    square = np.einsum("brr->br", product)
    alike = 2 * product / np.maximum(square[:, :, None] + square[:, None, :], 1e-9)
    others = (has[:, :, None] & has[:, None, :]) & ~np.eye(has.shape[1], dtype=bool)
    mean: Floats = (alike * others).sum(axis=2) / np.maximum(others.sum(axis=2), 1)
    return np.clip(mean, 1e-3, 1) * has


def _fill_network(vectors: Floats, words: Indexes, length: Indexes, weight: Floats) -> tuple[Indexes, Indexes]:
    """Put the answers into a network one after the other, the most central first, then each once more.

    `words[clip, column, place]` with `length` and `weight` per clip and column; returns the network
    `[clip, column, slot]` and its number of slots per clip.
    """
    rows = np.arange(len(words))
    order = np.argsort(-weight, axis=1, kind="stable")
    network, width = np.zeros_like(words[:, :, :1]), np.zeros(len(words), dtype=np.int64)
    is_in = np.zeros(weight.shape, dtype=bool)
    for answer in [*order.T, *order.T]:
        network[rows, answer], is_in[rows, answer] = 0, False
        network, width = _drop_empty(network)
        share = weight * is_in / np.maximum((weight * is_in).sum(axis=1, keepdims=True), 1e-9)
        slots = sum(share[:, column, None, None] * vectors[network[:, column]] for column in range(weight.shape[1]))
        at_slot, at_word = _align(slots, width, vectors[words[rows, answer]], length[rows, answer])
        network = np.where(at_slot[:, None] < 0, 0, np.take_along_axis(network, at_slot[:, None], axis=2))
        network[rows, answer] = np.where(at_word < 0, 0, np.take_along_axis(words[rows, answer], at_word, axis=1))
        is_in[rows, answer] = True
    return _drop_empty(network)


def _drop_empty(network: Indexes) -> tuple[Indexes, Indexes]:
    is_used = (network > 0).any(axis=1)
    width = is_used.sum(axis=1)
    front = np.argsort(~is_used, axis=1, kind="stable")[:, : int(width.max(initial=1))]
    return np.take_along_axis(network, front[:, None], axis=2), width


def _align(slots: Floats, width: Indexes, words: Floats, length: Indexes) -> tuple[Indexes, Indexes]:
    """Cheapest alignment of `words[clip, place]` to `slots[clip, slot]`, all clips at once.

    Slots are mean vectors of the words in them, so a word costs its mean unlikeness to them, a skipped slot the share
    of words in it, a new slot 1. Returns per clip and step the slot and the word, -1 where there is none.
    """
    unlike = 1 - np.clip(slots @ words.transpose(0, 2, 1), 0, 1)
    skip = 1 - slots[:, :, 0]
    new = np.arange(words.shape[1] + 1, dtype=np.float32)
    cost = np.broadcast_to(new, (len(slots), len(new)))
    way = np.full((len(slots), slots.shape[1] + 1, len(new)), NEW, dtype=np.int8)
    for slot in range(slots.shape[1]):
        best, step = cost + skip[:, slot, None], way[:, slot + 1]
        step[:] = SKIP
        match = cost[:, :-1] + unlike[:, slot]
        step[:, 1:][match <= best[:, 1:]] = MATCH
        best[:, 1:] = np.minimum(best[:, 1:], match)
        # New slots cost 1 each, so the best way along a row is a running minimum.
        cost = np.minimum.accumulate(best - new, axis=1) + new
        step[cost < best - 1e-5] = NEW
    return _trace(way, width, length)


def _trace(way: npt.NDArray[np.int8], width: Indexes, length: Indexes) -> tuple[Indexes, Indexes]:
    """Walk the alignments back from their ends; shorter ones are padded at the front."""
    rows, slot, word = np.arange(len(way)), width.copy(), length.copy()
    at_slot, at_word = [], []
    while (slot > 0).any() or (word > 0).any():
        step = np.where(slot == 0, NEW, np.where(word == 0, SKIP, way[rows, slot, word]))
        has_slot, has_word = (step != NEW) & (slot > 0), (step != SKIP) & (word > 0)
        at_slot.append(np.where(has_slot, slot - 1, -1))
        at_word.append(np.where(has_word, word - 1, -1))
        slot, word = slot - has_slot, word - has_word
    nothing = np.full(len(way), -1)
    return np.stack([*at_slot[::-1], nothing], axis=1), np.stack([*at_word[::-1], nothing], axis=1)
