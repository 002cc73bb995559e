"""A Scale account as their server answers for it, scripted: what ours does not do, such as signing files."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..product import RECEIVERS


class ScaleAccount:
    """Projects and tasks that a test sets; `troubles` are statuses to answer first. Keeps who asked for which file."""

    def __init__(self) -> None:
        self.projects: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.troubles: list[int] = []
        self.asked: list[tuple[str, str | None]] = []
        account = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, content = account.answer(self.path, self.headers.get("authorization"))
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((RECEIVERS, 0), Handler)
        self.url = f"http://{RECEIVERS}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add_project(self, name: str, kind: str, **params: Any) -> None:
        history = [{**params, "version": 0, "created_at": "2024-01-01T00:00:00.000Z"}]
        self.projects.append({"name": name, "type": kind, "param_history": history})

    def answer(self, address: str, authorization: str | None) -> tuple[int, bytes]:
        parts = urlsplit(address)
        if parts.path in self.files or parts.path.startswith("/files/"):
            self.asked.append((parts.path, authorization))
            found = self.files.get(parts.path)
            return (200, found) if found is not None else (403, b"expired")
        if self.troubles:
            status = self.troubles.pop(0)
            return status, json.dumps({"status_code": status, "error": "No."}).encode()
        return 200, json.dumps(self._list(parts.path, parse_qs(parts.query))).encode()

    def _list(self, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/v1/projects":
            return self.projects
        if path == "/v1/batches":
            return {"docs": [], "totalDocs": 0, "limit": 100, "offset": 0, "has_more": False}
        found = [task for task in self.tasks if task["project"] in query["project"]]
        return {"docs": found, "total": len(found), "limit": 100, "offset": 0, "has_more": False}
