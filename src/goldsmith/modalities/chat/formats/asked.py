"""Which of a project's labels a file's words go to: one that ranks, one that rates, one whose messages are written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Attribute, Label, Ontology

__all__ = ["Asked"]


class Asked:
    """The labels of an ontology by what is said under them.

    A form of rows has room for one ranking and one set of ratings: those of the first label in the project's order.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    @cached_property
    def ranking(self) -> Label | None:
        return self._first("ranking")

    @cached_property
    def rating(self) -> Label | None:
        return self._first("rating")

    @cached_property
    def step(self) -> Label | None:
        return self._first("step")

    @cached_property
    def grade(self) -> Label | None:
        return self._first("grade")

    @cached_property
    def criterion(self) -> Label | None:
        return self._first("criterion")

    @cached_property
    def demonstration(self) -> Label | None:
        """Under which the assistant's message is written that ends a conversation."""
        return self._first("message", _is_demonstration)

    @property
    def has_strengths(self) -> bool:
        """Tell whether labelers say by how much one response is better."""
        rules = self.ranking.comparison if self.ranking else None
        return bool(rules and rules.strengths > 1)

    @cached_property
    def numbers(self) -> dict[str, Attribute]:
        """The questions of ratings that are answered by a number, by name."""
        questions = self.rating.attributes if self.rating else ()
        return {question.name: question for question in questions if question.type == "number"}

    def number(self, said: str) -> Attribute | None:
        """Find the question of ratings that is meant."""
        return self.numbers.get(said) or self.numbers.get(label_name(said))

    def _first(self, shape: str, fits: Callable[[Label], bool] | None = None) -> Label | None:
        """The first live label for a shape; one that is for any shape only where none is made for it."""
        live = [label for label in self.ontology.labels if not label.retired and (fits is None or fits(label))]
        own = [label for label in live if shape in label.shapes]
        return next(iter(own or [label for label in live if not label.shapes]), None)


def _is_demonstration(label: Label) -> bool:
    rules = label.writing
    return rules is None or (rules.role == "assistant" and not rules.is_revision)
