"""Letters reach a real SMTP server as they were written, or are said not to have been sent."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from goldsmith.ports.mail import send_letter


class Box(Sink):
    """Keeps what comes; refuses one address."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    async def handle_RCPT(  # noqa: N802  (the names are the handler's contract)
        self, server: object, session: object, envelope: Envelope, address: str, _: object
    ) -> str:
        if address.startswith("nobody"):
            return "550 There is nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 OK"


def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"gold", b"s/m@th"))


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    handler = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, "127.0.0.1", port, authenticator=check, auth_require_tls=False)
    server.start()
    yield handler, port
    server.stop()


def test_a_letter_arrives_as_it_was_written(box: tuple[Box, int]) -> None:
    handler, port = box
    url = f"smtp://gold:s%2Fm%40th@127.0.0.1:{port}/gold@example.org"
    assert send_letter(url, to="ada@example.org", subject="Batch a\r\nBcc: x is done", text="Grüße\n{}")
    [letter] = handler.letters
    assert (letter["From"], letter["To"]) == ("gold@example.org", "ada@example.org")
    assert letter["Subject"] == "Batch a Bcc: x is done"
    assert letter["Bcc"] is None
    content = letter.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().split("\n")[0].strip() == "Grüße"


def test_what_the_server_does_not_take_was_not_sent(box: tuple[Box, int]) -> None:
    handler, port = box
    assert not send_letter(f"smtp://127.0.0.1:{port}", to="nobody@example.org", subject="x", text="x")
    assert not send_letter(f"smtp://gold:wrong@127.0.0.1:{port}", to="ada@example.org", subject="x", text="x")
    assert not send_letter("smtp://127.0.0.1:1", to="ada@example.org", subject="x", text="x")
    assert handler.letters == []
