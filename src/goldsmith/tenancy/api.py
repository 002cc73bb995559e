"""HTTP: sessions, customers, members, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, delete, get, patch, post
from litestar.datastructures import Cookie

from goldsmith.errors import UnauthenticatedError
from goldsmith.foundry import Foundry
from goldsmith.http.callers import COOKIE, need_cookie
from goldsmith.http.paging import Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.people.service import SESSION_DAYS, change_password, sign_in, sign_out
from goldsmith.tenancy import service
from goldsmith.tenancy.access import AccessDesk, Visitor
from goldsmith.tenancy.principal import Principal, Role
from goldsmith.words import KeyMode, RoleName

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who one claims to be."""

    email: Annotated[str, msgspec.Meta(max_length=300)]
    password: Annotated[str, msgspec.Meta(max_length=300)]


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    """The old password and the new."""

    current_password: Annotated[str, msgspec.Meta(max_length=300)]
    new_password: Annotated[str, msgspec.Meta(max_length=300)]


class PersonRef(msgspec.Struct):
    """A person, as they see themselves."""

    id: str
    name: str
    email: str
    is_administrator: bool


class CustomerRef(msgspec.Struct):
    """A customer one may act for."""

    id: str
    name: str
    role: RoleName


class Session(msgspec.Struct):
    """Who is signed in and for whom they may act."""

    person: PersonRef
    customers: list[CustomerRef]


class NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    """A customer to be."""

    name: Name


class Customer(msgspec.Struct):
    """A customer."""

    id: str
    name: str
    created_at: datetime
    role: RoleName


class NewMember(msgspec.Struct, forbid_unknown_fields=True):
    """A person who shall work for this customer."""

    email: Annotated[str, msgspec.Meta(max_length=300)]
    name: Name
    role: RoleName


class RoleChange(msgspec.Struct, forbid_unknown_fields=True):
    """Another role."""

    role: RoleName


class Member(msgspec.Struct):
    """A member; the password is there once, when the person is new."""

    person_id: str
    name: str
    email: str
    role: RoleName
    created_at: datetime
    one_time_password: str | None = None


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """An API key to be."""

    name: Name
    role: RoleName
    mode: KeyMode = "live"
    is_administrator: bool = False


class Key(msgspec.Struct):
    """An API key; its secret is there once, when it is new."""

    id: str
    name: str
    role: RoleName
    is_administrator: bool
    mode: KeyMode
    prefix: str
    labeler_id: str | None
    created_at: datetime
    revoked_at: datetime | None
    key: str | None = None


def _session(visitor: Visitor) -> Session:
    person = PersonRef(show_id("person", visitor.person_id), visitor.name, visitor.email, visitor.is_administrator)
    return Session(
        person,
        [CustomerRef(show_id("customer", m.customer_id), m.customer_name, m.role.value) for m in visitor.memberships],
    )


@post("/session")
async def create_session(data: SignIn, foundry: Foundry, request: Request[Any, Any, Any]) -> Response[Session]:
    """Sign in; the answer sets the session cookie."""
    secret = await sign_in(foundry.db, email=data.email, password=data.password)
    desk: AccessDesk = request.app.state.access_desk
    is_secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
    cookie = Cookie(
        COOKIE, value=secret, httponly=True, secure=is_secure, samesite="lax", path="/", max_age=SESSION_DAYS * 86_400
    )
    return Response(_session(await desk.visitor(secret)), cookies=[cookie])


@get("/session")
async def read_session(request: Request[Any, Any, Any]) -> Session:
    """Who is signed in."""
    desk: AccessDesk = request.app.state.access_desk
    return _session(await desk.visitor(need_cookie(request)))


@delete("/session", status_code=204)
async def delete_session(foundry: Foundry, request: Request[Any, Any, Any]) -> Response[None]:
    """Sign out."""
    await sign_out(foundry.db, need_cookie(request))
    request.app.state.access_desk.forget()
    return Response(None, status_code=204, cookies=[Cookie(COOKIE, value="", max_age=0, path="/")])


@post("/session/password", status_code=204)
async def replace_password(
    data: PasswordChange, foundry: Foundry, principal: Principal, request: Request[Any, Any, Any]
) -> None:
    """Change one's own password; all other sessions end."""
    if principal.person_id is None:
        raise UnauthenticatedError("A key has no password; sign in to change yours.")
    await change_password(
        foundry.db,
        person_id=principal.person_id,
        cookie=need_cookie(request),
        current=data.current_password,
        new=data.new_password,
    )


@get("/customers")
async def list_customers(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Customer]:
    """The customer one acts for; for administrators, every customer."""
    rows = await service.list_customers(foundry.db, principal, read_cursor(cursor), limit + 1)
    role: RoleName = "admin" if principal.is_administrator else principal.role.value
    return make_page(
        rows, limit, lambda row: Customer(show_id("customer", row["id"]), row["name"], row["created_at"], role)
    )


@post("/customers")
async def create_customer(data: NewCustomer, foundry: Foundry, principal: Principal) -> Customer:
    """Make a customer."""
    row = await service.create_customer(foundry.db, principal, data.name)
    return Customer(show_id("customer", row["id"]), row["name"], row["created_at"], "admin")


@get("/members")
async def list_members(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Member]:
    """Who works for this customer."""
    rows = await service.list_members(foundry.db, principal, read_cursor(cursor), limit + 1)
    return make_page(
        rows,
        limit,
        lambda r: Member(show_id("person", r["person_id"]), r["name"], r["email"], r["role"], r["created_at"]),
        "person_id",
    )


@post("/members")
async def add_member(data: NewMember, foundry: Foundry, principal: Principal) -> Member:
    """Let a person work for this customer."""
    made = await service.add_member(foundry.db, principal, email=data.email, name=data.name, role=Role(data.role))
    return Member(
        show_id("person", made.person_id), made.name, made.email, made.role, made.created_at, made.one_time_password
    )


@patch("/members/{person_id:str}", status_code=204)
async def change_member(person_id: str, data: RoleChange, foundry: Foundry, principal: Principal) -> None:
    """Give a member another role."""
    await service.change_member(
        foundry.db, principal, parse_id("person", person_id, field="person_id"), Role(data.role)
    )


@delete("/members/{person_id:str}")
async def remove_member(person_id: str, foundry: Foundry, principal: Principal) -> None:
    """Let a member go."""
    await service.remove_member(foundry.db, principal, parse_id("person", person_id, field="person_id"))


def _key(row: Any, secret: str | None = None) -> Key:
    return Key(
        id=show_id("key", row["id"]),
        name=row["name"],
        role=row["role"],
        is_administrator=row["is_administrator"],
        mode=row["mode"],
        prefix=row["prefix"],
        labeler_id=show_id("labeler", row["labeler_id"]) if row["labeler_id"] else None,
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
        key=secret,
    )


@get("/keys")
async def list_keys(foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None) -> Page[Key]:
    """This customer's API keys, without their secrets."""
    return make_page(await service.list_keys(foundry.db, principal, read_cursor(cursor), limit + 1), limit, _key)


@post("/keys")
async def create_key(data: NewKey, foundry: Foundry, principal: Principal) -> Key:
    """Make an API key. Its secret is in this answer and nowhere else."""
    made = await service.create_key(
        foundry.db,
        principal,
        name=data.name,
        role=Role(data.role),
        is_test=data.mode == "test",
        is_administrator=data.is_administrator,
    )
    return _key(made.facts, made.secret)


@delete("/keys/{key_id:str}")
async def revoke_key(key_id: str, foundry: Foundry, principal: Principal, request: Request[Any, Any, Any]) -> None:
    """Shut a key out, at once."""
    await service.revoke_key(foundry.db, principal, parse_id("key", key_id, field="key_id"))
    request.app.state.access_desk.forget()


ROUTER = Router(
    path="/",
    tags=["access"],
    route_handlers=[
        create_session, read_session, delete_session, replace_password, list_customers, create_customer,
        list_members, add_member, change_member, remove_member, list_keys, create_key, revoke_key,
    ],
)  # fmt: skip
