"""The job of a test: a model grades every planted response, and what comes of it is noted once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError, UnavailableError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.paid_chat import PaidChat, give_back, model_of, reserve, worst_cost
from goldsmith.journey.prelabel.runs import RunStopped
from goldsmith.journey.prelabel.settings import MOST_COST, ChatSettings, PracticeSettings, read_settings
from goldsmith.journey.rubrics.grading import Graded, in_portions, read_grades, write_grading
from goldsmith.journey.rubrics.service import SQL, Grades, judge_rubric, planted_in
from goldsmith.modalities import registry
from goldsmith.modalities.rubrics import Planted, RubricLine
from goldsmith.ports.db import Tx
from goldsmith.ports.jobs import Job
from goldsmith.ports.models import Chat, ModelAwayError
from goldsmith.ports.models.practice_grader import PracticeGrader

__all__ = ["test_rubric"]

GONE: Final = "The model that grades was removed from this project."
NO_BUDGET: Final = "This test could pass the budget of the model that grades."


async def test_rubric(foundry: Foundry, job: Job) -> None:
    """Carry out one test, once. What goes wrong with the model is noted; a part of ours that is away comes again."""
    async with foundry.db.transaction(job.customer_id) as tx:
        test = await tx.row(SQL.waiting_test, id=job.subject_id)
        if test is None:
            return
        model = await tx.row(SQL.model_that_grades, project_id=test["project_id"], id=test["model_id"])
    if model is None:
        await _end(foundry, test, reason=GONE)
        return
    try:
        grades = await _Grader(foundry, model).grade(test)
    except ModelAwayError as away:
        await _end(foundry, test, reason=away.message)
    except UnavailableError:
        raise
    except (GoldsmithError, RunStopped) as problem:
        await _end(foundry, test, reason=str(problem))
    else:
        await _end(foundry, test, grades=grades)


class _Grader:
    """A Payer: one model that grades. It is asked at most what was reserved for it."""

    def __init__(self, foundry: Foundry, model: Any) -> None:
        self.foundry, self.model, self.customer_id = foundry, model, UUID(str(model["customer_id"]))
        self._kept = read_settings(model["kind"], model["settings"])
        self.settings = _as_chat(self._kept)

    async def check(self, tx: Tx) -> None:
        """A test that has begun is carried out."""

    async def grade(self, test: Any) -> list[Grades]:
        """What each planted response meets. Raises why nothing came of it."""
        modality = registry.get(test["modality"])
        content = msgspec.convert(test["content"], modality.content)
        prompt = modality.rubrics.prompt(content) if modality.rubrics else ""
        criteria = [line.criterion for line in msgspec.convert(test["rubric"], list[RubricLine])]
        planted = planted_in(modality, test["content"])
        worst = sum(
            worst_cost(self.settings, write_grading(self.settings, portion, prompt, each.text))
            for each in planted
            for portion in in_portions(criteria)
        )
        async with self._room(worst):
            places = asyncio.Semaphore(self.settings.at_once)
            paid: PaidChat[Graded] = PaidChat(self, self._chat(), Graded, is_reserved=True)
            ask = partial(self._ask, paid, places, test["task_id"], criteria, prompt)
            return _all_of(await asyncio.gather(*(ask(each) for each in planted), return_exceptions=True))

    @asynccontextmanager
    async def _room(self, micros: int) -> AsyncIterator[None]:
        """What questions may cost is reserved while they are asked."""
        async with self.foundry.db.transaction(self.customer_id) as tx:
            if not await reserve(tx, self.model["id"], micros):
                raise RunStopped(NO_BUDGET)
        try:
            yield
        finally:
            async with self.foundry.db.transaction(self.customer_id) as tx:
                await give_back(tx, self.model["id"], micros)

    def _chat(self) -> Chat:
        if isinstance(self._kept, PracticeSettings):
            return PracticeGrader(self._kept.personality)
        return model_of(self)

    async def _ask(
        self,
        paid: PaidChat[Graded],
        places: asyncio.Semaphore,
        task_id: UUID,
        criteria: Sequence[str],
        prompt: str,
        planted: Planted,
    ) -> Grades:
        met: list[bool] = []
        for portion in in_portions(criteria):
            body = write_grading(self.settings, portion, prompt, planted.text)
            async with places:
                said = await paid.ask(task_id, body, partial(read_grades, count=len(portion)))
            met += said.met
        return Grades(planted.id, planted.is_good, met)


def _all_of(given: Sequence[Grades | BaseException]) -> list[Grades]:
    """The grades of all; raises the first problem once nothing is under way any more."""
    problems = [each for each in given if isinstance(each, BaseException)]
    if problems:
        raise problems[0]
    return [each for each in given if isinstance(each, Grades)]


def _as_chat(settings: Any) -> ChatSettings:
    """A practice model's settings as those of a chat model, at an address of its own; it has no bound by default."""
    if isinstance(settings, ChatSettings):
        return settings
    same = {name: getattr(settings, name) for name in ("price_in_micros", "price_out_micros", "currency")}
    most = settings.most_cost_micros or MOST_COST
    return ChatSettings(url="practice://grader", model=settings.personality, most_cost_micros=most, **same)


async def _end(foundry: Foundry, test: Any, *, grades: Sequence[Grades] = (), reason: str | None = None) -> None:
    separates = None if reason is not None else judge_rubric(test, grades).separates
    status = "done" if reason is None else "failed"
    kept = None if reason is not None else msgspec.to_builtins(grades)
    async with foundry.db.transaction(test["customer_id"]) as tx:
        ended = await tx.row(
            SQL.end_test, id=test["id"], status=status, grades=kept, separates=separates, reason=reason
        )
        if ended is None:
            return
        await record(
            tx,
            "rubric.tested",
            project_id=test["project_id"],
            task_id=test["task_id"],
            labeler_id=test["labeler_id"],
            body={"test_id": str(test["id"]), "status": status, "separates": separates, "reason": reason},
        )
