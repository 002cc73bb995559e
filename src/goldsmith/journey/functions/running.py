"""The worker's side of running a stranger's functions: bounded, and nothing that comes back is believed unchecked."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.errors import InvalidError, UnavailableError
from goldsmith.functions.sandboxed import Found, Ran
from goldsmith.functions.voting import ITEM_SECONDS, Ballot, Outcome
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

__all__ = ["CHUNK_SECONDS", "Program", "UnconfinedError", "ask_functions", "load_program"]

CHUNK_SECONDS: Final = 60.0
LOAD_SECONDS: Final = 10.0
MEMORY_MB: Final = 512
LONGEST_MESSAGE: Final = 300
_REASONS: Final = {
    "time": "needs more than {seconds:g} seconds for {count:,} tasks",
    "memory": f"needs more than {MEMORY_MB} MB of memory",
    "result": "says more than 1 MB about {count:,} tasks",
    "failed": "ends its process or breaks what it runs in",
}


class UnconfinedError(UnavailableError):
    """This machine cannot keep a stranger's code in, so it runs none."""

    code = "unconfined"


class Program(msgspec.Struct, frozen=True):
    """A file of functions, and the content fields that its items have."""

    source: str
    content_fields: tuple[str, ...]


async def load_program(program: Program) -> list[Found]:
    """List the functions of a file. InvalidError says why it cannot be loaded, with the line where there is one."""
    try:
        return (await _run(program, [], [], LOAD_SECONDS)).functions
    except ProbeRefused as refusal:
        sentence = refusal.message if refusal.reason == "refused" else f"This file {_why(refusal, LOAD_SECONDS, 0)}."
        raise InvalidError(sentence, code="bad_functions", field="source") from None


async def ask_functions(
    program: Program, tasks: Sequence[Any], names: Sequence[str], *, seconds: float = CHUNK_SECONDS
) -> Ballot:
    """Ask these functions about these tasks, all in one child; when that fails, each in its own, to find the culprit.

    A function that cannot be run has an outcome that is `stopped`. Raises InvalidError when the file cannot be loaded.
    """
    try:
        return (await _run(program, tasks, names, seconds)).ballot
    except ProbeRefused as refusal:
        if refusal.reason == "refused":
            raise InvalidError(refusal.message, code="bad_functions", field="source") from None
    return _join([await _ask_alone(program, tasks, name, seconds) for name in names])


async def _ask_alone(program: Program, tasks: Sequence[Any], name: str, seconds: float) -> Ballot:
    try:
        return (await _run(program, tasks, [name], seconds)).ballot
    except ProbeRefused as refusal:
        return Ballot([], [Outcome(name, stopped=f"It {_why(refusal, seconds, len(tasks))}.")])


async def _run(program: Program, tasks: Sequence[Any], names: Sequence[str], seconds: float) -> Ran:
    request = {
        "source": program.source,
        "content_fields": program.content_fields,
        "items": tasks,
        "names": names,
        "item_seconds": ITEM_SECONDS,
    }
    with tempfile.TemporaryDirectory(prefix="goldsmith-functions-") as folder:
        path = Path(folder) / "request.json"
        await asyncio.to_thread(path.write_bytes, msgspec.json.encode(request))
        said = await _in_sandbox(path, seconds)
    return _checked(said, names, len(tasks))


async def _in_sandbox(path: Path, seconds: float) -> Any:
    try:
        return await run_bounded(
            "goldsmith.functions.sandboxed:run_file", path, seconds=seconds, memory_mb=MEMORY_MB, is_strict=True
        )
    except ProbeRefused as refusal:
        if refusal.reason == "unconfined":
            raise UnconfinedError(refusal.message) from None
        raise


def _checked(said: Any, names: Sequence[str], count: int) -> Ran:
    """Believe no number that points outside and no word that is too long: the child may have been taken over."""
    try:
        ran = msgspec.convert(said, Ran)
        for outcome in ran.ballot.outcomes:
            _check(outcome, names, count, len(ran.ballot.values))
    except (msgspec.ValidationError, ValueError):
        raise ProbeRefused("The functions broke what they run in.", reason="failed") from None
    return ran


def _check(outcome: Outcome, names: Sequence[str], count: int, values: int) -> None:
    is_possible = (
        outcome.name in names
        and len(outcome.items) == len(outcome.values) == len(set(outcome.items))
        and all(0 <= item < count for item in outcome.items)
        and all(0 <= value < values for value in outcome.values)
        and 0 <= outcome.errors <= count
    )
    if not is_possible:
        raise ValueError(outcome.name)
    outcome.first_error = _printable(outcome.first_error)
    outcome.stopped = _printable(outcome.stopped)


def _printable(text: str | None) -> str | None:
    if text is None:
        return None
    return "".join(each if each.isprintable() else " " for each in text[:LONGEST_MESSAGE])


def _why(refusal: ProbeRefused, seconds: float, count: int) -> str:
    if refusal.reason == "refused":
        return f"cannot be loaded: {refusal.message}"
    return _REASONS[refusal.reason].format(seconds=seconds, count=count)


def _join(ballots: Sequence[Ballot]) -> Ballot:
    joined = Ballot()
    for ballot in ballots:
        offset = len(joined.values)
        joined.values += ballot.values
        for outcome in ballot.outcomes:
            outcome.values = [offset + value for value in outcome.values]
            joined.outcomes.append(outcome)
    return joined
