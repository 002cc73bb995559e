"""A look at what a detector finds in a few tasks, unsure finds too, so that a person can choose the threshold.

Nothing of it is an opinion: it is kept until the next look, and no task knows of it.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, NotFoundError, UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.service import SQL, access_model
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.ports.jobs import Job
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal

__all__ = ["PREVIEW_MODEL", "Preview", "ask_for_preview", "preview_model", "show_preview"]

PREVIEW_MODEL: Final = "preview_model"
MOST_SAMPLES: Final = 12
MOST_LOOKED_AT: Final = 240
LEAST_SCORE: Final = 0.05


class Preview(NamedTuple):
    """A look, and what its tasks show: rows of tasks and of their assets by task."""

    row: Any
    tasks: dict[UUID, Any]
    assets: dict[UUID, list[Any]]


async def ask_for_preview(foundry: Foundry, principal: Principal, model_id: UUID) -> Preview:
    """Let a detector look at a sample of the open tasks, in the background. Asking while it looks is asking again."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        model = await access_model(tx, model_id)
        if model["kind"] != "detector":
            raise InvalidError("Only a detector has a threshold to choose.", code="no_threshold")
        row = await tx.row(SQL.ask_preview, model_id=model_id)
        await foundry.jobs.enqueue(tx, PREVIEW_MODEL, model_id)
        return Preview(row, {}, {})


async def show_preview(foundry: Foundry, principal: Principal, model_id: UUID) -> Preview:
    """The newest look of a model. Raises NotFoundError when nobody asked for one."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_model(tx, model_id)
        row = await tx.row(SQL.preview, model_id=model_id)
        if row is None:
            raise NotFoundError("Nobody has asked this model for a look yet.", code="preview_not_found")
        task_ids = [UUID(sample["task_id"]) for sample in row["samples"]] if row["status"] == "done" else []
        tasks = {each["id"]: each for each in await tx.rows(SQL.tasks_of_preview, task_ids=task_ids)}
        assets: dict[UUID, list[Any]] = {}
        for asset in await tx.rows(ROUTE_SQL.task_assets, task_ids=task_ids):
            assets.setdefault(asset["task_id"], []).append(asset)
        return Preview(row, tasks, assets)


async def preview_model(foundry: Foundry, job: Job) -> None:
    """The job: look at the sample and keep what was found, or why nothing could be."""
    from goldsmith.journey.prelabel.runs import Run

    async with foundry.db.transaction(job.customer_id) as tx:
        model = await tx.row(SQL.model, id=job.subject_id)
        if model is None:
            return
        project = await access_project(tx, model["project_id"])
    run = Run(foundry, dict(model) | {"only_unseen": False, "place": UUID(int=0)}, project)
    try:
        found: dict[str, Any] = {"status": "done", "reason": None, "samples": await _look(run)}
    except UnavailableError:  # a part of ours is away: the job comes again
        raise
    except GoldsmithError as error:
        found = {"status": "failed", "reason": error.message, "samples": []}
    async with foundry.db.transaction(job.customer_id) as tx:
        await tx.run(SQL.end_preview, model_id=job.subject_id, **found)


async def _look(run: Any) -> list[dict[str, Any]]:
    """Open tasks that lie apart in their order, each with what is found at least a little sure."""
    from goldsmith.journey.prelabel.detecting import Detector

    detector = await Detector.of(run)
    tasks = await run.next_tasks(MOST_LOOKED_AT)
    sample = tasks[:: max(1, len(tasks) // MOST_SAMPLES)][:MOST_SAMPLES]
    if not sample:
        raise InvalidError("No task is open that it could look at.", code="nothing_open")
    pictures = await detector.pictures(sample)
    opinions = [
        await detector.opinion(task, picture, LEAST_SCORE)
        for task, picture in zip(sample, pictures, strict=True)
        if picture is not None
    ]
    if not opinions:
        raise InvalidError("None of the images of the sample could be read.", code="nothing_readable")
    return [
        {
            "task_id": str(opinion.task["id"]),
            "annotations": msgspec.json.decode(opinion.answer)["annotations"],
            "scores": opinion.scores,
        }
        for opinion in opinions
    ]
