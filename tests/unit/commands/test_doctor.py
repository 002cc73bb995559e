from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from goldsmith.commands import checks
from goldsmith.settings import Settings

from .conftest import Run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path / "data", port=1)


def test_doctor_reports_every_check(goldsmith: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDSMITH_PORT", "1")
    findings = json.loads(goldsmith("doctor", "--json").out)["items"]
    assert len(findings) == len(checks.CHECKS)
    assert {finding["level"] for finding in findings} <= {"ok", "warn", "bad"}


def test_what_is_bad_comes_with_what_to_do_and_code_1(goldsmith: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGBIN", "/nowhere")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ran = goldsmith("doctor", "--json")
    assert ran.code == 1
    [postgres] = [finding for finding in ran.json["items"] if finding["check"] == "postgres"]
    assert postgres["level"] == "bad"
    assert postgres["remedy"]


def test_a_key_that_others_can_read_is_bad(settings: Settings) -> None:
    settings.folder.mkdir()
    settings.admin_key_file.write_text("{}")
    settings.admin_key_file.chmod(0o644)
    assert checks.check_admin_key(settings).remedy == f"chmod 600 {settings.admin_key_file}"
    settings.admin_key_file.chmod(0o600)
    assert checks.check_admin_key(settings).level == "ok"


def test_a_port_that_somebody_else_has_is_bad(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken = Settings(folder=tmp_path, port=other.getsockname()[1])
        assert checks.check_port(taken).level == "bad"


def test_a_folder_that_is_not_there_yet_is_fine(settings: Settings) -> None:
    assert checks.check_data_folder(settings).level == "ok"


def test_a_database_that_is_away_is_bad(tmp_path: Path) -> None:
    away = Settings(folder=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    finding = checks.check_database(away)
    assert finding.level == "bad"
    assert "DATABASE_URL" in finding.remedy


def test_shut_egress_is_said(tmp_path: Path) -> None:
    assert "shut" in checks.check_egress(Settings(folder=tmp_path, offline=True)).finding
