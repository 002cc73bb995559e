"""Nothing is marked in a form."""

from random import Random
from typing import Any


def make_shape(random: Random, body: dict[str, Any]) -> dict[str, Any]:
    """A shape that no form takes."""
    del random, body
    return {"type": "none"}
