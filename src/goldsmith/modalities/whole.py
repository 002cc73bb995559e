"""The defaults of a modality: an answer is one indivisible choice among those given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from goldsmith.modalities.alignment import Alignment, Posterior, Unit

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Ontology

__all__ = ["align_whole_answer", "exact_match", "merge_whole_answer"]


def align_whole_answer(answers: Sequence[Answer[Any]], ontology: Ontology) -> Alignment:
    """One open unit whose choices are the different answers; uuids do not make a difference."""
    del ontology
    keys = [_content_key(answer) for answer in answers]
    different = list(dict.fromkeys(keys))
    alignment = Alignment()
    unit = alignment.ask(Unit("whole", tuple(f"answer {n + 1}" for n in range(len(different))), is_open=True))
    for labeler, (key, answer) in enumerate(zip(keys, answers, strict=True)):
        alignment.vote(unit, labeler, different.index(key))
        alignment.give_value(unit, labeler, answer)
    return alignment


def merge_whole_answer(alignment: Alignment, posterior: Posterior) -> Answer[Any]:
    """Return the first answer of the most probable kind."""
    chosen = posterior.chosen[0]
    first = alignment.vote_choice.index(chosen)
    merged: Answer[Any] = alignment.values[first]
    return merged


def exact_match(one: Answer[Any], other: Answer[Any]) -> float:
    """1 when two answers say the same, else 0."""
    return float(one == other or _content_key(one) == _content_key(other))


def _content_key(answer: Answer[Any]) -> bytes:
    places = {annotation.uuid: str(index) for index, annotation in enumerate(answer.annotations)}
    annotations = [{**msgspec.to_builtins(annotation), "uuid": ""} for annotation in answer.annotations]
    links = [[link.type, places.get(link.from_, link.from_), places.get(link.to, link.to)] for link in answer.links]
    return msgspec.json.encode([annotations, answer.global_attributes, links], order="deterministic")
