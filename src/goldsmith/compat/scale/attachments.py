"""Signed addresses of the files that a task attaches, for who asks with `include_attachment_url`.

Field names as in https://github.com/scaleapi/scaleapi-python-client/issues/61.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from goldsmith.compat.scale.types.contract import SCALE_FILE
from goldsmith.errors import MalformedError
from goldsmith.foundry import Foundry
from goldsmith.http.wire import asset_link
from goldsmith.ids import parse_id

__all__ = ["signed_attachments"]


def signed_attachments(foundry: Foundry, customer_id: UUID, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each `scaledata://` file with an address that shows it for a while; others are reached as they are."""
    return [
        {"attachmentURL": named, "s3URL": foundry.settings.public_url + asset_link(foundry, customer_id, asset_id)}
        for named, asset_id in _files(params)
    ]


def _files(params: Mapping[str, Any]) -> Iterator[tuple[str, UUID]]:
    listed = params.get("attachments")
    for each in (params.get("attachment"), *(listed if isinstance(listed, list) else ())):
        named = each.get("content") if isinstance(each, dict) else each
        if isinstance(named, str) and named.startswith(SCALE_FILE):
            try:
                yield named, parse_id("asset", named.removeprefix(SCALE_FILE))
            except MalformedError:
                continue  # no file of ours: nothing to sign
