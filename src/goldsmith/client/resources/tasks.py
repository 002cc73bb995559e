"""Tasks and the assets they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages, run
from goldsmith.client.types import (
    Asset,
    RejectedRow,
    Task,
    TaskEvent,
    TaskRef,
    TasksCreated,
    TaskSummary,
    WritingOfTask,
)
from goldsmith.client.wire import Request, json_request, without_none

__all__ = ["Assets", "Tasks"]

ROWS_PER_REQUEST: Final = 1000


class Assets(Resource[TransportT]):
    """The bytes that tasks show. The same bytes are kept once."""

    @operation
    def upload(self, path: Path, *, name: str | None = None) -> Flow[Asset]:
        """Upload one file, streamed from disk.

        >>> asset = client.assets.upload(Path("cat.png"))  # doctest: +SKIP
        """
        return call(Asset, _asset_request(name or path.name, file=path))

    @operation
    def upload_bytes(self, content: bytes, *, name: str) -> Flow[Asset]:
        return call(Asset, _asset_request(name, body=content))

    @operation
    def get(self, asset_id: str) -> Flow[Asset]:
        return call(Asset, json_request("GET", f"/assets/{asset_id}"))


class Tasks(Resource[TransportT]):
    """The items to label."""

    @operation
    def create(self, project_id: str, rows: Iterable[Mapping[str, Any]]) -> Flow[TasksCreated]:
        """Create tasks, as many as you like, in requests of 1,000. A row is created whole or refused with a reason.

        >>> made = client.tasks.create(project.id, [{"unique_id": "1", "text": "Lovely."}])  # doctest: +SKIP
        >>> made.created, made.existing, made.rejected  # doctest: +SKIP
        (1, 0, [])
        """
        return _create_in_parts(project_id, iter(rows))

    @listing
    def list(
        self,
        project_id: str,
        *,
        stage: str | None = None,
        status: str | None = None,
        batch: str | None = None,
        unique_id: str | None = None,
        limit: int = 500,
    ) -> Pages[TaskSummary]:
        """Every task that fits, newest page fetched as you go: constant memory for any number of tasks.

        >>> for task in client.tasks.list(project.id, stage="review"):  # doctest: +SKIP
        ...     print(task.unique_id)
        """
        query = {"stage": stage, "status": status, "batch": batch, "unique_id": unique_id, "limit": limit}
        return pages(TaskSummary, f"/projects/{project_id}/tasks", query)

    @operation
    def get(self, task_id: str) -> Flow[Task]:
        return call(Task, json_request("GET", f"/tasks/{task_id}"))

    @listing
    def history(self, task_id: str) -> Pages[TaskEvent]:
        return pages(TaskEvent, f"/tasks/{task_id}/history", {})

    @operation
    def writing(self, task_id: str) -> Flow[WritingOfTask]:
        """Get how the answers to a task were written, by lengths and times, and what a model had said of it before."""
        return call(WritingOfTask, json_request("GET", f"/tasks/{task_id}/writing"))

    @operation
    def change(
        self, task_id: str, *, priority: int | None = None, metadata: Mapping[str, Any] | None = None
    ) -> Flow[None]:
        return run(json_request("PATCH", f"/tasks/{task_id}", without_none(priority=priority, metadata=metadata)))

    @operation
    def cancel(self, task_id: str, *, with_parts: bool = False) -> Flow[None]:
        """Cancel a task; with its parts: also the other pending parts of what this is a part of."""
        query = {"parts": "all"} if with_parts else {}
        return run(json_request("POST", f"/tasks/{task_id}/cancel", query=query))

    @operation
    def reopen(self, task_id: str, reason: str) -> Flow[None]:
        return run(json_request("POST", f"/tasks/{task_id}/reopen", {"reason": reason}))


def _asset_request(name: str, *, file: Path | None = None, body: bytes | None = None) -> Request:
    bare = json_request("POST", "/assets", query={"name": name})
    headers = {**bare.headers, "Content-Type": "application/octet-stream"}
    return Request(method="POST", path=bare.path, query=bare.query, headers=headers, file=file, body=body)


def _create_in_parts(project_id: str, rows: Any) -> Flow[TasksCreated]:
    created = existing = sent = 0
    rejected: list[RejectedRow] = []
    items: list[TaskRef] = []
    while part := list(islice(rows, ROWS_PER_REQUEST)):
        made = yield from call(TasksCreated, json_request("POST", f"/projects/{project_id}/tasks", {"tasks": part}))
        created += made.created
        existing += made.existing
        rejected += [msgspec.structs.replace(row, row=row.row + sent) for row in made.rejected]
        items += [msgspec.structs.replace(ref, row=ref.row + sent) for ref in made.items]
        sent += len(part)
    return TasksCreated(created=created, existing=existing, rejected=rejected, items=items)
