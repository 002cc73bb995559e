"""What other people's words mean in a project: its labels, relations, questions and choices.

A word is looked for as an exact title, then as a name, then spelled as names are ("Traffic light" is traffic_light).
A title that two share decides nothing, and what is retired is not found by its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Attribute, Choice, Label, Ontology, link_types

__all__ = ["Vocabulary"]

_CLASS: Final = re.compile(r"([a-z0-9_][a-z0-9_.-]*)([=/])([a-z0-9_][a-z0-9_.-]*)\Z")


class Vocabulary:
    """The words of one ontology. A word that it does not know stays what it is, for the import to refuse by name."""

    def __init__(self, ontology: Ontology) -> None:
        self._labels = _Words(ontology.labels)
        self._relations = _Words(link_types(ontology))
        self._questions = _Questions(ontology.attributes)
        self._of_labels = {label.name: _Questions(label.attributes) for label in ontology.labels}
        self._ontology = {label.name: label for label in ontology.labels}

    def label(self, said: str) -> str:
        """Name the label that is meant; one that is not there is spelled as names are, which may leave nothing."""
        found = self._labels.find(said)
        return found.name if found else label_name(said)

    def label_entry(self, said: str) -> Label | None:
        """Give the label that is meant, where there is one."""
        return self._ontology.get(self.label(said))

    def takes(self, label: str, shape: str) -> bool:
        """Tell whether a label may be marked with a shape; one that is not there may be marked with any."""
        found = self._ontology.get(self.label(label))
        return found is None or not found.shapes or shape in found.shapes

    def keypoints(self, label: str) -> list[str]:
        """Name the keypoints of a label's skeleton in their order; a label without one has none."""
        found = self._ontology.get(self.label(label))
        return [point.name for point in found.skeleton.points] if found and found.skeleton else []

    def keypoint(self, label: str, said: str) -> str:
        """Name the keypoint that is meant, by its title, its name, or spelled as names are."""
        found = self._ontology.get(self.label(label))
        points = found.skeleton.points if found and found.skeleton else ()
        by_title = {point.title: point.name for point in points if point.title}
        return by_title.get(said) or next((each.name for each in points if each.name == said), label_name(said))

    def relation(self, said: str) -> str:
        found = self._relations.find(said)
        return found.name if found else label_name(said)

    def attributes(self, label: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Name the attributes of an annotation and their choices."""
        questions = self._of_labels.get(label) if said else None
        return questions.translate(said) if questions else dict(said)

    def entity_question(self, label: str, knowledge_base: str) -> str | None:
        """Name the attribute of a label that asks for an entity of this knowledge base."""
        found = self._ontology.get(self.label(label))
        asked = found.attributes if found else ()
        return next((each.name for each in asked if each.knowledge_base == knowledge_base != ""), None)

    def first_entity_question(self, label: str) -> str | None:
        """Name the first attribute of a label that asks for an entity."""
        found = self._ontology.get(self.label(label))
        return next((each.name for each in found.attributes if each.type == "entity"), None) if found else None

    def answers(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Name the questions about the whole item and their choices."""
        return self._questions.translate(said)

    def is_question(self, said: str) -> bool:
        return self._questions.words.find(said) is not None

    def is_class(self, said: str) -> bool:
        """Tell whether a question has this choice."""
        return bool(self._questions.having(said))

    def classes(self, said: Iterable[Any], *, field: str) -> dict[str, Any]:
        """Answer the questions that have these choices. Raises InvalidError where none has one, or more than one does.

        `question=choice` and `question/choice` say themselves what they answer.
        """
        answers: dict[str, Any] = {}
        for each in said:
            if not isinstance(each, str) or not each.strip():
                raise InvalidError(f"A class in {field} is not a name.", field=field)
            question, choice = self._questions.place(each, field)
            if question.allow_multiple:
                chosen = answers.setdefault(question.name, [])
                chosen += [] if choice.name in chosen else [choice.name]
            elif answers.setdefault(question.name, choice.name) != choice.name:
                raise InvalidError(f"{field} answers the question {question.name} twice.", field=field)
        return answers


class _Entry(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def retired(self) -> bool: ...


E = TypeVar("E", bound=_Entry)


class _Words(Generic[E]):
    """Entries by title and by name."""

    def __init__(self, entries: Sequence[E]) -> None:
        self._by_name = {entry.name: entry for entry in entries}
        self._by_title: dict[str, E | None] = {}
        for entry in entries:
            if entry.title and not entry.retired:
                self._by_title[entry.title] = None if entry.title in self._by_title else entry

    def find(self, said: str) -> E | None:
        return self._by_title.get(said) or self._by_name.get(said) or self._by_name.get(label_name(said))


class _Questions:
    """Attributes, and the choices of each that is a category."""

    def __init__(self, attributes: Sequence[Attribute]) -> None:
        self.words = _Words(attributes)
        self._choices = {each.name: _Words(each.choices) for each in attributes if each.type == "category"}
        self._categories = [each for each in attributes if each.type == "category" and not each.retired]

    def translate(self, said: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._translate(name, value) for name, value in said.items())

    def place(self, said: str, field: str) -> tuple[Attribute, Choice]:
        """Find the question that has this choice, and the choice."""
        found = self.having(said)
        if not found:
            raise InvalidError(f"{said[:80]!r} in {field} is no choice of any question of this project.", field=field)
        if len(found) > 1:
            names = " and ".join(question.name for question, _ in found[:2])
            raise InvalidError(
                f"{said[:80]!r} in {field} is a choice of {names}; say which, as in {found[0][0].name}=…", field=field
            )
        return found[0]

    def having(self, said: str) -> list[tuple[Attribute, Choice]]:
        """Find the questions that have this choice, or the one that is named with it."""
        spelled = _CLASS.match(said)
        if spelled and (own := self._choice(spelled[1], spelled[3])):
            return [own]
        return [(each, choice) for each in self._categories if (choice := self._choices[each.name].find(said))]

    def _choice(self, question: str, choice: str) -> tuple[Attribute, Choice] | None:
        attribute, words = self.words.find(question), self._choices.get(question)
        found = words.find(choice) if words else None
        return (attribute, found) if attribute and found else None

    def _translate(self, name: str, value: Any) -> tuple[str, Any]:
        attribute = self.words.find(name)
        words = self._choices.get(attribute.name) if attribute else None
        return attribute.name if attribute else name, _name_choices(value, words) if words else value


def _name_choices(value: Any, words: _Words[Choice]) -> Any:
    if isinstance(value, list):
        return [_name_choices(each, words) for each in value]
    found = words.find(value) if isinstance(value, str) else None
    return found.name if found else value
