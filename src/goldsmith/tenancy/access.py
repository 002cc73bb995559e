"""From the credentials of a request to a Principal: the only door through which a caller gets a customer."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from goldsmith.errors import MalformedError, NotFoundError, UnauthenticatedError
from goldsmith.ids import parse_id, show_id
from goldsmith.ports.db import Database, Tx, read_sql
from goldsmith.tenancy.principal import Principal, Role

SQL = read_sql(__file__)
Kept = TypeVar("Kept")


class Membership(msgspec.Struct, frozen=True):
    """One customer that somebody may act for."""

    customer_id: UUID
    customer_name: str
    role: Role


class Visitor(msgspec.Struct, frozen=True):
    """A signed-in person, before they chose a customer."""

    person_id: UUID
    name: str
    email: str
    is_administrator: bool
    memberships: tuple[Membership, ...]


class Remembered(Generic[Kept]):
    """A few seconds of memory, emptied at once when another process announces a revocation."""

    def __init__(self, seconds: float = 5, entries: int = 10_000) -> None:
        self._seconds, self._entries = seconds, entries
        self._kept: dict[tuple[object, ...], tuple[float, Kept]] = {}

    def get(self, key: tuple[object, ...]) -> Kept | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key: tuple[object, ...], value: Kept) -> None:
        if len(self._kept) >= self._entries:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, value)

    def forget(self) -> None:
        self._kept.clear()


class AccessDesk:
    """Lets callers in and remembers them for a moment."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._principals: Remembered[Principal] = Remembered()

    def forget(self) -> None:
        """Ask the database again for everybody: something was revoked."""
        self._principals.forget()

    async def admit(self, authorization: str | None, cookie: str | None, customer: str | None) -> Principal:
        """The caller of a request. Raises UnauthenticatedError, or NotFoundError for a customer that is not theirs."""
        request = (authorization, cookie, customer)
        if (known := self._principals.get(request)) is not None:
            return known
        if authorization:
            principal = await self._admit_key(read_secret(authorization), customer)
        elif cookie:
            principal = await self._admit_person(await self.visitor(cookie), customer)
        else:
            raise UnauthenticatedError("Please sign in, or send an API key as `Authorization: Bearer …`.")
        self._principals.put(request, principal)
        return principal

    async def visitor(self, cookie: str) -> Visitor:
        """The person behind a session cookie and the customers they may act for."""
        async with self._db.transaction(None) as tx:
            person = await tx.row(SQL.access_session, hash=secret_hash(cookie))
            if person is None:
                raise UnauthenticatedError("Your session has ended. Please sign in again.")
            rows = await tx.rows(SQL.memberships_of_session, hash=secret_hash(cookie))
            memberships = {
                row["customer_id"]: Membership(row["customer_id"], row["customer_name"], Role(row["role"]))
                for row in rows
            }
            if person["is_administrator"]:
                for row in await tx.rows(SQL.all_customers):
                    memberships.setdefault(
                        row["customer_id"], Membership(row["customer_id"], row["customer_name"], Role.ADMIN)
                    )
        return Visitor(
            person["id"], person["name"], person["email"], person["is_administrator"], tuple(memberships.values())
        )

    async def _admit_key(self, secret: str, customer: str | None) -> Principal:
        async with self._db.transaction(None) as tx:
            key = await tx.row(SQL.access_key, hash=secret_hash(secret))
            if key is None:
                raise UnauthenticatedError("This API key is not known here, or it was revoked.")
            customer_id = key["customer_id"]
            if customer and not await _is_named(tx, customer, customer_id):
                chosen = await _find_customer(tx, customer) if key["is_administrator"] else None
                if chosen is None:
                    raise _no_such_customer()
                customer_id = chosen
        elsewhere = customer_id != key["customer_id"]
        return Principal(
            customer_id=customer_id,
            role=Role.ADMIN if elsewhere else Role(key["role"]),
            is_administrator=key["is_administrator"],
            actor_id=key["id"],
            name=key["name"],
            labeler_id=None if elsewhere else key["labeler_id"],
            is_test=key["mode"] == "test",
        )

    async def _admit_person(self, visitor: Visitor, customer: str | None) -> Principal:
        chosen = next((each for each in visitor.memberships if _matches(each, customer)), None)
        if chosen is None:
            if customer:
                raise _no_such_customer()
            raise UnauthenticatedError("You are not a member of any customer yet. Ask an operator to add you.")
        return Principal(
            customer_id=chosen.customer_id,
            role=chosen.role,
            is_administrator=visitor.is_administrator,
            actor_id=visitor.person_id,
            name=visitor.name,
            person_id=visitor.person_id,
        )


def read_secret(authorization: str) -> str:
    """The secret inside an Authorization header: Bearer, or Basic with the key as user name."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value:
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except ValueError:  # not base64, or not text
            raise UnauthenticatedError("The Authorization header cannot be read.") from None
    raise UnauthenticatedError("Send the API key as `Authorization: Bearer …`.")


def secret_hash(secret: str) -> bytes:
    """Secrets are long and random, so a plain SHA-256 is enough and quick."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _matches(membership: Membership, customer: str | None) -> bool:
    return not customer or customer in (membership.customer_name, show_id("customer", membership.customer_id))


async def _is_named(tx: Tx, customer: str, customer_id: UUID) -> bool:
    return _id_or_none(customer) == customer_id or await _find_customer(tx, customer) == customer_id


async def _find_customer(tx: Tx, customer: str) -> UUID | None:
    row = await tx.row(SQL.customer_by_reference, name=customer, id=_id_or_none(customer))
    return row["id"] if row else None


def _id_or_none(customer: str) -> UUID | None:
    try:
        return parse_id("customer", customer)
    except MalformedError:
        return None


def _no_such_customer() -> NotFoundError:
    return NotFoundError("There is no such customer, or it is not yours.", code="customer_not_found")
