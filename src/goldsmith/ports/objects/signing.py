"""Short-lived signed paths: whoever holds one may read that one thing of that one customer until it expires."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from goldsmith.errors import ForbiddenError

_PURPOSE: Final = "goldsmith signed path v1"
_SHORTEST_SECRET: Final = 32


class UrlSigner:
    """Signs paths with HMAC-SHA256. The first secret signs; every secret verifies, so that secrets can be changed."""

    def __init__(self, *secrets: bytes) -> None:
        if not secrets or any(len(secret) < _SHORTEST_SECRET for secret in secrets):
            raise ValueError(f"A signing secret has at least {_SHORTEST_SECRET} bytes.")
        self._secrets: Sequence[bytes] = secrets

    def sign(self, path: str, *, customer: str, expires_at: int) -> str:
        """Answer `path?customer=…&expires=…&signature=…`; `expires_at` is in seconds since 1970."""
        signature = _signature(self._secrets[0], path, customer, expires_at)
        return f"{path}?{urlencode({'customer': customer, 'expires': expires_at, 'signature': signature})}"

    def verify(self, path: str, *, customer: str, expires: str, signature: str, now: float) -> None:
        """Refuse a link that is not ours, was altered, belongs to another path or customer, or has expired."""
        expires_at = int(expires) if expires.isascii() and expires.isdecimal() and len(expires) <= 13 else -1
        if not self._is_ours(path, customer, expires_at, signature):
            raise ForbiddenError("This link is not valid.", code="bad_signature")
        if now >= expires_at:
            raise ForbiddenError("This link has expired; open the page again.", code="link_expired")

    def _is_ours(self, path: str, customer: str, expires_at: int, signature: str) -> bool:
        given = signature.encode("utf-8", "surrogatepass")
        known = [_signature(secret, path, customer, expires_at).encode() for secret in self._secrets]
        return expires_at >= 0 and True in [hmac.compare_digest(given, expected) for expected in known]


def _signature(secret: bytes, path: str, customer: str, expires_at: int) -> str:
    # JSON keeps the parts apart: no path and customer can be shifted into each other.
    message = json.dumps([_PURPOSE, customer, expires_at, path]).encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, message, hashlib.sha256)).decode().rstrip("=")
