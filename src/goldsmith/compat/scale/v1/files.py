"""`files/upload` and `files/import`."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.compat.scale import files
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.route import Route

__all__ = ["ROUTES"]


async def _upload(call: Call) -> Any:
    return await files.upload_file(call.foundry, call.principal, call.content_type, call.chunks())


async def _import(call: Call) -> Any:
    return await files.import_file(call.foundry, call.principal, await call.object())


ROUTES: Final = (Route("POST", "files/upload", _upload), Route("POST", "files/import", _import))
