"""What runs inside the sandbox: load a file's functions, ask them about the items, and say what came out.

Everything said here is a stranger's word: the parent checks it again (`goldsmith.journey.functions.running`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from goldsmith.functions.decorator import LabelFunction
from goldsmith.functions.item import Item
from goldsmith.functions.load import find_constants, load_functions
from goldsmith.functions.voting import Ballot, cast_votes

__all__ = ["Found", "Ran", "describe", "run_file"]


class Found(msgspec.Struct):
    """A labeling function of the file; `returns` are the constants that it plainly returns, with their lines."""

    name: str
    line: int
    attribute: str | None
    confidence: float | None
    returns: list[tuple[int, str]] = []


class Ran(msgspec.Struct):
    """The functions of a file, and what those that were asked said."""

    functions: list[Found]
    ballot: Ballot


def run_file(path: Path) -> Any:
    """Do what the file at `path` asks: `{"source", "content_fields", "items", "names", "item_seconds"}`.

    `names` are the functions to ask.
    """
    request = json.loads(path.read_bytes())
    functions = load_functions(request["source"])
    items = [Item(task, request["content_fields"]) for task in request["items"]]
    asked = [each for each in functions if each.name in request["names"]]
    return msgspec.to_builtins(
        Ran(describe(request["source"], functions), cast_votes(asked, items, item_seconds=request["item_seconds"]))
    )


def describe(source: str, functions: Sequence[LabelFunction]) -> list[Found]:
    """Say of each function of a file what can be known without asking it."""
    constants = find_constants(source)
    return [
        Found(each.name, each.line, each.attribute, each.confidence, constants.get(each.line, [])) for each in functions
    ]
