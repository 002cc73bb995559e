"""Addresses that read one object for a few minutes, signed here with explicit credentials. No I/O.

Sources: AWS Signature Version 4, query parameters
(https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html), Google's V4 signing process
(https://cloud.google.com/storage/docs/authentication/signatures) and Azure's service SAS, version 2023-11-03
(https://learn.microsoft.com/rest/api/storageservices/create-service-sas).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from goldsmith.buckets.credentials import AccountKey, Credentials, S3Keys, ServiceAccount, load_private_key

VALID_SECONDS: Final = 300
"""From now on, and for Azure before now: longer than a fetch may take, and clocks may differ by the rest."""
DEFAULT_REGION: Final = "us-east-1"
_SAS_VERSION: Final = "2023-11-03"


class Place(NamedTuple):
    """Where a bucket is: `endpoint` is an origin such as `https://s3.example.com`, or None for the provider's own."""

    bucket: str
    region: str | None
    endpoint: str | None


class _Signer(NamedTuple):
    """What differs between the two clouds that share the V4 signature."""

    vendor: str
    algorithm: str
    name: str
    scope: str
    """What follows the date: region, service and a closing word."""
    sign: Callable[[str, str], str]
    """(date, string to sign) → signature in hex"""


def sign_read(place: Place, credentials: Credentials, key: str, now: datetime) -> str:
    """The address from which anybody may read the object until VALID_SECONDS after `now` (UTC)."""
    if isinstance(credentials, AccountKey):
        return _sign_azure(place, credentials, key, now)
    if isinstance(credentials, ServiceAccount):
        address = _join(place.endpoint or "https://storage.googleapis.com", place.bucket, key)
        return _sign_v4(address, _google(credentials), {}, now)
    token = {"X-Amz-Security-Token": credentials.session_token} if credentials.session_token else {}
    return _sign_v4(_s3_address(place, key), _amazon(place, credentials), token, now)


def _s3_address(place: Place, key: str) -> str:
    if place.endpoint:
        return _join(place.endpoint, place.bucket, key)
    region = place.region or DEFAULT_REGION
    host = f"s3.{region}.amazonaws.com" + (".cn" if region.startswith("cn-") else "")
    # A dot or a capital in the name fits neither the certificate nor the host name.
    if "." in place.bucket or "_" in place.bucket or place.bucket != place.bucket.lower():
        return _join(f"https://{host}", place.bucket, key)
    return _join(f"https://{place.bucket}.{host}", key)


def _join(origin: str, *path: str) -> str:
    return "/".join((origin, *(quote(each, safe="/~") for each in path)))


def _amazon(place: Place, keys: S3Keys) -> _Signer:
    region = place.region or DEFAULT_REGION

    def sign(date: str, text: str) -> str:
        derived = f"AWS4{keys.secret_access_key}".encode()
        for part in (date, region, "s3", "aws4_request", text):
            derived = hmac.digest(derived, part.encode(), hashlib.sha256)
        return derived.hex()

    return _Signer("Amz", "AWS4-HMAC-SHA256", keys.access_key_id, f"{region}/s3/aws4_request", sign)


def _google(account: ServiceAccount) -> _Signer:
    def sign(_: str, text: str) -> str:
        return load_private_key(account).sign(text.encode(), PKCS1v15(), SHA256()).hex()

    return _Signer("Goog", "GOOG4-RSA-SHA256", account.client_email, "auto/storage/goog4_request", sign)


def _sign_v4(address: str, signer: _Signer, more: Mapping[str, str], now: datetime) -> str:
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    date, parts = stamp[:8], urlsplit(address)
    scope = f"{date}/{signer.scope}"
    asked = {
        f"X-{signer.vendor}-Algorithm": signer.algorithm,
        f"X-{signer.vendor}-Credential": f"{signer.name}/{scope}",
        f"X-{signer.vendor}-Date": stamp,
        f"X-{signer.vendor}-Expires": str(VALID_SECONDS),
        f"X-{signer.vendor}-SignedHeaders": "host",
        **more,
    }
    query = urlencode(sorted(asked.items()), quote_via=quote, safe="~")
    canonical = "\n".join(("GET", parts.path, query, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = signer.sign(date, "\n".join((signer.algorithm, stamp, scope, digest)))
    return f"{address}?{query}&X-{signer.vendor}-Signature={signature}"


def _sign_azure(place: Place, account: AccountKey, key: str, now: datetime) -> str:
    start, expiry = (f"{now + timedelta(seconds=each):%Y-%m-%dT%H:%M:%SZ}" for each in (-VALID_SECONDS, VALID_SECONDS))
    resource = f"/blob/{account.account_name}/{place.bucket}/{key}"
    # Permissions, start, expiry, resource, identifier, addresses, protocol, version, kind, snapshot, encryption
    # scope, and five headers of the answer.
    fields = ["r", start, expiry, resource, "", "", "", _SAS_VERSION, "b", "", "", "", "", "", "", ""]
    signed = hmac.digest(base64.b64decode(account.account_key), "\n".join(fields).encode(), hashlib.sha256)
    asked = {
        "sv": _SAS_VERSION,
        "sr": "b",
        "sp": "r",
        "st": start,
        "se": expiry,
        "sig": base64.b64encode(signed).decode(),
    }
    origin = place.endpoint or f"https://{account.account_name}.blob.core.windows.net"
    return f"{_join(origin, place.bucket, key)}?{urlencode(asked)}"
