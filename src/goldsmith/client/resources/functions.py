"""Labeling functions: code that votes on every task of a project."""

from __future__ import annotations

import time
from typing import Final

from goldsmith.client.errors import WaitTimeoutError
from goldsmith.client.flow import Flow, Resource, TransportT, call, operation, run
from goldsmith.client.types import FunctionsSource, LabelFunctions
from goldsmith.client.wire import json_request

__all__ = ["Functions"]

POLL_SECONDS: Final = 0.5


class Functions(Resource[TransportT]):
    """The labeling functions of a project, as one Python file by version."""

    @operation
    def get(self, project_id: str) -> Flow[LabelFunctions]:
        """Get the functions, how far they are, and their figures."""
        return call(LabelFunctions, json_request("GET", f"/projects/{project_id}/functions"))

    @operation
    def push(self, project_id: str, source: str) -> Flow[LabelFunctions]:
        """Try the functions of a Python file and let them vote; a mistake is refused with its line.

        >>> client.functions.push(project.id, Path("functions.py").read_text())  # doctest: +SKIP
        >>> client.functions.wait(project.id).functions[0].coverage  # doctest: +SKIP
        0.31
        """
        return call(LabelFunctions, json_request("POST", f"/projects/{project_id}/functions", {"source": source}))

    @operation
    def wait(self, project_id: str, *, timeout_seconds: float = 3600.0) -> Flow[LabelFunctions]:
        """Wait until the functions saw every task and were counted."""
        return _wait(project_id, timeout_seconds)

    @operation
    def source(self, project_id: str, version: int) -> Flow[FunctionsSource]:
        return call(FunctionsSource, json_request("GET", f"/projects/{project_id}/functions/versions/{version}"))

    @operation
    def remove(self, project_id: str, name: str) -> Flow[None]:
        """Take a function's votes back, until a file that holds it is pushed again."""
        return run(json_request("DELETE", f"/projects/{project_id}/functions/{name}"))


def _wait(project_id: str, timeout_seconds: float) -> Flow[LabelFunctions]:
    deadline = time.monotonic() + timeout_seconds
    after = 0.0
    while True:
        request = json_request("GET", f"/projects/{project_id}/functions", after_seconds=after)
        found = yield from call(LabelFunctions, request)
        if found.is_settled:
            return found
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"The functions of {project_id} still run after {timeout_seconds:.0f} seconds.")
        after = POLL_SECONDS
