"""Buckets: registered by operators with credentials that nobody sees again, found by the references in rows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.buckets.credentials import CONCEALED, read_credentials
from goldsmith.buckets.references import Reference, check_bucket_name, check_prefix, covers
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.ports.db import Tx, read_sql
from goldsmith.tenancy.principal import OPERATION, Principal

SQL = read_sql(__file__)
MOST_BUCKETS: Final = 100
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}")
_ENDPOINT: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?/?"
)
_USUAL_PORTS: Final = {"https": 443, "http": 80}


class NewBucket(NamedTuple):
    """A bucket as it is registered."""

    provider: str
    name: str
    prefix: str
    region: str | None
    endpoint: str | None


async def create_bucket(foundry: Foundry, principal: Principal, new: NewBucket, given: Mapping[str, str]) -> Any:
    """Register a bucket. Its credentials are checked for their form, concealed, and shown to nobody."""
    principal.need(OPERATION)
    checked = check_new(new)
    credentials = msgspec.json.encode(await asyncio.to_thread(read_credentials, checked.provider, given)).decode()
    bucket_id = new_id()
    concealed = CONCEALED.conceal(foundry.secret, principal.customer_id, bucket_id, credentials)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.value(SQL.count_buckets) >= MOST_BUCKETS:
            raise ConflictError(
                f"A customer has at most {MOST_BUCKETS} buckets: remove one first.", code="too_many_buckets"
            )
        row = await tx.row(SQL.insert_bucket, id=bucket_id, credentials=concealed, **checked._asdict())
        body = {"bucket_id": str(bucket_id), "provider": checked.provider, "name": checked.name}
        await record(tx, "bucket.registered", actor_id=principal.actor_id, body=body)
        return row


async def list_buckets(foundry: Foundry, principal: Principal, after: UUID, limit: int) -> list[Any]:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.buckets_page, after=after, limit=limit)


async def remove_bucket(foundry: Foundry, principal: Principal, bucket_id: UUID) -> None:
    """Forget its credentials at once. Files that were read from it stay."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.disable_bucket, id=bucket_id) is None:
            raise _no_such_bucket()
        body = {"bucket_id": str(bucket_id)}
        await record(tx, "bucket.removed", actor_id=principal.actor_id, body=body)


async def show_bucket(foundry: Foundry, principal: Principal, bucket_id: UUID) -> Any:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.bucket, id=bucket_id)
    if row is None:
        raise _no_such_bucket()
    return row


async def buckets_in_use(tx: Tx) -> Sequence[Any]:
    """This customer's buckets, in the order in which they are asked whether they cover a key."""
    return await tx.rows(SQL.buckets)


def bucket_of(reference: Reference, buckets: Sequence[Any]) -> Any:
    """The bucket whose credentials open this reference. Raises InvalidError that says what to register."""
    named = [each for each in buckets if (each["provider"], each["name"]) == (reference.provider, reference.bucket)]
    covering = next((each for each in named if covers(each["prefix"], reference.key)), None)
    if covering is not None:
        return covering
    where = f"{reference.provider}://{reference.bucket}"
    if named:
        raise InvalidError(
            f"Of {where} only another folder is registered: register one that holds this object.",
            code="bucket_not_registered",
        )
    raise InvalidError(
        f"The bucket {where} is not registered: an operator registers it, with credentials that may read it.",
        code="bucket_not_registered",
    )


def check_new(new: NewBucket) -> NewBucket:
    """The bucket in the one form that is kept."""
    if new.region and (new.provider != "s3" or not _REGION.fullmatch(new.region)):
        raise InvalidError("Only an S3 bucket has a region, such as eu-central-1.", field="region")
    if new.provider == "s3" and not (new.region or new.endpoint):
        raise InvalidError(
            "Say in which region the bucket lies, such as eu-central-1, or at which endpoint.", field="region"
        )
    return NewBucket(
        new.provider,
        check_bucket_name(new.name, field="name"),
        check_prefix(new.prefix, field="prefix"),
        new.region or None,
        _origin(new.endpoint) if new.endpoint else None,
    )


def _origin(endpoint: str) -> str:
    """Scheme, host and port: all that an endpoint may say. Whether it may be reached is asked at each fetch."""
    found = _ENDPOINT.fullmatch(endpoint)
    port = int(found["port"]) if found and found["port"] else None
    if found is None or (port is not None and not 0 < port < 65_536):
        raise InvalidError(
            "An endpoint is the address of a server alone, such as https://s3.example.com:9000.", field="endpoint"
        )
    is_usual = port in (None, _USUAL_PORTS[found["scheme"]])
    return f"{found['scheme']}://{found['host'].lower()}" + ("" if is_usual else f":{port}")


def _no_such_bucket() -> NotFoundError:
    return NotFoundError("There is no such bucket.", code="bucket_not_found")
