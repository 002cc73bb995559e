"""Raw bodies of requests, and files that are sent back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import quote

from litestar import Request

__all__ = ["chunks_of", "disposition_of"]

SHOWN: Final = ("image/", "audio/", "video/", "text/plain")


async def chunks_of(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The body as it arrives."""
    async for chunk in request.stream():
        yield chunk


def disposition_of(media_type: str, name: str) -> str:
    """What a browser may show it may show; everything else it saves, under its own name (RFC 6266).

    >>> disposition_of("application/pdf", "Rüge 1.pdf")
    "attachment; filename*=UTF-8''R%C3%BCge%201.pdf"
    """
    kind = "inline" if media_type.startswith(SHOWN) else "attachment"
    return f"{kind}; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
