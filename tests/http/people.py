"""People with a password and a browser of their own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from ..product import Customer


class Person:
    """Somebody with a password and a browser of their own."""

    def __init__(self, customer: Customer, role: str) -> None:
        self.email = f"{uuid4().hex}@example.org"
        made = customer.root.post("/members", {"email": self.email, "name": "Ada", "role": role}, 201)
        self.id, self.password = made["person_id"], made["one_time_password"]
        self.origin = customer.product.url
        self.browser = customer.product.connect()

    def sign_in(self, password: str | None = None, browser: httpx.Client | None = None) -> httpx.Response:
        body = {"email": self.email, "password": password or self.password}
        return (browser or self.browser).post("/session", json=body, headers={"Origin": self.origin})

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """As our own pages ask: with the cookie and the origin."""
        headers = {"Origin": self.origin, **request.pop("headers", {})}
        return self.browser.request(method, path, headers=headers, **request)
