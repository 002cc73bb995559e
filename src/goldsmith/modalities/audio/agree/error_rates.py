"""How far two answers about a recording are apart, in the terms of speech research."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.audio.agree import TRANSCRIPTS
from goldsmith.modalities.audio.shapes import Utterance
from goldsmith.modalities.measures import ErrorMeasure, Errors

if TYPE_CHECKING:
    from goldsmith.algorithms.word_errors import WordErrors
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Ontology

__all__ = ["ERROR_RATES"]

COLLAR: Final = 0.25
"""Seconds at each border of the reference that do not count, as in NIST's evaluations."""
TOGETHER: Final = 0.5
"""Utterances with a longer pause between them, in both answers, are not compared with each other."""
MOST_WORDS: Final = 10_000
Texts = dict[str, str]
"""What each speaker says in a stretch of time."""


def count_words(reference: Answer[Any], hypothesis: Answer[Any], *, is_spaceless: bool) -> Errors | None:
    """Word errors; character errors of what is written in a script without spaces between words.

    Speakers are matched one to one for the fewest errors, and only what is said about the same time is compared.
    Sources: S. Watanabe et al., CHiME-6 Challenge, CHiME (2020): cpWER; T. von Neumann et al., MeetEval, CHiME (2023):
    its constraint by time.
    """
    found = [*_whole(reference, hypothesis, is_spaceless), *_spoken(reference, hypothesis, is_spaceless)]
    if not any(each.reference_words or each.hypothesis_words for each in found):
        return None
    kinds = ("substitutions", "deletions", "insertions")
    return Errors(
        tuple(float(sum(getattr(each, kind) for each in found)) for kind in kinds),
        sum(each.reference_words for each in found),
    )


def measure_speakers(reference: Answer[Any], hypothesis: Answer[Any], *, by_name: bool) -> Errors | None:
    """Seconds in which it is wrong who is heard; `by_name` counts a speaker on another's tier as wrong."""
    from goldsmith.algorithms.diarization import measure_diarization

    ours, theirs = (
        [(each.start, each.end, each.label) for each in answer.annotations] for answer in (reference, hypothesis)
    )
    if not ours and not theirs:
        return None
    found = measure_diarization(ours, theirs, COLLAR, by_name=by_name)
    return Errors((found.missed, found.false_alarm, found.confusion), found.speech)


def _whole(reference: Answer[Any], hypothesis: Answer[Any], is_spaceless: bool) -> Iterator[WordErrors]:
    """Compare the texts about the whole recording."""
    for name in sorted(TRANSCRIPTS):
        ours, theirs = (str(each.global_attributes.get(name, "")) for each in (reference, hypothesis))
        if _is_of(is_spaceless, ours, theirs) and (errors := _compare(ours, theirs, is_spaceless)):
            yield errors


def _spoken(reference: Answer[Any], hypothesis: Answer[Any], is_spaceless: bool) -> list[WordErrors]:
    """Compare utterances: for each speaker of either side, the errors over all stretches."""
    stretches = [
        (ours, theirs)
        for ours, theirs in _stretches(reference, hypothesis)
        if _is_of(is_spaceless, *ours.values(), *theirs.values())
    ]
    names = [sorted({name for stretch in stretches for name in stretch[side]}) for side in (0, 1)]
    pairs = {
        (one, other): _over_all(stretches, one, other, is_spaceless)
        for one in [*names[0], *([None] * len(names[1]))]
        for other in [*names[1], *([None] * len(names[0]))]
    }
    return _match(names, pairs)


def _over_all(
    stretches: Sequence[tuple[Texts, Texts]], one: str | None, other: str | None, is_spaceless: bool
) -> WordErrors:
    """The errors if `one` and `other` are the same speaker; None is nobody."""
    from goldsmith.algorithms.word_errors import WordErrors

    found = [
        errors
        for ours, theirs in stretches
        if (errors := _compare(ours.get(one or "", ""), theirs.get(other or "", ""), is_spaceless))
    ]
    return WordErrors(
        *(
            sum(getattr(each, field) for each in found)
            for field in ("substitutions", "deletions", "insertions", "reference_words", "hypothesis_words")
        )
    )


def _match(names: Sequence[Sequence[str]], pairs: dict[tuple[str | None, str | None], WordErrors]) -> list[WordErrors]:
    """Match speakers so that errors are fewest; whoever has no partner is left out or put in as a whole."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ours: list[str | None] = [*names[0], *([None] * len(names[1]))]
    theirs: list[str | None] = [*names[1], *([None] * len(names[0]))]
    errors = np.array([[pairs[one, other].errors for other in theirs] for one in ours]).reshape(len(ours), len(theirs))
    rows, columns = linear_sum_assignment(errors)
    return [pairs[ours[row], theirs[column]] for row, column in zip(rows, columns, strict=True)]


def _stretches(reference: Answer[Any], hypothesis: Answer[Any]) -> Iterator[tuple[Texts, Texts]]:
    """What each side hears each speaker say, from one pause of both to the next."""
    said = [
        (each, side)
        for side, answer in enumerate((reference, hypothesis))
        for each in answer.annotations
        if isinstance(each, Utterance) and each.transcript
    ]
    said.sort(key=lambda each: (each[0].start, each[0].end))
    texts: tuple[Texts, Texts] = ({}, {})
    until = float("-inf")
    for utterance, side in said:
        if utterance.start > until + TOGETHER and any(texts):
            yield texts
            texts = ({}, {})
        before = texts[side].get(utterance.label)
        texts[side][utterance.label] = f"{before} {utterance.transcript}" if before else utterance.transcript
        until = max(until, utterance.end)
    if any(texts):
        yield texts


def _is_of(is_spaceless: bool, *texts: str) -> bool:
    from goldsmith.algorithms.word_errors import has_no_spaces

    return has_no_spaces(" ".join(texts)) == is_spaceless


def _compare(reference: str, hypothesis: str, is_spaceless: bool) -> WordErrors | None:
    """None where there is nothing to compare, or more than can be."""
    from goldsmith.algorithms.word_errors import count_edits, split_characters, split_words

    split = split_characters if is_spaceless else split_words
    ours, theirs = split(reference), split(hypothesis)
    return count_edits(ours, theirs) if 0 < max(len(ours), len(theirs)) <= MOST_WORDS else None


def _writes(ontology: Ontology) -> bool:
    """Whether labelers write down what is said."""
    return any("utterance" in label.shapes or not label.shapes for label in ontology.labels) or any(
        each.type == "text" and each.name in TRANSCRIPTS for each in ontology.attributes
    )


def _marks(ontology: Ontology) -> bool:
    return bool(ontology.labels)


_EDITS: Final = ("substitutions", "deletions", "insertions")
_SECONDS: Final = ("missed", "false_alarm", "confusion")

ERROR_RATES: Final = (
    ErrorMeasure(
        name="word_error_rate",
        unit="words",
        kinds=_EDITS,
        is_asked=_writes,
        count=partial(count_words, is_spaceless=False),
    ),
    ErrorMeasure(
        name="character_error_rate",
        unit="characters",
        kinds=_EDITS,
        is_asked=_writes,
        count=partial(count_words, is_spaceless=True),
    ),
    ErrorMeasure(
        name="diarization_error_rate",
        unit="seconds",
        kinds=_SECONDS,
        is_asked=_marks,
        count=partial(measure_speakers, by_name=False),
    ),
    ErrorMeasure(
        name="identification_error_rate",
        unit="seconds",
        kinds=_SECONDS,
        is_asked=_marks,
        count=partial(measure_speakers, by_name=True),
    ),
)
