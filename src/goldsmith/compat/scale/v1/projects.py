"""`projects/…`."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.compat.scale import projects
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.route import Route

__all__ = ["ROUTES"]


async def _create(call: Call) -> Any:
    return await projects.create_project(call.foundry, call.principal, await call.object())


async def _list(call: Call) -> Any:
    call.refuse_unknown("archived")
    return await projects.list_projects(call.foundry, call.principal)


async def _show(call: Call) -> Any:
    return await projects.show_project(call.foundry, call.principal, call.names["name"])


async def _set_params(call: Call) -> Any:
    return await projects.change_params(call.foundry, call.principal, call.names["name"], await call.object())


async def _template(call: Call) -> Any:
    return await projects.show_template(call.foundry, call.principal, call.names["name"])


ROUTES: Final = (
    Route("GET", "projects", _list),
    Route("POST", "projects", _create),
    Route("GET", "projects/{name}", _show),
    Route("POST", "projects/{name}/setParams", _set_params),
    Route("GET", "projects/{name}/taskTemplates", _template),
)
