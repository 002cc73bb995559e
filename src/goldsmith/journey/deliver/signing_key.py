"""The installation's Ed25519 key, made at first use and kept in a file that only we may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

NAME: Final = "certificate-key.pem"


def installation_key(folder: Path) -> Ed25519PrivateKey:
    """Read the key of this installation; the first caller makes it, and callers at the same moment get the same one."""
    path = folder / NAME
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{NAME} must hold an Ed25519 key")
    return key


def _make(path: Path) -> None:
    staged = path.with_name(f".{NAME}.{uuid4().hex}")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # somebody else was first: theirs is the key
        os.link(staged, path)
    staged.unlink()
