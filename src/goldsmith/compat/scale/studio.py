"""Scale's teams and studio: who belongs here, who gets work of which project, which batch comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from goldsmith.compat.scale.batches import access_batch, counts_of
from goldsmith.compat.scale.projects import access_project
from goldsmith.compat.scale.sql import SQL
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.ports.db import Tx
from goldsmith.tenancy import service as tenancy
from goldsmith.tenancy.principal import OPERATION, Principal, Role
from goldsmith.tenancy.service import checked_name

__all__ = [
    "assign_batch",
    "change_assignments",
    "change_group",
    "create_group",
    "invite",
    "list_assignments",
    "list_groups",
    "list_studio_batches",
    "list_teammates",
    "order_batches",
    "set_role",
]

ROLES: Final = {"labeler": Role.LABELER, "member": Role.MEMBER, "manager": Role.OPERATOR, "admin": Role.ADMIN}
THEIRS: Final = {role.value: name for name, role in ROLES.items()} | {"reviewer": "labeler"}
FIRST, LAST, USUAL = 95, 5, 50


async def list_teammates(foundry: Foundry, principal: Principal) -> list[dict[str, Any]]:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return [_teammate(row) for row in await tx.rows(SQL.members)]


async def invite(foundry: Foundry, principal: Principal, emails: Sequence[str], role: Any) -> list[dict[str, Any]]:
    """Let people in; whoever is new here gets a one-time password, told in this answer alone."""
    given, passwords = _role(role), {}
    for email in emails:
        made = await tenancy.add_member(
            foundry.db, principal, email=email, name=email.partition("@")[0] or email, role=given
        )
        passwords[made.email] = made.one_time_password
    return [_with_password(each, passwords) for each in await list_teammates(foundry, principal)]


def _with_password(teammate: dict[str, Any], passwords: dict[str, str | None]) -> dict[str, Any]:
    password = passwords.get(teammate["email"].lower())
    return {**teammate, "one_time_password": password} if password else teammate


async def set_role(foundry: Foundry, principal: Principal, emails: Sequence[str], role: Any) -> list[dict[str, Any]]:
    given = _role(role)
    async with foundry.db.transaction(principal.customer_id) as tx:
        people = await _people(tx, principal, emails)
    for person in people:
        await tenancy.change_member(foundry.db, principal, person["person_id"], given)
    return await list_teammates(foundry, principal)


def _role(role: Any) -> Role:
    if role not in ROLES:
        raise InvalidError(f"A role is one of: {', '.join(ROLES)}.", field="team_role")
    return ROLES[role]


def _teammate(row: Any) -> dict[str, Any]:
    first, _, last = row["name"].partition(" ")
    return {
        "email": row["email"],
        "role": THEIRS[row["role"]],
        "company": "",
        "firstName": first,
        "lastName": last,
        "isStudioLabeler": row["role"] in ("labeler", "reviewer"),
        "expiry": None,
    }


async def _people(tx: Tx, principal: Principal, emails: Sequence[str]) -> list[Any]:
    """The members with these addresses. Raises NotFoundError when one is none."""
    principal.need(OPERATION)
    wanted = [email.strip().lower() for email in emails]
    found = await tx.rows(SQL.members_by_email, emails=wanted)
    if len({row["email"] for row in found}) < len(set(wanted)):
        raise NotFoundError("One of these is no member of your team; invite them first.", code="member_not_found")
    return found


async def list_assignments(foundry: Foundry, principal: Principal) -> dict[str, list[str]]:
    """The projects of each labeler that has any."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await _assignments(tx, principal)


async def _assignments(tx: Tx, principal: Principal) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in await tx.rows(SQL.assignments, is_test=principal.is_test):
        found[row["email"]].append(row["project"])
    return found


async def change_assignments(
    foundry: Foundry, principal: Principal, emails: Sequence[str], projects: Sequence[str], *, is_added: bool
) -> dict[str, list[str]]:
    """Assign labelers to projects, or take them away. A project that has any gives work to these alone."""
    async with foundry.db.transaction(principal.customer_id) as tx:
        people = [row["person_id"] for row in await _people(tx, principal, emails)]
        named = await tx.rows(SQL.projects_named, is_test=principal.is_test, names=list(projects))
        if len(named) < len(set(projects)):
            raise NotFoundError("There is no such project.", code="project_not_found")
        ids = [row["id"] for row in named]
        await tx.run(SQL.add_assignments if is_added else SQL.remove_assignments, project_ids=ids, person_ids=people)
        await tx.run(SQL.drop_labelers, project_ids=ids)
        await tx.run(SQL.assign_labelers, project_ids=ids)
        kind = "scale.labelers_assigned" if is_added else "scale.labelers_unassigned"
        await record(tx, kind, actor_id=principal.actor_id, body={"projects": list(projects), "people": len(people)})
        return await _assignments(tx, principal)


async def list_groups(foundry: Foundry, principal: Principal, project: str) -> list[dict[str, Any]]:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await access_project(tx, principal, project)
        return [await _group(tx, row) for row in await tx.rows(SQL.groups, scale_project_id=found["id"])]


async def create_group(
    foundry: Foundry, principal: Principal, project: str, name: Any, emails: Sequence[str]
) -> dict[str, Any]:
    if not isinstance(name, str):
        raise InvalidError("A group needs a name.", field="name")
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await access_project(tx, principal, project)
        people = await _people(tx, principal, emails)
        row = await tx.row(
            SQL.insert_group,
            id=new_id(),
            scale_project_id=found["id"],
            name=checked_name(name),
            emails=[person["email"] for person in people],
        )
        if row is None:
            raise ConflictError(f"There is already a group called {name}.", code="name_taken")
        return await _group(tx, row)


async def change_group(
    foundry: Foundry, principal: Principal, project: str, name: str, add: Sequence[str], remove: Sequence[str]
) -> dict[str, Any]:
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await access_project(tx, principal, project)
        row = await tx.row(SQL.group_for_update, scale_project_id=found["id"], name=name)
        if row is None:
            raise NotFoundError("There is no such group.", code="group_not_found")
        added = [person["email"] for person in await _people(tx, principal, add)]
        gone = {email.strip().lower() for email in remove}
        kept = [email for email in dict.fromkeys([*row["emails"], *added]) if email not in gone]
        return await _group(tx, await tx.row(SQL.set_group, id=row["id"], emails=kept))


async def _group(tx: Tx, row: Any) -> dict[str, Any]:
    people = await tx.rows(SQL.members_by_email, emails=row["emails"])
    return {
        "id": show_id("group", row["id"]),
        "name": row["name"],
        "numWorkers": len(row["emails"]),
        "isSingleton": len(row["emails"]) == 1,
        "workers": [{"id": show_id("person", each["person_id"]), "email": each["email"]} for each in people],
    }


async def list_studio_batches(foundry: Foundry, principal: Principal) -> list[dict[str, Any]]:
    """Batches that are not over, the most urgent first."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await _open_batches(tx, principal)


async def _open_batches(tx: Tx, principal: Principal) -> list[dict[str, Any]]:
    rows = await tx.rows(SQL.open_batches, is_test=principal.is_test)
    counts = await counts_of(tx, [row["id"] for row in rows])
    return [_studio_batch(place, row, counts[row["id"]]) for place, row in enumerate(rows)]


def _studio_batch(place: int, row: Any, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "id": show_id("batch", row["id"]),
        "name": row["name"],
        "projectId": show_id("project", row["scale_project_id"]),
        "projectName": row["project"],
        "batchType": row["kind"],
        "studioPriority": place,
        "total": sum(counts.values()),
        "completed": counts.get("completed", 0),
        "groups": row["groups"],
    }


async def assign_batch(foundry: Foundry, principal: Principal, name: str, groups: Sequence[str]) -> dict[str, Any]:
    """Note which groups a batch is for."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        batch = await access_batch(tx, principal, name)
        known = {row["name"] for row in await tx.rows(SQL.groups, scale_project_id=batch["scale_project_id"])}
        if set(groups) - known:
            raise NotFoundError("There is no such group.", code="group_not_found")
        await tx.run(SQL.set_batch_groups, id=batch["id"], groups=list(groups))
        row = await access_batch(tx, principal, name)
        return _studio_batch(0, row, (await counts_of(tx, [row["id"]]))[row["id"]])


async def order_batches(foundry: Foundry, principal: Principal, names: Sequence[str] | None) -> list[dict[str, Any]]:
    """Give batches priorities from their order; without names all have the same again."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if names is None:
            rows = await tx.rows(SQL.open_batches, is_test=principal.is_test)
            ordered = [(row, USUAL) for row in rows]
        else:
            rows = [await access_batch(tx, principal, name) for name in names]
            step = (FIRST - LAST) / max(1, len(rows) - 1)
            ordered = [(row, round(FIRST - place * step)) for place, row in enumerate(rows)]
        priorities = [priority for _, priority in ordered]
        await tx.run(SQL.set_priorities, ids=[row["id"] for row, _ in ordered], priorities=priorities)
        await tx.run(
            SQL.set_priorities_on_journey,
            names=[row["name"] for row, _ in ordered],
            projects=[row["scale_project_id"] for row, _ in ordered],
            priorities=priorities,
        )
        return await _open_batches(tx, principal)
