"""Talking to models while labeling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.types import LoggedReply, Replies, Talk
from goldsmith.client.wire import json_request, without_none

__all__ = ["Talking"]


class Talking(Resource[TransportT]):
    """How a project talks to models, the turns of whoever holds a task, and the log of replies."""

    @operation
    def get(self, project_id: str) -> Flow[Talk]:
        """How labelers of a project talk, and what that has cost."""
        return call(Talk, json_request("GET", f"/projects/{project_id}/talk"))

    @operation
    def change(self, project_id: str, models: Sequence[str], settings: Mapping[str, Any] | None = None) -> Flow[Talk]:
        """Say anew which models are talked to, by their ids, and how; what is not named is as usual, not as before.

        >>> client.talk.change(project.id, [left.id, right.id], {"replies_per_turn": 2})  # doctest: +SKIP
        """
        return call(
            Talk, json_request("PUT", f"/projects/{project_id}/talk", {**(settings or {}), "models": list(models)})
        )

    @operation
    def ask(
        self,
        assignment_id: str,
        *,
        generation: int,
        turn_key: str,
        messages: Sequence[Mapping[str, Any]],
        parameters: Mapping[str, Any] | None = None,
        aliases: Sequence[str] | None = None,
    ) -> Flow[Replies]:
        """Say something to the models of a task that you hold, and wait for all of them.

        `turn_key` is new for each turn; sent again under the same one, only who has not answered is asked.
        """
        body = without_none(
            generation=generation,
            turn_key=turn_key,
            messages=list(messages),
            parameters=parameters,
            aliases=aliases,
        )
        return call(Replies, json_request("POST", f"/assignments/{assignment_id}/replies", body))

    @listing
    def replies(self, task_id: str, *, limit: int = 200) -> Pages[LoggedReply]:
        """What models said to those who have submitted their answers, and which models they were."""
        return pages(LoggedReply, f"/tasks/{task_id}/replies", {"limit": limit})
