"""Bytes of assets and deliveries: in a local folder, in S3 or another bucket by URL, or in memory; one Protocol."""

from goldsmith.ports.objects.contract import Objects, StoredObject
from goldsmith.ports.objects.opening import open_objects
from goldsmith.ports.objects.signing import UrlSigner

__all__ = ["Objects", "StoredObject", "UrlSigner", "open_objects"]
