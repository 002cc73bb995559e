from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.client import (
    Answer,
    AsyncGoldsmith,
    ConflictError,
    DeliveryFailedError,
    Goldsmith,
    GoldsmithError,
    InvalidError,
    MalformedError,
    UnexpectedAnswerError,
)

from .scripted import HASTY, ScriptedServer

CLAIM = {"assignment_id": "assignment_1", "generation": 3, "task": {"id": "task_1", "content": {"text": "Hi"}}}


def test_every_request_says_who_asks_and_for_which_customer(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"items": [], "next": None})
    assert list(client.customers.list()) == []
    headers = server.seen[0].headers
    assert headers["authorization"] == "Bearer live_secret"
    assert headers["goldsmith-customer"] == "Acme"
    assert server.seen[0].path == "/api/v1/customers"


def test_a_list_is_read_page_by_page(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"items": [{"id": "a", "stage": "label", "status": "pending"}], "next": "there"})
    server.answer({"items": [{"id": "b", "stage": "done", "status": "completed"}], "next": None})
    tasks = client.tasks.list("project_1", stage="label")
    assert next(tasks).id == "a"
    assert len(server.seen) == 1
    assert next(tasks).id == "b"
    assert server.seen[1].query == {"stage": "label", "limit": "500", "cursor": "there"}


def test_an_error_carries_the_servers_sentence_code_and_field(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(
        {"error": "No such label.", "code": "unknown_label", "field": "answer.annotations[2].label"}, status=422
    )
    with pytest.raises(InvalidError) as raised:
        client.ontology.put("project_1", {})
    error = raised.value
    assert (error.message, error.code, error.field) == (
        "No such label.",
        "unknown_label",
        "answer.annotations[2].label",
    )


def test_an_error_page_of_a_proxy_is_still_an_error_of_ours(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(b"<html>nope</html>", status=418)
    with pytest.raises(GoldsmithError) as raised:
        client.projects.get("project_1")
    assert raised.value.status == 418


def test_an_answer_of_another_shape_is_said_to_be_one(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(b"<html>welcome</html>")
    with pytest.raises(UnexpectedAnswerError):
        client.projects.get("project_1")


def test_fields_of_a_newer_server_are_ignored(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"id": "project_1", "name": "P", "modality": "text.v1", "mood": "sunny"}, headers={"ETag": '"7"'})
    project = client.projects.get("project_1")
    assert (project.name, project.etag) == ("P", '"7"')


def test_a_change_names_the_etag_it_saw(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"id": "project_1", "name": "New", "modality": "text.v1"})
    client.projects.change("project_1", etag='"7"', name="New")
    assert server.seen[0].headers["if-match"] == '"7"'
    assert server.seen[0].json == {"name": "New"}


def test_tasks_are_sent_a_thousand_at_a_time_and_rows_keep_their_numbers(
    server: ScriptedServer, client: Goldsmith
) -> None:
    server.answer({"created": 1000, "existing": 0, "rejected": [], "items": []}, status=201)
    refused = {"row": 2, "error": "No text.", "field": "text"}
    accepted = {"row": 1, "id": "task_1", "unique_id": "1000", "stage": "label", "status": "pending"}
    server.answer({"created": 1, "existing": 0, "rejected": [refused], "items": [accepted]}, status=201)
    made = client.tasks.create("project_1", ({"unique_id": str(number), "text": "x"} for number in range(1002)))
    assert [len(seen.json["tasks"]) for seen in server.seen] == [1000, 2]
    assert (made.created, made.rejected[0].row, made.items[0].row) == (1001, 1002, 1001)


def test_no_work_is_none_and_work_is_a_claim(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(status=204)
    server.answer(CLAIM)
    assert client.work.claim("project_1") is None
    claim = client.work.claim("project_1", task_ids=["task_1"])
    assert claim is not None
    assert claim.task.content == {"text": "Hi"}
    assert server.seen[1].json == {"purpose": "label", "task_ids": ["task_1"]}


def test_a_submit_names_its_lease_and_brings_the_next_claim(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(CLAIM)
    server.answer({"annotation_id": "annotation_1", "next": CLAIM})
    claim = client.work.claim("project_1")
    assert claim is not None
    done = client.work.submit(claim, Answer(global_attributes={"mood": "good"}), seconds=2, then_claim=True)
    assert done.next is not None
    assert server.seen[1].query == {"then": "claim"}
    assert server.seen[1].path == "/api/v1/assignments/assignment_1/submit"
    assert server.seen[1].json == {
        "generation": 3,
        "answer": {"annotations": [], "global_attributes": {"mood": "good"}, "links": []},
        "seconds": 2,
    }


def test_a_late_submit_raises_what_the_server_said(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(CLAIM)
    server.answer({"error": "Your lease has ended.", "code": "lease_expired", "field": None}, status=409)
    claim = client.work.claim("project_1")
    assert claim is not None
    with pytest.raises(ConflictError) as raised:
        client.work.submit(claim, {}, seconds=1)
    assert raised.value.code == "lease_expired"


def test_a_download_appears_under_its_name_only_when_whole(
    server: ScriptedServer, client: Goldsmith, tmp_path: Path
) -> None:
    server.answer(b"half", headers={"Content-Length": "8", "Connection": "close"})
    server.answer(b"all of it")
    target = tmp_path / "gold.jsonl"
    client.deliveries.download("delivery_1", target)
    assert target.read_bytes() == b"all of it"
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]


def test_a_refused_download_leaves_no_file(server: ScriptedServer, client: Goldsmith, tmp_path: Path) -> None:
    server.answer({"error": "No such format.", "code": "unknown_format", "field": "format"}, status=422)
    with pytest.raises(InvalidError):
        client.deliveries.download("delivery_1", tmp_path / "gold.xml", format="xml")
    assert list(tmp_path.iterdir()) == []


def test_a_delivery_is_waited_for(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"id": "delivery_1", "status": "building"})
    server.answer({"id": "delivery_1", "status": "ready", "records": 5})
    assert client.deliveries.wait("delivery_1").records == 5


def test_a_failed_delivery_says_why(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"id": "delivery_1", "status": "failed", "error": "The object store is full."})
    with pytest.raises(DeliveryFailedError, match="object store is full"):
        client.deliveries.wait("delivery_1")


def test_an_asset_is_streamed_with_its_length(server: ScriptedServer, client: Goldsmith, tmp_path: Path) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"meow" * 1000)
    server.answer({"id": "asset_1", "name": "cat.png"}, status=201)
    assert client.assets.upload(picture).id == "asset_1"
    seen = server.seen[0]
    assert (seen.query, len(seen.body), seen.headers["content-length"]) == ({"name": "cat.png"}, 4000, "4000")


def test_another_key_rides_on_the_same_connections(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"items": [], "next": None})
    labeler = client.acting_as("live_labeler")
    list(labeler.work.list())
    labeler.close()
    server.answer({"items": [], "next": None})
    list(client.work.list())
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer live_labeler", "Bearer live_secret"]


def test_a_url_without_a_scheme_is_refused() -> None:
    with pytest.raises(MalformedError, match="http"):
        Goldsmith("localhost:8400")


def test_the_environment_says_where_and_who(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDSMITH_URL", server.url)
    monkeypatch.setenv("GOLDSMITH_KEY", "live_env")
    server.answer({"items": [], "next": None})
    with Goldsmith() as client:
        list(client.projects.list())
    assert server.seen[0].headers["authorization"] == "Bearer live_env"


async def test_the_async_client_has_the_same_operations(server: ScriptedServer, tmp_path: Path) -> None:
    server.answer({"error": "Busy.", "code": "busy", "field": None}, status=503)
    server.answer({"items": [{"id": "p", "name": "P", "modality": "text.v1"}], "next": None})
    server.answer({"id": "asset_1"}, status=201)
    server.answer(b"gold")
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"meow")
    async with AsyncGoldsmith(server.url, "live_secret", retries=HASTY) as client:
        assert [project.name async for project in client.projects.list()] == ["P"]
        assert (await client.assets.upload(picture)).id == "asset_1"
        await client.deliveries.download("delivery_1", tmp_path / "gold.jsonl")
    assert server.seen[2].body == b"meow"
    assert (tmp_path / "gold.jsonl").read_bytes() == b"gold"


def test_a_write_to_a_lease_needs_no_key_unless_it_claims_again(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(CLAIM)
    claim = client.work.claim("project_1")
    assert claim is not None
    for then_claim in (False, True):
        server.answer({"annotation_id": "annotation_1", "next": None})
        client.work.submit(claim, {}, seconds=1, then_claim=then_claim)
    assert ["idempotency-key" in seen.headers for seen in server.seen] == [True, False, True]


def test_a_released_task_answers_nothing_and_a_renewed_one_its_end(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer(CLAIM)
    server.answer({"generation": 4, "expires_at": "2030-01-01T00:00:00Z"})
    server.answer(status=204)
    claim = client.work.claim("project_1")
    assert claim is not None
    assert client.work.renew(claim).generation == 4
    client.work.release(claim)
    assert server.seen[2].json == {"generation": 3}
