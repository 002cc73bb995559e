from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from goldsmith.commands.folder import find_files
from goldsmith.commands.journal import Journal

from ..client.scripted import ScriptedServer
from .conftest import Run

PROJECT = {"id": "project_1", "name": "Cats", "modality": "image.v1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "deep/b.png", ".hidden", ".git/config"):
        path = tmp_path / "cats" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "cats"


def created(count: int, **more: Any) -> dict[str, Any]:
    return {"created": count, "existing": 0, "rejected": [], "items": [], **more}


def test_every_plain_file_is_found_in_order(folder: Path) -> None:
    assert [path.relative_to(folder).as_posix() for path in find_files(folder)] == ["a.png", "deep/b.png"]


def test_a_folder_run_again_adds_nothing(goldsmith: Run, signed_in: ScriptedServer, folder: Path) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"id": "asset_1"}, status=201)
    signed_in.answer({"id": "asset_1"}, status=201)
    signed_in.answer(created(2), status=201)
    first = goldsmith("ingest", str(folder), "--project", "project_1", "--json")
    assert (first.json["created"], first.json["unchanged"]) == (2, 0)
    rows = signed_in.seen[-1].json["tasks"]
    assert [(row["unique_id"], row["attachment"]) for row in rows] == [("a.png", "asset_1"), ("deep/b.png", "asset_1")]

    signed_in.answer(PROJECT)
    again = goldsmith("ingest", str(folder), "--project", "project_1", "--json")
    assert (again.json["created"], again.json["unchanged"]) == (0, 2)


def test_a_refused_file_says_why_and_is_tried_again_next_time(
    goldsmith: Run, signed_in: ScriptedServer, folder: Path
) -> None:
    (folder / "deep/b.png").unlink()
    refusal = {"error": "This file is larger than allowed.", "code": "too_large", "field": None}
    for _ in range(2):
        signed_in.answer(PROJECT)
        signed_in.answer(refusal, status=413)
        ran = goldsmith("ingest", str(folder), "--project", "project_1", "--json")
        assert ran.json["rejected_rows"][0]["unique_id"] == "a.png"
        assert ran.json["rejected_rows"][0]["error"] == "This file is larger than allowed."


def test_a_refused_row_is_tried_again_next_time(goldsmith: Run, signed_in: ScriptedServer, folder: Path) -> None:
    (folder / "deep/b.png").unlink()
    row = {"row": 1, "error": "This asset is text/plain.", "field": "attachment", "unique_id": "a.png"}
    for _ in range(2):
        signed_in.answer(PROJECT)
        signed_in.answer({"id": "asset_1"}, status=201)
        signed_in.answer(created(0, rejected=[row]), status=201)
        assert goldsmith("ingest", str(folder), "--project", "project_1", "--json").json["rejected"] == 1


def test_a_wrong_key_is_an_error_and_no_refused_file(goldsmith: Run, signed_in: ScriptedServer, folder: Path) -> None:
    (folder / "deep/b.png").unlink()
    signed_in.answer(PROJECT)
    signed_in.answer({"error": "Unknown key.", "code": "unauthenticated", "field": None}, status=401)
    assert goldsmith("ingest", str(folder), "--project", "project_1", "--json").error["code"] == "unauthenticated"


def test_a_finished_manifest_is_not_sent_again(goldsmith: Run, signed_in: ScriptedServer, tmp_path: Path) -> None:
    manifest = tmp_path / "items.jsonl"
    manifest.write_text('{"text": "Hi"}\n')
    done = {"id": "import_1", "name": "items", "format": "jsonl", "status": "done", "bytes_received": 15, "created": 1}
    begun = {**done, "status": "uploading", "bytes_received": 0, "created": 0}
    signed_in.answer(PROJECT)
    signed_in.answer(begun, status=201)
    signed_in.answer(begun)
    signed_in.answer({**begun, "bytes_received": 15})
    signed_in.answer(status=202)
    signed_in.answer(done)
    assert goldsmith("ingest", str(manifest), "--project", "project_1", "--json").json["created"] == 1

    signed_in.answer(PROJECT)
    signed_in.answer(done)
    again = goldsmith("ingest", str(manifest), "--project", "project_1", "--json").json
    assert (again["created"], again["existing"]) == (0, 1)


def test_a_failed_import_says_why(goldsmith: Run, signed_in: ScriptedServer, tmp_path: Path) -> None:
    manifest = tmp_path / "items.jsonl"
    manifest.write_text("{}\n")
    failed = {
        "id": "import_1",
        "name": "items",
        "format": "jsonl",
        "status": "failed",
        "error": "The disk is full.",
    }
    signed_in.answer(PROJECT)
    signed_in.answer({**failed, "status": "uploading"}, status=201)
    signed_in.answer(failed)
    signed_in.answer(failed)
    ran = goldsmith("ingest", str(manifest), "--project", "project_1", "--json")
    assert ran.error == {"error": "The disk is full.", "code": "import_failed", "field": None}


def test_a_line_torn_by_a_crash_counts_as_never_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path).record([("a.png", [1, 2])])
    with path.open("a") as file:
        file.write('["b.png", [3')
    journal = Journal(path)
    assert journal.get("a.png") == [1, 2]
    assert journal.get("b.png") is None


@pytest.mark.parametrize("order", [("coco", "FILE", "--project", "p"), ("--project", "p", "coco", "FILE")])
def test_an_import_takes_its_options_before_and_after_the_format(
    goldsmith: Run, signed_in: ScriptedServer, tmp_path: Path, order: tuple[str, ...]
) -> None:
    (tmp_path / "boxes.json").write_text("{}")
    signed_in.answer({"error": "No.", "code": "unauthenticated", "field": None}, status=401)
    ran = goldsmith("import", *(str(tmp_path / "boxes.json") if word == "FILE" else word for word in order), "--json")
    assert ran.error["code"] == "unauthenticated"


def test_without_scales_client_an_account_is_not_imported(
    goldsmith: Run, signed_in: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scaleapi", None)
    ran = goldsmith("import", "scale", "--scale-key", "live_theirs", "--json")
    assert (ran.code, ran.error["code"]) == (1, "no_client")
    assert 'pip install "goldsmith[scale]"' in ran.error["error"]
    assert signed_in.seen == []
