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
    """Run the product until nobody uses it; leave nothing behind, unless it ended by itself."""
    product = spawn_product(folder)
    try:
        with (folder / "starting").open() as starting, (folder / "users").open() as users:
            while product.poll() is None:
                fcntl.flock(starting, fcntl.LOCK_EX)
                if _is_unused(users):
                    (folder / "ready.json").unlink(missing_ok=True)
                    return
                fcntl.flock(starting, fcntl.LOCK_UN)
                time.sleep(0.3)
        (folder / "failed").touch()
    finally:
        if stop_product(product) == 0:
            shutil.rmtree(folder)


def _is_unused(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
