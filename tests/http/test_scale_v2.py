"""The second half of Scale's wire, by their own strict client."""

from __future__ import annotations

from typing import Any

import pytest
import scaleapi
from scaleapi.api_client.v2 import (
    BatchOperationRequest,
    CreateBatchRequest,
    CreateChatTaskRequest,
    SetBatchMetadataRequest,
    SetTaskMetadataRequest,
)
from scaleapi.api_client.v2.exceptions import BadRequestException, NotFoundException, UnauthorizedException
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect

from ..product import Customer, wait_until
from .test_scale import WORDS, submit, unreviewed


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    return connect(customer.make_key("operator")["key"], customer.product.url)


def test_projects_are_found_by_name_and_id(live: scaleapi.ScaleClient) -> None:
    live.create_project("Chats", TaskType.Chat)
    project = live.v2.get_project(project_name="Chats")
    assert live.v2.get_project(project_id=project.id).name == "Chats"
    assert [each.name for each in live.v2.get_projects().projects] == ["Chats"]
    with pytest.raises(NotFoundException):
        live.v2.get_project(project_name="nobody's")
    with pytest.raises(NotFoundException):
        live.v2.get_project(project_id="project_x")


def test_a_batch_is_staged_finalized_paused_resumed_and_cancelled(live: scaleapi.ScaleClient) -> None:
    live.create_project("Chats", TaskType.Chat)
    made = live.v2.create_batch(
        CreateBatchRequest(name="one", project_name="Chats", staging_batch=True, metadata={"a": {"b": 1}})
    )
    assert (made.status.value, made.metadata) == ("staging", {"a": {"b": 1}})
    assert live.v2.finalize_batch(BatchOperationRequest(batch_id=made.id)).status.value == "in_progress"
    with pytest.raises(BadRequestException):
        live.v2.finalize_batch(BatchOperationRequest(batch_id=made.id))
    paused = live.v2.pause_batch(BatchOperationRequest(batch_name="one"))
    assert (paused.batch.status.value, paused.message) == ("paused", "The batch was paused.")
    task = live.v2.create_chat_task(CreateChatTaskRequest(batch_name="one", template_variables={"topic": "gold"}))
    assert live.v2.resume_batch(BatchOperationRequest(batch_name="one")).batch.status.value == "in_progress"
    merged = live.v2.set_batch_metadata(SetBatchMetadataRequest(batch_name="one", metadata={"a": {"c": 2}}, merge=True))
    assert merged.metadata == {"a": {"b": 1, "c": 2}}
    assert live.v2.cancel_batch(BatchOperationRequest(batch_name="one")).batch.status.value == "cancelled"
    assert live.v2.get_task(task_id=task.task_id).status.value == "canceled"
    with pytest.raises(BadRequestException):
        live.v2.resume_batch(BatchOperationRequest(batch_name="one"))


def test_chat_tasks_wait_and_are_listed_with_what_names_them(live: scaleapi.ScaleClient) -> None:
    live.create_project("Chats", TaskType.Chat)
    live.create_batch("Chats", "b")
    made = [
        live.v2.create_chat_task(CreateChatTaskRequest(project_name="Chats", batch_name="b", metadata={"n": number}))
        for number in range(3)
    ]
    assert {each.status.value for each in made} == {"pending"}
    page = live.v2.get_tasks(project_name="Chats", limit=2, expand=["project", "batch"])
    assert [each.metadata for each in page.tasks] == [{"n": 2}, {"n": 1}]
    assert page.tasks[0].project.actual_instance.name == "Chats"
    assert page.tasks[0].batch.actual_instance.name == "b"
    rest = live.v2.get_tasks(project_name="Chats", limit=2, next_token=page.next_token)
    assert ([each.metadata for each in rest.tasks], rest.next_token) == ([{"n": 0}], None)
    changed = live.v2.set_task_metadata(SetTaskMetadataRequest(task_id=made[0].task_id, metadata={"m": 1}, merge=True))
    assert changed.metadata == {"n": 0, "m": 1}
    assert len(live.v2.get_batches(project_name="Chats").batches) == 1
    assert live.v2.get_batch(batch_name="b", expand=["project"]).project.actual_instance.name == "Chats"


def test_deliveries_hold_the_delivered_responses(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("N", TaskType.NamedEntityRecognition, WORDS)
    tasks = [live.create_task(TaskType.NamedEntityRecognition, project="N") for _ in range(3)]
    project = unreviewed(customer, "N")
    span = {"uuid": "s", "type": "span", "label": "person", "start": 0, "end": 3, "text": "Ada", "attributes": {}}
    labeler = customer.caller("labeler")
    for _ in tasks:
        claimed = wait_until(lambda: labeler.claim(project))
        submit(labeler, claimed, {"annotations": [span], "global_attributes": {}, "links": []})
    customer.wait_for_counts(project, completed=3)
    made = customer.deliver(project, "first")
    [delivery] = live.v2.get_deliveries(project_name="N").deliveries
    assert (delivery.id, delivery.name, delivery.task_count) == (made["id"], "first", 3)
    page = live.v2.get_delivery_tasks(delivery_id=delivery.id, limit=2)
    rest = live.v2.get_delivery_tasks(delivery_id=delivery.id, limit=2, next_token=page.next_token)
    docs = [*page.docs, *rest.docs]
    assert {each.task_id for each in docs} == {task.id for task in tasks}
    right = {"id": "s", "start": 0, "end": 3, "text": "Ada", "label": "Person"}
    assert all(each.response == {"annotations": [right], "relationships": []} for each in docs)
    shown = live.v2.get_delivery(delivery_name="first", expand=["delivery"])
    assert (shown.delivery.actual_instance.task_count, len(shown.tasks)) == (3, 3)
    schema = live.v2.get_schema(schema_id=docs[0].response_schema_id).var_schema
    assert '"annotations"' in schema.var_json
    with pytest.raises(NotFoundException):
        live.v2.get_delivery(delivery_id="delivery_x")


def test_there_are_no_datasets_to_buy(live: scaleapi.ScaleClient) -> None:
    assert live.v2.get_datasets().datasets == []
    assert live.v2.get_dataset_deliveries(dataset_id="x").deliveries == []
    assert live.v2.get_dataset_tasks(dataset_id="x").tasks == []
    for look in (
        lambda: live.v2.get_dataset_task(task_id="x"),
        lambda: live.v2.get_dataset_delivery(delivery_id="x"),
        lambda: live.v2.get_dataset_task_response_url("x", "y"),
        lambda: live.v2.get_annotation(annotation_id="x"),
    ):
        with pytest.raises(NotFoundException):
            look()


def test_both_halves_refuse_a_key_that_is_none(customer: Customer) -> None:
    with pytest.raises(UnauthorizedException):
        connect("live_nobody", customer.product.url).v2.get_projects()


def test_a_rivals_ids_are_nobodys(product: Any, live: scaleapi.ScaleClient) -> None:
    live.create_project("mine", TaskType.Chat)
    batch = live.v2.create_batch(CreateBatchRequest(name="mine", project_name="mine"))
    task = live.v2.create_chat_task(CreateChatTaskRequest(batch_id=batch.id))
    rival = connect(product.found_customer().make_key("admin")["key"], product.url)
    for look in (
        lambda: rival.v2.get_project(project_id=live.v2.get_project(project_name="mine").id),
        lambda: rival.v2.get_batch(batch_id=batch.id),
        lambda: rival.v2.cancel_batch(BatchOperationRequest(batch_id=batch.id)),
        lambda: rival.v2.get_task(task_id=task.task_id),
        lambda: rival.v2.set_task_metadata(SetTaskMetadataRequest(task_id=task.task_id, metadata={})),
        lambda: rival.v2.create_chat_task(CreateChatTaskRequest(batch_id=batch.id)),
    ):
        with pytest.raises(NotFoundException):
            look()
