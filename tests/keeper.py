"""Keeps one product alive for all test processes of a run, and ends it with the last of them, however they end.

Each test process holds a shared lock on `users`; the kernel drops it with the process. Run as: keeper.py FOLDER
"""

from __future__ import annotations

import fcntl
import shutil
import sys
import time
from pathlib import Path
from typing import IO

from product import spawn_product, stop_product


def keep(folder: Path) -> None:
    """Run the product until nobody uses it, then leave nothing behind."""
    product = spawn_product(folder)
    with (folder / "starting").open() as starting, (folder / "users").open() as users:
        try:
            while not _lock_if_unused(starting, users):
                if product.poll() is not None:
                    (folder / "failed").touch()
                time.sleep(0.3)
        finally:  # still holding both locks: whoever waits for them finds no folder and starts a product of their own
            stop_product(product)
            shutil.rmtree(folder)


def _lock_if_unused(starting: IO[str], users: IO[str]) -> bool:
    fcntl.flock(starting, fcntl.LOCK_EX)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(starting, fcntl.LOCK_UN)
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
