"""Scale's official client, pointed here whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaleapi import ScaleClient

__all__ = ["connect"]


def connect(key: str, url: str, **options: Any) -> ScaleClient:
    """A client of Scale's whose both halves speak to the Goldsmith at `url`, such as http://127.0.0.1:8000.

    Its constructor moves the first half alone: calls to `client.v2` would go to Scale, and the key with them.
    `options` go to `scaleapi.ScaleClient` (`source`, `verify`, `proxies`, `cert`). Needs `pip install scaleapi`.
    """
    from scaleapi import ScaleClient

    address = url.rstrip("/")
    client = ScaleClient(key, api_instance_url=f"{address}/v1", **options)
    client.v2.api_client.configuration.host = address
    return client
