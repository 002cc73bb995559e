"""Projects, batches, tasks and deliveries as the second API shows them: what there is nothing of is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale import batches, projects
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.chats import checked_options, threads_of_tasks
from goldsmith.compat.scale.own import find_own_project
from goldsmith.compat.scale.times import show_time
from goldsmith.compat.scale.types.chat.asking import named_ontology
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.ids import show_id
from goldsmith.ontology import Ontology
from goldsmith.projects.service import read_ontology_version

__all__ = ["Shown", "find_project", "project_kind"]

OTHER: Final = "Other"


def project_kind(ontology: Ontology) -> str:
    """Which of their kinds of project asks this."""
    labels = [label for label in ontology.labels if not label.retired]
    shapes = {shape for label in labels for shape in label.shapes}
    writings = [label.writing for label in labels if label.writing is not None]
    if shapes & {"grade", "criterion"}:
        return "Rubrics"
    if "step" in shapes:
        return "Process Supervision"
    if "ranking" in shapes:
        rewrites = any(writing.is_revision for writing in writings)
        return "RLHF: Pref Ranking with Rewrites" if rewrites else "RLHF: Pref Ranking"
    if "message" in shapes:
        return "Prompt Generation" if any(writing.role == "user" for writing in writings) else "SFT"
    return "Evals" if "rating" in shapes else OTHER


async def find_project(call: Call, which: Mapping[str, Any]) -> Any:
    """A project of theirs, or of ours that holds conversations; ours have `ontology_version`. Raises NotFoundError."""
    try:
        async with call.foundry.db.transaction(call.principal.customer_id) as tx:
            return await projects.find_project(tx, call.principal, **which)
    except NotFoundError:
        return await find_own_project(call.foundry, call.principal, which)


class Shown:
    """Projects and batches beside what names them: their ids, or themselves where the caller asks for that."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._expand = set(call.texts("expand") or ())
        self._options = checked_options(call.texts("opts"))
        self._projects: dict[UUID, Any] = {}
        self._batches: dict[UUID, Any] = {}

    async def project_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": show_id("project", row["id"]),
            "name": row["name"],
            "created_at": show_time(row["created_at"]),
            "types": [await self._kind(row)],
            "models": [],
        }

    async def _kind(self, row: Mapping[str, Any]) -> str:
        if "ontology_version" in dict(row):
            async with self._call.foundry.db.transaction(self._call.principal.customer_id) as tx:
                return project_kind(await read_ontology_version(tx, row["id"], row["ontology_version"]))
        return _kind_named(row["params"])

    async def project(self, project_id: UUID) -> Any:
        if "project" not in self._expand:
            return show_id("project", project_id)
        if project_id not in self._projects:
            found = await find_project(self._call, {"project_id": project_id})
            self._projects[project_id] = await self.project_row(found)
        return self._projects[project_id]

    async def batch(self, row: Any) -> dict[str, Any]:
        view = {
            "id": show_id("batch", row["id"]),
            "name": row["name"],
            "project": await self.project(row["scale_project_id"]),
            "created_at": show_time(row["created_at"]),
            "status": row["status"],
            "metadata": row["metadata"],
            "callback": row["callback"],
        }
        return {**view, "completed_at": show_time(row["completed_at"])} if row["completed_at"] else view

    async def task(self, row: Any) -> dict[str, Any]:
        [view] = await self.tasks([row])
        return view

    async def tasks(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Tasks with their threads, which are empty until they are completed."""
        threads = await threads_of_tasks(self._call.foundry, self._call.principal, rows, self._options)
        return [await self._task(row, threads.get(row["id"], [])) for row in rows]

    async def responses(self, rows: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
        """What was delivered of conversations, by task."""
        threads = await threads_of_tasks(self._call.foundry, self._call.principal, rows, self._options)
        return {task_id: {"threads": said} for task_id, said in threads.items()}

    async def _task(self, row: Any, threads: list[dict[str, Any]]) -> dict[str, Any]:
        view = {
            "task_id": show_id("task", row["id"]),
            "project": await self.project(row["scale_project_id"]),
            "status": row["status"],
            "created_at": show_time(row["created_at"]),
            "metadata": row["metadata"],
            "threads": threads if row["status"] == "completed" else [],
        }
        if row["scale_batch_id"]:
            view["batch"] = await self._batch_of(row["scale_batch_id"])
        if row["completed_at"]:
            view["completed_at"] = show_time(row["completed_at"])
        if row["status"] == "error" and row["error"]:
            view["errors"] = [{"message": row["error"]}]
        return view

    async def _batch_of(self, batch_id: UUID) -> Any:
        if "batch" not in self._expand:
            return show_id("batch", batch_id)
        if batch_id not in self._batches:
            found, _ = await batches.show_batch(self._call.foundry, self._call.principal, batch_id=batch_id)
            self._batches[batch_id] = await self.batch(found)
        return self._batches[batch_id]

    async def delivery(self, row: Any) -> dict[str, Any]:
        return {
            "id": show_id("delivery", row["id"]),
            "name": row["name"],
            "task_count": row["records"],
            "delivered_at": show_time(row["ready_at"]),
            "project": await self.project(row["scale_project_id"]),
        }


def _kind_named(params: Mapping[str, Any]) -> str:
    """The kind of project that parameters name; parameters that name none, or none of ours, are of no kind."""
    try:
        named = named_ontology(params)
    except (InvalidError, msgspec.MsgspecError):
        return OTHER
    return project_kind(named) if named else OTHER
