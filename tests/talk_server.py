"""A server of models to talk to, each with manners of its own: `model` in a request says what goes wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .product import RECEIVERS

USAGE = {"prompt_tokens": 12, "completion_tokens": 5}


class TalkServer:
    """Speaks the OpenAI chat interface. `polite` streams; the other models are in `_MANNERS`."""

    def __init__(self, host: str = RECEIVERS) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.throttles = 1
        """How many requests `throttled` refuses before it takes one."""
        self.pause_seconds = 0.0
        self.hold = threading.Event()
        """Until it is set, `dead` says nothing."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.asked.append(body)
                server.keys.append(self.headers.get("authorization", ""))
                time.sleep(server.pause_seconds)
                try:
                    _MANNERS.get(body["model"], _polite)(self, server, body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()

    def asked_of(self, model: str) -> int:
        return sum(body["model"] == model for body in self.asked)


Manner = Callable[[BaseHTTPRequestHandler, TalkServer, dict[str, Any]], None]


def said_by(model: str, text: str) -> str:
    """What a polite model answers."""
    return f"{model} heard: {text}"


def _polite(handler: BaseHTTPRequestHandler, _: TalkServer, body: dict[str, Any]) -> None:
    _stream(handler, *_pieces(said_by(body["model"], body["messages"][-1]["content"])))


def _pieces(text: str) -> list[str]:
    return [text[start : start + 7] for start in range(0, len(text), 7)]


def _chunk(text: str, **more: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None, **more}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def _end(reason: str = "stop") -> bytes:
    choice = {"index": 0, "delta": {}, "finish_reason": reason}
    usage = json.dumps({"choices": [], "usage": USAGE}).encode()
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\ndata: " + usage + b"\n\ndata: [DONE]\n\n"


def _open(handler: BaseHTTPRequestHandler, kind: str = "text/event-stream", status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"content-type": kind, "connection": "close", **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = True


def _stream(handler: BaseHTTPRequestHandler, *pieces: str, end: bytes | None = None) -> None:
    _open(handler)
    for piece in pieces:
        handler.wfile.write(_chunk(piece))
        handler.wfile.flush()
    handler.wfile.write(_end() if end is None else end)


def _json(handler: BaseHTTPRequestHandler, body: object, status: int = 200, **headers: str) -> None:
    _open(handler, "application/json", status, **headers)
    handler.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())


def _at_once(handler: BaseHTTPRequestHandler, _: TalkServer, body: dict[str, Any]) -> None:
    message = {"role": "assistant", "content": said_by(body["model"], body["messages"][-1]["content"])}
    _json(handler, {"choices": [{"message": message, "finish_reason": "length"}], "usage": USAGE})


def _dead(_: BaseHTTPRequestHandler, server: TalkServer, __: dict[str, Any]) -> None:
    server.hold.wait(30)


def _slow(handler: BaseHTTPRequestHandler, server: TalkServer, body: dict[str, Any]) -> None:
    server.hold.wait(1.5)
    _polite(handler, server, body)


def _throttled(handler: BaseHTTPRequestHandler, server: TalkServer, body: dict[str, Any]) -> None:
    if server.throttles > 0:
        server.throttles -= 1
        _json(handler, {"error": "slow down"}, 429, **{"retry-after": "1"})
        return
    _polite(handler, server, body)


def _stalling(handler: BaseHTTPRequestHandler, server: TalkServer, _: dict[str, Any]) -> None:
    _stream(handler, "It begins ", end=b"")
    handler.wfile.flush()
    server.hold.wait(30)


def _huge(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    _open(handler)
    for _ in range(1_600):
        handler.wfile.write(_chunk("x" * 65_536))


def _endless_line(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    _open(handler)
    for _ in range(200):
        handler.wfile.write(b"x" * 65_536)


def _echo(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    _stream(handler, *_pieces(f"Your header was {handler.headers.get('authorization')}, was it not?"))


def _tools(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    _open(handler)
    for name, arguments in (("look_up", '{"wo'), ("", 'rd": "gold"}')):
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
        choice = {"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}
        handler.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
    handler.wfile.write(_end("tool_calls"))


def _broken_tools(handler: BaseHTTPRequestHandler, _: TalkServer, body: dict[str, Any]) -> None:
    """Two calls at once, numbered alike, one of them with arguments that are no JSON; and one without a name."""
    calls = [("call_a", "look_up", '{"word": "go'), ("call_b", "weigh", {"of": "gold"}), ("call_c", "", "{}")]
    if body["messages"][-1]["role"] == "tool":
        _polite(handler, _, body)
        return
    _open(handler)
    for call_id, name, arguments in calls:
        call = {"index": 0, "id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
        choice = {"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}
        handler.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
    handler.wfile.write(_end("tool_calls"))


def _short(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    """Promises more bytes than it sends."""
    _open(handler, "application/json", **{"content-length": "5000"})
    handler.wfile.write(b'{"choices": [{"message": {"content": "It beg')


def _no_pictures(handler: BaseHTTPRequestHandler, _: TalkServer, body: dict[str, Any]) -> None:
    if any(isinstance(message["content"], list) for message in body["messages"]):
        _json(handler, {"error": {"message": "image_url is only supported by certain models"}}, 400)
        return
    _polite(handler, _, body)


def _uncounted(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    stop = {"index": 0, "delta": {}, "finish_reason": "stop"}
    _stream(handler, "fine", end=b"data: " + json.dumps({"choices": [stop]}).encode() + b"\n\n")


def _refusing(handler: BaseHTTPRequestHandler, _: TalkServer, __: dict[str, Any]) -> None:
    message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    _json(handler, {"choices": [{"message": message, "finish_reason": "stop"}], "usage": USAGE})


_MANNERS: dict[str, Manner] = {
    "at-once": _at_once,
    "dead": _dead,
    "slow": _slow,
    "throttled": _throttled,
    "stalling": _stalling,
    "cut": lambda handler, *_: _stream(handler, "It begins ", "and", end=b""),
    "cut-in-a-chunk": lambda handler, *_: _stream(handler, "It begins ", end=b'data: {"choices": [{"del'),
    "huge": _huge,
    "endless-line": _endless_line,
    "echo": _echo,
    "tools": _tools,
    "broken-tools": _broken_tools,
    "short": _short,
    "no-pictures": _no_pictures,
    "uncounted": _uncounted,
    "refusing": _refusing,
    "broken-characters": lambda handler, *_: _stream(handler, "a\x00b", "\ud83d", "\ude00", "\ud83d"),
    "html": lambda handler, *_: _json(handler, b"<html>Welcome</html>", **{"content-type": "text/html"}),
    "half-json": lambda handler, *_: _json(handler, b'{"choices": [{"message": {"content": "It beg'),
    "deep-json": lambda handler, *_: _json(handler, b"[" * 200_000),
    "no-choices": lambda handler, *_: _json(handler, {"choices": [], "usage": USAGE}),
    "odd-choices": lambda handler, *_: _json(handler, {"choices": ["x"]}),
    "silent": lambda handler, *_: _stream(handler, ""),
    "error": lambda handler, *_: _json(handler, {"error": {"message": "no such thing as sk-secret-key"}}),
    "down": lambda handler, *_: _json(handler, b"{}", 503),
    "locked": lambda handler, *_: _json(handler, {"error": "sk-secret-key is wrong"}, 401),
    "redirecting": lambda handler, *_: _json(handler, b"", 307, location="http://127.0.0.1:1/"),
}
