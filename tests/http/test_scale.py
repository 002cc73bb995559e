"""Scale's wire, spoken by their own client: what it sends and reads decides, not what we think of it."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import scaleapi
from scaleapi.api_client.v2 import BatchOperationRequest
from scaleapi.exceptions import (
    ScaleDuplicateResource,
    ScaleInvalidRequest,
    ScaleResourceNotFound,
    ScaleUnauthorized,
)
from scaleapi.tasks import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.teams import TeammateRole

from goldsmith.compat.scale import connect
from goldsmith.compat.scale.starting import wake_waiting
from goldsmith.compat.scale.types import TYPES
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id

from ..product import Customer, wait_until
from .files import looked_at, png, upload
from .receiver import Receiver

COWS = {"geometries": {"box": {"objects_to_annotate": ["Baby Cow", "Big Cow"], "min_height": 10, "min_width": 10}}}
WORDS = {"text": "Ada met Grace.", "labels": [{"name": "Person", "description": "somebody"}, {"name": "Place"}]}


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    """Scale's official client with a live key of a customer."""
    return connect(customer.make_key("operator")["key"], customer.product.url)


@pytest.fixture
def test(customer: Customer) -> scaleapi.ScaleClient:
    """The same with a test key."""
    return connect(customer.make_key("operator", "test")["key"], customer.product.url)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def picture(customer: Customer) -> str:
    return "scaledata://" + str(looked_at(customer, upload(customer, png())["id"])["id"])


def journey_project(customer: Customer, name: str) -> str:
    """Our project that asks what a project of Scale's asks, once it is there."""

    def find() -> str | None:
        return next((each["id"] for each in customer.operator.get("/projects")["items"] if each["name"] == name), None)

    return wait_until(find)


def unreviewed(customer: Customer, name: str) -> str:
    project = journey_project(customer, name)
    customer.operator.patch(f"/projects/{project}", {"review_percent": 0, "audit_percent": 0})
    return project


def claim(customer: Customer, project: str) -> Any:
    labeler = customer.caller("labeler")
    return labeler, wait_until(lambda: labeler.claim(project))


def submit(labeler: Any, claimed: Any, answer: dict[str, Any]) -> None:
    body = {"generation": claimed["generation"], "answer": answer, "seconds": 2.0}
    labeler.post(f"/assignments/{claimed['assignment_id']}/submit", body)


def test_an_unknown_key_is_unauthorized(customer: Customer) -> None:
    with pytest.raises(ScaleUnauthorized):
        connect("dummy_api_key", customer.product.url).batches(limit=1)


def test_a_task_travels_the_journey_and_comes_back_as_scale_answers(
    customer: Customer, live: scaleapi.ScaleClient, receiver: Receiver
) -> None:
    live.create_project("Cows", TaskType.ImageAnnotation, {**COWS, "instruction": "Be exact."})
    batch = live.create_batch("Cows", "Meadow 1/2", callback=receiver.url)
    assert batch.status == "in_progress"
    task = live.create_task(
        TaskType.ImageAnnotation,
        project="Cows",
        batch="Meadow 1/2",
        attachment=picture(customer),
        attachment_type="image",
        instruction="Every cow.",
        callback_url=receiver.url,
        unique_id="cow-1",
        metadata={"farm": 7},
        hypothesis={"annotations": [{"type": "box", "label": "Big Cow", "left": 1, "top": 1, "width": 4, "height": 4}]},
    )
    assert (task.status, task.instruction) == ("pending", "Every cow.\n\nBe exact.")
    project = unreviewed(customer, "Cows")
    labeler, claimed = claim(customer, project)
    assert claimed["task"]["instruction"] == "Every cow."
    assert claimed["hypothesis"]["annotations"][0]["label"] == "big_cow"
    box = {"uuid": "b1", "type": "box", "label": "baby_cow", "left": 1, "top": 2, "width": 3, "height": 4}
    submit(labeler, claimed, {"annotations": [{**box, "attributes": {}}], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    done = live.get_task(task.id)
    assert done.response == {
        "annotations": [
            {"uuid": "b1", "type": "box", "label": "Baby Cow", "attributes": {}}
            | {"left": 1.0, "top": 2.0, "width": 3.0, "height": 4.0}
        ],
        "global_attributes": {},
        "links": [],
    }
    wait_until(lambda: len(receiver.received) == 2)
    told = {tuple(sorted(json.loads(body))): (headers, json.loads(body)) for headers, body in receiver.received}
    headers, body = told["response", "task", "task_id"]
    assert body["task_id"] == task.id
    assert body["response"] == done.response == body["task"]["response"]
    assert headers["scale-callback-auth"] == customer.operator.get("/scale")["live_callback_key"]
    wait_until(lambda: live.get_task(task.id).as_dict().get("callback_succeeded") is True)
    assert told["batch",][1]["batch"]["status"] == "completed" == live.get_batch("Meadow 1/2").status
    assert live.batch_status("Meadow 1/2") == {"status": "completed", "completed": 1}


def test_test_keys_complete_at_once_and_stay_apart_from_live_ones(
    customer: Customer, live: scaleapi.ScaleClient, test: scaleapi.ScaleClient
) -> None:
    task = test.create_task(TaskType.ImageAnnotation, attachment="https://example.com/x.jpg", unique_id="u", **COWS)
    assert task.status == "completed"
    assert {each["label"] for each in task.response["annotations"]} == {"Baby Cow", "Big Cow"}
    with pytest.raises(ScaleInvalidRequest):
        task.cancel()
    with pytest.raises(ScaleResourceNotFound):
        live.get_task(task.id)
    live.create_task(TaskType.ImageAnnotation, attachment="https://example.com/x.jpg", unique_id="u", **COWS)
    assert test.tasks().total == live.tasks().total == 1


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_task_type_says_what_it_lacks(test: scaleapi.ScaleClient, kind: str) -> None:
    if TYPES[kind].required:
        with pytest.raises(ScaleInvalidRequest, match="needs"):
            test.create_task(TaskType(kind), callback_url="http://www.example.com/callback")
    else:
        assert test.create_task(TaskType(kind)).status == "completed"


def test_all_types_of_the_client_are_known() -> None:
    assert {each.value for each in TaskType} == set(TYPES)


def test_unique_ids_are_the_customers_own(live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, unique_id="one", **WORDS)
    with pytest.raises(ScaleDuplicateResource, match=rf'\("one"\) is already used for a different task \({task.id}\)'):
        live.create_task(TaskType.NamedEntityRecognition, unique_id="one", **WORDS)
    assert live.update_task_unique_id(task.id, "two").as_dict()["unique_id"] == "two"
    other = live.create_task(TaskType.NamedEntityRecognition, unique_id="one", **WORDS)
    with pytest.raises(ScaleDuplicateResource):
        other.update_unique_id("two")
    assert "unique_id" not in live.clear_task_unique_id(task.id).as_dict()
    assert live.tasks(unique_id="one").docs[0].id == other.id
    live.cancel_task(other.id, clear_unique_id=True)
    live.create_task(TaskType.NamedEntityRecognition, unique_id="one", **WORDS)


def test_tags_and_metadata_are_replaced_and_emptied(live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    assert "tags" not in task.as_dict()
    assert task.metadata == {}
    assert live.add_task_tags(task.id, ["a", "b"]).tags == ["a", "b"]
    assert live.add_task_tags(task.id, ["b", "c"]).tags == ["a", "b", "c"]
    assert live.delete_task_tags(task.id, ["a", "x"]).tags == ["b", "c"]
    assert live.set_task_tags(task.id, []).tags == []
    task.set_metadata({"k": [1]})
    task.refresh()
    assert task.metadata == {"k": [1]}
    assert live.set_task_metadata(task.id, {}).metadata == {}


def test_lists_page_newest_first_with_exact_totals(live: scaleapi.ScaleClient) -> None:
    live.create_project("N", TaskType.NamedEntityRecognition, WORDS)
    live.create_batch("N", "b")
    made = [
        live.create_task(TaskType.NamedEntityRecognition, project="N", tags=[f"t{number % 2}"], batch="b").id
        for number in range(5)
    ]
    assert [task.id for task in live.get_tasks(project_name="N", limit=2)] == made[::-1]
    page = live.tasks(project="N", limit=2)
    assert (page.total, page.limit, page.offset, page.has_more) == (5, 2, 0, True)
    assert live.tasks(project="N", limit=2, next_token=page.next_token).total == 5
    assert live.get_tasks_count(project_name="N") == 5
    assert live.get_tasks_count(batch_name="b", tags="t1") == 2
    assert live.get_tasks_count(batch_name="b", status=TaskStatus.Completed) == 0
    assert live.get_tasks_count(project_name="N", review_status=[TaskReviewStatus.Accepted]) == 0
    assert live.tasks(limited_response=True, limit=1).docs[0].as_dict().keys() == {
        "task_id", "status", "metadata", "project", "otherVersion"
    }  # fmt: skip
    now = datetime.now(UTC).isoformat()
    assert live.tasks(start_time=now, end_time=now).docs == []
    with pytest.raises(ScaleInvalidRequest, match="next_token"):
        live.tasks(next_token="nonsense")
    with pytest.raises(ScaleResourceNotFound):
        live.tasks(project="nobody's")


def test_a_staged_batch_waits_until_it_is_finalized(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("R", TaskType.NamedEntityRecognition, WORDS, rapid=True)
    batch = live.create_batch("R", "first")
    assert batch.status == "staging"
    task = live.create_task(TaskType.NamedEntityRecognition, batch="first")
    assert task.project == "R"
    assert batch.get_status() == {"status": "staging", "pending": 1}
    assert customer.operator.ask("GET", f"/tasks/{task.id}").status_code == 404
    batch.finalize()
    assert batch.status == "in_progress"
    customer.wait_until_taken_up(task.id)
    with pytest.raises(ScaleInvalidRequest, match="no more tasks"):
        live.create_task(TaskType.NamedEntityRecognition, batch="first")
    with pytest.raises(ScaleDuplicateResource):
        live.create_batch("R", "first")


def test_nobody_is_given_tasks_of_a_paused_batch(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("R", TaskType.NamedEntityRecognition, WORDS)
    live.create_batch("R", "first")
    tasks = [live.create_task(TaskType.NamedEntityRecognition, batch="first") for _ in range(2)]
    project = unreviewed(customer, "R")
    labeler, claimed = claim(customer, project)
    live.v2.pause_batch(BatchOperationRequest(batch_name="first"))
    assert customer.caller("labeler").claim(project) is None
    submit(labeler, claimed, {"annotations": [], "global_attributes": {}, "links": []})
    wait_until(lambda: [live.get_task(task.id).status for task in tasks].count("completed") == 1)
    late = live.create_task(TaskType.NamedEntityRecognition, batch="first")
    live.v2.resume_batch(BatchOperationRequest(batch_name="first"))
    customer.wait_until_taken_up(late.id)
    assert labeler.claim(project)["task"]["id"] in {tasks[1].id, late.id}


def test_a_unique_id_may_be_freed_by_an_error(live: scaleapi.ScaleClient, receiver: Receiver) -> None:
    bad = {"attachment": f"{receiver.url}/missing.png", "unique_id": "again", "clear_unique_id_on_error": True, **COWS}
    task = live.create_task(TaskType.ImageAnnotation, **bad)
    wait_until(lambda: live.get_task(task.id).status == "error")
    assert "unique_id" not in live.get_task(task.id).as_dict()
    assert live.create_task(TaskType.ImageAnnotation, **bad).id != task.id


def test_batches_are_listed_by_offset(live: scaleapi.ScaleClient) -> None:
    live.create_project("B", TaskType.NamedEntityRecognition, WORDS)
    names = [live.create_batch("B", f"{number}", metadata={"n": number}).name for number in range(3)]
    assert [batch.name for batch in live.get_batches(project_name="B")] == names[::-1]
    assert live.batches(project="B", limit=1).total == 3
    assert live.get_batch("1").metadata == {"n": 1}
    assert live.set_batch_metadata("1", {}).metadata == {}


def test_projects_keep_every_version_of_their_parameters(live: scaleapi.ScaleClient) -> None:
    made = live.create_project("a b/c?", TaskType.NamedEntityRecognition, {"instruction": "one", **WORDS})
    assert (made.version, made.instruction, made.type) == (0, "one", "namedentityrecognition")
    assert live.update_project("a b/c?", patch=True, instruction="two").instruction == "two"
    assert live.get_project("a b/c?").params["labels"] == WORDS["labels"]
    replaced = live.update_project("a b/c?", patch=False, instruction="three")
    assert "labels" not in replaced.params
    assert [params["version"] for params in replaced.as_dict()["param_history"]] == [0, 1, 2]
    assert [project.name for project in live.projects()] == ["a b/c?"]
    with pytest.raises(ScaleDuplicateResource):
        live.create_project("a b/c?", TaskType.Categorization)
    with pytest.raises(ScaleInvalidRequest, match="namedentityrecognition"):
        live.create_task(TaskType.TextCollection, project="a b/c?", fields=[{"type": "text", "field_id": "x"}])
    with pytest.raises(ScaleInvalidRequest, match="template"):
        live.get_project_template("a b/c?")


def test_templates_teammates_and_assignments_are_listed(customer: Customer, live: scaleapi.ScaleClient) -> None:
    variables = {"template_variables": {"topic": "gold"}}
    live.create_project("Forms", TaskType.TextCollection, {"fields": [{"type": "text", "field_id": "x"}], **variables})
    template = live.get_project_template("Forms")
    assert (template.version, template.get_template_variables()) == (0, {"topic": "gold"})
    assert (live.list_teammates(), live.list_studio_assignments()) == ([], {})


def test_only_a_task_that_nobody_began_is_canceled(customer: Customer, live: scaleapi.ScaleClient) -> None:
    first = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    project = unreviewed(customer, "default")
    claim(customer, project)
    with pytest.raises(ScaleInvalidRequest, match="working on"):
        first.cancel()
    second = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    assert live.cancel_task(second.id).status == "canceled"
    with pytest.raises(ScaleInvalidRequest):
        second.cancel()
    with pytest.raises(ScaleResourceNotFound):
        live.get_task("fake_id_qwertyuiop")


def test_what_is_not_built_yet_waits_and_the_console_says_so(customer: Customer, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.LidarAnnotation, attachments=["https://example.com/frame.json"], labels=["car"])
    assert (task.status, task.waits_for) == ("pending", "pointcloud.v1")
    [waiting] = customer.operator.get("/scale")["waiting"]
    assert waiting == {"what": "pointcloud.v1", "tasks": 1}


async def test_what_waited_starts_by_itself_once_it_is_built(
    customer: Customer, live: scaleapi.ScaleClient, foundry: Foundry
) -> None:
    live.create_project("W", TaskType.NamedEntityRecognition, WORDS, rapid=True)
    live.create_batch("W", "later")
    task = live.create_task(TaskType.NamedEntityRecognition, batch="later")
    ellipse = {"ellipse": {"objects_to_annotate": ["wheel"]}}
    other = live.create_task(TaskType.VideoAnnotation, attachment="https://example.com/x.mp4", geometries=ellipse)
    customer.rows(
        "update scale_task set waits_for = 'text.v1 with spans' where type = 'namedentityrecognition' returning id"
    )
    live.finalize_batch("later")
    assert live.get_task(task.id).waits_for == "text.v1 with spans"
    assert await wake_waiting(foundry, parse_id("customer", customer.id)) == 1
    customer.wait_until_taken_up(task.id)
    assert "waits_for" not in live.get_task(task.id).as_dict()
    assert live.get_task(other.id).waits_for == "video.v1 with ellipses"


def test_a_bad_attachment_ends_in_error_and_is_called_back(
    live: scaleapi.ScaleClient, receiver: Receiver, customer: Customer
) -> None:
    task = live.create_task(
        TaskType.ImageAnnotation, attachment=f"{receiver.url}/missing.png", callback_url=receiver.url, **COWS
    )
    [(_, body)] = wait_until(lambda: [each for each in receiver.received if b"task_id" in each[1]])
    told = json.loads(body)
    assert told["task"]["status"] == "error" == live.get_task(task.id).status
    assert "file" in told["response"]["error"]


def test_a_callback_that_is_refused_comes_again(
    customer: Customer, test: scaleapi.ScaleClient, receiver: Receiver
) -> None:
    receiver.statuses = [500, 204]
    task = test.create_task(TaskType.NamedEntityRecognition, callback_url=receiver.url, **WORDS)
    wait_until(lambda: len(receiver.received) == 1)
    due = "update scale_callback set next_attempt_at = now() where last_status = 500 returning id"
    wait_until(lambda: customer.rows(due))
    wait_until(lambda: test.get_task(task.id).as_dict().get("callback_succeeded") is True)
    assert len(receiver.received) == 2
    assert receiver.received[0][0]["scale-callback-auth"] == customer.operator.get("/scale")["test_callback_key"]


def test_files_are_uploaded_and_used(customer: Customer, live: scaleapi.ScaleClient, tmp_path: Any) -> None:
    (tmp_path / "cow.png").write_bytes(png())
    with (tmp_path / "cow.png").open("rb") as file:
        made = live.upload_file(file=file, project_name="default", reference_id="r1", metadata=json.dumps({"a": 1}))
    assert made.attachment_url.startswith("scaledata://asset_")
    assert (made.as_dict()["size"], made.as_dict()["metadata"]) == (len(png()), {"a": 1})
    with pytest.raises(ScaleDuplicateResource), (tmp_path / "cow.png").open("rb") as file:
        live.upload_file(file=file, reference_id="r1")
    task = live.create_task(TaskType.ImageAnnotation, attachment=made.attachment_url, **COWS)
    customer.wait_until_taken_up(task.id)
    customer.wait_for_stage(task.id, "label")
    [listed] = live.tasks(include_attachment_url=True).docs
    [signed] = listed.as_dict()["attachmentS3Downloads"]
    assert signed["attachmentURL"] == made.attachment_url
    assert customer.product.http.get(signed["s3URL"]).content == png()
    assert "attachmentS3Downloads" not in live.tasks().docs[0].as_dict()
    assert live.import_file("https://example.com/x.png").attachment_url


def test_a_file_that_comes_in_many_pieces_is_whole(
    customer: Customer, live: scaleapi.ScaleClient, tmp_path: Any
) -> None:
    content = random.Random(7).randbytes(3_000_000)
    (tmp_path / "noise.bin").write_bytes(content)
    with (tmp_path / "noise.bin").open("rb") as file:
        made = live.upload_file(file=file, project_name="default", display_name="noise")
    assert (made.as_dict()["size"], made.as_dict()["display_name"]) == (len(content), "noise")
    digest = customer.value("select sha256 from asset where name = 'noise.bin'")
    assert digest == hashlib.sha256(content).digest()


def test_quality_tasks_are_gold(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("Q", TaskType.NamedEntityRecognition, WORDS)
    right = {"annotations": [{"id": "a", "start": 0, "end": 3, "text": "Ada", "label": "Person"}], "relationships": []}
    made = live.create_evaluation_task(TaskType.NamedEntityRecognition, project="Q", expected_response=right)
    assert made.expected_response == right
    customer.wait_until_taken_up(made.id)
    assert [each["kind"] for each in customer.task(made.id)["annotations"]] == ["expected"]
    assert live.get_tasks_count(project_name="Q") == 0
    wrong = {"annotations": [{"start": 0, "end": 3, "text": "Ada", "label": "Cow"}]}
    with pytest.raises(ScaleInvalidRequest, match="label"):
        live.create_evaluation_task(TaskType.NamedEntityRecognition, project="Q", expected_response=wrong)
    training = live.create_training_task(TaskType.NamedEntityRecognition, project="Q", expected_response=right)
    assert training.as_dict()["waits_for"] == "training courses"


def test_the_customers_verdict_is_kept(customer: Customer, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    with pytest.raises(ScaleInvalidRequest):
        task.audit(accepted=True)
    labeler, claimed = claim(customer, unreviewed(customer, "default"))
    submit(labeler, claimed, {"annotations": [], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    task.audit(accepted=False, comments="No.")
    assert live.get_task(task.id).customer_review_status == "rejected"
    assert live.tasks(customer_review_status="accepted,rejected").total == 1


def test_teams_and_assignments_decide_who_gets_work(customer: Customer, live: scaleapi.ScaleClient) -> None:
    email = f"{uuid4().hex}@example.org"
    mates = live.invite_teammates([email], TeammateRole.Labeler)
    password = next(each.as_dict()["one_time_password"] for each in mates if each.email == email)
    assert live.update_teammates_role([email], TeammateRole.Member)[0].email
    live.update_teammates_role([email], TeammateRole.Labeler)
    live.create_project("S", TaskType.NamedEntityRecognition, WORDS)
    live.create_task(TaskType.NamedEntityRecognition, project="S")
    project = journey_project(customer, "S")
    assert live.add_studio_assignments([email], ["S"])[email].assigned_projects == ["S"]
    assert customer.caller("labeler").claim(project) is None
    window = customer.product.connect()
    assert window.post("/session", json={"email": email, "password": password}).status_code < 300
    headers = {"Goldsmith-Customer": customer.id, "Sec-Fetch-Site": "same-origin"}
    answer = wait_until(
        lambda: _given(window.post(f"/projects/{project}/claims", json={"purpose": "label"}, headers=headers))
    )
    assert answer["project_id"] == project
    assert live.remove_studio_assignments([email], ["S"]) == {}
    group = live.create_project_group("S", [email], "experts")
    assert (group.name, group.numWorkers) == ("experts", 1)
    assert live.update_project_group("S", "experts", [], [email]).numWorkers == 0
    assert [each.name for each in live.list_project_groups("S")] == ["experts"]
    with pytest.raises(ScaleResourceNotFound):
        live.add_studio_assignments(["nobody@example.org"], ["S"])


def _given(answer: Any) -> Any:
    return answer.json() if answer.status_code == 200 else None


def test_batches_are_worked_off_in_their_order(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("P", TaskType.NamedEntityRecognition, WORDS)
    tasks = {}
    for name in ("one", "two"):
        live.create_batch("P", name)
        tasks[name] = live.create_task(TaskType.NamedEntityRecognition, batch=name).id
    for task in tasks.values():
        customer.wait_until_taken_up(task)
    assert [each.name for each in live.set_studio_batches_priorities(["two", "one"])] == ["two", "one"]
    labeler = customer.caller("labeler")
    assert labeler.claim(journey_project(customer, "P"))["task"]["id"] == tasks["two"]
    assert {each.name for each in live.reset_studio_batches_priorities()} == {"one", "two"}
    live.create_project_group("P", [], "g")
    assert live.assign_studio_batches("one", ["g"]).groups == ["g"]
    assert [each.total for each in live.list_studio_batches()] == [1, 1]


def test_projects_that_ask_differently_are_projects_of_ours(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("T", TaskType.Categorization, {"categories": ["red", "blue"], "attachment_type": "text"})
    one = live.create_task(TaskType.Categorization, project="T", attachment="the sky")
    two = live.create_task(TaskType.Categorization, project="T", attachment="the sea", categories=["wet", "dry"])
    first, second = unreviewed(customer, "T"), unreviewed(customer, "T (2)")
    for project, choice in ((first, "blue"), (second, "wet")):
        labeler, claimed = claim(customer, project)
        submit(labeler, claimed, {"annotations": [], "global_attributes": {"category": choice}, "links": []})
    wait_until(lambda: {live.get_task(each.id).status for each in (one, two)} == {"completed"})
    assert [live.get_task(each.id).response for each in (one, two)] == [{"category": "blue"}, {"category": "wet"}]


def test_what_the_console_does_is_told(customer: Customer, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    customer.wait_until_taken_up(task.id)
    customer.operator.post(f"/tasks/{task.id}/cancel", expect=204)
    wait_until(lambda: live.get_task(task.id).status == "canceled")
    customer.operator.post(f"/tasks/{task.id}/reopen", {"reason": "asked by mistake"}, expect=204)
    wait_until(lambda: live.get_task(task.id).status == "pending")
    labeler, claimed = claim(customer, unreviewed(customer, "default"))
    submit(labeler, claimed, {"annotations": [], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    assert live.get_task(task.id).response == {"annotations": [], "relationships": []}


def test_an_audit_that_corrects_an_answer_corrects_the_response(customer: Customer, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    project = journey_project(customer, "default")
    customer.operator.patch(f"/projects/{project}", {"review_percent": 0, "audit_percent": 100})
    labeler, claimed = claim(customer, project)
    submit(labeler, claimed, {"annotations": [], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    auditor = customer.caller("reviewer")
    drawn = wait_until(lambda: auditor.claim(project, "audit"))
    span = {"uuid": "s", "type": "span", "label": "person", "start": 0, "end": 3, "text": "Ada", "attributes": {}}
    auditor.audit(drawn, "wrong", answer={"annotations": [span], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(task.id).response["annotations"])
    assert live.get_task(task.id).response["annotations"][0]["label"] == "Person"


def test_a_later_version_of_the_parameters_is_the_next_version_of_what_is_asked(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    live.create_project("V", TaskType.NamedEntityRecognition, WORDS)
    first = live.create_task(TaskType.NamedEntityRecognition, project="V")
    project = journey_project(customer, "V")
    labels = [{"name": "Place"}, {"name": "Thing"}]
    live.update_project("V", patch=True, labels=labels, instruction="Look twice.")
    live.create_task(TaskType.NamedEntityRecognition, project="V")
    wait_until(lambda: customer.operator.get(f"/projects/{project}")["ontology_version"] == 2)
    asked = customer.operator.get(f"/projects/{project}/ontology")["ontology"]
    assert [(label["name"], label.get("retired", False)) for label in asked["labels"]] == [
        ("place", False),
        ("thing", False),
        ("person", True),
    ]
    assert customer.operator.get(f"/projects/{project}/instructions")["markdown"] == "Look twice."
    customer.operator.patch(f"/projects/{project}", {"review_percent": 0, "audit_percent": 0, "answers_needed": 2})
    other = live.create_task(TaskType.NamedEntityRecognition, project="V", labels=[{"name": "Else"}])
    assert customer.operator.get(f"/projects/{journey_project(customer, 'V (2)')}")["answers_needed"] == 2
    assert [each["name"] for each in customer.operator.get("/projects")["items"]] == ["V (2)", "V"]
    assert {customer.task(each.id)["ontology_version"] for each in (first, other)} == {1}


def test_tasks_that_show_different_kinds_of_data_are_asked_apart(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    live.create_project("Mixed", TaskType.Categorization, {"categories": ["red", "blue"]})
    texts = [("text", "the sky"), ("image", picture(customer)), ("text", "the sea"), ("image", picture(customer))]
    tasks = [
        live.create_task(TaskType.Categorization, project="Mixed", attachment_type=kind, attachment=shown)
        for kind, shown in texts
    ]
    wait_until(lambda: all(customer.operator.ask("GET", f"/tasks/{task.id}").status_code == 200 for task in tasks))
    assert [customer.task(task.id)["modality"] for task in tasks] == ["text.v1", "image.v1", "text.v1", "image.v1"]
    assert len({customer.task(task.id)["project_id"] for task in tasks}) == 2
    live.update_project("Mixed", patch=True, categories=["red", "blue", "green"])
    later = live.create_task(TaskType.Categorization, project="Mixed", attachment_type="text", attachment="the wood")
    customer.wait_until_taken_up(later.id)
    assert customer.task(later.id)["project_id"] == customer.task(tasks[0].id)["project_id"]
    assert customer.task(later.id)["ontology_version"] == 2


def test_a_batch_that_waited_does_not_bring_old_instructions_back(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    live.create_project("Old", TaskType.NamedEntityRecognition, {"instruction": "one", **WORDS}, rapid=True)
    for name in ("first", "second", "third"):
        live.create_batch("Old", name)
    live.create_task(TaskType.NamedEntityRecognition, batch="first")
    late = live.create_task(TaskType.NamedEntityRecognition, batch="second")
    live.finalize_batch("first")
    project = journey_project(customer, "Old")
    live.update_project("Old", patch=True, instruction="two", labels=[*WORDS["labels"], {"name": "Thing"}])
    new = live.create_task(TaskType.NamedEntityRecognition, batch="third")
    live.finalize_batch("third")
    customer.wait_until_taken_up(new.id)
    live.finalize_batch("second")
    customer.wait_until_taken_up(late.id)
    assert customer.operator.get(f"/projects/{project}/instructions")["markdown"] == "two"
    assert customer.task(late.id)["project_id"] == project
    assert customer.operator.get(f"/projects/{project}")["ontology_version"] == 2


def test_what_an_operator_asks_besides_is_told_under_our_name(customer: Customer, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    project = unreviewed(customer, "default")
    asked = customer.operator.get(f"/projects/{project}/ontology")["ontology"]
    asked["labels"].append({"name": "woman", "title": "Woman"})
    customer.operator.put(f"/projects/{project}/ontology", {"ontology": asked})
    labeler, claimed = claim(customer, project)
    assert claimed["ontology_version"] == 1
    labeler.post(f"/assignments/{claimed['assignment_id']}/release", {"generation": claimed["generation"]}, 204)
    live.create_task(TaskType.NamedEntityRecognition, unique_id="second", **WORDS)
    wait_until(lambda: customer.counts(project).get("tasks") == 2)
    claimed = labeler.post(f"/projects/{project}/claims", {"purpose": "label", "task_ids": [second_task(live)]})
    span = {"uuid": "s", "type": "span", "label": "woman", "start": 0, "end": 3, "text": "Ada", "attributes": {}}
    submit(labeler, claimed, {"annotations": [span], "global_attributes": {}, "links": []})
    wait_until(lambda: live.get_task(second_task(live)).status == "completed")
    assert live.get_task(second_task(live)).response["annotations"][0]["label"] == "woman"
    assert live.get_task(task.id).status == "pending"


def second_task(live: scaleapi.ScaleClient) -> str:
    return str(live.tasks(unique_id="second").docs[0].id)


def test_a_rival_sees_nothing(product: Any, live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, unique_id="mine", **WORDS)
    live.create_project("mine", TaskType.NamedEntityRecognition, WORDS)
    live.create_batch("mine", "mine")
    rival = connect(product.found_customer().make_key("admin")["key"], product.url)
    for look in (
        lambda: rival.get_task(task.id),
        lambda: rival.cancel_task(task.id),
        lambda: rival.set_task_tags(task.id, ["x"]),
        lambda: rival.get_project("mine"),
        lambda: rival.get_batch("mine"),
        lambda: rival.finalize_batch("mine"),
        lambda: rival.tasks(project="mine"),
    ):
        with pytest.raises(ScaleResourceNotFound):
            look()
    assert rival.tasks(unique_id="mine").docs == []
    rival.create_task(TaskType.NamedEntityRecognition, unique_id="mine", **WORDS)
    rival.create_project("mine", TaskType.NamedEntityRecognition, WORDS)


def test_bad_requests_are_refused_in_their_words(customer: Customer) -> None:
    key = customer.make_key("operator")["key"]

    def ask(method: str, path: str, content: bytes = b"") -> Any:
        headers = {"Content-Type": "application/json"}
        return customer.product.http.request(method, path, content=content, auth=(key, ""), headers=headers)

    for method, path, content, status in (
        ("POST", "/v1/task/imageannotation", b"{", 400),
        ("POST", "/v1/task/imageannotation", b"[]", 400),
        ("POST", "/v1/task/imageannotation", b'{"attachment": 7, "geometries": {"box": 1}}', 400),
        ("POST", "/v1/task/imageannotation", b'{"attachment": "https://x", "geometries": {"box": {}}}', 400),
        ("POST", "/v1/task/imageannotation", b"[" * 100_000, 400),
        ("POST", "/v1/task/nothing", b"{}", 404),
        ("POST", "/v1/projects", b'{"name": "x", "type": "nothing"}', 404),
        ("POST", "/v1/projects", b'{"name": "x\\u0000", "type": "chat"}', 400),
        ("GET", "/v1/tasks?limit=1000", b"", 400),
        ("GET", "/v1/tasks?bogus=0", b"", 400),
        ("GET", "/v1/tasks?start_time=yesterday", b"", 400),
        ("GET", "/v1/nowhere", b"", 404),
        ("PATCH", "/v1/tasks", b"", 404),
        ("GET", "/v2/task?task_id=x", b"", 404),
        ("POST", "/v1/files/upload", b"x", 400),
        ("DELETE", "/v1/task/task_00000000000000000000000000/unique_id", b"", 404),
        ("POST", "/v1//batches//x%2Fy//finalize", b"", 404),
    ):
        answer = ask(method, path, content)
        assert answer.status_code == status, (method, path, answer.text)
        assert isinstance(answer.json()["error"], str)
    assert ask("GET", "/v1//tasks").status_code == 200
    nonsense = customer.product.http.get("/v1/tasks", headers={"Authorization": "Basic nonsense!"})
    assert nonsense.status_code == 401


def test_a_labelers_key_is_refused(customer: Customer) -> None:
    labeler = connect(customer.make_key("labeler")["key"], customer.product.url)
    with pytest.raises(ScaleUnauthorized, match="role"):
        labeler.create_task(TaskType.NamedEntityRecognition, **WORDS)


def test_thirty_callers_of_one_unique_id_make_one_task(live: scaleapi.ScaleClient) -> None:
    from ..product import in_parallel

    def create(_: int) -> str:
        try:
            return str(live.create_task(TaskType.NamedEntityRecognition, unique_id="same", **WORDS).id)
        except ScaleDuplicateResource:
            return ""

    made = [each for each in in_parallel(create, 30) if each]
    assert len(made) == 1
    assert live.tasks(unique_id="same").total == 1


def test_times_of_a_list_are_those_of_the_tasks(live: scaleapi.ScaleClient) -> None:
    task = live.create_task(TaskType.NamedEntityRecognition, **WORDS)
    assert live.get_task(task.id).created_at == task.created_at
    assert datetime.fromisoformat(task.created_at).timestamp() == pytest.approx(time.time(), abs=600)
