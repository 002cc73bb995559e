"""What a modality gives so that rubrics which are written in it can be tested. Pure, like all that a modality gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer

__all__ = ["Planted", "RubricLine", "RubricTesting"]


class Planted(NamedTuple):
    """A response that is known to be good, or bad, and that whoever writes the rubric does not see."""

    id: str
    text: str
    is_good: bool


class RubricLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of a rubric that a labeler wrote, and what it is worth."""

    criterion: str
    points: float


class RubricTesting(msgspec.Struct, frozen=True, kw_only=True):
    """How rubrics about an item are tested.

    `planted` are the hidden responses of a content, `rubric` is what an answer holds of criteria, in order, and
    `prompt` is what the responses answer, as text.
    """

    planted: Callable[[Any], Sequence[Planted]]
    rubric: Callable[[Answer[Any]], Sequence[RubricLine]]
    prompt: Callable[[Any], str]
