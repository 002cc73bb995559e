"""Which models a labeler talks to, and in which order: drawn by the assignment, so that no side has an advantage."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Final
from uuid import UUID

__all__ = ["MOST_REPLIES", "alias_of", "draw_lineup"]

MOST_REPLIES: Final = 8
_PURPOSE: Final = b"goldsmith talk lineup"


def draw_lineup(secret: bytes, assignment_id: UUID, model_ids: Sequence[UUID], count: int) -> list[UUID]:
    """So many of the models in the order of their aliases.

    The same for the same assignment and models, whatever order they are named in; without the installation's secret
    nobody can tell which it is.
    """
    digest = hmac.digest(secret, _PURPOSE + assignment_id.bytes, hashlib.sha256)
    drawn = random.Random(digest).sample(sorted(model_ids), len(model_ids))  # noqa: S311  (seeded by a keyed hash)
    return drawn[:count]


def alias_of(place: int) -> str:
    """The name under which a model is known while labeling: A, B, ….

    >>> alias_of(0), alias_of(7)
    ('A', 'H')
    """
    return ascii_uppercase[place]
