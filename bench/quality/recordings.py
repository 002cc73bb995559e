"""Recorded crowds on disk: a folder a set, below one of the folders that `CROWD_DATA` names (parted by colons)."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any


def roots() -> list[Path]:
    return [Path(root) for root in os.environ.get("CROWD_DATA", "").split(":") if root]


def folders(pattern: str) -> list[Path]:
    """The folders of the sets whose names fit, sorted by name within each root."""
    return [folder for root in roots() for folder in sorted(root.glob(pattern)) if folder.is_dir()]


def read_csv(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", newline="") as lines:
        return list(csv.DictReader(lines))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]
