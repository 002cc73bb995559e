"""Error rates in the terms of a field: how far one answer is from another, by kinds of errors. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Ontology

__all__ = ["ErrorMeasure", "Errors"]


class Errors(NamedTuple):
    """How much is wrong, in the order of a measure's kinds, and how much the reference holds, in its unit."""

    by_kind: tuple[float, ...]
    reference: float


class ErrorMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """An error rate: all errors over what the reference holds. It may exceed 1.

    `name` is the field's, in snake case. `is_asked`: answers to the ontology can be measured so. `count` compares a
    reference with a hypothesis; None where neither holds anything of the kind, or they are too long to compare.
    """

    name: str
    unit: Literal["words", "characters", "seconds"]
    kinds: tuple[str, ...]
    is_asked: Callable[[Ontology], bool]
    count: Callable[[Answer[Any], Answer[Any]], Errors | None]
