"""The SDK and the command line against the real product."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from goldsmith.client import AsyncGoldsmith, ConflictError, Goldsmith, InvalidError, NotFoundError
from goldsmith.verify import verify

from ..product import QUESTION, Customer, say, wait_until


@pytest.fixture
def client(customer: Customer) -> Iterator[Goldsmith]:
    with Goldsmith(customer.product.url, customer.product.admin_key, customer=customer.id) as made:
        yield made


def make_project(client: Goldsmith, **settings: Any) -> str:
    plain = {"name": "Mood", "modality": "text.v1", "ontology": QUESTION, "review_percent": 0, "audit_percent": 0}
    return client.projects.create(**{**plain, **settings}).id


def add_tasks(client: Goldsmith, project_id: str, count: int) -> list[str]:
    made = client.tasks.create(project_id, ({"unique_id": str(n), "text": f"Text {n}."} for n in range(count)))
    return [item.id for item in made.items]


def labeler(client: Goldsmith) -> Goldsmith:
    return client.acting_as(client.keys.create(name="labeler", role="labeler").key or "")


def label_all(client: Goldsmith, project_id: str) -> int:
    who, done = labeler(client), 0
    claim = who.work.claim(project_id)
    while claim:
        claim = who.work.submit(claim, say(), seconds=1.5, then_claim=True).next
        done += 1
    return done


def test_a_task_goes_from_ingest_to_a_verified_delivery(client: Goldsmith, tmp_path: Path) -> None:
    project_id = make_project(client, audit_percent=100)
    add_tasks(client, project_id, 3)
    assert label_all(client, project_id) == 3
    auditor = client.acting_as(client.keys.create(name="auditor", role="reviewer").key or "")
    for _ in range(3):
        claim = wait_until(lambda: auditor.work.claim(project_id, purpose="audit"))
        assert claim is not None
        assert claim.consensus is not None
        assert claim.consensus.global_attributes == {"mood": "good"}
        auditor.work.audit(claim, "correct", seconds=2)

    delivery = client.deliveries.wait(client.deliveries.create(project_id, name="first").id)
    assert delivery.records == 3
    assert delivery.certificate is not None
    assert delivery.certificate["quality"]["audited"] == 3
    export = client.deliveries.download(delivery.id, tmp_path / "gold.jsonl")
    certificate = tmp_path / "certificate.json"
    certificate.write_bytes(client.deliveries.certificate_text(delivery.id))
    assert verify(certificate, export).is_valid
    again = client.deliveries.download(delivery.id, tmp_path / "again.jsonl")
    assert again.read_bytes() == export.read_bytes()


def test_many_tasks_are_created_in_parts_and_listed_to_the_last(client: Goldsmith) -> None:
    project_id = make_project(client)
    made = add_tasks(client, project_id, 1200)
    assert len(set(made)) == 1200
    assert {task.id for task in client.tasks.list(project_id, limit=500)} == set(made)
    again = client.tasks.create(project_id, [{"unique_id": "7", "text": "Text 7."}, {"unique_id": "x"}])
    assert (again.created, again.existing, [row.row for row in again.rejected]) == (0, 1, [2])


def test_one_task_shows_everything_about_it(client: Goldsmith) -> None:
    project_id = make_project(client)
    [task_id] = add_tasks(client, project_id, 1)
    label_all(client, project_id)
    task = wait_until(lambda: done if (done := client.tasks.get(task_id)).status == "completed" else None)
    assert task is not None
    assert {annotation.kind for annotation in task.annotations} == {"response", "consensus"}
    assert task.assignments[0].state == "submitted"
    assert [event.kind for event in client.tasks.history(task_id)]
    client.tasks.reopen(task_id, "look again")
    assert client.tasks.get(task_id).status == "pending"


def test_a_manifest_is_imported_and_its_bad_rows_say_why(client: Goldsmith, tmp_path: Path) -> None:
    project_id = make_project(client)
    manifest = tmp_path / "items.jsonl"
    rows = [{"unique_id": str(n), "text": f"Text {n}."} for n in range(50)] + [{"unique_id": "bad", "text": 7}]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))
    begun = client.imports.create(project_id, manifest)
    done = client.imports.resume(begun.id, manifest)
    assert (done.status, done.created, done.rejected) == ("done", 50, 1)
    [refused] = client.imports.rejects(begun.id)
    assert refused.unique_id == "bad"
    assert client.imports.upload(project_id, manifest).existing == 50
    assert len(list(client.imports.list(project_id))) == 2


def test_refusals_raise_what_they_are(client: Goldsmith) -> None:
    project_id = make_project(client)
    add_tasks(client, project_id, 2)
    who = labeler(client)
    claim = who.work.claim(project_id)
    assert claim is not None
    with pytest.raises(InvalidError) as invalid:
        who.work.submit(claim, say("no such mood"), seconds=1)
    assert invalid.value.field
    who.work.release(claim)
    with pytest.raises(ConflictError):
        who.work.submit(claim, say(), seconds=1)
    with pytest.raises(NotFoundError):
        client.projects.get("project_00000000000000000000000000")


def test_a_draft_is_kept_and_a_lease_renewed(client: Goldsmith) -> None:
    project_id = make_project(client)
    add_tasks(client, project_id, 1)
    who = labeler(client)
    claim = who.work.claim(project_id)
    assert claim is not None
    assert who.work.draft(claim, 0, [{"op": "set", "name": "mood", "value": "bad"}]).revision == 1
    [held] = who.work.mine(project_id=project_id)
    assert held.draft is not None
    assert held.draft.answer is not None
    assert held.draft.answer.global_attributes == {"mood": "bad"}
    assert who.work.renew(claim).generation == claim.generation
    assert who.work.skip(claim, "cannot tell").next is None


def test_settings_change_under_the_etag_that_was_read(client: Goldsmith) -> None:
    project_id = make_project(client)
    seen = client.projects.get(project_id)
    changed = client.projects.change(project_id, etag=seen.etag, answers_needed=3)
    assert changed.answers_needed == 3
    with pytest.raises((ConflictError, InvalidError)):
        client.projects.change(project_id, etag=seen.etag, answers_needed=4)
    client.instructions.put(project_id, "# Read")
    assert client.instructions.get(project_id).markdown == "# Read"
    version = client.ontology.put(project_id, client.ontology.get(project_id).ontology).version
    assert client.ontology.get(project_id, version).version == version


def test_everything_around_the_work_can_be_listed(client: Goldsmith) -> None:
    project_id = make_project(client)
    client.batches.create(project_id, name="urgent", priority=90)
    hook = client.webhooks.create(url="https://example.org/hook", events=["task.completed"])
    assert hook.secret
    assert [each.secret for each in client.webhooks.list()] == [None]
    client.webhooks.remove(hook.id)
    client.members.create(email="boss@example.org", name="Boss", role="admin")
    member = client.members.create(email="ann@example.org", name="Ann", role="labeler")
    client.members.change_role(member.person_id, "reviewer")
    assert [each.role for each in client.members.list() if each.email == "ann@example.org"] == ["reviewer"]
    client.members.remove(member.person_id)
    assert "urgent" in [batch.name for batch in client.batches.list(project_id)]
    assert "text.v1" in [modality.name for modality in client.modalities.list()]
    assert any(event.kind == "project.created" for event in client.events.list())
    assert client.projects.progress(project_id).counts is not None
    assert list(labeler(client).work.list()) == []


def test_a_rivals_project_behaves_as_if_it_did_not_exist(client: Goldsmith, rival: Customer) -> None:
    project_id = make_project(client)
    with Goldsmith(rival.product.url, rival.make_key("admin")["key"]) as other, pytest.raises(NotFoundError):
        other.projects.get(project_id)


async def test_the_async_client_walks_the_same_way(customer: Customer) -> None:
    url, key = customer.product.url, customer.product.admin_key
    async with AsyncGoldsmith(url, key, customer=customer.id) as client:
        project = await client.projects.create(name="Mood", modality="text.v1", ontology=QUESTION)
        await client.tasks.create(project.id, [{"unique_id": "1", "text": "One."}])
        who = client.acting_as((await client.keys.create(name="labeler", role="labeler")).key or "")
        claim = await who.work.claim(project.id)
        assert claim is not None
        done = await who.work.submit(claim, say(), seconds=1, then_claim=True)
        assert done.annotation_id
        assert done.next is None
        assert [task.unique_id async for task in client.tasks.list(project.id)] == ["1"]


class Shell:
    """Runs `goldsmith` as its user does, in a home of its own."""

    def __init__(self, customer: Customer, home: Path) -> None:
        places = {"XDG_CONFIG_HOME": str(home / "config"), "XDG_STATE_HOME": str(home / "state")}
        server = {"GOLDSMITH_URL": customer.product.url, "GOLDSMITH_KEY": customer.product.admin_key}
        self._environment = {**os.environ, **places, **server, "GOLDSMITH_CUSTOMER": customer.id}
        self._home = home

    def __call__(self, *arguments: str, code: int = 0) -> Any:
        command = [sys.executable, "-m", "goldsmith", *arguments, "--json"]
        done = subprocess.run(
            command, env=self._environment, cwd=self._home, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout if code == 0 else done.stderr)


@pytest.fixture
def shell(customer: Customer, tmp_path: Path) -> Shell:
    return Shell(customer, tmp_path)


def test_the_command_line_goes_from_a_folder_to_a_verified_export(
    shell: Shell, client: Goldsmith, tmp_path: Path
) -> None:
    ontology = tmp_path / "ontology.json"
    ontology.write_text(json.dumps(QUESTION))
    settings = ["--review-percent", "0", "--audit-percent", "0"]
    project = shell("projects", "create", "Letters", "--modality", "text.v1", "--ontology", str(ontology), *settings)
    folder = tmp_path / "letters"
    (folder / "old").mkdir(parents=True)
    for name in ("a.txt", "old/b.txt"):
        (folder / name).write_text(f"Dear {name}")

    assert shell("ingest", str(folder), "--project", "Letters")["created"] == 2
    (folder / "not-text.bin").write_bytes(bytes(range(256)) * 40)
    again = shell("ingest", str(folder), "--project", "Letters")
    # The file that is no text is refused at once or fails its task, whichever comes first: the look at it or its row.
    assert again["unchanged"] == 2
    assert again["created"] + again["rejected"] == 1
    wait_until(lambda: client.projects.get(project["id"]).counts.get("label") == 2)
    assert label_all(client, project["id"]) == 2
    wait_until(lambda: client.projects.get(project["id"]).counts.get("completed") == 2)

    delivery = shell("deliver", "Letters")
    export, certificate = tmp_path / "gold.jsonl", tmp_path / "certificate.json"
    shell("export", delivery["id"], "-o", str(export), "--certificate", str(certificate))
    assert {json.loads(line)["unique_id"] for line in export.read_text().splitlines()} == {"a.txt", "old/b.txt"}
    assert shell("verify", str(certificate), str(export))["valid"]
    done = shell("tasks", "list", "--project", "Letters", "--status", "completed")["items"]
    assert shell("tasks", "show", done[0]["id"])["status"] == "completed"


def test_the_command_line_imports_another_tools_file_with_its_pictures(
    shell: Shell, client: Goldsmith, rival: Customer, tmp_path: Path
) -> None:
    ontology, pictures, file = tmp_path / "ontology.json", tmp_path / "pictures", tmp_path / "instances.json"
    ontology.write_text(json.dumps({"labels": [{"name": "car", "shapes": ["box"]}], "attributes": []}))
    pictures.mkdir()
    for number in range(3):
        Image.new("RGB", (8, 8)).save(pictures / f"{number}.png")
    images = [{"id": number, "file_name": f"{number}.png"} for number in range(4)]
    box = {"id": 1, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": []}
    categories = [{"id": 1, "name": "car"}]
    file.write_text(json.dumps({"images": images, "annotations": [box], "categories": categories}))
    shell("projects", "create", "Cars", "--modality", "image.v1", "--ontology", str(ontology))

    asked = ("import", "coco", str(file), "--project", "Cars", "--files", str(pictures))
    done = shell(*asked)
    assert (done["created"], done["rejected"], done["losses"]) == (3, 1, [])
    assert done["rejected_rows"][0]["unique_id"] == "3.png"
    assert (shell(*asked)["created"], len(list(client.tasks.list(done["project_id"])))) == (0, 3)
    elsewhere = Shell(rival, tmp_path)
    elsewhere("projects", "create", "Cars", "--modality", "image.v1", "--ontology", str(ontology))
    assert elsewhere(*asked)["created"] == 3


def test_the_command_line_makes_keys_that_work_and_ends_them(shell: Shell, customer: Customer) -> None:
    made = shell("keys", "create", "--customer", customer.name, "--role", "operator", "--mode", "live", "--name", "ci")
    with Goldsmith(customer.product.url, made["key"]) as client:
        assert list(client.projects.list()) == []
        shell("keys", "revoke", made["id"])
    assert next(key for key in shell("keys", "list")["items"] if key["id"] == made["id"])["revoked_at"]


def test_the_command_line_says_what_the_server_said(shell: Shell, customer: Customer) -> None:
    assert shell("customers", "create", customer.name, code=1)["code"] == "name_taken"
    assert shell("projects", "show", "nothing", code=1)["code"] == "not_found"


def test_the_command_line_changes_one_promise_and_keeps_the_others(shell: Shell, tmp_path: Path) -> None:
    ontology = tmp_path / "ontology.json"
    ontology.write_text(json.dumps(QUESTION))
    made = shell("projects", "create", "Urgent", "--modality", "text.v1", "--ontology", str(ontology))
    assert made["contract"]["deadline"] is None
    shell("projects", "settings", "Urgent", "--deadline", "2090-06-01T18:00:00+02:00", "--most-answers", "500")
    contract = shell("projects", "settings", "Urgent", "--target-accuracy", "0.9")["contract"]
    assert (contract["target_accuracy"], contract["most_answers"]) == (0.9, 500)
    assert datetime.fromisoformat(contract["deadline"]) == datetime(2090, 6, 1, 16, tzinfo=UTC)
    assert shell("projects", "settings", "Urgent", "--deadline", "none")["contract"]["deadline"] is None


def test_a_labeler_talks_to_practice_models(client: Goldsmith) -> None:
    project_id = make_project(client)
    [task] = client.tasks.create(project_id, [{"text": "Compare two answers."}]).items
    models = [
        client.models.create(project_id, kind="practice", name=each, settings={"personality": each}).id
        for each in ("terse", "verbose")
    ]
    assert client.talk.change(project_id, models).settings["replies_per_turn"] == 2
    who = labeler(client)
    claim = who.work.claim(project_id)
    assert claim is not None
    messages = [{"role": "user", "content": "Why is gold yellow?"}]
    said = who.talk.ask(claim.assignment_id, generation=claim.generation, turn_key="one", messages=messages)
    assert [each.alias for each in said.items] == ["A", "B"]
    who.work.submit(claim, say(), seconds=1.5)
    logged = list(client.talk.replies(task.id))
    assert {each.model_name for each in logged} == {"terse", "verbose"}
    assert {each.content for each in logged} == {each.content for each in said.items}
    assert client.talk.get(project_id).cost_micros == 0


def test_who_works_on_sensitive_content_agrees_first(client: Goldsmith) -> None:
    project_id = make_project(client, is_sensitive=True, most_a_day=5)
    add_tasks(client, project_id, 1)
    who = labeler(client)
    with pytest.raises(ConflictError):
        who.work.claim(project_id)
    assert who.work.exposure(project_id).agreed_at is None
    assert who.work.agree(project_id).agreed_at is not None
    assert wait_until(lambda: who.work.claim(project_id)) is not None
    seen = who.work.exposure(project_id)
    assert (seen.is_sensitive, seen.most_a_day, seen.seen_today) == (True, 5, 1)
    assert who.work.agree(project_id, agrees=False).agreed_at is None


def test_how_an_answer_was_written_is_read_by_those_who_run_the_project(client: Goldsmith) -> None:
    project_id = make_project(client)
    [task_id] = add_tasks(client, project_id, 1)
    assert label_all(client, project_id) == 1
    assert client.tasks.writing(task_id).items == []
