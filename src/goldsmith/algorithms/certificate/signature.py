"""Ed25519 over the canonical spelling of a certificate; the signature travels inside it.

Everything but `signature.value` is signed, the algorithm and the key's id included. Source: RFC 8032.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from goldsmith.algorithms.certificate.canonical import Json, canonical_json

ALGORITHM: Final = "Ed25519"


def sign(unsigned: dict[str, Json], key: Ed25519PrivateKey) -> dict[str, Json]:
    """Return the certificate with its signature."""
    public_key = key.public_key().public_bytes_raw()
    header: dict[str, Json] = {"algorithm": ALGORITHM, "key_id": key_id(public_key)}
    message = canonical_json({**unsigned, "signature": header})
    return {**unsigned, "signature": {**header, "value": b64encode(key.sign(message)).decode()}}


def is_signature_valid(certificate: dict[str, Json], public_key: bytes) -> bool:
    """Tell whether the holder of this key signed exactly this certificate."""
    header = certificate.get("signature")
    if not isinstance(header, dict):
        return False
    if (header.get("algorithm"), header.get("key_id")) != (ALGORITHM, key_id(public_key)):
        return False
    signed = {**certificate, "signature": {name: member for name, member in header.items() if name != "value"}}
    try:
        signature = b64decode(str(header.get("value")), validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, canonical_json(signed))
    except (InvalidSignature, NotBase64Error, ValueError):
        return False
    return True


def key_id(public_key: bytes) -> str:
    """Name a key: the first 32 hexadecimal digits of the SHA-256 of its 32 raw bytes."""
    return sha256(public_key).hexdigest()[:32]
