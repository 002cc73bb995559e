"""A task of theirs as the request that makes it here. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["FINISHED", "batch_for_finished", "body_of", "references", "replaced", "result_addresses", "unique_id_of"]

FINISHED: Final = "completed"
USUAL_PRIORITY: Final = 50
MOST_NAME: Final = 200
ELSEWHERE: Final = ("https://", "http://", "scaledata://", "s3://", "gs://")
ATTACHING: Final = ("attachment", "attachments", "context_attachments")
NOT_PARAMS: Final = frozenset(
    {"task_type", "self", "instruction", "project", "batch", "callback_url", "metadata", "priority", "unique_id"}
    | {"tags", "clear_unique_id_on_error", "force"}
)
# What people wrote or chose: an address in it is an answer, not a file of the response.
WORDS: Final = frozenset(
    {"textcollection", "categorization", "comparison", "namedentityrecognition", "transcription", "datacollection"}
)


def unique_id_of(task: Mapping[str, Any]) -> str:
    """Their unique_id; a task without one is known by its id, so that a second run finds it."""
    return str(task.get("unique_id") or f"scale:{task['task_id']}")


def body_of(task: Mapping[str, Any], instructions: list[str]) -> dict[str, Any]:
    """What makes the same task here, without project and batch.

    Their list shows a task's instruction with its project's below it: the latter, one of `instructions`, comes off
    again. A finished task does not call back a second time.
    """
    params = {name: value for name, value in (task.get("params") or {}).items() if name not in NOT_PARAMS}
    priority = task.get("priority")
    named = {
        "unique_id": unique_id_of(task),
        "instruction": _own_instruction(str(task.get("instruction") or ""), instructions),
        "metadata": task.get("metadata") or None,
        "tags": task.get("tags") or None,
        "callback_url": task.get("callback_url") if task.get("status") != FINISHED else None,
        "priority": priority if isinstance(priority, int) and priority != USUAL_PRIORITY else None,
    }
    return {**params, **{name: value for name, value in named.items() if value}}


def _own_instruction(shown: str, instructions: list[str]) -> str:
    for below in sorted(filter(None, instructions), key=len, reverse=True):
        if shown == below:
            return ""
        if shown.endswith(f"\n\n{below}"):
            return shown[: -len(below) - 2]
    return shown


def batch_for_finished(project: str, batch: str | None) -> str:
    """The name of the batch in which finished tasks of a batch that still runs, or of none, wait."""
    ending = " (finished at Scale)"
    return " / ".join(filter(None, (project, batch)))[: MOST_NAME - len(ending)] + ending


def references(params: Mapping[str, Any]) -> list[str]:
    """Every file that a task names, once."""
    found = (text for name in ATTACHING for _, text in _texts(params.get(name), name))
    return list(dict.fromkeys(text for text in found if text.startswith(ELSEWHERE)))


def replaced(params: Mapping[str, Any], addresses: Mapping[str, str]) -> dict[str, Any]:
    """The same with other addresses for its files."""
    return {name: _replace(value, addresses) if name in ATTACHING else value for name, value in params.items()}


def _replace(value: Any, addresses: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return addresses.get(value, value)
    if isinstance(value, list):
        return [_replace(each, addresses) for each in value]
    if isinstance(value, dict):
        return {name: _replace(each, addresses) for name, each in value.items()}
    return value


def result_addresses(task: Mapping[str, Any]) -> dict[str, str]:
    """The files that a response consists of: where in the response each is named, and its address."""
    if task.get("type") in WORDS:
        return {}
    return {at: text for at, text in _texts(task.get("response"), "") if text.startswith(("https://", "http://"))}


def _texts(value: Any, at: str) -> Iterator[tuple[str, str]]:
    """Every text in a JSON value, with the way to it."""
    if isinstance(value, str):
        yield at, value
        return
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in parts:
        yield from _texts(each, f"{at}.{name}" if at else str(name))
