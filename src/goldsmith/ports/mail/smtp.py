"""One letter over SMTP, encrypted wherever the server can."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

__all__ = ["send_letter"]

SECONDS: Final = 15


def send_letter(smtp_url: str, *, to: str, subject: str, text: str) -> bool:
    """Hand a letter to `smtp://user:password@host:port/sender@example.org` (or smtps); whether the server took it."""
    server = urlsplit(smtp_url)
    letter = EmailMessage()
    letter["Subject"] = " ".join(subject.split())
    letter["From"] = unquote(server.path.lstrip("/")) or f"goldsmith@{server.hostname}"
    letter["To"] = to
    letter.set_content(text)
    try:
        with _open(server) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(letter)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _open(server: SplitResult) -> smtplib.SMTP:
    host, context = server.hostname or "localhost", ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(host, server.port or 25, timeout=SECONDS)
    if connection.ehlo()[0] == 250 and connection.has_extn("starttls"):
        connection.starttls(context=context)
    return connection
