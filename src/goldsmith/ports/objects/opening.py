"""Opens the object store that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from obstore.exceptions import BaseError
from obstore.store import MemoryStore, from_url

from goldsmith.errors import InvalidError
from goldsmith.ports.objects.bucket import BucketObjects
from goldsmith.ports.objects.contract import Objects
from goldsmith.ports.objects.folder import FolderObjects

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

_RETRIES: Final[RetryConfig] = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
_CLIENT: Final[ClientConfig] = {
    "connect_timeout": timedelta(seconds=5),
    "timeout": timedelta(seconds=60),
    "allow_http": True,  # only where the operator names an http:// endpoint
}


def open_objects(url: str | Path, options: Mapping[str, str] | None = None) -> Objects:
    """Open a folder (a path or `file:///…`), `s3://bucket/prefix`, `gs://…`, `az://…`, or `memory:///` (lost at exit).

    Options are obstore's names, such as `endpoint`, `region`, `access_key_id`, `secret_access_key`; they may also stand
    in the URL's query, and the AWS_… variables of the environment fill what is not given.
    """
    if isinstance(url, Path) or "://" not in url:
        return FolderObjects(Path(url))
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderObjects(Path(parts.path))
    if parts.scheme == "memory":
        return BucketObjects(MemoryStore())
    chosen = dict(parse_qsl(parts.query)) | dict(options or {})
    return _open_bucket(urlunsplit(parts._replace(query="")), chosen)


def _open_bucket(url: str, options: dict[str, str]) -> Objects:
    try:
        config = cast("S3Config", options)  # the other clouds' options differ; obstore checks the names
        return BucketObjects(from_url(url, config=config, client_options=_CLIENT, retry_config=_RETRIES))
    except (BaseError, ValueError):
        raise InvalidError("The object store's address or options cannot be used.", code="bad_objects_url") from None
