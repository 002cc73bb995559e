from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goldsmith.client import Goldsmith, MalformedError
from goldsmith.client.resources import imports

from .scripted import ScriptedServer


def import_at(status: str, received: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": "import_1", "name": "m", "format": "jsonl", "status": status, "bytes_received": received, **more}


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(imports, "CHUNK_BYTES", 4)
    monkeypatch.setattr(imports, "POLL_SECONDS", 0.001)
    path = tmp_path / "items.jsonl"
    path.write_bytes(b"0123456789")
    return path


def test_a_manifest_is_sent_in_chunks_started_and_waited_for(
    server: ScriptedServer, client: Goldsmith, manifest: Path
) -> None:
    server.answer(import_at("uploading"), status=201)
    server.answer(import_at("uploading"))
    for received in (4, 8, 10):
        server.answer(import_at("uploading", received))
    server.answer(status=202)
    server.answer(import_at("running", 10))
    server.answer(import_at("done", 10, created=5, rejected=1))
    seen: list[tuple[int, str]] = []
    done = client.imports.upload(
        "project_1", manifest, progress=lambda now: seen.append((now.bytes_received, now.status))
    )
    assert (done.created, done.rejected) == (5, 1)
    assert server.seen[0].json == {"name": "items.jsonl", "format": "jsonl", "size": 10}
    chunks = [(request.headers["upload-offset"], request.body) for request in server.seen if request.method == "PATCH"]
    assert chunks == [("0", b"0123"), ("4", b"4567"), ("8", b"89")]
    assert seen == [(4, "uploading"), (8, "uploading"), (10, "uploading"), (10, "done")]


def test_a_cut_off_import_goes_on_where_the_server_stands(
    server: ScriptedServer, client: Goldsmith, manifest: Path
) -> None:
    server.answer(import_at("uploading", 8))
    server.answer(import_at("uploading", 10))
    server.answer(status=202)
    server.answer(import_at("done", 10))
    client.imports.resume("import_1", manifest)
    assert [request.body for request in server.seen if request.method == "PATCH"] == [b"89"]


def test_a_chunk_whose_answer_was_lost_is_not_sent_twice(
    server: ScriptedServer, client: Goldsmith, manifest: Path
) -> None:
    server.answer(import_at("uploading", 4))
    server.answer({"error": "The offset is 8.", "code": "wrong_offset", "field": None}, status=409)
    server.answer(import_at("uploading", 8))
    server.answer(import_at("uploading", 10))
    client.imports.send_content("import_1", manifest)
    assert [request.body for request in server.seen if request.method == "PATCH"] == [b"4567", b"89"]


def test_a_finished_import_is_not_started_again(server: ScriptedServer, client: Goldsmith, manifest: Path) -> None:
    server.answer(import_at("done", 10))
    server.answer(import_at("done", 10))
    assert client.imports.resume("import_1", manifest).status == "done"
    assert {request.method for request in server.seen} == {"GET"}


def test_a_file_of_another_kind_is_not_a_manifest(client: Goldsmith, tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match=r"\.jsonl or \.csv"):
        client.imports.upload("project_1", tmp_path / "items.xlsx")
