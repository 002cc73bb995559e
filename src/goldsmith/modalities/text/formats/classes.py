"""Answers about a whole text as the plain class names that other tools keep, and back.

The choice of a question is written `question=choice`, each of several choices `question/choice`, so that both come back
as they were. A name without either sign, as other people write it, answers the question `label`. Words, numbers and
empty lists are no classes; a format keeps them elsewhere or reports them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from goldsmith.modalities._contract import Value
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.text.formats.documents import UnreadableError
from goldsmith.ontology import Ontology

__all__ = ["QUESTION", "answers_of", "asks_classes", "class_titles", "classes_of"]

QUESTION: Final = "label"
"""The question that class names of other people answer."""
_CLASS: Final = re.compile(r"([a-z0-9_][a-z0-9_.-]*)([=/])([a-z0-9_][a-z0-9_.-]*)\Z")


def asks_classes(ontology: Ontology) -> bool:
    return any(attribute.type == "category" for attribute in ontology.attributes)


def class_titles(ontology: Ontology) -> dict[str, str]:
    """List every class that an ontology knows, with the title of its choice."""
    return {
        f"{attribute.name}{'/' if attribute.allow_multiple else '='}{choice.name}": choice.title or choice.name
        for attribute in ontology.attributes
        for choice in attribute.choices
    }


def classes_of(answers: Mapping[str, Value], ontology: Ontology) -> tuple[list[str], dict[str, Value]]:
    """Part the answers about a text into classes and what is none."""
    categories = {attribute.name for attribute in ontology.attributes if attribute.type == "category"}
    classes: list[str] = []
    others: dict[str, Value] = {}
    for name, value in answers.items():
        if name in categories and isinstance(value, str):
            classes.append(f"{name}={value}")
        elif name in categories and isinstance(value, list) and value:
            classes += [f"{name}/{choice}" for choice in value]
        else:
            others[name] = value
    return classes, others


def answers_of(classes: Iterable[Any], *, field: str) -> dict[str, Any]:
    """Read classes: ours as what they were, others as the answer to `label`, one as a word, more as a list."""
    answers: dict[str, Any] = {}
    plain: list[str] = []
    for each in classes:
        if not isinstance(each, str) or not label_name(each):
            raise UnreadableError(f"A class in {field} is not a name.", field)
        found = _CLASS.match(each)
        if found is None:
            plain.append(label_name(each))
        elif found[2] == "/":
            answers.setdefault(found[1], [])
            _add(answers[found[1]], found[3], field)
        elif answers.setdefault(found[1], found[3]) != found[3]:
            raise UnreadableError(f"{field} answers one question twice.", field)
    if plain:
        answers[QUESTION] = plain[0] if len(plain) == 1 else plain
    return answers


def _add(chosen: Any, choice: str, field: str) -> None:
    if not isinstance(chosen, list):
        raise UnreadableError(f"{field} answers one question twice.", field)
    chosen.append(choice)
