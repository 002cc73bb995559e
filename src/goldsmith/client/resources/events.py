"""Events: everything that happened, in one hash-chained order per customer."""

from __future__ import annotations

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.types import Event, EventHead
from goldsmith.client.wire import json_request

__all__ = ["Events"]


class Events(Resource[TransportT]):
    """The audit trail."""

    @listing
    def list(self, *, project_id: str | None = None, task_id: str | None = None, limit: int = 500) -> Pages[Event]:
        return pages(Event, "/events", {"project": project_id, "task": task_id, "limit": limit})

    @operation
    def head(self) -> Flow[EventHead]:
        """Get the last sealed event: whoever keeps its hash can prove later that nothing before it changed."""
        return call(EventHead, json_request("GET", "/events/head"))
