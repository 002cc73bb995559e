"""Testing rubrics on responses that are known to be good or bad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.client.flow import Flow, Resource, TransportT, call, operation
from goldsmith.client.types import Lease, OwnRubricTests, RubricTest, RubricTesting, RubricTestsOfTask
from goldsmith.client.wire import json_request

__all__ = ["Rubrics"]


class Rubrics(Resource[TransportT]):
    """How a project tests rubrics, a writer's own tests, and those of rubrics that were submitted."""

    @operation
    def get(self, project_id: str) -> Flow[RubricTesting]:
        """How rubrics that are written in a project are tested."""
        return call(RubricTesting, json_request("GET", f"/projects/{project_id}/rubric-testing"))

    @operation
    def change(
        self, project_id: str, model: str | None, settings: Mapping[str, Any] | None = None
    ) -> Flow[RubricTesting]:
        """Say anew which model grades, by its id, and how; None: nothing is tested.

        >>> client.rubrics.change(project.id, grader.id, {"most_tests": 3, "least_gap": 0.2})  # doctest: +SKIP
        """
        body = {**(settings or {}), "model": model}
        return call(RubricTesting, json_request("PUT", f"/projects/{project_id}/rubric-testing", body))

    @operation
    def test(self, lease: Lease, rubric: Sequence[Mapping[str, Any]]) -> Flow[RubricTest]:
        """Test criteria (`criterion`, `points`) before they are submitted; `own_tests` tells what came of it."""
        body = {"generation": lease.generation, "rubric": list(rubric)}
        return call(RubricTest, json_request("POST", f"/assignments/{lease.assignment_id}/rubric-tests", body))

    @operation
    def own_tests(self, lease: Lease) -> Flow[OwnRubricTests]:
        """What came of the tests of your own rubric, and how many are left."""
        return call(OwnRubricTests, json_request("GET", f"/assignments/{lease.assignment_id}/rubric-tests"))

    @operation
    def of_task(self, task_id: str) -> Flow[RubricTestsOfTask]:
        """How the rubrics that were submitted for a task did, with the planted responses."""
        return call(RubricTestsOfTask, json_request("GET", f"/tasks/{task_id}/rubric-tests"))
