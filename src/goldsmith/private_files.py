"""Files for this user's eyes alone: the administrator's key, and the first password until it was said once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

SIGN_IN_FILE = "first-sign-in"


def write_private(path: Path, text: str) -> None:
    """Write for this user's eyes alone, whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def show_first_sign_in(folder: Path, say: Callable[[str], None]) -> None:
    """Say the administrator's first password, once, and forget it."""
    path = folder / SIGN_IN_FILE
    if path.exists():
        sign_in = json.loads(path.read_text())
        say(f"Sign in as {sign_in['email']} with the password {sign_in['password']}")
        say("This password is shown once. Change it under Me.")
        path.unlink()
