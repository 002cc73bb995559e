"""`teams/…` and `studio/…`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from goldsmith.compat.scale import studio
from goldsmith.compat.scale.calls import Call, checked_words
from goldsmith.compat.scale.route import Route
from goldsmith.errors import InvalidError

__all__ = ["ROUTES"]


async def _teammates(call: Call) -> Any:
    return await studio.list_teammates(call.foundry, call.principal)


async def _invite(call: Call) -> Any:
    body = await call.object()
    return await studio.invite(call.foundry, call.principal, _words(body, "emails"), body.get("team_role"))


async def _set_role(call: Call) -> Any:
    body = await call.object()
    return await studio.set_role(call.foundry, call.principal, _words(body, "emails"), body.get("team_role"))


async def _assignments(call: Call) -> Any:
    return await studio.list_assignments(call.foundry, call.principal)


async def _add_assignments(call: Call) -> Any:
    return await _change_assignments(call, is_added=True)


async def _remove_assignments(call: Call) -> Any:
    return await _change_assignments(call, is_added=False)


async def _change_assignments(call: Call, *, is_added: bool) -> Any:
    body = await call.object()
    emails, projects = _words(body, "emails"), _words(body, "projects")
    return await studio.change_assignments(call.foundry, call.principal, emails, projects, is_added=is_added)


async def _groups(call: Call) -> Any:
    return await studio.list_groups(call.foundry, call.principal, call.names["project"])


async def _create_group(call: Call) -> Any:
    body = await call.object()
    emails = _words(body, "emails")
    return await studio.create_group(call.foundry, call.principal, call.names["project"], body.get("name"), emails)


async def _change_group(call: Call) -> Any:
    body = await call.object()
    return await studio.change_group(
        call.foundry,
        call.principal,
        call.names["project"],
        call.names["group"],
        _words(body, "add_emails"),
        _words(body, "remove_emails"),
    )


async def _batches(call: Call) -> Any:
    return await studio.list_studio_batches(call.foundry, call.principal)


async def _assign_batch(call: Call) -> Any:
    groups = _words(await call.object(), "groups")
    return await studio.assign_batch(call.foundry, call.principal, call.names["name"], groups)


async def _set_priorities(call: Call) -> Any:
    given = (await call.object()).get("batches")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise InvalidError("This is a list of objects with a name.", field="batches")
    names = checked_words([each.get("name") for each in given], "batches")
    return await studio.order_batches(call.foundry, call.principal, names)


async def _reset_priorities(call: Call) -> Any:
    return await studio.order_batches(call.foundry, call.principal, None)


def _words(body: Mapping[str, Any], field: str) -> list[str]:
    return checked_words(body.get(field) or [], field)


ROUTES: Final = (
    Route("GET", "teams", _teammates),
    Route("POST", "teams/invite", _invite),
    Route("POST", "teams/set_role", _set_role),
    Route("GET", "studio/assignments", _assignments),
    Route("POST", "studio/assignments/add", _add_assignments),
    Route("POST", "studio/assignments/remove", _remove_assignments),
    Route("GET", "studio/projects/{project}/groups", _groups),
    Route("POST", "studio/projects/{project}/groups", _create_group),
    Route("PUT", "studio/projects/{project}/groups/{group}", _change_group),
    Route("GET", "studio/batches", _batches),
    Route("PUT", "studio/batches/{name}", _assign_batch),
    Route("POST", "studio/batches/set_priorities", _set_priorities),
    Route("POST", "studio/batches/reset_priorities", _reset_priorities),
)
