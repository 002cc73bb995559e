"""Customers, their members and their keys."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.ids import new_id
from goldsmith.people.service import find_or_make_person
from goldsmith.ports.db import Database, Tx, read_sql
from goldsmith.tenancy.access import secret_hash
from goldsmith.tenancy.principal import ADMINISTRATION, OPERATION, Principal, Role
from goldsmith.words import RoleName

SQL = read_sql(__file__)


class NewKey(msgspec.Struct, frozen=True):
    """A key that was just made; its secret is kept nowhere."""

    facts: Any
    secret: str


class NewMember(msgspec.Struct, frozen=True):
    """A member who was just added; the password is there only when the person is new."""

    person_id: UUID
    name: str
    email: str
    role: RoleName
    created_at: datetime
    one_time_password: str | None


async def create_customer(db: Database, principal: Principal, name: str) -> Any:
    """A new customer, walled off from all others. Raises ConflictError when an administrator reuses a name."""
    principal.need_administrator()
    return await found_customer(db, name)


async def found_customer(db: Database, name: str) -> Any:
    customer_id = new_id()
    async with db.transaction(customer_id) as tx:
        row = await tx.row(SQL.insert_customer, id=customer_id, name=checked_name(name))
        if row is None:
            raise ConflictError(f"There is already a customer called {name}.", code="name_taken", field="name")
        await record(tx, "customer.created", body={"name": name})
        return row


async def list_customers(db: Database, principal: Principal, after: UUID, limit: int) -> list[Any]:
    only = None if principal.is_administrator else principal.customer_id
    async with db.transaction(None) as tx:
        return await tx.rows(SQL.customers_page, after=after, only=only, limit=limit)


async def add_member(db: Database, principal: Principal, *, email: str, name: str, role: Role) -> NewMember:
    """Let a person work for this customer; a person who is not known yet gets a one-time password."""
    principal.need(OPERATION)
    _may_give(principal, role)
    async with db.transaction(principal.customer_id) as tx:
        welcome = await find_or_make_person(tx, email=email, name=checked_name(name))
        if welcome.one_time_password is None:
            await _check_acquaintance(tx, principal, welcome.person_id)
        await _check_change(tx, principal, welcome.person_id, role)
        row = await tx.row(SQL.upsert_member, person_id=welcome.person_id, role=role.value)
        if row is None:
            raise ConflictError("This member could not be added.")
        await record(
            tx,
            "member.added",
            actor_id=principal.actor_id,
            body={"person_id": str(welcome.person_id), "role": role.value},
        )
        await tx.value(SQL.announce_revocation)
        return NewMember(
            welcome.person_id,
            welcome.name,
            email.strip().lower(),
            row["role"],
            row["created_at"],
            welcome.one_time_password,
        )


async def list_members(db: Database, principal: Principal, after: UUID, limit: int) -> list[Any]:
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.members, after=after, limit=limit)


async def change_member(db: Database, principal: Principal, person_id: UUID, role: Role) -> None:
    principal.need(OPERATION)
    _may_give(principal, role)
    async with db.transaction(principal.customer_id) as tx:
        await _check_change(tx, principal, person_id, role)
        if await tx.row(SQL.update_member, person_id=person_id, role=role.value) is None:
            raise _no_such_member()
        await record(
            tx, "member.changed", actor_id=principal.actor_id, body={"person_id": str(person_id), "role": role.value}
        )
        await tx.value(SQL.announce_revocation)


async def remove_member(db: Database, principal: Principal, person_id: UUID) -> None:
    principal.need(ADMINISTRATION)
    async with db.transaction(principal.customer_id) as tx:
        await _check_change(tx, principal, person_id, None)
        if await tx.run(SQL.delete_member, person_id=person_id) == 0:
            raise _no_such_member()
        await record(tx, "member.removed", actor_id=principal.actor_id, body={"person_id": str(person_id)})
        await tx.value(SQL.announce_revocation)


async def create_key(
    db: Database, principal: Principal, *, name: str, role: Role, is_test: bool, is_administrator: bool = False
) -> NewKey:
    """A new API key and its labeler. The secret is in the answer and nowhere else."""
    principal.need(OPERATION)
    _may_give(principal, role)
    if is_administrator:
        principal.need_administrator()
    async with db.transaction(principal.customer_id) as tx:
        return await issue_key(
            tx, name=name, role=role, is_test=is_test, is_administrator=is_administrator, actor_id=principal.actor_id
        )


async def issue_key(
    tx: Tx, *, name: str, role: Role, is_test: bool, is_administrator: bool = False, actor_id: UUID | None = None
) -> NewKey:
    mode = "test" if is_test else "live"
    secret = f"{mode}_{secrets.token_urlsafe(30)}"
    labeler_id = await tx.value(SQL.insert_labeler, id=new_id(), kind="person", name=checked_name(name), person_id=None)
    facts = await tx.row(
        SQL.insert_key,
        id=new_id(),
        name=name,
        role=role.value,
        is_administrator=is_administrator,
        mode=mode,
        prefix=secret[:9],
        secret_hash=secret_hash(secret),
        labeler_id=labeler_id,
    )
    await record(tx, "key.created", actor_id=actor_id, body={"name": name, "role": role.value, "mode": mode})
    return NewKey(facts, secret)


async def list_keys(db: Database, principal: Principal, after: UUID, limit: int) -> list[Any]:
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.keys, after=after, limit=limit)


async def revoke_key(db: Database, principal: Principal, key_id: UUID) -> None:
    """Shut a key out at once, in every process."""
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        key = await tx.row(SQL.revoke_key, id=key_id)
        if key is None:
            raise NotFoundError("There is no such key.", code="key_not_found")
        if key["role"] == Role.ADMIN and principal.role is not Role.ADMIN:
            raise ForbiddenError("Only an admin can revoke an admin's key.")
        await record(tx, "key.revoked", actor_id=principal.actor_id, body={"key_id": str(key_id)})
        await tx.value(SQL.announce_revocation)


async def labeler_of(tx: Tx, principal: Principal) -> UUID:
    """The labeler that this caller is for this customer; made the first time it is needed."""
    if principal.labeler_id is not None:
        return principal.labeler_id
    if principal.person_id is None:
        raise ForbiddenError("This key belongs to another customer and cannot label here; make one for this customer.")
    found: UUID | None = await tx.value(SQL.find_labeler_of_person, person_id=principal.person_id)
    if found is None:
        found = await tx.value(
            SQL.insert_labeler, id=new_id(), kind="person", name=principal.name, person_id=principal.person_id
        )
    return found


def checked_name(name: str, field: str = "name") -> str:
    """A name as people write it: 1 to 200 characters, no control characters."""
    if not 1 <= len(name.strip()) <= 200 or any(
        ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in name
    ):
        raise InvalidError("A name has 1 to 200 characters and no control characters.", field=field)
    return name


def _may_give(principal: Principal, role: Role) -> None:
    if role is Role.ADMIN and principal.role is not Role.ADMIN:
        raise ForbiddenError("Only an admin can make another admin.")


async def _check_acquaintance(tx: Tx, principal: Principal, person_id: UUID) -> None:
    """Whoever made this person knows their first password; only who runs the installation can vouch for them here."""
    if not principal.is_administrator and await tx.row(SQL.member, person_id=person_id) is None:
        raise ForbiddenError(
            "This address belongs to somebody who works for another customer. "
            "An administrator of this installation can add them here.",
            code="known_elsewhere",
        )


async def _check_change(tx: Tx, principal: Principal, person_id: UUID, role: Role | None) -> None:
    """Admins are changed by admins alone, and the last one stays admin."""
    admins = [row["person_id"] for row in await tx.rows(SQL.lock_admins)]
    if person_id not in admins or role is Role.ADMIN:
        return
    if principal.role is not Role.ADMIN:
        raise ForbiddenError("Only an admin can change another admin.")
    if len(admins) == 1:
        raise ConflictError("This is the last admin; make somebody else admin first.", code="last_admin")


def _no_such_member() -> NotFoundError:
    return NotFoundError("There is no such member.", code="member_not_found")
