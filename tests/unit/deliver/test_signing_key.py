"""The installation's key: made once, ours alone, never replaced."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from goldsmith.journey.deliver.signing_key import NAME, installation_key


def public(folder: Path) -> bytes:
    return installation_key(folder).public_key().public_bytes_raw()


def test_the_key_is_made_once_and_only_we_may_read_it(tmp_path: Path) -> None:
    first = public(tmp_path)
    assert public(tmp_path) == first
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(public, [tmp_path] * 8))) == 1


def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / NAME).write_bytes(pem)
    with pytest.raises(TypeError, match="Ed25519"):
        installation_key(tmp_path)
