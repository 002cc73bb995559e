"""What a judge is asked about one thing at a time: how it is on an axis, whether it meets a criterion. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Attribute, Ontology

__all__ = ["Grade", "Grading", "Mark", "Question"]


class Mark(msgspec.Struct, frozen=True):
    """A question about one thing: under which label, about what, and which of the label's questions or criteria."""

    label: str
    target: str
    part: str


class Question(NamedTuple):
    """What is asked, as one choice of several, from the lowest to the highest where they have an order."""

    mark: Mark
    asked: Attribute


class Grade(NamedTuple):
    """What somebody said: about which thing, in which words the question goes, the choice's place, of how many.

    `is_criterion`: the question is a criterion of the item's own rubric.
    """

    label: str
    about: str
    question: str
    choice: int
    choices: int
    is_criterion: bool = False


class Grading(msgspec.Struct, frozen=True, kw_only=True):
    """How a judge that reads text marks what a modality shows, one thing at a time.

    `is_asked`: the ontology asks such questions. `questions` are all that an item has, those about one thing beside
    each other. `show` is that thing as text, with what it answers. `grades` is what an answer says, `marks` makes the
    annotations of an answer, given the name of the choice for each.
    """

    is_asked: Callable[[Ontology], bool]
    questions: Callable[[Any, Ontology], Sequence[Question]]
    show: Callable[[Any, str], str]
    grades: Callable[[Any, Ontology, Answer[Any]], Iterable[Grade]]
    marks: Callable[[Any, Ontology, Mapping[Mark, str]], Sequence[Any]]
