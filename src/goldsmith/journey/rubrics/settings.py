"""How a project tests the rubrics that are written in it, as an operator says it."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = ["RubricTestingSettings"]


class RubricTestingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`model` is the id of a connected chat or practice model that grades; null: nothing is tested.

    A writer may test a rubric `most_tests` times before it is submitted. `least_gap`: by how much of a whole score each
    good response has to stand above each bad one.
    """

    model: str | None = None
    most_tests: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5
    least_gap: Annotated[float, msgspec.Meta(ge=0.01, le=1)] = 0.1
