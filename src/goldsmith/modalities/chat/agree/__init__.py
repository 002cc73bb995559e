"""Answers about conversations: judgements are put together one by one, what was written is taken from one labeler.

Two people's judgements of the same message, criterion, step or set of alternates are one object; of a ranking each
pair is decided for itself. Two people never write the same text: of what they wrote, one labeler's whole is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.alignment import Unit
from goldsmith.modalities.chat.agree.rankings import agreement as ranking_agreement
from goldsmith.modalities.chat.agree.rankings import ask_ranking, read_ranking
from goldsmith.modalities.chat.agree.verdicts import ask_verdict, read_verdict
from goldsmith.modalities.chat.agree.writing import Writings, in_place
from goldsmith.modalities.chat.shapes import Grade, Line, Ranking, Rating, Span, Step, Written
from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.text import agree as passages
from goldsmith.modalities.text.shapes import Span as TextSpan

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer, Shape
    from goldsmith.modalities.alignment import Alignment, Posterior, Reading
    from goldsmith.ontology import Ontology

__all__ = ["align", "merge", "similarity"]

_KEYS: Final[Mapping[type, Callable[[Any], object]]] = {
    Rating: lambda shape: shape.message,
    Ranking: lambda shape: shape.after,
    Step: lambda shape: (shape.message, shape.step),
    Grade: lambda shape: (shape.message, shape.criterion),
    Written: lambda shape: shape.uuid,
    Line: lambda shape: _folded(shape.criterion),
}


def near(first: Sequence[Any], second: Sequence[Any]) -> Iterable[tuple[int, int, float]]:
    """Pairs that speak of the same thing; passages do where they share characters of one message."""
    if isinstance(first[0], Span):
        return _near_spans(first, second)
    key = _KEYS[type(first[0])]
    places: dict[object, list[int]] = {}
    for place, shape in enumerate(second):
        places.setdefault(key(shape), []).append(place)
    return [(here, there, 1.0) for here, shape in enumerate(first) for there in places.get(key(shape), ())]


def _near_spans(first: Sequence[Span], second: Sequence[Span]) -> Iterable[tuple[int, int, float]]:
    for message in dict.fromkeys(span.message for span in first):
        ours = [place for place, span in enumerate(first) if span.message == message]
        theirs = [place for place, span in enumerate(second) if span.message == message]
        if theirs:
            pairs = passages.near(_as_texts(first, ours), _as_texts(second, theirs))
            yield from ((ours[here], theirs[there], score) for here, there, score in pairs)


def _as_texts(spans: Sequence[Span], places: Iterable[int]) -> list[TextSpan]:
    """Passages of one message as spans of a text, which know nothing of messages."""
    chosen = (spans[place] for place in places)
    return [TextSpan(label=span.label, start=span.start, end=span.end, text=span.text) for span in chosen]


def combine(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """The middle of passages; of judgements that of the most trusted labeler, before it is decided what it says."""
    if isinstance(shapes[0], Span):
        middle = passages.combine(_as_texts(shapes, range(len(shapes))), weights)
        return msgspec.structs.replace(shapes[0], start=middle.start, end=middle.end, text=middle.text)
    return shapes[max(range(len(shapes)), key=lambda number: weights[number])]


def accord(one: Any, other: Any) -> float:
    """How far two judgements of one thing say the same."""
    if isinstance(one, Ranking):
        return float(ranking_agreement(one, other))
    if isinstance(one, Grade):
        return float(one.met == other.met)
    if isinstance(one, Step):
        return float(1 - abs(one.rating - other.rating) / 2)
    if isinstance(one, Written):
        return float(_shared_words(one.content, other.content))
    return 1.0


def inquire(alignment: Alignment, subject: int, members: Sequence[tuple[int, Shape]]) -> None:
    """Ask which of two is better, whether a criterion is met, how a step is."""
    if isinstance(members[0][1], Ranking):
        ask_ranking(alignment, subject, members)
    else:
        ask_verdict(alignment, subject, members)


def conclude(shape: Any, members: Sequence[tuple[Any, float]], reading: Reading, units: Sequence[int]) -> Shape:
    if isinstance(shape, Ranking):
        return read_ranking(shape, members, reading, units)
    verdict: Shape = read_verdict(shape, reading, units)
    return verdict


JUDGEMENTS: Final = Geometry(near, combine, by_label=True, accord=accord, inquire=inquire, conclude=conclude)
_similarity: Final[Any] = partial(answer_similarity, JUDGEMENTS)


def align(answers: Sequence[Answer[Any]], ontology: Ontology) -> Alignment:
    """Judgements as objects; beside them one question: whose written messages stand."""
    writings = Writings.of(answers)
    asked = ontology if writings.is_judged or not writings.is_any else msgspec.structs.replace(ontology, labels=())
    alignment = align_objects(JUDGEMENTS, writings.judgements, asked)
    alignment.ontology = ontology
    if writings.is_any:
        unit = alignment.ask(Unit("whole", writings.choices, name="written", is_open=True))
        for labeler, choice in enumerate(writings.chosen):
            alignment.vote(unit, labeler, choice)
            alignment.give_value(unit, labeler, answers[labeler])
    return alignment


def merge(alignment: Alignment, posterior: Posterior) -> Answer[Any]:
    """The judgements as decided, and what one labeler wrote."""
    merged = merge_objects(JUDGEMENTS, alignment, posterior)
    unit = next((number for number, unit in enumerate(alignment.units) if unit.name == "written"), None)
    if unit is None:
        return merged
    chosen = posterior.chosen[unit]
    author = next(
        place
        for place, choice in enumerate(alignment.vote_choice)
        if alignment.vote_unit[place] == unit and choice == chosen
    )
    written = dict(alignment.values_by_unit()[unit])[alignment.vote_labeler[author]]
    return Writings.put_back(merged, written)


def similarity(one: Answer[Any], other: Answer[Any]) -> float:
    """How alike two answers are; written messages count by the words they share, wherever their ids come from."""
    similar: float = _similarity(in_place(one), in_place(other))
    return similar


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _shared_words(one: str, other: str) -> float:
    """The share of words, counted as often as they come, that two texts have in common (Dice's coefficient)."""
    from collections import Counter

    ours, theirs = Counter(one.split()), Counter(other.split())
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else float(one == other)
