"""Make what tasks belong to: projects with every version of their parameters, and batches, staged at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.compat.scale.importing.bodies import FINISHED, batch_for_finished
from goldsmith.compat.scale.importing.patience import Door
from goldsmith.compat.scale.importing.report import Report
from goldsmith.errors import ConflictError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from scaleapi.projects import Project
    from scaleapi.tasks import TaskType

__all__ = ["PAGE", "Batch", "Place", "Places", "type_called"]

PAGE: Final = 100
OVER: Final = ("completed", "canceled", "cancelled")
NOT_PARAMS: Final = frozenset({"version", "created_at", "patch", "type", "name", "project_name", "self"})


class Batch(msgspec.Struct, frozen=True):
    """The status of a batch there and here."""

    there: str
    here: str

    @property
    def keeps_waiting(self) -> bool:
        """Whether what is put in does not become work: it is over there, or has not begun, and is staged here."""
        return self.here == "staging" and self.there in (*OVER, "staging")


class Place(msgspec.Struct, frozen=True):
    """Where tasks come from and go to: a project there (of it one type, when it takes several), and the one here."""

    there: str
    here: str
    only_type: str | None
    instructions: list[str]
    batches: Mapping[str, Batch]

    def batch_of(self, task: Mapping[str, Any]) -> str | None:
        """The batch of a task here: what is finished waits in its own or, where that is work, in one beside it."""
        name = task.get("batch") or None
        batch = self.batches.get(name) if name else None
        if task["status"] != FINISHED:
            return name if batch else None
        return name if batch and batch.keeps_waiting else batch_for_finished(self.here, name)


class Places:
    """Finds or makes places, and notes in the report what was made and what could not be carried."""

    def __init__(self, source: Door, target: Door, report: Report) -> None:
        self._source, self._target, self._report = source, target, report
        self._there_already: set[str] = set()

    def open(self, project: Project) -> Iterator[Place]:
        """The project, its versions and its batches, made here where they are missing."""
        history = [_params(version) for version in project.as_dict()["param_history"]] or [{}]
        instructions = [str(params.get("instruction") or "") for params in history]
        if project.type:
            self._make_project(project.name, project.type, history)
            yield Place(project.name, project.name, None, instructions, dict(self._make_batches(project.name)))
            return
        for kind in self._types_in(project.name):
            self._make_project(f"{project.name} {kind}", kind, history)
            yield Place(project.name, f"{project.name} {kind}", kind, instructions, {})

    def _types_in(self, project: str) -> list[str]:
        """The types of the tasks of a project that takes every type: here it becomes a project for each."""
        from scaleapi.tasks import TaskType

        ask = self._source.client.tasks
        kinds = [kind.value for kind in TaskType]
        return [kind for kind in kinds if self._source.ask(ask, project=project, type=kind, limit=1).docs]

    def _make_project(self, name: str, kind: str, history: list[dict[str, Any]]) -> None:
        """Make it, and each version of its parameters that comes after those that are here."""
        known = self._find_project(name) or self._create_project(name, kind, history[0])
        here = [_params(version) for version in known.as_dict()["param_history"]]
        if here != history[: len(here)]:
            self._report.losses["projects whose parameters were changed here (they stay as they are here)"] += 1
            return
        for params in history[len(here) :]:
            self._target.ask(self._target.client.update_project, name, patch=False, **params)

    def _find_project(self, name: str) -> Project | None:
        try:
            return self._target.ask(self._target.client.get_project, name)
        except NotFoundError:
            return None

    def _create_project(self, name: str, kind: str, params: dict[str, Any]) -> Project:
        try:
            made = self._target.ask(self._target.client.create_project, name, type_called(kind), params=params)
        except ConflictError:  # made by the attempt whose answer was lost
            return self._target.ask(self._target.client.get_project, name)
        self._report.projects += 1
        return made

    def _make_batches(self, project: str) -> Iterator[tuple[str, Batch]]:
        for batch in self._batches_there(project):
            callback = None if batch["status"] in OVER else batch.get("callback")
            here = self.make_batch(project, batch["name"], callback=callback, metadata=batch.get("metadata"))
            if batch.get("calibration_batch") or batch.get("self_label_batch"):
                self._report.losses["what kind a batch is: calibration or self-label"] += 1
            yield batch["name"], Batch(batch["status"], here)

    def _batches_there(self, project: str) -> Iterator[dict[str, Any]]:
        offset, has_more = 0, True
        while has_more:
            page = self._source.ask(self._source.client.batches, project=project, limit=PAGE, offset=offset)
            yield from (batch.as_dict() for batch in page.docs)
            offset, has_more = offset + len(page.docs), page.has_more and bool(page.docs)

    def make_batch(self, project: str, name: str, *, callback: Any = None, metadata: Any = None) -> str:
        """A batch here; a new one is staged, so that nobody is given its tasks before all are in. Its status."""
        from scaleapi.api_client.v2 import CreateBatchRequest

        try:
            return str(self._target.ask(self._target.client.get_batch, name).status)
        except NotFoundError:
            asked = CreateBatchRequest(
                name=name,
                project_name=project,
                staging_batch=True,
                callback=str(callback or ""),
                metadata=metadata if isinstance(metadata, dict) else {},
            )
        try:
            self._target.ask(self._target.client.v2.create_batch, asked)
        except ConflictError:  # made by the attempt whose answer was lost
            return "staging"
        self._report.batches += 1
        return "staging"

    def make_waiting_batch(self, project: str, name: str) -> None:
        """The batch beside others in which finished tasks wait; looked for once a run."""
        if name not in self._there_already:
            self.make_batch(project, name)
            self._there_already.add(name)

    def let_begin(self, place: Place) -> None:
        """Let batches begin that have begun there, now that their tasks are in."""
        for name, batch in place.batches.items():
            if batch.there == "in_progress" and batch.here == "staging":
                self._target.ask(self._target.client.finalize_batch, name)


def type_called(kind: str) -> TaskType:
    """The client's word for a type. Raises InvalidError for one that is newer than the client."""
    from scaleapi.tasks import TaskType

    if kind not in {each.value for each in TaskType}:
        raise InvalidError(f"The installed client of Scale's knows no tasks of the type {kind}.")
    return TaskType(kind)


def _params(version: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in version.items() if name not in NOT_PARAMS}
