"""Models that answer first."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from goldsmith.client.errors import WaitTimeoutError
from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages, run
from goldsmith.client.types import Model, ModelCall, ModelFile, ModelPreview
from goldsmith.client.wire import Request, json_request, without_none

__all__ = ["Models"]

POLL_SECONDS: Final = 0.5


class Models(Resource[TransportT]):
    """A project's models: learnt from people's answers, or asked elsewhere."""

    @listing
    def list(self, project_id: str, *, limit: int = 200) -> Pages[Model]:
        return pages(Model, f"/projects/{project_id}/models", {"limit": limit})

    @operation
    def create(
        self,
        project_id: str,
        *,
        kind: str,
        name: str | None = None,
        settings: Mapping[str, Any] | None = None,
        key: str | None = None,
        shown: bool = False,
        on_duty: bool = False,
    ) -> Flow[Model]:
        """Add a model. `key` is for its server; it is kept encrypted and never shown.

        `on_duty`: it answers new tasks by itself, as a learned model always does.

        >>> client.models.create(project.id, kind="learned")  # doctest: +SKIP
        """
        body = without_none(kind=kind, name=name, settings=settings, key=key, shown=shown, on_duty=on_duty)
        return call(Model, json_request("POST", f"/projects/{project_id}/models", body))

    @operation
    def get(self, model_id: str) -> Flow[Model]:
        return call(Model, json_request("GET", f"/models/{model_id}"))

    @operation
    def change(
        self,
        model_id: str,
        *,
        on_duty: bool | None = None,
        most_cost_micros: int | None = None,
        least_score: float | None = None,
    ) -> Flow[Model]:
        """Let it answer new tasks by itself, or no more; give a chat model another budget, a detector a threshold.

        None changes nothing.
        """
        body = without_none(on_duty=on_duty, most_cost_micros=most_cost_micros, least_score=least_score)
        return call(Model, json_request("PATCH", f"/models/{model_id}", body))

    @operation
    def remove(self, model_id: str) -> Flow[None]:
        """Let it answer no more. What it said stays."""
        return run(json_request("DELETE", f"/models/{model_id}"))

    @operation
    def run(self, model_id: str) -> Flow[Model]:
        """Let it answer the open tasks, in the background; `wait` for the end."""
        return call(Model, json_request("POST", f"/models/{model_id}/run"))

    @operation
    def stop(self, model_id: str) -> Flow[Model]:
        """End its run, and let it rest until somebody lets it run."""
        return call(Model, json_request("POST", f"/models/{model_id}/stop"))

    @operation
    def wait(self, model_id: str, *, timeout_seconds: float = 3600.0) -> Flow[Model]:
        """Wait until it does not run; its `status` and `reason` say how that came."""
        return _wait(model_id, timeout_seconds)

    @operation
    def upload_file(self, path: Path) -> Flow[ModelFile]:
        """Upload an ONNX file; the settings of a detector or segmenter name it by its `sha256`.

        >>> file = client.models.upload_file(Path("yolo11n.onnx"))  # doctest: +SKIP
        """
        bare = json_request("POST", "/model-files", query={"name": path.name})
        headers = {**bare.headers, "Content-Type": "application/octet-stream"}
        return call(ModelFile, Request(method="POST", path=bare.path, query=bare.query, headers=headers, file=path))

    @operation
    def ask_for_preview(self, model_id: str) -> Flow[ModelPreview]:
        """Let a detector look at a sample of the open tasks, in the background. It writes no opinions."""
        return call(ModelPreview, json_request("POST", f"/models/{model_id}/preview"))

    @operation
    def preview(self, model_id: str) -> Flow[ModelPreview]:
        """The newest look of a detector, with what it found."""
        return call(ModelPreview, json_request("GET", f"/models/{model_id}/preview"))

    @listing
    def calls(self, model_id: str, *, limit: int = 200) -> Pages[ModelCall]:
        """What it was asked elsewhere and what that cost, newest first."""
        return pages(ModelCall, f"/models/{model_id}/calls", {"limit": limit})


def _wait(model_id: str, timeout_seconds: float) -> Flow[Model]:
    deadline = time.monotonic() + timeout_seconds
    model = yield from call(Model, json_request("GET", f"/models/{model_id}"))
    while model.status == "running":
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"The model {model_id} is still answering after {timeout_seconds:.0f} seconds.")
        model = yield from call(Model, json_request("GET", f"/models/{model_id}", after_seconds=POLL_SECONDS))
    return model
