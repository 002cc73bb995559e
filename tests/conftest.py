"""Fixtures for tests on the real product: one product for the whole run, one fresh customer for each test."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from .model_server import ModelServer
from .product import Customer, Product, spawn_product, stop_product, wait_for_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "product.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, users = _join(shared)
        fcntl.flock(lock, fcntl.LOCK_UN)
    with users:
        running = wait_for_product(folder, lambda: not (folder / "failed").exists())
        yield running
        running.close()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """Models elsewhere that the product may ask."""
    made = ModelServer()
    yield made
    made.close()


def _join(shared: Path) -> tuple[Path, IO[str]]:
    """Use the product that runs, or start one. The answered file holds our lock on it."""
    marker = shared / "product.folder"
    if marker.exists() and (users := _hold(Path(marker.read_text()))) is not None:
        return Path(marker.read_text()), users
    folder = open_folder()
    for name in ("starting", "users"):
        (folder / name).touch()
    users = (folder / "users").open()
    fcntl.flock(users, fcntl.LOCK_SH)
    subprocess.Popen([sys.executable, str(Path(__file__).with_name("keeper.py")), str(folder)], start_new_session=True)
    marker.write_text(str(folder))
    return folder, users


def _hold(folder: Path) -> IO[str] | None:
    """A shared lock on a product's folder, or None when it is being put away."""
    try:
        starting, users = (folder / "starting").open(), (folder / "users").open()
    except FileNotFoundError:
        return None
    with starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
    if not folder.exists():
        users.close()
        return None
    return users


def open_folder() -> Path:
    """A folder that PostgreSQL's own user can enter (pytest's temporary folders are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="goldsmith-test-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def customer(product: Product) -> Customer:
    return product.found_customer()


@pytest.fixture
def rival(product: Product) -> Customer:
    return product.found_customer()


class Own(Product):
    """A product of one test's own, that the test may hurt."""

    process: subprocess.Popen[bytes]


@pytest.fixture
def start_own() -> Iterator[Callable[..., Own]]:
    """Start products that only this test uses; environment variables as keyword arguments."""
    started: list[tuple[subprocess.Popen[bytes], Path]] = []

    def start(folder: Path | None = None, **environment: str) -> Own:
        folder = folder or open_folder()
        process = spawn_product(folder, **environment)
        started.append((process, folder))
        wait_for_product(folder, lambda: process.poll() is None).close()
        own = Own(folder)
        own.process = process
        return own

    yield start
    for process, folder in started:
        stop_product(process)
        print((folder / "product.log").read_text()[-20_000:])  # shown when the test failed
        shutil.rmtree(folder, ignore_errors=True)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes name no test: an archive that is written for a test carries the minute, so two runs would disagree."""
    return "bytes" if isinstance(val, bytes) else None
