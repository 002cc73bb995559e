"""Keys for models elsewhere: what one may be, and how it is kept."""

from __future__ import annotations

from uuid import UUID

from goldsmith.concealing import Concealment
from goldsmith.errors import InvalidError

__all__ = ["conceal", "reveal"]

LONGEST_KEY = 4_000
KEYS = Concealment(
    purpose="model keys",
    unreadable="The key of this model cannot be read, as this installation's secret has changed: add the model anew.",
    code="key_unreadable",
)
reveal = KEYS.reveal


def conceal(installation_secret: bytes, customer_id: UUID, model_id: UUID, key: str) -> bytes:
    """What may lie in the database. Raises InvalidError for what cannot be sent in a header."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidError("A key has 1 to 4,000 printable ASCII characters.", field="key")
    return KEYS.conceal(installation_secret, customer_id, model_id, key)
