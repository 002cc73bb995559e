"""Letters, through the mail server that the operator named; the only one that is ever spoken to."""

from __future__ import annotations

from goldsmith.ports.mail.smtp import send_letter

__all__ = ["send_letter"]
