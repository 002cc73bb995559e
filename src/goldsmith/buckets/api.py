"""HTTP: the buckets that files may be read from."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post

from goldsmith.buckets import reading, service
from goldsmith.foundry import Foundry
from goldsmith.http.paging import Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.tenancy.principal import Principal

Provider = Literal["s3", "gs", "az"]


class NewBucket(msgspec.Struct, forbid_unknown_fields=True):
    """A bucket, and credentials that may read its objects.

    `credentials` are for s3 `access_key_id`, `secret_access_key` and perhaps `session_token`; for gs the JSON key file
    of a service account; for az `account_name` and `account_key`.
    """

    provider: Provider
    name: Annotated[str, msgspec.Meta(max_length=222)]
    credentials: dict[Annotated[str, msgspec.Meta(max_length=100)], Annotated[str, msgspec.Meta(max_length=8_000)]]
    prefix: Annotated[str, msgspec.Meta(max_length=1_024)] = ""
    """A folder: nothing outside it is read."""
    region: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    endpoint: Annotated[str, msgspec.Meta(max_length=300)] | None = None
    """The address of a server that speaks the provider's protocol, where it is not the provider's own."""


class Bucket(msgspec.Struct):
    """A bucket that is in use. Its credentials are shown nowhere."""

    id: str
    provider: Provider
    name: str
    prefix: str
    region: str | None
    endpoint: str | None
    created_at: datetime


class ObjectToCheck(msgspec.Struct, forbid_unknown_fields=True):
    """The name of an object in the bucket."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=1_024)]


class Checked(msgspec.Struct):
    """Whether the object can be read, and if not, why."""

    is_readable: bool
    reason: str | None


def _bucket(row: Any) -> Bucket:
    return Bucket(
        show_id("bucket", row["id"]),
        row["provider"],
        row["name"],
        row["prefix"],
        row["region"],
        row["endpoint"],
        row["created_at"],
    )


def _id(text: str) -> UUID:
    return parse_id("bucket", text, field="bucket_id")


@get("/buckets")
async def list_buckets(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Bucket]:
    """This customer's buckets, without their credentials."""
    return make_page(await service.list_buckets(foundry, principal, read_cursor(cursor), limit + 1), limit, _bucket)


@post("/buckets")
async def create_bucket(data: NewBucket, foundry: Foundry, principal: Principal) -> Bucket:
    """Register a bucket: rows may then name its objects, as in s3://bucket/key."""
    new = service.NewBucket(data.provider, data.name, data.prefix, data.region, data.endpoint)
    return _bucket(await service.create_bucket(foundry, principal, new, data.credentials))


@delete("/buckets/{bucket_id:str}")
async def remove_bucket(bucket_id: str, foundry: Foundry, principal: Principal) -> None:
    """Forget a bucket and its credentials. Files that were read from it stay."""
    await service.remove_bucket(foundry, principal, _id(bucket_id))


@post("/buckets/{bucket_id:str}/check", status_code=200)
async def check_bucket(bucket_id: str, data: ObjectToCheck, foundry: Foundry, principal: Principal) -> Checked:
    """Ask the bucket for the first byte of one object."""
    reason = await reading.check_object(foundry, principal, _id(bucket_id), data.key)
    return Checked(reason is None, reason)


ROUTER = Router(path="/", tags=["buckets"], route_handlers=[list_buckets, create_bucket, remove_bucket, check_bucket])
