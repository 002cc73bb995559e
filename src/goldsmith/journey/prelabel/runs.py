"""One run of a model through a project's open tasks: a chunk a transaction, its place noted in the same one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError, UnavailableError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import ModelSettings, read_settings
from goldsmith.modalities import registry
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx
from goldsmith.ports.jobs import Job
from goldsmith.ports.models import ModelAwayError
from goldsmith.projects.service import access_project, read_ontology_version

__all__ = ["Opinion", "Run", "RunStopped", "Superseded", "run_through", "shows_several"]

SAME_CONFIDENCE = 0.02


class RunStopped(Exception):  # noqa: N818  (a reason, told to people)
    """The run ends before its end; its message says why."""


class Superseded(Exception):  # noqa: N818  (somebody else goes on)
    """This run was moved on, ended or removed by somebody else."""


class Opinion(msgspec.Struct, frozen=True):
    """What a model says of one task, as JSON, how sure it is, and how sure of each object by its uuid."""

    task: Any
    answer: bytes
    confidence: float | None
    scores: dict[str, float] | None = None


class Run:
    """A run under way: what it needs to know, and its steps."""

    def __init__(self, foundry: Foundry, model: Any, project: Any) -> None:
        self.foundry, self.model, self.project = foundry, model, project
        self.customer_id: UUID = model["customer_id"]
        self.modality = registry.get(project["modality"])
        self._place: UUID = model["place"]

    @property
    def settings(self) -> ModelSettings:
        return read_settings(self.model["kind"], self.model["settings"])

    async def ontology(self, version: int | None = None) -> Ontology:
        """A version of what is asked; the current one by default."""
        async with self.foundry.db.transaction(self.customer_id) as tx:
            chosen = version or self.project["ontology_version"]
            return await read_ontology_version(tx, self.project["id"], chosen)

    async def next_tasks(self, limit: int) -> list[Any]:
        """Open tasks behind the run's place, all or those not seen yet; empty at its end."""
        async with self.foundry.db.transaction(self.customer_id) as tx:
            return await tx.rows(
                SQL.open_tasks,
                project_id=self.project["id"],
                model_id=self.model["id"],
                labeler_id=self.model["labeler_id"],
                only_unseen=self.model["only_unseen"],
                after=self._place,
                limit=limit,
            )

    async def other_files(self, task: Any) -> list[Any]:
        """The files of a task after its first, in order, with `sha256` and `facts`; none of a task that shows one."""
        if not shows_several(task):
            return []
        async with self.foundry.db.transaction(self.customer_id) as tx:
            return await tx.rows(SQL.other_files, task_id=task["id"])

    async def check(self, tx: Tx) -> None:
        """Before what costs something. Raises Superseded when this run was stopped or another one has begun."""
        if not await tx.value(SQL.is_running, id=self.model["id"], generation=self.model["generation"]):
            raise Superseded

    async def pass_by(self, tasks: Sequence[Any], *, prepared: int) -> None:
        """Note that these tasks were seen, of a model that has no opinions. Raises Superseded."""
        async with self.foundry.db.transaction(self.customer_id) as tx:
            await self._move(tx, tasks, opinions=0, tasks_answered=prepared, refusals=0)
        self._place = tasks[-1]["id"]

    async def advance(self, tasks: Sequence[Any], opinions: Sequence[Opinion]) -> None:
        """Write what is new among the opinions on these tasks, and note that they were seen. Raises Superseded."""
        refused = {task["id"] for task in tasks} - {opinion.task["id"] for opinion in opinions}
        async with self.foundry.db.transaction(self.customer_id) as tx:
            fresh = await self._changed(tx, opinions)
            answered = sum(old is None for _, old in fresh)
            await self._move(tx, tasks, opinions=len(fresh), tasks_answered=answered, refusals=len(refused))
            if refused:
                await tx.run(SQL.insert_refusals, model_id=self.model["id"], task_ids=sorted(refused))
            if fresh:
                await self._write(tx, fresh)
        self._place = tasks[-1]["id"]

    async def _move(self, tx: Tx, tasks: Sequence[Any], **counts: int) -> None:
        facts = {"id": self.model["id"], "generation": self.model["generation"]}
        if await tx.row(SQL.advance, before=self._place, place=tasks[-1]["id"], **facts, **counts) is None:
            raise Superseded

    async def _changed(self, tx: Tx, opinions: Sequence[Opinion]) -> list[tuple[Opinion, UUID | None]]:
        """Opinions that are not what the model said before, each with the one that it replaces."""
        rows = await tx.rows(
            SQL.opinions_of,
            task_ids=[opinion.task["id"] for opinion in opinions],
            labeler_id=self.model["labeler_id"],
        )
        newest = {row["task_id"]: row for row in rows}
        found = [(opinion, newest.get(opinion.task["id"])) for opinion in opinions]
        return [
            (opinion, old["id"] if old else None) for opinion, old in found if old is None or _differs(opinion, old)
        ]

    async def _write(self, tx: Tx, fresh: Sequence[tuple[Opinion, UUID | None]]) -> None:
        tasks = [opinion.task for opinion, _ in fresh]
        await tx.run(
            SQL.insert_opinions,
            project_id=self.project["id"],
            labeler_id=self.model["labeler_id"],
            ids=[new_id() for _ in fresh],
            task_ids=[task["id"] for task in tasks],
            rounds=[task["round"] for task in tasks],
            ontology_versions=[task["ontology_version"] for task in tasks],
            answers=[opinion.answer.decode() for opinion, _ in fresh],
            confidences=[opinion.confidence for opinion, _ in fresh],
            scores=[_scores(opinion) for opinion, _ in fresh],
            supersedes=[old for _, old in fresh],
        )
        body = {
            "model_id": str(self.model["id"]),
            "count": len(fresh),
            "first": show_id("task", tasks[0]["id"]),
            "last": show_id("task", tasks[-1]["id"]),
        }
        labeler_id = self.model["labeler_id"]
        await record(tx, "model.answered", project_id=self.project["id"], labeler_id=labeler_id, body=body)


def shows_several(task: Any) -> bool:
    """Whether an open task shows several files, which most models cannot look at together."""
    return len(task["content"].get("attachments") or ()) > 1


def _scores(opinion: Opinion) -> str | None:
    return None if opinion.scores is None else msgspec.json.encode(opinion.scores).decode()


def _differs(opinion: Opinion, old: Any) -> bool:
    if msgspec.json.decode(opinion.answer) != old["answer"]:
        return True
    if opinion.confidence is None or old["confidence"] is None:
        return opinion.confidence is not old["confidence"]
    return abs(opinion.confidence - float(old["confidence"])) > SAME_CONFIDENCE


async def run_through(foundry: Foundry, job: Job, answer: Callable[[Run], Awaitable[str | None]]) -> None:
    """Carry out one run and note how it ended; `answer` returns what people should know, or None."""
    async with foundry.db.transaction(job.customer_id) as tx:
        model = await tx.row(SQL.model, id=job.subject_id)
        if model is None or model["status"] != "running":
            return
        project = await access_project(tx, model["project_id"])
    run = Run(foundry, model, project)
    try:
        reason = await answer(run)
    except Superseded:
        return
    except RunStopped as stopped:
        await _end(run, "stopped", str(stopped))
    except ModelAwayError as away:
        await _end(run, "stopped", away.message, may_retry=True)
    except UnavailableError:  # a part of ours is away: the job comes again and goes on
        raise
    except GoldsmithError as error:
        await _end(run, "stopped", error.message, may_retry=model["kind"] == "learned")
    else:
        await _end(run, "idle", reason)


async def _end(run: Run, status: str, reason: str | None, *, may_retry: bool = False) -> None:
    facts = {"status": status, "reason": reason, "may_retry": may_retry}
    async with run.foundry.db.transaction(run.customer_id) as tx:
        ended = await tx.row(SQL.end_run, id=run.model["id"], generation=run.model["generation"], **facts)
        if ended is None or status == "idle":
            return
        body = {"model_id": str(run.model["id"]), "reason": reason}
        await record(tx, "model.stopped", project_id=run.project["id"], body=body)
