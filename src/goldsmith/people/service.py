"""Signing in and out, and making people."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

import msgspec

from goldsmith.errors import InvalidError, ThrottledError, UnauthenticatedError
from goldsmith.ids import new_id
from goldsmith.people.passwords import hash_password, is_password, new_password
from goldsmith.ports.db import Database, Tx, read_sql
from goldsmith.tenancy.access import secret_hash

SQL = read_sql(__file__)
SESSION_DAYS = 14
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}")


class Welcome(msgspec.Struct, frozen=True):
    """A person who was just made, or found; the password is there only when it is new."""

    person_id: UUID
    name: str
    one_time_password: str | None


async def sign_in(db: Database, *, email: str, password: str) -> str:
    """Check the password and start a session; the secret for its cookie."""
    async with db.transaction(None) as tx:
        found = await tx.row(SQL.credential_by_email, email=email.strip().lower())
    if found and found["locked_seconds"] > 0:
        refusal = ThrottledError(
            "Too many wrong passwords for this account. Please wait a little and try again.", code="locked"
        )
        refusal.retry_after_seconds = int(found["locked_seconds"]) + 1
        raise refusal
    matches = await is_password(password, found["password_hash"] if found else None)
    async with db.transaction(None) as tx:
        if found is None or not matches:
            if found:
                await tx.run(SQL.note_failure, person_id=found["id"])
        else:
            await tx.run(SQL.note_success, person_id=found["id"])
            return await _start_session(tx, found["id"])
    raise UnauthenticatedError("E-mail or password is wrong.", code="wrong_password")


async def sign_out(db: Database, cookie: str) -> None:
    async with db.transaction(None) as tx:
        await tx.run(SQL.delete_session, token_hash=secret_hash(cookie))


async def change_password(db: Database, *, person_id: UUID, cookie: str, current: str, new: str) -> None:
    """Change one's own password and end all other sessions."""
    async with db.transaction(None) as tx:
        kept = await tx.value(SQL.credential_of_person, person_id=person_id)
    if not await is_password(current, kept):
        raise InvalidError(
            "The current password is wrong. Nothing was changed.", code="wrong_password", field="current_password"
        )
    hashed = await hash_password(new)
    async with db.transaction(None) as tx:
        await tx.run(SQL.set_password, person_id=person_id, password_hash=hashed)
        await tx.run(SQL.delete_other_sessions, person_id=person_id, token_hash=secret_hash(cookie))


async def find_or_make_person(tx: Tx, *, email: str, name: str, is_administrator: bool = False) -> Welcome:
    """The person with this e-mail address; a new one gets a password that is shown once."""
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise InvalidError("This is not an e-mail address.", field="email")
    person_id = await tx.value(
        SQL.insert_person, id=new_id(), email=email, name=name, is_administrator=is_administrator
    )
    if person_id is None:
        known = await tx.row(SQL.person_by_email, email=email)
        if known is None:
            raise InvalidError("This person cannot be added.", field="email")
        return Welcome(known["id"], known["name"], None)
    password = new_password()
    await tx.run(SQL.set_password, person_id=person_id, password_hash=await hash_password(password))
    return Welcome(person_id, name, password)


async def _start_session(tx: Tx, person_id: UUID) -> str:
    cookie = secrets.token_urlsafe(32)
    await tx.run(SQL.delete_ended_sessions)
    await tx.run(SQL.insert_session, token_hash=secret_hash(cookie), person_id=person_id, days=SESSION_DAYS)
    return cookie
