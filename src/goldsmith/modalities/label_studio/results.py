"""The results of an annotation or prediction as our answer.

Format: https://labelstud.io/guide/task_format. Results of one `id` are about one place: its geometry, its labels, and
what was answered about it; a result without a place is about the whole item.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.label_studio.layout import PATH, Control
from goldsmith.modalities.label_studio.vocabulary import Result, Vocabulary

__all__ = ["PlaceReader", "read_results"]

PlaceReader = Callable[[Result, set[str] | None, LossReport], dict[str, Any] | None]
"""Reads the place of a result as type and geometry of an annotation; None for one that has no shape here, which it
counts. The shapes that the label may have come with it, None where nobody knows."""

LONGEST_ID: Final = 64
_PLACED: Final = frozenset(
    {
        "start",
        "globalOffsets",
        "x",
        "points",
        "vertices",
        "rle",
        "imageDataURL",
        "format",
        "radiusX",
        "sequence",
        "ranges",
    }
)
_ANSWERS: Final = {
    "choices": "choices",
    "taxonomy": "taxonomy",
    "textarea": "text",
    "number": "number",
    "rating": "rating",
    "datetime": "datetime",
}


def read_results(results: Any, words: Vocabulary, read_place: PlaceReader, report: LossReport) -> dict[str, Any]:
    """Read an answer, not yet checked against the ontology. What an answer cannot hold is counted.

    Raises InvalidError, naming the result, for what is no result at all.
    """
    reader = _Results(words, read_place, report)
    for place, group in _groups(results).items():
        reader.read(place, group)
    return reader.answer()


def _groups(results: Any) -> dict[str, list[Result]]:
    """Gather results by their ids; one without an id stands for itself."""
    if not isinstance(results, list):
        raise InvalidError("the results of an annotation are a list.", field="result")
    groups: dict[str, list[Result]] = {}
    for number, result in enumerate(results):
        field = f"result[{number}]"
        if not isinstance(result, dict):
            raise InvalidError("a result is an object.", field=field)
        if result.get("type") != "relation" and not isinstance(result.get("value"), dict):
            raise InvalidError("a result needs a value, which is an object.", field=f"{field}.value")
        groups.setdefault(str(result.get("id") or field), []).append(result)
    return groups


class _Results:
    """Builds an answer, place by place."""

    def __init__(self, words: Vocabulary, read_place: PlaceReader, report: LossReport) -> None:
        self._words, self._read_place, self._report = words, read_place, report
        self._annotations: list[dict[str, Any]] = []
        self._answers: dict[str, Any] = {}
        self._relations: list[Result] = []

    def read(self, uuid: str, group: Sequence[Result]) -> None:
        self._relations += [result for result in group if result.get("type") == "relation"]
        said = [result for result in group if result.get("type") != "relation"]
        placed = [result for result in said if _PLACED & result["value"].keys()]
        if placed:
            self._read_region(uuid[:LONGEST_ID], said, placed)
        else:
            self._answers |= self._read_answers(said)

    def answer(self) -> dict[str, Any]:
        known = {annotation["uuid"] for annotation in self._annotations}
        links = [link for relation in self._relations for link in self._links(relation, known)]
        return {"annotations": self._annotations, "global_attributes": self._answers, "links": links}

    def _read_region(self, uuid: str, said: Sequence[Result], placed: Sequence[Result]) -> None:
        labels = list(dict.fromkeys(name for result in said for name in self._words.labels_of(result)))
        if not labels:
            self._report.lose("regions without a label")
            return
        drawn = next((result for result in placed if result.get("type") not in _ANSWERS), placed[0])
        spoken = [result for result in said if self._words.is_transcript(result)]
        answers = self._read_answers([result for result in said if result not in spoken])
        self._report.lose("regions of several labels, now an annotation each", int(len(labels) > 1))
        for number, label in enumerate(labels):
            place = self._place(uuid, drawn, label)
            if place is not None:
                place |= self._transcript(label, spoken)
                own = uuid if number == 0 else f"{uuid[: LONGEST_ID - 5]}-{number + 1}"
                self._annotations.append({"uuid": own, "label": label, "attributes": dict(answers), **place})

    def _transcript(self, label: str, spoken: Sequence[Result]) -> dict[str, Any]:
        """What is said in a region, and the shape that holds it."""
        texts = [self._value(result["value"].get("text"), None, is_text=True) for result in spoken]
        text = "\n".join(str(each) for each in texts if each)
        shape = self._words.written_in(label)
        self._report.lose("transcripts of labels that are not written down in", int(bool(text) and shape is None))
        return {"type": shape, self._words.written_as: text} if text and shape else {}

    def _place(self, uuid: str, drawn: Result, label: str) -> dict[str, Any] | None:
        try:
            return self._read_place(drawn, self._words.shapes_of(label), self._report)
        except InvalidError as error:
            raise InvalidError(f"region {uuid}: {error.message}", field=f"result.value.{error.field}") from None

    def _read_answers(self, said: Sequence[Result]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for result in said:
            field, from_name = _ANSWERS.get(str(result.get("type"))), str(result.get("from_name"))
            control = self._words.question(from_name)
            if field is None:
                is_known = self._words.says_label(result) or bool(_PLACED & result["value"].keys())
                self._report.lose("results of kinds that are not known", int(not is_known))
            elif control is None and self._words.is_known:
                self._report.lose("answers to questions that are not asked here")
            else:
                name = control.attribute if control else label_name(from_name)
                answers[name] = self._value(result["value"].get(field), control, is_text=field == "text")
        return {name: value for name, value in answers.items() if value is not None}

    def _value(self, given: Any, control: Control | None, *, is_text: bool) -> Any:
        if not isinstance(given, list):
            return given
        if is_text:
            self._report.lose("texts of several parts, now lines of one", int(len(given) > 1))
            return "\n".join(map(str, given)) if given else None
        paths = [PATH.join(map(str, each)) if isinstance(each, list) else str(each) for each in given]
        if control is None:
            chosen = [label_name(path) for path in paths]
            return chosen[0] if len(chosen) == 1 else chosen
        if any(isinstance(each, list) for each in given):
            known = [path for path in paths if self._words.has_choice(path, control)]
            self._report.lose("paths that are not in the taxonomy", len(paths) - len(known))
            paths = known
        return self._chosen(list(dict.fromkeys(self._words.choice(path, control) for path in paths)), control)

    def _chosen(self, chosen: Sequence[str], control: Control) -> Any:
        if control.only_leaves:
            above = {option.parent for option in control.options}
            leaves = [name for name in chosen if name not in above]
            self._report.lose("taxonomy answers that stop before a leaf", len(chosen) - len(leaves))
            chosen = leaves
        if control.allow_multiple:
            return list(chosen)
        self._report.lose("choices beside the first", max(0, len(chosen) - 1))
        return chosen[0] if chosen else None

    def _links(self, relation: Result, known: set[str]) -> list[dict[str, Any]]:
        ends = (str(relation.get("from_id"))[:LONGEST_ID], str(relation.get("to_id"))[:LONGEST_ID])
        kinds = relation.get("labels")
        if not known.issuperset(ends):
            self._report.lose("relations of regions that are not here")
        elif not isinstance(kinds, list) or not kinds:
            self._report.lose("relations without a label")
        else:
            return [self._link(self._words.relation(str(kind)), relation, *ends) for kind in kinds]
        return []

    def _link(self, kind: str, relation: Result, source: str, target: str) -> dict[str, Any]:
        direction = relation.get("direction", "right")
        is_less = direction == "bi" and self._words.is_directed(kind)
        self._report.lose("relations of both directions, now of one", int(is_less))
        if direction == "left":
            source, target = target, source
        return {"type": kind, "from": source, "to": target}
