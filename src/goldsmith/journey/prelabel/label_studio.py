"""A Label Studio ML backend as a labeler: asked for predictions, a few tasks at a time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from goldsmith.errors import GoldsmithError
from goldsmith.http.wire import asset_link
from goldsmith.ids import new_id, show_id
from goldsmith.journey.prelabel.features import text_of
from goldsmith.journey.prelabel.label_config import confidence_of, read_prediction, write_config
from goldsmith.journey.prelabel.runs import Opinion, Run, shows_several
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import LabelStudioSettings
from goldsmith.modalities.answers import read_answer
from goldsmith.ports.models import ModelAwayError, ModelRefusedError, PredictionBackend
from goldsmith.ports.models.label_studio import LabelStudioBackend
from goldsmith.ports.models.patience import Patience

__all__ = ["ask_backend", "predict_through"]


async def ask_backend(run: Run) -> str | None:
    """Go through the open tasks with the server that the settings name."""
    settings = run.settings
    if not isinstance(settings, LabelStudioSettings):
        raise TypeError("these are not the settings of a Label Studio backend")
    secret = run.model["secret"]
    login = reveal(run.foundry.secret, run.customer_id, run.model["id"], secret) if secret else None
    patience = Patience(attempts=settings.attempts, seconds_each=settings.seconds)
    backend = LabelStudioBackend(run.foundry.egress, settings.url, login, patience=patience)
    return await predict_through(run, settings.tasks_at_once, backend)


async def predict_through(run: Run, at_once: int, backend: PredictionBackend) -> str | None:
    """The same with any PredictionBackend; why the last prediction could not be used, if one could not."""
    config = write_config(await run.ontology(), run.modality.name)
    reason = None
    while tasks := await run.next_tasks(at_once):
        asked = [task for task in tasks if not shows_several(task)]
        if len(asked) < len(tasks):
            reason = "Tasks that show several images were left out: this model can be asked about one."
        shown = [await _shown(run, task) for task in asked]
        predictions = await _predict(run, backend, config, asked, shown) if asked else []
        opinions: list[Opinion] = []
        for task, each, prediction in zip(asked, shown, predictions, strict=True):
            try:
                opinion = await _opinion(run, task, each.get("text"), prediction)
            except GoldsmithError as refusal:
                reason = f"Some predictions could not be used, the last one for this reason: {refusal.message}"
            else:
                opinions += [opinion] if opinion else []
        await run.advance(tasks, opinions)
    return reason


async def _predict(
    run: Run, backend: PredictionBackend, config: str, tasks: Sequence[Any], shown: Sequence[dict[str, str]]
) -> list[Any]:
    asked = [{"id": show_id("task", task["id"]), "data": each} for task, each in zip(tasks, shown, strict=True)]
    async with run.foundry.db.transaction(run.customer_id) as tx:
        await run.check(tx)
    started = time.monotonic()
    try:
        found = await backend.predict(asked, label_config=config, project=show_id("project", run.project["id"]))
    except (ModelAwayError, ModelRefusedError) as problem:
        status = "away" if isinstance(problem, ModelAwayError) else "refused"
        await _note(run, asked, started, status, problem.message)
        raise
    await _note(run, asked, started, "answered", None)
    return found


async def _shown(run: Run, task: Any) -> dict[str, str]:
    """The text itself; of a picture the signed link, as backends fetch it."""
    if run.modality.name == "text.v1":
        return {"text": await text_of(run, task)}
    return {
        "image": run.foundry.settings.public_url.rstrip("/")
        + asset_link(run.foundry, run.customer_id, task["asset_id"])
    }


async def _opinion(run: Run, task: Any, text: str | None, prediction: Any) -> Opinion | None:
    ontology = await run.ontology(task["ontology_version"])
    given = read_prediction(prediction, ontology, run.modality.name, text=text, facts=task["facts"])
    if given is None:
        return None
    answer = read_answer(run.modality, ontology, given, facts=task["facts"], complete=False)
    return Opinion(task, msgspec.json.encode(answer), confidence_of(prediction))


async def _note(run: Run, asked: Sequence[Any], started: float, status: str, reason: str | None) -> None:
    async with run.foundry.db.transaction(run.customer_id) as tx:
        await tx.run(
            SQL.insert_call,
            id=new_id(),
            model_id=run.model["id"],
            task_id=None,
            request_hash=hashlib.sha256(msgspec.json.encode(asked)).digest(),
            status=status,
            reply=None,
            reason=reason,
            tokens_in=0,
            tokens_out=0,
            cost_micros=0,
            attempts=1,
            latency_ms=round((time.monotonic() - started) * 1000),
        )
