"""A server that speaks for models: chat completions and Label Studio predictions, with every mishap on request."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .product import RECEIVERS

GOOD_WORDS = ("lovely", "wonderful", "warm", "sunny", "splendid")


class ModelServer:
    """Knows from its words whether a text is good or bad, and of two which is; `mishaps` come first, one a request."""

    def __init__(self, host: str = RECEIVERS) -> None:
        self.mishaps: list[str] = []
        self.answer_with_the_first_choice = False
        self.regions: list[dict[str, Any]] | None = None
        self.chats: list[dict[str, Any]] = []
        self.predictions: list[dict[str, Any]] = []
        self.keys: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.keys.append(self.headers.get("authorization", ""))
                answer = server.predict(body) if self.path == "/predict" else server.chat(body)
                mishap = server.mishaps.pop(0) if server.mishaps else ""
                _MISHAPS.get(mishap, _answer)(self, answer if mishap not in _SAYINGS else server.said(_SAYINGS[mishap]))

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def chat(self, body: dict[str, Any]) -> bytes:
        self.chats.append(body)
        properties = body["response_format"]["json_schema"]["schema"]["properties"]
        if any("met" in asked["enum"] for asked in properties.values()):
            return self.said(json.dumps(dict.fromkeys(properties, _is_met(body["messages"][1]["content"][-1]["text"]))))
        if all("5" in asked["enum"] for asked in properties.values()):
            mark = "5" if _mood(body["messages"][1]["content"][-1]["text"]) == "good" else "1"
            return self.said(json.dumps(dict.fromkeys(properties, mark)))
        [(name, asked)] = properties.items()
        find = _better if name == "better" else _mood
        chosen = asked["enum"][0] if self.answer_with_the_first_choice else find(json.dumps(body["messages"][1:2]))
        return self.said(json.dumps({name: chosen}))

    def said(self, content: str) -> bytes:
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        return json.dumps({"choices": [{"message": {"content": content}}], "usage": usage}).encode()

    def predict(self, body: dict[str, Any]) -> bytes:
        self.predictions.append(body)
        return json.dumps({"results": [self._predicted(task) for task in body["tasks"]]}).encode()

    def _predicted(self, task: dict[str, Any]) -> dict[str, Any]:
        choice = {"choices": [_mood(task["data"].get("text", ""))]}
        regions = [{"from_name": "mood", "to_name": "text", "type": "choices", "value": choice}]
        return {"result": regions if self.regions is None else self.regions, "score": 0.8, "model_version": "1"}


def _mood(text: str) -> str:
    return "good" if any(word in text for word in GOOD_WORDS) else "bad"


def _is_met(response: str) -> str:
    """Every criterion is, by a good response."""
    return "met" if _mood(response) == "good" else "unmet"


def _better(text: str) -> str:
    """The one of two responses that is good, where the other is not."""
    _, _, after = text.partition("<response_A>")
    moods = [_mood(response) for response in after.split("<response_B>")]
    return "tie" if moods[0] == moods[1] else "A" if moods[0] == "good" else "B"


def _answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"content-length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def _cut(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("content-length", str(len(body) + 1_000))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


_SAYINGS = {"bad choice": '{"mood": "purple"}', "prose": "I would say that it is good."}
_MISHAPS: dict[str, Any] = {
    "429": lambda handler, _: _answer(handler, b"{}", 429, **{"retry-after": "1"}),
    "500": lambda handler, _: _answer(handler, b"{}", 500),
    "401": lambda handler, _: _answer(handler, b"{}", 401),
    "not json": lambda handler, _: _answer(handler, b"<html>"),
    "cut": _cut,
}
