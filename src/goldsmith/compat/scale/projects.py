"""Scale's projects: a type, and parameters by version that later tasks begin with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.times import show_time
from goldsmith.compat.scale.types import find_type
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.http.paging import END
from goldsmith.ids import new_id, show_id
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

__all__ = [
    "access_project",
    "change_params",
    "create_project",
    "default_project",
    "find_project",
    "list_projects",
    "page_of_projects",
    "show_project",
    "show_template",
]

DEFAULT: Final = "default"
MOST_PROJECTS: Final = 10_000
MOST_PARAMS: Final = 2_000_000
TEMPLATED: Final = ("textcollection", "chat", "chatlite", "chatexperimental", "multichat")
NOT_PARAMS: Final = frozenset({"patch", "type", "name", "version", "created_at"})


async def create_project(foundry: Foundry, principal: Principal, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new project of one task type. Raises ConflictError when the name is taken."""
    principal.need(OPERATION)
    name, kind = body.get("name"), body.get("type")
    if not isinstance(name, str):
        raise InvalidError("A project needs a name.", field="name")
    if not isinstance(kind, str) or not kind:
        raise InvalidError("A project needs the type of its tasks.", field="type")
    find_type(kind)
    params = _checked_params(body.get("params") or {})
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await _insert(tx, principal, checked_name(name), kind, params, is_staged=_is_staged(body))
        if row is None:
            raise ConflictError(f"There is already a project called {name}.", code="name_taken")
        return (await _views(tx, [row]))[0]


async def default_project(tx: Tx, principal: Principal) -> Any:
    """The project of tasks that name none; it takes every type."""
    await _insert(tx, principal, DEFAULT, None, {}, is_staged=False)
    return await access_project(tx, principal, DEFAULT)


async def access_project(tx: Tx, principal: Principal, name: str) -> Any:
    row = await tx.row(SQL.project, is_test=principal.is_test, name=name)
    if row is None:
        raise NotFoundError("There is no such project.", code="project_not_found")
    return row


async def find_project(tx: Tx, principal: Principal, name: str | None = None, project_id: UUID | None = None) -> Any:
    """A project by its name or id."""
    if project_id is None:
        return await access_project(tx, principal, name or "")
    row = await tx.row(SQL.project_by_id, is_test=principal.is_test, id=project_id)
    if row is None:
        raise NotFoundError("There is no such project.", code="project_not_found")
    return row


async def show_project(foundry: Foundry, principal: Principal, name: str) -> dict[str, Any]:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return (await _views(tx, [await access_project(tx, principal, name)]))[0]


async def list_projects(foundry: Foundry, principal: Principal) -> list[dict[str, Any]]:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await _views(tx, await tx.rows(SQL.projects, is_test=principal.is_test))


async def page_of_projects(
    foundry: Foundry, principal: Principal, created_after: datetime | None, created_before: datetime | None
) -> list[Any]:
    """The rows of projects that were made within these times, newest first."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(
            SQL.projects_page,
            is_test=principal.is_test,
            created_after=created_after,
            created_before=created_before,
            before=END,
            limit=MOST_PROJECTS,
        )


async def show_template(foundry: Foundry, principal: Principal, name: str) -> dict[str, Any]:
    """What tasks of a project fill in: the fields of its parameters. Only text collections and chats have one."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await access_project(tx, principal, name)
        [*_, newest] = await tx.rows(SQL.versions, ids=[row["id"]])
    if row["type"] not in TEMPLATED:
        raise InvalidError("Only projects of text collections and chats have a template.")
    return {
        "id": show_id("project", row["id"]),
        "version": row["version"],
        "created_at": show_time(row["created_at"]),
        "updated_at": show_time(newest["created_at"]),
        "template_variables": row["params"].get("template_variables") or {},
        "auto_onboard_enabled": False,
    }


async def change_params(foundry: Foundry, principal: Principal, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The next version of the parameters: in their place, or with `patch` over them."""
    principal.need(OPERATION)
    new = _checked_params({key: value for key, value in body.items() if key not in NOT_PARAMS})
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.project_for_update, is_test=principal.is_test, name=name)
        if row is None:
            raise NotFoundError("There is no such project.", code="project_not_found")
        params = _checked_params({**row["params"], **new} if body.get("patch") else new)
        version = row["version"] + 1
        await tx.run(SQL.set_params, id=row["id"], params=params, version=version)
        await tx.run(SQL.insert_version, scale_project_id=row["id"], version=version, params=params)
        await record(tx, "scale.project_changed", actor_id=principal.actor_id, body={"name": name, "version": version})
        return (await _views(tx, [row]))[0]


async def _insert(
    tx: Tx, principal: Principal, name: str, kind: str | None, params: dict[str, Any], *, is_staged: bool
) -> Any:
    row = await tx.row(
        SQL.insert_project,
        id=new_id(),
        is_test=principal.is_test,
        name=name,
        type=kind,
        is_staged=is_staged,
        params=params,
        version=0,
    )
    if row is not None:
        await tx.run(SQL.insert_version, scale_project_id=row["id"], version=0, params=params)
        await record(tx, "scale.project_created", actor_id=principal.actor_id, body={"name": name, "type": kind})
    return row


def _is_staged(body: Mapping[str, Any]) -> bool:
    """Rapid and Studio projects collect a batch first and begin when it is finalized."""
    return body.get("rapid") is True or body.get("studio") is True


def _checked_params(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidError("The parameters are an object.", field="params")
    if len(msgspec.json.encode(given)) > MOST_PARAMS:
        raise InvalidError(f"The parameters take at most {MOST_PARAMS:,} bytes.", field="params")
    return given


async def _views(tx: Tx, rows: Sequence[Any]) -> list[dict[str, Any]]:
    histories: dict[UUID, list[Any]] = defaultdict(list)
    for version in await tx.rows(SQL.versions, ids=[row["id"] for row in rows]):
        entry = {**version["params"], "version": version["version"], "created_at": show_time(version["created_at"])}
        histories[version["scale_project_id"]].append(entry)
    return [
        {
            "name": row["name"],
            "type": row["type"] or "",
            "created_at": show_time(row["created_at"]),
            "param_history": histories[row["id"]],
        }
        for row in rows
    ]
