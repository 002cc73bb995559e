"""HTTP: labeling functions of a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, Router, delete, get, post

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.functions import service
from goldsmith.tenancy.principal import Principal
from goldsmith.words import FunctionStatus, RunStatus


class NewFunctions(msgspec.Struct, forbid_unknown_fields=True):
    """A Python file with functions marked by @label_function."""

    source: str


class FunctionAccuracy(msgspec.Struct):
    """How often the accepted answer of people says what the function voted, with an exact 95 % interval."""

    judged: int
    correct: int
    estimate: float
    low: float
    high: float


class FunctionErrors(msgspec.Struct):
    """On how many items the function failed; it abstained there. The first message is kept."""

    count: int
    first: str | None


class FunctionView(msgspec.Struct, kw_only=True):
    """One labeling function and how it does. Shares are of the tasks counted; null before they are known."""

    name: str
    labeler_id: str
    version: int
    line: int
    attribute: str | None
    confidence: float | None
    status: FunctionStatus
    error: str | None
    votes: int
    coverage: float | None
    overlaps: float | None
    conflicts: float | None
    accuracy: FunctionAccuracy | None
    errors: FunctionErrors
    choices: dict[str, int]


class FunctionsView(msgspec.Struct, kw_only=True):
    """A project's labeling functions; `version` is null before a file was pushed.

    `passed` tasks were looked at by this version, `looked` by any; the figures rest on `counted` of them.
    """

    version: int | None
    sha256: str | None
    pushed_at: datetime | None
    status: RunStatus | None
    error: str | None
    tasks: int
    passed: int
    looked: int
    counted: int
    is_settled: bool
    computed_at: datetime | None
    functions: list[FunctionView]


class FunctionsSource(msgspec.Struct):
    """One version of the file, as it was pushed."""

    version: int
    source: str
    sha256: str
    created_at: datetime


def _project_id(text: str) -> Any:
    return parse_id("project", text, field="project_id")


@get("/projects/{project_id:str}/functions")
async def show_functions(project_id: str, foundry: Foundry, principal: Principal) -> FunctionsView:
    """A project's labeling functions, how far they are, and their figures."""
    return _to_wire(await service.show_functions(foundry, principal, _project_id(project_id)))


@post("/projects/{project_id:str}/functions", status_code=202)
async def push_functions(
    project_id: str, data: NewFunctions, foundry: Foundry, principal: Principal
) -> Response[FunctionsView]:
    """Try a file of labeling functions, keep it as the next version, and let it vote on every task."""
    view = await service.push_functions(foundry, principal, _project_id(project_id), data.source)
    return Response(_to_wire(view), status_code=202)


@get("/projects/{project_id:str}/functions/versions/{version:int}")
async def show_functions_source(
    project_id: str, version: int, foundry: Foundry, principal: Principal
) -> FunctionsSource:
    """A version of the file, exactly as it was pushed."""
    row = await service.show_source(foundry, principal, _project_id(project_id), version)
    return FunctionsSource(row["version"], row["source"], row["sha256"].hex(), row["created_at"])


@delete("/projects/{project_id:str}/functions/{function_name:str}")
async def remove_function(project_id: str, function_name: str, foundry: Foundry, principal: Principal) -> None:
    """Take a function's votes back, until a file that holds it is pushed again."""
    await service.remove_function(foundry, principal, _project_id(project_id), function_name)


def _to_wire(view: service.FunctionsView) -> FunctionsView:
    run, latest = view.run, view.latest
    return FunctionsView(
        version=latest["version"] if latest else None,
        sha256=latest["sha256"].hex() if latest else None,
        pushed_at=latest["created_at"] if latest else None,
        status=run["status"] if run else None,
        error=run["error"] if run else None,
        tasks=view.tasks,
        passed=run["passed"] if run else 0,
        looked=run["looked"] if run else 0,
        counted=run["counted_looked"] if run else 0,
        is_settled=run is None or _is_settled(run, view.tasks),
        computed_at=run["figures_at"] if run else None,
        functions=[_function(row, run["counted_looked"] if run else 0) for row in view.functions],
    )


def _is_settled(run: Any, tasks: int) -> bool:
    """Whether every task was looked at and the figures rest on all of them, or nothing more will come."""
    is_counted = run["counted_version"] == run["version"] and run["counted_looked"] == run["looked"]
    is_done = run["status"] == "done" and run["looked"] >= tasks and is_counted
    return bool(is_done or run["status"] == "failed")


def _function(row: Any, counted: int) -> FunctionView:
    figures = row["figures"]
    return FunctionView(
        labeler_id=show_id("labeler", row["labeler_id"]),
        votes=figures.get("votes", 0),
        coverage=_share(figures, "votes", counted),
        overlaps=_share(figures, "overlaps", counted),
        conflicts=_share(figures, "conflicts", counted),
        accuracy=_accuracy(figures),
        errors=FunctionErrors(row["errors"], row["first_error"]),
        choices=figures.get("choices", {}),
        **{name: row[name] for name in ("name", "version", "line", "attribute", "confidence", "status", "error")},
    )


def _share(figures: dict[str, Any], name: str, counted: int) -> float | None:
    return figures[name] / counted if name in figures and counted else None


def _accuracy(figures: dict[str, Any]) -> FunctionAccuracy | None:
    judged = figures.get("judged", 0)
    if not judged:
        return None
    correct = figures["correct"]
    return FunctionAccuracy(judged, correct, correct / judged, figures["low"], figures["high"])


ROUTER = Router(
    path="/",
    tags=["functions"],
    route_handlers=[show_functions, push_functions, show_functions_source, remove_function],
)
