"""Secrets of customers that have to be used again: encrypted under the installation's secret, bound to their owner.

AES-256-GCM; the key is derived for each purpose and customer.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goldsmith.errors import InvalidError

NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class Concealment:
    """One kind of secret. `unreadable` is said, under `code`, when one cannot be read any more."""

    purpose: str
    unreadable: str
    code: str

    def conceal(self, installation_secret: bytes, customer_id: UUID, owner_id: UUID, text: str) -> bytes:
        """What may lie in the database."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(installation_secret, customer_id).encrypt(nonce, text.encode(), owner_id.bytes)

    def reveal(self, installation_secret: bytes, customer_id: UUID, owner_id: UUID, concealed: bytes) -> str:
        """The text again. Raises InvalidError when it was concealed by another installation or for another owner."""
        nonce, rest = concealed[:NONCE_BYTES], concealed[NONCE_BYTES:]
        try:
            return self._cipher(installation_secret, customer_id).decrypt(nonce, rest, owner_id.bytes).decode()
        except InvalidTag:
            raise InvalidError(self.unreadable, code=self.code) from None

    def _cipher(self, installation_secret: bytes, customer_id: UUID) -> AESGCM:
        context = f"goldsmith {self.purpose} ".encode() + customer_id.bytes
        return AESGCM(hmac.digest(installation_secret, context, hashlib.sha256))
