"""Customers and what belongs to them: members, keys, webhooks."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages, run
from goldsmith.client.types import ApiKey, Customer, Member, Session, Webhook, WebhookAttempt
from goldsmith.client.wire import json_request

__all__ = ["Customers", "Keys", "Members", "Sessions", "Webhooks"]


class Sessions(Resource[TransportT]):
    """Who is asking."""

    @operation
    def get(self) -> Flow[Session]:
        """Who this client is signed in as, and which customers they may act for."""
        return call(Session, json_request("GET", "/session"))


class Customers(Resource[TransportT]):
    """The silos. A customer you may not see behaves exactly like one that does not exist."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[Customer]:
        """Every customer you may act for.

        >>> [customer.name for customer in client.customers.list()]  # doctest: +SKIP
        ['Acme', 'Globex']
        """
        return pages(Customer, "/customers", {"limit": limit})

    @operation
    def create(self, name: str) -> Flow[Customer]:
        """Make a customer. Administrators only."""
        return call(Customer, json_request("POST", "/customers", {"name": name}))


class Members(Resource[TransportT]):
    """The people of a customer."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[Member]:
        return pages(Member, "/members", {"limit": limit})

    @operation
    def create(self, *, email: str, name: str, role: str) -> Flow[Member]:
        """Add a person. A new person's one-time password is in the answer, and nowhere else."""
        return call(Member, json_request("POST", "/members", {"email": email, "name": name, "role": role}))

    @operation
    def change_role(self, person_id: str, role: str) -> Flow[None]:
        return run(json_request("PATCH", f"/members/{person_id}", {"role": role}))

    @operation
    def remove(self, person_id: str) -> Flow[None]:
        return run(json_request("DELETE", f"/members/{person_id}"))


class Keys(Resource[TransportT]):
    """API keys of a customer."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[ApiKey]:
        return pages(ApiKey, "/keys", {"limit": limit})

    @operation
    def create(self, *, name: str, role: str, mode: str = "live", is_administrator: bool = False) -> Flow[ApiKey]:
        """Make a key. An administrator's key acts for every customer. The secret (`.key`) is shown in this answer only.

        >>> secret = client.keys.create(name="training loop", role="member").key  # doctest: +SKIP
        """
        body = {"name": name, "role": role, "mode": mode} | ({"is_administrator": True} if is_administrator else {})
        return call(ApiKey, json_request("POST", "/keys", body))

    @operation
    def revoke(self, key_id: str) -> Flow[None]:
        return run(json_request("DELETE", f"/keys/{key_id}"))


class Webhooks(Resource[TransportT]):
    """Addresses that are told what happened."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[Webhook]:
        return pages(Webhook, "/webhooks", {"limit": limit})

    @operation
    def create(self, *, url: str, events: Sequence[str] = ("*",)) -> Flow[Webhook]:
        """Tell `url` about these kinds of event. The signing secret is in this answer only."""
        return call(Webhook, json_request("POST", "/webhooks", {"url": url, "events": [*events]}))

    @operation
    def remove(self, webhook_id: str) -> Flow[None]:
        return run(json_request("DELETE", f"/webhooks/{webhook_id}"))

    @listing
    def attempts(self, webhook_id: str, *, limit: int = 200) -> Pages[WebhookAttempt]:
        return pages(WebhookAttempt, f"/webhooks/{webhook_id}/attempts", {"limit": limit})

    @operation
    def replay(self, webhook_id: str, event_id: str) -> Flow[None]:
        """Send a message once more, under the same id."""
        return run(json_request("POST", f"/webhooks/{webhook_id}/attempts/{event_id}/replay"))

    @operation
    def test(self, webhook_id: str) -> Flow[None]:
        """Send this webhook a test event."""
        return run(json_request("POST", f"/webhooks/{webhook_id}/test"))
