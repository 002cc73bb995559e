"""What a small installation goes without can be added by name, pinned as for the developers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.extras import extras

from goldsmith.modalities import registry
from goldsmith.modalities.extras import Extra

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(path: Path) -> dict[str, str]:
    """By name and version, the whole pin with its hashes."""
    blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    return {block.split()[0]: block for block in blocks}


def test_every_extra_has_a_lock_and_every_lock_an_extra() -> None:
    assert sorted(path.stem for path in LOCKS) == extras()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_pins_what_developers_test_with(lock: Path) -> None:
    known = pins(ROOT / "requirements-dev.txt")
    for name, block in pins(lock).items():
        assert "--hash=sha256:" in block
        assert set(re.findall(r"sha256:\w+", block)) == set(re.findall(r"sha256:\w+", known[name]))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_nothing_that_is_there_anyway(lock: Path) -> None:
    assert not pins(lock).keys() & pins(ROOT / "requirements.txt").keys()


def test_modalities_name_extras_that_exist() -> None:
    named = {extra.name for name in registry.names() for extra in registry.get(name).extras}
    assert {"audio", "documents", "video"} <= named
    assert named <= set(extras())


def test_make_says_which_extras_there_are() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "up", "WITH=no-such"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert 'WITH takes "all" or some of' in done.stderr
    assert all(name in done.stderr for name in extras())


def test_whether_an_extra_is_there_is_known_without_importing_it() -> None:
    code = "import sys; from goldsmith.modalities.extras import AUDIO; print(AUDIO.is_installed, 'av' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"
    assert not Extra("none", "no_such_module_here", "Read nothing").is_installed
