"""What SageMaker Ground Truth's augmented manifests have in common, whatever is labeled: label attributes.

Format: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html. A line has `source` or `source-ref`, and
for each label an attribute with its value and one called `<attribute>-metadata` that says of what type it is, which
class each number means, how sure it is, and whether people gave it. We leave out the date, so that the same delivery is
the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Value
from goldsmith.modalities.json_lines import object_in
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Attribute, Ontology

__all__ = ["ANSWERS", "UNIQUE_ID", "Label", "Questions", "class_map", "class_of", "metadata_of", "part_line"]

UNIQUE_ID: Final = "unique-id"
ANSWERS: Final = "global-attributes"
_SOURCES: Final = frozenset({"source", "source-ref", UNIQUE_ID, ANSWERS})
_TYPE: Final = "groundtruth/"
_METADATA: Final = "-metadata"


class Label(NamedTuple):
    """A label attribute of a line; `kind` is its type without `groundtruth/`."""

    attribute: str
    kind: str
    value: Any
    metadata: dict[str, Any]


def part_line(line: Mapping[str, Any], kinds: Iterable[str]) -> tuple[list[Label], dict[str, Any]]:
    """Part a line into labels of these kinds and everything else but where it comes from."""
    known = frozenset(kinds)
    labels = [label for attribute in line if (label := _label(line, attribute)) and label.kind in known]
    read = {name for label in labels for name in (label.attribute, label.attribute + _METADATA)}
    rest = {name: value for name, value in line.items() if name not in read and name not in _SOURCES}
    return [label for label in labels if label.value is not None], rest


def metadata_of(kind: str, job: str, *, is_by_machines: bool, **more: Any) -> dict[str, Any]:
    """Say of a label what every label has."""
    by_people = "no" if is_by_machines else "yes"
    said = {"type": _TYPE + kind, "job-name": f"labeling-job/{label_name(job)}", "human-annotated": by_people}
    return {**more, **said}


def class_map(names: Iterable[str]) -> dict[str, str]:
    return {str(number): name for number, name in enumerate(names)}


def class_of(label: Label, number: Any, field: str) -> str:
    """Find the class that a number means."""
    name = object_in(label.metadata, "class-map").get(str(number))
    if not isinstance(name, str):
        raise InvalidError(f"{field} is a class that {label.attribute}{_METADATA} does not name.", field=field)
    return name


class Questions:
    """The questions of a project about whole items as label attributes.

    `kind` is text or image; an attribute that would be called as one in `taken` has `answer-` before its name.
    """

    def __init__(self, ontology: Ontology, kind: str, taken: Iterable[str]) -> None:
        self._words, self._kind = Vocabulary(ontology), kind
        self._questions: dict[str, Attribute] = {}
        names = {*taken, *_SOURCES}
        for question in ontology.attributes:
            attribute = question.name
            while names & {attribute, attribute + _METADATA}:
                attribute = f"answer-{attribute}"
            names |= {attribute, attribute + _METADATA}
            self._questions[attribute] = question
        self._attributes = {question.name: attribute for attribute, question in self._questions.items()}

    @property
    def kinds(self) -> list[str]:
        return [f"{self._kind}-classification", f"{self._kind}-classification-multilabel"]

    def write(
        self, answers: Mapping[str, Value], job: str, *, confidence: float | None, is_by_machines: bool
    ) -> dict[str, Any]:
        """Give the label attributes of these answers; words and numbers stand beside them as they are."""
        line: dict[str, Any] = {}
        others: dict[str, Value] = {}
        sure = {} if confidence is None else {"confidence": confidence}
        for name, value in answers.items():
            attribute = self._attributes[name]
            choices = [choice.name for choice in self._questions[attribute].choices]
            if isinstance(value, list) and choices:
                numbers = [choices.index(str(choice)) for choice in value]
                classes = {"class-map": dict(zip(map(str, numbers), map(str, value), strict=True))}
                line[attribute] = numbers
                line[attribute + _METADATA] = metadata_of(self.kinds[1], job, is_by_machines=is_by_machines, **classes)
            elif choices:
                more = {"class-name": str(value), **sure}
                line[attribute] = choices.index(str(value))
                line[attribute + _METADATA] = metadata_of(self.kinds[0], job, is_by_machines=is_by_machines, **more)
            else:
                others[name] = value
        return {**line, **({ANSWERS: others} if others else {})}

    def read(self, labels: Iterable[Label], line: Mapping[str, Any]) -> dict[str, Any]:
        """Read the answers of a line: to the question that an attribute is called as, or that has the class."""
        answers = object_in(line, ANSWERS)
        for label in labels:
            if label.kind in self.kinds:
                answers = {**answers, **self._answer(label)}
        return answers

    def _answer(self, label: Label) -> dict[str, Any]:
        names = _class_names(label)
        question = self._questions.get(label.attribute)
        if question is not None or self._words.is_question(label.attribute):
            name = question.name if question else label.attribute
            return {name: names if label.kind == self.kinds[1] else names[0]}
        return self._words.classes(names, field=label.attribute)


def _label(line: Mapping[str, Any], attribute: str) -> Label | None:
    metadata = line.get(attribute + _METADATA)
    kind = metadata.get("type") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(kind, str):
        return None
    return Label(attribute, kind.removeprefix(_TYPE), line[attribute], metadata)


def _class_names(label: Label) -> list[str]:
    if isinstance(label.value, list):
        return [class_of(label, number, label.attribute) for number in label.value]
    name = label.metadata.get("class-name")
    return [name] if isinstance(name, str) else [class_of(label, label.value, label.attribute)]
