"""Ask labeling functions about items: one that fails on an item abstains there, one that hangs is stopped."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from goldsmith.functions.decorator import LabelFunction
from goldsmith.functions.item import Item
from goldsmith.functions.load import where_it_failed

__all__ = ["ITEM_SECONDS", "Ballot", "Outcome", "cast_votes", "make_answer"]

ITEM_SECONDS: Final = 2.0
LONGEST_VOTE: Final = 20_000


class Outcome(msgspec.Struct):
    """What one function said: `items[i]` got `values[i]`, both as numbers into what was asked and what was said."""

    name: str
    items: list[int] = []
    values: list[int] = []
    errors: int = 0
    first_error: str | None = None
    stopped: str | None = None
    """Why it was asked no more."""


class Ballot(msgspec.Struct):
    """The votes of several functions; each different value is kept once, as JSON text."""

    values: list[str] = []
    outcomes: list[Outcome] = []


def cast_votes(
    functions: Sequence[LabelFunction], items: Sequence[Item], *, item_seconds: float = ITEM_SECONDS
) -> Ballot:
    """Ask every function about every item; `item_seconds` of processor time is the most for one question."""
    numbers: dict[str, int] = {}
    outcomes = [_ask(function, items, numbers, item_seconds) for function in functions]
    return Ballot(list(numbers), outcomes)


def make_answer(value: Any, attribute: str | None) -> dict[str, Any]:
    """Turn a vote into an answer of the one schema: a dict is a whole answer, anything else a value of `attribute`."""
    if isinstance(value, dict):
        return value
    return {"annotations": [], "global_attributes": {attribute or "": value}}


def _ask(function: LabelFunction, items: Sequence[Item], numbers: dict[str, int], item_seconds: float) -> Outcome:
    outcome = Outcome(function.name)
    with _interruptible():
        for index, item in enumerate(items):
            try:
                signal.setitimer(signal.ITIMER_PROF, item_seconds)
                value = function(item)
                said = None if value is None else _as_json(value)
            except _TooLongError:
                outcome.stopped = f"It needed more than {item_seconds:g} seconds for one item (line {function.line})."
                break
            except BaseException as error:  # whatever it raises, it has no opinion on this item
                outcome.errors += 1
                outcome.first_error = outcome.first_error or where_it_failed(error)
                continue
            if said is not None:
                outcome.items.append(index)
                outcome.values.append(numbers.setdefault(said, len(numbers)))
    return outcome


def _as_json(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | list | tuple | set | frozenset | dict):
        message = (
            f"a vote is a choice's name, a number, a list of choices, an answer or None, not {type(value).__name__}"
        )
        raise TypeError(message)
    plain = sorted(value) if isinstance(value, list | tuple | set | frozenset) else value
    said = json.dumps(plain, allow_nan=False, ensure_ascii=False, sort_keys=True)
    said.encode()
    if len(said) > LONGEST_VOTE:
        message = f"a vote takes at most {LONGEST_VOTE:,} characters; this one has {len(said):,}"
        raise ValueError(message)
    return said


class _TooLongError(BaseException):
    """Raised inside a function that computes for too long; no Exception, so that its own handlers let it pass."""


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let a timer interrupt what computes for too long; what sleeps, or swallows that, is left to the sandbox."""
    before = signal.signal(signal.SIGPROF, _interrupt)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _interrupt(*_: object) -> None:
    raise _TooLongError
