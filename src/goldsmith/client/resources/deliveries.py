"""Deliveries: frozen, certified sets of completed tasks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from goldsmith.client.errors import WaitTimeoutError
from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.types import Delivery, Json
from goldsmith.client.wire import FileSink, Request, Sink, json_request, without_none
from goldsmith.errors import GoldsmithError, UnavailableError

__all__ = ["Deliveries", "DeliveryFailedError"]

POLL_SECONDS: Final = 0.25
WRITING_SECONDS: Final = 3600.0


class DeliveryFailedError(GoldsmithError):
    """The delivery could not be built; nothing of it is offered."""

    code = "delivery_failed"


class Deliveries(Resource[TransportT]):
    """What leaves: the records, their root and their certificate."""

    @operation
    def create(self, project_id: str, *, name: str | None = None) -> Flow[Delivery]:
        """Freeze what is completed now and start building it; `wait` for the result.

        >>> delivery = client.deliveries.wait(client.deliveries.create(project.id).id)  # doctest: +SKIP
        >>> client.deliveries.download(delivery.id, Path("gold.jsonl"))  # doctest: +SKIP
        """
        return call(Delivery, json_request("POST", f"/projects/{project_id}/deliveries", without_none(name=name)))

    @listing
    def list(self, project_id: str, *, limit: int = 200) -> Pages[Delivery]:
        return pages(Delivery, f"/projects/{project_id}/deliveries", {"limit": limit})

    @operation
    def get(self, delivery_id: str) -> Flow[Delivery]:
        return call(Delivery, json_request("GET", f"/deliveries/{delivery_id}"))

    @operation
    def wait(self, delivery_id: str, *, timeout_seconds: float = 3600.0) -> Flow[Delivery]:
        """Wait until it is ready; a failed one raises."""
        return _wait(delivery_id, timeout_seconds)

    @operation
    def certificate(self, delivery_id: str) -> Flow[Json]:
        return call(Json, json_request("GET", f"/deliveries/{delivery_id}/certificate"))

    @operation
    def certificate_text(self, delivery_id: str) -> Flow[bytes]:
        """Read the certificate as it was signed, byte for byte: what `goldsmith verify` wants in a file."""
        return _certificate_text(delivery_id)

    @operation
    def download(self, delivery_id: str, path: Path, *, format: str = "jsonl") -> Flow[Path]:  # noqa: A002 - the API's own word
        """Stream the export to a file; the file appears under its name only when it is whole."""
        return _download(delivery_id, path, format)

    @operation
    def stream(self, delivery_id: str, sink: Sink, *, format: str = "jsonl") -> Flow[None]:  # noqa: A002 - the API's own word
        """Stream the export to anything that can `restart()` and `write(chunk)`."""
        return _stream(delivery_id, sink, format)


def _wait(delivery_id: str, timeout_seconds: float) -> Flow[Delivery]:
    deadline = time.monotonic() + timeout_seconds
    delivery = yield from call(Delivery, json_request("GET", f"/deliveries/{delivery_id}"))
    while delivery.status == "building":
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"The delivery {delivery_id} is still building after {timeout_seconds:.0f} seconds.")
        delivery = yield from call(
            Delivery, json_request("GET", f"/deliveries/{delivery_id}", after_seconds=POLL_SECONDS)
        )
    if delivery.status == "failed":
        raise DeliveryFailedError(delivery.error or "The delivery could not be built.")
    return delivery


def _certificate_text(delivery_id: str) -> Flow[bytes]:
    response = yield json_request("GET", f"/deliveries/{delivery_id}/certificate")
    return response.body


def _download(delivery_id: str, path: Path, kind: str) -> Flow[Path]:
    with FileSink(path) as sink:
        yield from _stream(delivery_id, sink, kind)
    return path


def _stream(delivery_id: str, sink: Sink, kind: str) -> Flow[None]:
    """A format that nobody asked for before is written first; a large one takes longer than one request waits."""
    deadline = time.monotonic() + WRITING_SECONDS
    while True:
        try:
            yield Request(
                method="GET",
                path=f"/deliveries/{delivery_id}/export",
                query={"format": kind},
                headers={"Accept": "*/*"},
                sink=sink,
            )
        except UnavailableError as away:
            if away.code != "export_not_ready" or time.monotonic() > deadline:
                raise
        else:
            return
