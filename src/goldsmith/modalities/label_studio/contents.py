"""Where in the data of a task the thing is that is labeled, and how a file is called there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.label_studio.layout import Layout

__all__ = ["attachment_of", "find_content", "local_address"]

LOCAL_FILES: Final = "/data/local-files/"
WEB: Final = ("https://", "http://")


def find_content(data: Mapping[str, Any], layout: Layout | None, usual: Sequence[str]) -> tuple[str, str]:
    """Find (field, content): the field of the config, else one that is usually called so, else the only text."""
    texts = [name for name, value in data.items() if isinstance(value, str) and value]
    wanted = [*([layout.field] if layout else []), *usual, *(texts if len(texts) == 1 else [])]
    field = next((name for name in wanted if name in texts), None)
    if field is None:
        named = layout.field if layout else usual[0]
        raise InvalidError(f"there is no {named} to label in its data.", field=f"data.{named}")
    return field, data[field]


def attachment_of(address: str, report: LossReport) -> str:
    """Return a web address as it is, and of any other the name of the file, under which it is to be uploaded."""
    if address.startswith(WEB):
        return address
    parts = urlsplit(address)
    report.lose("addresses in storages, of which the names of files stay", int("://" in address))
    local = parse_qs(parts.query).get("d") if parts.path.startswith(LOCAL_FILES) else None
    path = local[0] if local else unquote(parts.path) if parts.scheme or parts.path.startswith("/") else address
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or address


def local_address(name: str) -> str:
    """Return the address of a file in Label Studio's folder of local files; a web address is its own.

    Source: https://labelstud.io/guide/storage#Local-storage.
    """
    return name if name.startswith(WEB) else f"{LOCAL_FILES}?d={quote(name)}"
