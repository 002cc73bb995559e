"""What an earlier `goldsmith ingest` did, so that the same command again adds nothing and goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from goldsmith.commands.connection import state_folder

__all__ = ["Journal"]


class Journal:
    """An append-only file of facts by name. A line torn by a crash counts as never written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = dict(_read(path))

    @classmethod
    def of(cls, *parts: str) -> Journal:
        """Open the journal of one piece of work: this server, this project, this source."""
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        return cls(state_folder() / "ingest" / f"{digest}.jsonl")

    def get(self, name: str) -> Any:
        """Look up what was last recorded under this name; None when nothing was."""
        return self._known.get(name)

    def record(self, facts: Iterable[tuple[str, Any]]) -> None:
        new = dict(facts)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps([name, fact]) + "\n" for name, fact in new.items())
        self._known.update(new)


def _read(path: Path) -> Iterable[tuple[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            name, fact = json.loads(line)
        except ValueError:
            continue
        yield name, fact
