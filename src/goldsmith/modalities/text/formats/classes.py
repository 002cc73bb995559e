"""Answers about a whole text as the plain class names that other tools keep, and back.

The choice of a question is written `question=choice`, each of several choices `question/choice`, so that both come back
as they were; `Vocabulary.classes` reads them, and the plain names that other people write. Words, numbers and empty
lists are no classes; a format keeps them elsewhere or reports them.
"""

from __future__ import annotations

from collections.abc import Mapping

from goldsmith.modalities._contract import Value
from goldsmith.ontology import Ontology

__all__ = ["asks_classes", "class_titles", "classes_of"]


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
