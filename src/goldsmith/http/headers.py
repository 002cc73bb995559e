"""What every answer tells the browser, also one that no handler made: trust nothing, frame nothing, keep nothing."""

from __future__ import annotations

from litestar.types import Message, Scope

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


async def add_security_headers(message: Message, _: Scope) -> None:
    """Add what the handler did not set itself."""
    if message["type"] == "http.response.start":
        known = {name.lower() for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(header for header in _HEADERS if header[0] not in known)]
