"""Replay of a small recording, on a running product and on one of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..product import Customer

TASKS, WORKERS = 30, 5


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Worker 0 is always wrong, the others always right; worker 4 answered half of it; one answer is there twice."""
    folder = tmp_path / "recording"
    folder.mkdir()
    rows = [
        f"{task},{worker},{_label(task, worker)}"
        for task in range(TASKS)
        for worker in range(WORKERS)
        if _took_part(task, worker)
    ]
    with gzip.open(folder / "labels.csv.gz", "wt") as file:
        file.write("task,worker,label\n" + "\n".join([*rows, "0,1,7"]) + "\n")
    with gzip.open(folder / "gold.csv.gz", "wt") as file:
        file.write("task,label\n" + "".join(f"{task},{task % 2}\n" for task in range(TASKS - 5)))
    return folder


def _took_part(task: int, worker: int) -> bool:
    return worker != 4 or task % 2 == 0


def _label(task: int, worker: int) -> int:
    return 1 - task % 2 if worker == 0 else task % 2


def replay(recording: Path, *options: str) -> Any:
    command = [
        sys.executable,
        "-m",
        "goldsmith",
        "replay",
        str(recording),
        "--labelers",
        "4",
        "--audits",
        "20",
        "--json",
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


RECORDED = 4 * TASKS + TASKS // 2


def check(report: Any) -> None:
    assert report["tasks"] == TASKS
    assert report["records"] == TASKS - report["audits_without_gold"]
    assert report["labels_recorded"] == RECORDED
    assert (report["repeated_dropped"], report["unplaced"]) == (1, 0)
    assert report["accuracy_before_audit"] == report["accuracy_delivered"] == 1.0
    assert report["audited"] + report["audits_without_gold"] == 20
    assert report["audited_correct"] == report["audited"] == report["quality"]["audited"]
    assert report["verified"]


def test_the_engine_asks_for_as_many_recorded_labels_as_it_needs(
    customer: Customer, recording: Path, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    where = ["--url", customer.product.url, "--key", customer.product.admin_key, "--customer", customer.id]
    report = replay(recording, *where, "-o", str(files))
    check(report)
    assert 2 * TASKS < report["labels"] < RECORDED
    assert 0 < report["stated_error"] < 0.1
    assert report["cost"] == report["labels"] + 10 * report["audited"]
    assert report["certificate"] == str(files / "certificate.json")
    assert {path.name for path in files.iterdir()} == {"items.jsonl", "gold.jsonl", "certificate.json"}
    names = {row["name"] for row in customer.rows("select name from labeler where kind = 'person'")}
    assert len([name for name in names if name.startswith("recording worker")]) == WORKERS


def test_a_replay_keeps_to_its_target_and_its_budget(customer: Customer, recording: Path) -> None:
    where = ["--url", customer.product.url, "--key", customer.product.admin_key, "--customer", customer.id]
    report = replay(recording, *where, "--target-accuracy", "0.999", "--most-answers", "70")
    assert report["quality"]["target_accuracy"] == 0.999
    assert 2 * TASKS <= report["labels"] <= 70


def test_without_a_server_replay_brings_its_own_asks_for_everything_and_takes_it_away(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for variable in ("GOLDSMITH_URL", "GOLDSMITH_KEY", "GOLDSMITH_DATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TMPDIR", "/tmp")
    before = set(Path("/tmp").glob("goldsmith-replay-*"))
    report = replay(recording, "--fixed")
    check(report)
    assert report["labels"] == RECORDED
    assert set(Path("/tmp").glob("goldsmith-replay-*")) == before
