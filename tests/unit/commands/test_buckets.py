"""`goldsmith buckets`, against a scripted server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from goldsmith.cli import app

from ..client.scripted import ScriptedServer
from .conftest import Run

BUCKET: dict[str, Any] = {"id": "bucket_1", "provider": "s3", "name": "photos", "prefix": "2026/", "region": "eu-1"}
KEYS = {"access_key_id": "AKIA", "secret_access_key": "the-secret"}


def test_a_bucket_is_added_with_credentials_of_a_file(goldsmith: Run, signed_in: ScriptedServer, home: Path) -> None:
    (home / "keys.json").write_text(json.dumps(KEYS))
    signed_in.answer(BUCKET, status=201)
    ran = goldsmith("buckets", "add", "s3://photos/2026", "--region", "eu-1", "--credentials", "keys.json")
    assert ran.code == 0
    assert "bucket_1" in ran.out
    assert "the-secret" not in ran.out + ran.err
    sent = {"provider": "s3", "name": "photos", "prefix": "2026", "region": "eu-1", "endpoint": None}
    assert signed_in.seen[-1].json == sent | {"credentials": KEYS}


def test_credentials_come_from_the_variables_of_the_providers_tools(
    goldsmith: Run, signed_in: ScriptedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["secret_access_key"])
    signed_in.answer(BUCKET, status=201)
    goldsmith("buckets", "add", "s3://photos", "--region", "eu-1", "--from-environment", "--json")
    assert signed_in.seen[-1].json["credentials"] == KEYS
    (home / "account.json").write_text('{"client_email": "a@b", "private_key": "x"}')
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "account.json")
    signed_in.answer({**BUCKET, "provider": "gs"}, status=201)
    goldsmith("buckets", "add", "gs://photos", "--from-environment", "--json")
    assert signed_in.seen[-1].json["credentials"] == {"client_email": "a@b", "private_key": "x"}


def test_otherwise_they_are_asked_for_and_the_secret_is_not_shown(signed_in: ScriptedServer) -> None:
    signed_in.answer({**BUCKET, "provider": "az"}, status=201)
    ran = CliRunner().invoke(app, ["buckets", "add", "az://photos"], input="acme\na2V5\n")
    assert ran.exit_code == 0
    assert "Storage account: acme" in ran.output
    assert "a2V5" not in ran.output
    assert signed_in.seen[-1].json["credentials"] == {"account_name": "acme", "account_key": "a2V5"}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["photos"], "where"),
        (["ftp://photos"], "where"),
        (["s3://"], "where"),
        (["gs://photos"], "credentials"),
        (["gs://photos", "--from-environment"], "from_environment"),
        (["az://photos", "--from-environment"], "from_environment"),
        (["s3://photos", "--credentials", "list.json"], "credentials"),
    ],
)
def test_what_cannot_be_registered_is_said_before_anything_is_sent(
    goldsmith: Run,
    signed_in: ScriptedServer,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    field: str,
) -> None:
    for variable in ("GOOGLE_APPLICATION_CREDENTIALS", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    (home / "list.json").write_text("[]")
    ran = goldsmith("buckets", "add", *arguments, "--json")
    assert (ran.code, ran.error["field"]) == (1, field)
    assert signed_in.seen == []


def test_buckets_are_listed_and_removed(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"items": [BUCKET], "next": None})
    assert "s3://photos/2026/" in goldsmith("buckets", "list").out
    signed_in.answer(None, status=204)
    assert "Removed bucket_1" in goldsmith("buckets", "remove", "bucket_1").out
    assert (signed_in.seen[-1].method, signed_in.seen[-1].path) == ("DELETE", "/api/v1/buckets/bucket_1")


def test_an_object_that_cannot_be_read_is_code_1(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"is_readable": False, "reason": "There is no such object in the bucket, or no such bucket."})
    ran = goldsmith("buckets", "check", "bucket_1", "cat.png")
    assert (ran.code, ran.out.strip()) == (1, "There is no such object in the bucket, or no such bucket.")
    assert signed_in.seen[-1].json == {"key": "cat.png"}
    signed_in.answer({"is_readable": True, "reason": None})
    assert goldsmith("buckets", "check", "bucket_1", "cat.png").code == 0
