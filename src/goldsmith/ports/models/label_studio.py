"""A server that speaks Label Studio's ML-backend protocol: POST /predict."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.ports.egress import Egress
from goldsmith.ports.models.contract import ModelAwayError
from goldsmith.ports.models.patience import Patience, Pause, post_patiently

__all__ = ["LabelStudioBackend"]


class LabelStudioBackend:
    """A PredictionBackend at `url`. `login` is "user:password" for servers that ask for Basic authentication."""

    def __init__(
        self, egress: Egress, url: str, login: str | None, *, patience: Patience, pause: Pause = asyncio.sleep
    ) -> None:
        self._egress, self._url, self._patience, self._pause = egress, url, patience, pause
        self._headers = {"authorization": f"Basic {base64.b64encode(login.encode()).decode()}"} if login else {}

    async def predict(
        self, tasks: Sequence[Mapping[str, Any]], *, label_config: str, project: str, context: Any = None
    ) -> list[Any]:
        asked = {"tasks": tasks, "label_config": label_config, "project": project, "params": {"context": context}}
        answered = await post_patiently(
            self._egress,
            self._url.rstrip("/") + "/predict",
            msgspec.json.encode(asked),
            headers=self._headers,
            patience=self._patience,
            pause=self._pause,
        )
        return _one_each(answered.body, len(tasks))


def _one_each(body: object, count: int) -> list[Any]:
    """The first prediction of each task: a backend may give several, and may give fewer than it was asked for."""
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list):
        raise ModelAwayError("The model's server does not speak Label Studio's ML-backend protocol.")
    firsts = [(each[0] if each else None) if isinstance(each, list) else each for each in results[:count]]
    return [*firsts, *[None] * (count - len(firsts))]
