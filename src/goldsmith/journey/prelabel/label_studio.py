"""A Label Studio ML backend as a labeler: asked for predictions, a few tasks at a time.

About a long video or recording that is cut into tasks it is asked once for those of its parts that come together; each
part gets what is said of what it shows.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError
from goldsmith.foundry import Foundry
from goldsmith.http.wire import asset_link
from goldsmith.ids import new_id, show_id
from goldsmith.journey.prelabel.features import text_of
from goldsmith.journey.prelabel.label_config import clip_to_task, confidence_of, read_prediction, write_config
from goldsmith.journey.prelabel.runs import Opinion, Run, shows_several
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import LabelStudioSettings, read_settings
from goldsmith.modalities.answers import read_answer
from goldsmith.ports.models import ModelAwayError, ModelRefusedError, PredictionBackend
from goldsmith.ports.models.label_studio import LabelStudioBackend
from goldsmith.ports.models.patience import Patience

__all__ = ["ask_backend", "file_link", "predict_through", "studio_backend", "studio_settings"]


async def ask_backend(run: Run) -> str | None:
    """Go through the open tasks with the server that the settings name."""
    settings = studio_settings(run.model)
    patience = Patience(attempts=settings.attempts, seconds_each=settings.seconds)
    return await predict_through(run, settings.tasks_at_once, studio_backend(run.foundry, run.model, patience))


def studio_settings(model: Any) -> LabelStudioSettings:
    """Those of a model that is such a backend."""
    settings = read_settings("label_studio", model["settings"])
    if not isinstance(settings, LabelStudioSettings):
        raise TypeError("these are not the settings of a Label Studio backend")
    return settings


def studio_backend(foundry: Foundry, model: Any, patience: Patience) -> LabelStudioBackend:
    """The server that the settings of a model name."""
    secret = model["secret"]
    login = reveal(foundry.secret, model["customer_id"], model["id"], secret) if secret else None
    return LabelStudioBackend(foundry.egress, studio_settings(model).url, login, patience=patience)


def file_link(foundry: Foundry, customer_id: UUID, asset_id: UUID) -> str:
    """The signed link to a file, as backends fetch it."""
    return foundry.settings.public_url.rstrip("/") + asset_link(foundry, customer_id, asset_id)


async def predict_through(run: Run, at_once: int, backend: PredictionBackend) -> str | None:
    """The same with any PredictionBackend; why the last prediction could not be used, if one could not."""
    config = write_config(await run.ontology(), run.modality.name)
    reason = None
    while tasks := await run.next_tasks(at_once):
        asked = [task for task in tasks if not shows_several(task)]
        if len(asked) < len(tasks):
            reason = "Tasks that show several images were left out: this model can be asked about one."
        wholes: dict[str, Any] = {}
        for task in asked:
            wholes.setdefault(_whole_of(task), task)
        shown = {whole: await _shown(run, task) for whole, task in wholes.items()}
        said = await _predict(run, backend, config, wholes, shown) if asked else {}
        opinions: list[Opinion] = []
        for task in asked:
            whole = _whole_of(task)
            try:
                opinion = await _opinion(run, task, shown[whole].get("text"), said[whole])
            except GoldsmithError as refusal:
                reason = f"Some predictions could not be used, the last one for this reason: {refusal.message}"
            else:
                opinions += [opinion] if opinion else []
        await run.advance(tasks, opinions)
    return reason


async def _predict(
    run: Run, backend: PredictionBackend, config: str, tasks: Mapping[str, Any], shown: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    asked = [{"id": show_id("task", task["id"]), "data": shown[whole]} for whole, task in tasks.items()]
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
    return dict(zip(tasks, found, strict=True))


def _whole_of(task: Any) -> str:
    """What the task's part is a part of, else the task itself."""
    part = task["content"].get("part")
    return part["of"] if part else str(task["id"])


async def _shown(run: Run, task: Any) -> dict[str, str]:
    """The text itself, or the link to the file."""
    if run.modality.name == "text.v1":
        return {"text": await text_of(run, task)}
    subject = run.modality.name.partition(".")[0]
    return {subject: file_link(run.foundry, run.customer_id, task["asset_id"])}


async def _opinion(run: Run, task: Any, text: str | None, prediction: Any) -> Opinion | None:
    ontology = await run.ontology(task["ontology_version"])
    given = read_prediction(prediction, ontology, run.modality.name, text=text, facts=task["facts"])
    if given is None:
        return None
    answer = read_answer(run.modality, ontology, given, facts=task["facts"], complete=False)
    shown = clip_to_task(run.modality, answer, task["content"])
    return Opinion(task, msgspec.json.encode(shown), confidence_of(prediction))


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
