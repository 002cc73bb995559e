"""Landlock: from here on this process reads only the named files and folders and writes into its scratch folder alone.

Source: Linux, Documentation/userspace-api/landlock.rst; the system calls have the same numbers on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_RULESET_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3
_REMOVE_FILE: Final = 1 << 5
_MAKE_FILE: Final = 1 << 8
_TRUNCATE: Final = 1 << 14
_TRUNCATE_SINCE: Final = 3
_ALL_FILE_RIGHTS_BY_VERSION: Final = {1: 1 << 13, 2: 1 << 14, 3: 1 << 15, 5: 1 << 16}
_NETWORK_SINCE: Final = 4
_SCOPES_SINCE: Final = 6


def restrict_files(libc: ctypes.CDLL, readable: Sequence[Path], scratch: Path | None = None) -> bool:
    """Allow reading of `readable` and below, and files in the folder `scratch`; tell whether this kernel can do it."""
    version = libc.syscall(_CREATE_RULESET, None, 0, _RULESET_VERSION)
    if version < 1:
        return False
    rules = _ruleset(version)
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    for path in readable:
        _allow(libc, ruleset, path, _READ_FILE, _READ_FOLDER)
    if scratch is not None:
        truncate = _TRUNCATE if version >= _TRUNCATE_SINCE else 0
        _allow(libc, ruleset, scratch, _READ_FILE | _WRITE_FILE | truncate, _READ_FOLDER | _MAKE_FILE | _REMOVE_FILE)
    done = libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return bool(done == 0)


def _ruleset(version: int) -> bytes:
    """Say what is forbidden unless allowed: every right on files, TCP, and signals to processes outside."""
    rights = max(bound for since, bound in _ALL_FILE_RIGHTS_BY_VERSION.items() if since <= version) - 1
    handled = struct.pack("=Q", rights)
    if version >= _NETWORK_SINCE:
        handled += struct.pack("=Q", 0b11)
    if version >= _SCOPES_SINCE:
        handled += struct.pack("=Q", 0b11)
    return handled


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, file_rights: int, folder_rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what cannot be opened need not be allowed
    is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
    allowed = file_rights | (folder_rights if is_folder else 0)
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", allowed, descriptor), 0)
    os.close(descriptor)
