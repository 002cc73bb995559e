"""The words of what is said: which of them lie in a stretch of time, and two people's words as one text.

A word without times is said at its share of the time; of a text that sets no spaces between words each character counts
as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities.audio.shapes import Utterance, Word

__all__ = [
    "Spoken",
    "clip_spoken",
    "join_spoken",
    "join_texts",
    "keep_share",
    "part_spoken",
    "spell_word",
    "spoken_of",
    "spread_words",
]

MOST_ALIGNED: Final = 1_000
"""Words on each side that are looked through for where one text goes on as the other."""
LEAST_TOGETHER: Final = 2
"""So many words in a row that two people wrote alike are more than chance."""
NEAR: Final = 1.0
"""Seconds by which a person may be off who says when a word is said."""
_WORD: Final = re.compile(r"\S+")
_CHARACTER: Final = re.compile(r"\S")
_SIGNS: Final = re.compile(r"[^\w]+")


class Spoken(NamedTuple):
    """A word: from where to where it stands in its text, the second in its middle, and by how many that may be off."""

    start: int
    end: int
    time: float
    doubt: float


class Junction(NamedTuple):
    """How many words of the earlier text come first, and how many of the later one are left out."""

    kept: int
    skipped: int


def spoken_of(utterance: Utterance) -> list[Spoken]:
    """The words of an utterance with the times that they have, or else their share of its time."""
    if utterance.words:
        found = _WORD.finditer(utterance.transcript)
        timed = ((*each.span(), word) for each, word in zip(found, utterance.words, strict=False))
        return [
            Spoken(start, end, (word.start + word.end) / 2, NEAR + (word.end - word.start) / 2)
            for start, end, word in timed
        ]
    return spread_words(utterance.transcript, utterance.start, utterance.end)


def spread_words(text: str, start: float, end: float) -> list[Spoken]:
    """The words of a text, evenly from one second to another."""
    found = [each.span() for each in (_CHARACTER if _is_spaceless(text) else _WORD).finditer(text)]
    step = (end - start) / max(len(found), 1)
    return [Spoken(*span, start + (place + 0.5) * step, NEAR + step) for place, span in enumerate(found)]


def clip_spoken(utterance: Utterance, inside: Utterance) -> Utterance:
    """`inside`, a shorter stretch of an utterance, with the words whose middle lies in it."""
    spoken = spoken_of(utterance)
    places = [place for place, word in enumerate(spoken) if inside.start <= word.time < inside.end]
    if not places:
        return msgspec.structs.replace(inside, transcript="", words=UNSET)
    first, last = places[0], places[-1]
    text = utterance.transcript[spoken[first].start : spoken[last].end]
    words = [_within(word, inside.start, inside.end) for word in (utterance.words or [])[first : last + 1]]
    return msgspec.structs.replace(inside, transcript=text, words=words or UNSET)


def keep_share(text: str, start: float, end: float) -> str:
    """The words of a text from one share of it to another, both in [0, 1]."""
    spoken = [word for word in spread_words(text, 0.0, 1.0) if start <= word.time < end]
    return text[spoken[0].start : spoken[-1].end] if spoken else ""


def join_spoken(earlier: Utterance, later: Utterance, seam: float) -> Utterance:
    """The earlier utterance, which from about a second on goes on as the later one says, up to that one's end.

    Where they share no word, the later one has heard all of it if it begins with the earlier one, whose last word may
    have been cut off; else both are kept.
    """
    junction, first, rest = _junction_of(earlier, later, seam)
    words = _join_words(earlier, later, junction)
    text = " ".join(filter(None, (first, rest))) if words else _put_together(first, rest)
    return msgspec.structs.replace(earlier, end=later.end, transcript=text, words=words)


def part_spoken(earlier: Utterance, later: Utterance, seam: float) -> tuple[Utterance, Utterance]:
    """The same as two utterances, one up to the second and one from there on."""
    junction, first, rest = _junction_of(earlier, later, seam)
    return (
        _say(msgspec.structs.replace(earlier, end=seam), first, (earlier.words or [])[: junction.kept]),
        _say(msgspec.structs.replace(later, start=seam), rest, (later.words or [])[junction.skipped :]),
    )


def join_texts(earlier: str, ours: Sequence[Spoken], later: str, theirs: Sequence[Spoken], seam: float) -> str:
    """Two texts of which the end of the one and the start of the other say the same; all of both where none does."""
    junction = find_junction(earlier, ours, later, theirs, seam) or Junction(len(ours), 0)
    return _put_together(*_halves(earlier, ours, later, theirs, junction))


def find_junction(
    earlier: str, ours: Sequence[Spoken], later: str, theirs: Sequence[Spoken], seam: float
) -> Junction | None:
    """A word that both texts have, nearest to a second by both; None where they share none.

    A word that stands alone counts where it ends the one text or begins the other, both say it at about the same time,
    and no longer row of words is shared.
    """
    skipped = max(0, len(ours) - MOST_ALIGNED)
    mine = [spell_word(earlier, word) for word in ours[skipped:]]
    other = [spell_word(later, word) for word in theirs[:MOST_ALIGNED]]
    blocks = SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks()
    rows = [block for block in blocks if block.size >= LEAST_TOGETHER]
    alone = [
        each
        for each in blocks
        if each.size and (each.a == len(mine) - 1 or each.b == 0) and _is_near(ours[skipped + each.a], theirs[each.b])
    ]
    found = [
        Junction(skipped + block.a + place, block.b + place) for block in rows or alone for place in range(block.size)
    ]
    return min(
        found, key=lambda each: abs(ours[each.kept].time - seam) + abs(theirs[each.skipped].time - seam), default=None
    )


def _junction_of(earlier: Utterance, later: Utterance, seam: float) -> tuple[Junction, str, str]:
    """Where the later utterance goes on, and the text of each up to or from there."""
    ours, theirs = spoken_of(earlier), spoken_of(later)
    junction = find_junction(earlier.transcript, ours, later.transcript, theirs, seam)
    if junction is None:
        junction = Junction(0 if abs(earlier.start - later.start) <= NEAR and theirs else len(ours), 0)
    return junction, *_halves(earlier.transcript, ours, later.transcript, theirs, junction)


def _say(utterance: Utterance, text: str, words: Sequence[Word]) -> Utterance:
    timed = [_within(word, utterance.start, utterance.end) for word in words]
    return msgspec.structs.replace(utterance, transcript=text, words=timed or UNSET)


def spell_word(text: str, word: Spoken) -> str:
    """A word as it is compared: without case and punctuation, unless it is nothing else."""
    said = text[word.start : word.end].casefold()
    return _SIGNS.sub("", said) or said


def _is_near(one: Spoken, other: Spoken) -> bool:
    return abs(one.time - other.time) <= one.doubt + other.doubt


def _halves(
    earlier: str, ours: Sequence[Spoken], later: str, theirs: Sequence[Spoken], junction: Junction
) -> tuple[str, str]:
    first = earlier[: ours[junction.kept - 1].end] if junction.kept else ""
    rest = later[theirs[junction.skipped].start :] if junction.skipped < len(theirs) else ""
    return first, rest


def _put_together(first: str, rest: str) -> str:
    return ("" if _is_spaceless(first + rest) else " ").join(filter(None, (first, rest)))


def _join_words(earlier: Utterance, later: Utterance, junction: Junction) -> list[Word] | UnsetType:
    """The words of both with their times, in order; UNSET where one of them has none."""
    if (junction.kept and not _is_timed(earlier)) or not _is_timed(later):
        return UNSET
    words: list[Word] = []
    for word in [*(earlier.words or [])[: junction.kept], *(later.words or [])[junction.skipped :]]:
        words.append(_within(word, words[-1].start if words else earlier.start, later.end))
    return words or UNSET


def _is_timed(utterance: Utterance) -> bool:
    """Whether all of its words have times: also where there are none."""
    return bool(utterance.words) or not utterance.transcript.split()


def _within(word: Word, low: float, high: float) -> Word:
    return Word(text=word.text, start=min(max(word.start, low), high), end=min(max(word.end, low), high))


def _is_spaceless(text: str) -> bool:
    from goldsmith.algorithms.word_errors import has_no_spaces

    return has_no_spaces(text)
