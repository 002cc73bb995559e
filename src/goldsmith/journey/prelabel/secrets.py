"""Keys for models elsewhere: kept encrypted under the installation's secret, bound to their model, shown to nobody.

AES-256-GCM; the key is derived for each customer.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goldsmith.errors import InvalidError

__all__ = ["conceal", "reveal"]

NONCE_BYTES = 12
LONGEST_KEY = 4_000


def conceal(installation_secret: bytes, customer_id: UUID, model_id: UUID, key: str) -> bytes:
    """What may lie in the database. Raises InvalidError for what cannot be sent in a header."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidError("A key has 1 to 4,000 printable ASCII characters.", field="key")
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(installation_secret, customer_id).encrypt(nonce, key.encode(), model_id.bytes)


def reveal(installation_secret: bytes, customer_id: UUID, model_id: UUID, concealed: bytes) -> str:
    """The key again. Raises InvalidError when it was concealed by another installation or for another model."""
    nonce, rest = concealed[:NONCE_BYTES], concealed[NONCE_BYTES:]
    try:
        return _cipher(installation_secret, customer_id).decrypt(nonce, rest, model_id.bytes).decode()
    except InvalidTag:
        raise InvalidError(
            "The key of this model cannot be read, as this installation's secret has changed: add the model anew.",
            code="key_unreadable",
        ) from None


def _cipher(installation_secret: bytes, customer_id: UUID) -> AESGCM:
    return AESGCM(hmac.digest(installation_secret, b"goldsmith model keys " + customer_id.bytes, hashlib.sha256))
