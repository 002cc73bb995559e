"""Customers, the people and keys that act for them, their webhooks and buckets."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A silo, and your role in it."""

    id: str
    name: str
    created_at: datetime | None = None
    role: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in."""

    id: str
    name: str
    email: str | None = None
    is_administrator: bool = False


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking, and for which customers they may act."""

    person: Person | None = None
    customers: list[Customer] = []


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a customer. `one_time_password` is present only in the answer that made the person."""

    person_id: str
    name: str
    email: str
    role: str
    created_at: datetime | None = None
    one_time_password: str | None = None


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key. `key`, the secret, is present only in the answer that made it."""

    id: str
    name: str
    role: str
    mode: str
    is_administrator: bool = False
    labeler_id: str | None = None
    prefix: str | None = None
    key: str | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook. `secret`, for checking signatures, is present only in the answer that made it."""

    id: str
    url: str
    events: list[str]
    secret: str | None = None
    created_at: datetime | None = None
    disabled_at: datetime | None = None


class WebhookAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to a webhook."""

    id: str
    event_kind: str
    status: str
    attempts: int = 0
    last_status: int | None = None
    next_attempt_at: datetime | None = None
    created_at: datetime | None = None


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket that files are read from. Its credentials are in no answer."""

    id: str
    provider: str
    name: str
    prefix: str = ""
    region: str | None = None
    endpoint: str | None = None
    created_at: datetime | None = None


class BucketCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an object can be read, and if not, why."""

    is_readable: bool
    reason: str | None = None
