"""Customers and what belongs to them: members, keys, webhooks, buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages, run
from goldsmith.client.types import ApiKey, Bucket, BucketCheck, Customer, Member, Session, Webhook, WebhookAttempt
from goldsmith.client.wire import json_request

__all__ = ["Buckets", "Customers", "Keys", "Members", "Sessions", "Webhooks"]


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


class Buckets(Resource[TransportT]):
    """Buckets of your own: rows may name their objects, as in `s3://bucket/key`."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[Bucket]:
        return pages(Bucket, "/buckets", {"limit": limit})

    @operation
    def create(
        self,
        *,
        provider: str,
        name: str,
        credentials: Mapping[str, str],
        prefix: str = "",
        region: str | None = None,
        endpoint: str | None = None,
    ) -> Flow[Bucket]:
        """Register a bucket of `s3`, `gs` or `az`. Its credentials need to read objects only, and are shown nowhere.

        >>> keys = {"access_key_id": "AKIA…", "secret_access_key": "…"}
        >>> client.buckets.create(provider="s3", name="photos", region="eu-1", credentials=keys)  # doctest: +SKIP
        """
        where = {"provider": provider, "name": name, "prefix": prefix, "region": region, "endpoint": endpoint}
        return call(Bucket, json_request("POST", "/buckets", where | {"credentials": dict(credentials)}))

    @operation
    def check(self, bucket_id: str, key: str) -> Flow[BucketCheck]:
        """Whether one object can be read, and if not, why."""
        return call(BucketCheck, json_request("POST", f"/buckets/{bucket_id}/check", {"key": key}))

    @operation
    def remove(self, bucket_id: str) -> Flow[None]:
        """Forget a bucket and its credentials. Files that were read from it stay."""
        return run(json_request("DELETE", f"/buckets/{bucket_id}"))
