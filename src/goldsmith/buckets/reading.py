"""Read an object where it lies: an address is signed for a few minutes and fetched through the one door out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.buckets.credentials import CONCEALED, KINDS
from goldsmith.buckets.references import check_key, covers, parse_reference
from goldsmith.buckets.service import bucket_of, buckets_in_use, show_bucket
from goldsmith.buckets.signing import Place, sign_read
from goldsmith.errors import InvalidError
from goldsmith.foundry import Foundry
from goldsmith.tenancy.principal import Principal

CHECK_SECONDS: Final = 15
_DENIED: Final = (
    "The bucket denied access: the credentials it was registered with may not read this object, or it is not there."
)
_ELSEWHERE: Final = (
    "The bucket does not answer here: it lies in another region or at another endpoint than it was registered with."
)
_REFUSALS: Final = {
    301: _ELSEWHERE,
    302: _ELSEWHERE,
    307: _ELSEWHERE,
    308: _ELSEWHERE,
    400: "The bucket refused the request: compare its region, its endpoint and its credentials.",
    401: _DENIED,
    403: _DENIED,
    404: "There is no such object in the bucket, or no such bucket.",
    416: "The object is empty.",
}


async def fetch_object(foundry: Foundry, customer_id: UUID, text: str, *, max_bytes: int, seconds: float) -> bytes:
    """The bytes of a referenced object. Raises InvalidError or EgressError, which never repeat the signed address."""
    reference = parse_reference(text)
    async with foundry.db.transaction(customer_id) as tx:
        bucket = bucket_of(reference, await buckets_in_use(tx))
    address = _sign(foundry, bucket, reference.key)
    # What is signed for one server is followed to no other.
    fetched = await foundry.egress.fetch(address, max_bytes=max_bytes, seconds=seconds, redirects=0)
    _refuse_unless(fetched.status, 200)
    return fetched.body


async def check_object(foundry: Foundry, principal: Principal, bucket_id: UUID, key: str) -> str | None:
    """Ask for the first byte of an object; why it cannot be read, or None."""
    bucket = await show_bucket(foundry, principal, bucket_id)
    if not covers(bucket["prefix"], check_key(key, field="key")):
        raise InvalidError("This object lies outside the folder that is registered.", field="key")
    try:
        opening = foundry.egress.open(
            _sign(foundry, bucket, key),
            max_bytes=1,
            seconds=CHECK_SECONDS,
            headers={"range": "bytes=0-0"},
            redirects=0,
        )
        async with opening as opened:
            _refuse_unless(opened.status, 200, 206)
    except InvalidError as refusal:
        return refusal.message
    return None


def _sign(foundry: Foundry, bucket: Any, key: str) -> str:
    told = CONCEALED.reveal(foundry.secret, bucket["customer_id"], bucket["id"], bucket["credentials"])
    credentials = msgspec.json.decode(told, type=KINDS[bucket["provider"]])
    return sign_read(Place(bucket["name"], bucket["region"], bucket["endpoint"]), credentials, key, datetime.now(UTC))


def _refuse_unless(status: int, *expected: int) -> None:
    if status not in expected:
        raise InvalidError(_REFUSALS.get(status, f"The bucket answered with status {status}."))
