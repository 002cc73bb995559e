"""Passwords: argon2id, a few at a time, never on the event loop."""

from __future__ import annotations

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from goldsmith.errors import InvalidError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's argon2id minimum: 19 MiB, 2 passes
_AT_ONCE = asyncio.Semaphore(2)  # a rush of sign-ins may not take the machine's memory

MIN_LENGTH = 10
MAX_LENGTH = 200


def new_password() -> str:
    """A one-time password that can be read out over the phone."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


async def hash_password(password: str) -> str:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidError(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", field="new_password")
    async with _AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; as slow for an account that does not exist."""
    async with _AT_ONCE:
        matches = await asyncio.to_thread(_verify, password[:MAX_LENGTH], password_hash)
    return matches and password_hash is not None


@cache
def _nobodys_hash() -> str:
    """What an unknown account is checked against: the same work takes the same time."""
    return _HASHER.hash(secrets.token_urlsafe(16))


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
