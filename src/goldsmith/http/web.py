"""The web app's files: only those that the build made, and index.html for every page address."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get

from goldsmith.errors import NotFoundError

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
NOT_BUILT = (
    b"<!doctype html><title>Goldsmith</title><p>The web app is not built. Run <code>make web</code>, then reload."
)
_FOREVER = "public, max-age=31536000, immutable"


class _WebFile(msgspec.Struct, frozen=True):
    path: Path
    media_type: str
    etag: str
    is_hashed: bool


class WebApp:
    """The built files by address. What is not in the list does not exist, whatever the address says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at = 0
        self._files: dict[str, _WebFile] = {}

    def answer(self, address: str, known_etag: str | None) -> Response[bytes]:
        self._look_again_after_a_build()
        file = self._files.get(address) or (None if address.startswith("assets/") else self._files.get("index.html"))
        if file is None:
            if address.startswith("assets/"):
                raise NotFoundError("There is nothing at this address.")
            return Response(NOT_BUILT, media_type="text/html", headers={"Cache-Control": "no-store"})
        headers = {
            "ETag": file.etag,
            "Cache-Control": _FOREVER if file.is_hashed else "no-cache",
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        }
        if known_etag == file.etag:
            return Response(b"", status_code=304, headers=headers)
        return Response(file.path.read_bytes(), media_type=file.media_type, headers=headers)

    def _look_again_after_a_build(self) -> None:
        index = self._folder / "index.html"
        built_at = index.stat().st_mtime_ns if index.exists() else 0
        if built_at != self._built_at:
            found = [path for path in self._folder.rglob("*") if path.is_file()]
            self._files = {path.relative_to(self._folder).as_posix(): _describe(self._folder, path) for path in found}
            self._built_at = built_at


def _describe(folder: Path, path: Path) -> _WebFile:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:20]
    return _WebFile(path, media_type, f'"{digest}"', path.relative_to(folder).parts[0] == "assets")


@get(["/", "/{address:path}"], include_in_schema=False, sync_to_thread=False)
def serve_web(request: Request[Any, Any, Any], address: str = "") -> Response[bytes]:
    """A file of the web app, or the app itself for the address of a page."""
    name = address.lstrip("/")
    if name.startswith(("api/", "schema/")):
        raise NotFoundError("There is nothing at this address.")
    web_app: WebApp = request.app.state.web_app
    return web_app.answer(name, request.headers.get("if-none-match"))
