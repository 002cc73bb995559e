from __future__ import annotations

from collections.abc import Iterator

import pytest

from goldsmith.client import Goldsmith

from .scripted import HASTY, ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.close()


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[Goldsmith]:
    with Goldsmith(server.url, "live_secret", customer="Acme", retries=HASTY) as made:
        yield made
