"""`goldsmith knowledge-base`, against a scripted server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..client.scripted import ScriptedServer
from .conftest import Run

BASE: dict[str, Any] = {"name": "places", "title": "Places", "entries": 2}
LOAD: dict[str, Any] = {"id": "load_1", "name": "places.csv", "format": "csv", "status": "running"}
MISSING = {"error": "There is no such knowledge base.", "code": "knowledge_base_not_found", "field": None}


def test_a_file_makes_the_knowledge_base_and_its_refused_rows_are_told(
    goldsmith: Run, signed_in: ScriptedServer, home: Path
) -> None:
    (home / "places.csv").write_text("id,name\nQ90,Paris\nQ1,\n")
    signed_in.answer(MISSING, status=404)
    signed_in.answer(BASE, status=201)
    signed_in.answer(LOAD, status=202)
    rejects = [{"row": 3, "error": "This is too short.", "field": "name"}]
    signed_in.answer({**LOAD, "status": "done", "added": 1, "rejected": 1, "rejects": rejects})
    ran = goldsmith("knowledge-base", "load", "places", "places.csv", "--title", "Places", "--whole")
    assert ran.code == 0, ran.err
    assert "1 added" in ran.out
    assert "row 3: This is too short." in ran.out + ran.err
    assert signed_in.seen[-3].json == {"name": "places", "title": "Places", "description": ""}
    assert signed_in.seen[-2].query == {"name": "places.csv", "format": "csv", "is_whole": "true"}


def test_a_file_that_could_not_be_read_exits_with_its_reason(
    goldsmith: Run, signed_in: ScriptedServer, home: Path
) -> None:
    (home / "places.csv").write_text("id,name\n")
    signed_in.answer(BASE)
    signed_in.answer({**LOAD, "status": "failed", "error": "The header cannot be read."}, status=202)
    ran = goldsmith("knowledge-base", "load", "places", "places.csv")
    assert ran.code == 1
    assert "The header cannot be read." in ran.err


def test_what_labelers_find_is_shown(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"items": [{"id": "Q90", "name": "Paris", "description": "capital of France"}]})
    ran = goldsmith("knowledge-base", "search", "places", "paris")
    assert "Q90" in ran.out
    assert "capital of France" in ran.out
