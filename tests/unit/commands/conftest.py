from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from goldsmith.cli import main

from ..client.scripted import ScriptedServer


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)


Run = Callable[..., Ran]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where nobody ever signed in."""
    for variable in ("GOLDSMITH_URL", "GOLDSMITH_KEY", "GOLDSMITH_CUSTOMER", "GOLDSMITH_DATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def goldsmith(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line as a shell would."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["goldsmith", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def signed_in(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, home: Path) -> ScriptedServer:
    monkeypatch.setenv("GOLDSMITH_URL", server.url)
    monkeypatch.setenv("GOLDSMITH_KEY", "live_secret")
    return server
