"""Models that answer new tasks by themselves, and what stops them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.prelabel.duty import keep_on_duty
from goldsmith.journey.prelabel.growth import keep_learning
from goldsmith.journey.prelabel.runs import Superseded
from goldsmith.ports.models.fakes import ScriptedChat

from ..model_server import ModelServer
from ..product import Customer, wait_until
from .moods import (
    MOOD,
    a_run,
    add_model,
    add_texts,
    answer_some,
    ask,
    chat_settings,
    good,
    run,
    wait_for_run,
)

PRICED = {"price_in_micros": 1_000_000, "price_out_micros": 1_000_000}


def show(customer: Customer, model: Any) -> Any:
    return customer.operator.get(f"/models/{model['id']}")


def stopped(customer: Customer, model: Any) -> Any:
    """The model, once it is stopped."""
    return wait_until(lambda: found if (found := show(customer, model))["status"] == "stopped" else None, 60)


def answered(customer: Customer, model: Any, tasks: int) -> Any:
    """The model, once it rests and has answered so many tasks."""
    return wait_until(
        lambda: (
            found if (found := show(customer, model))["tasks_answered"] == tasks and found["status"] == "idle" else None
        ),
        60,
    )


async def begin(foundry: Foundry, customer: Customer) -> int:
    return await keep_on_duty(foundry, parse_id("customer", customer.id))


def test_a_chat_model_on_duty_answers_what_comes_and_asks_nothing_again(
    customer: Customer, server: ModelServer
) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 3)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), on_duty=True)
    assert model["on_duty"]
    answered(customer, model, 3)
    add_texts(customer, project, 2, first=3)
    assert answered(customer, model, 5)["opinions"] == 5
    assert len(server.chats) == 10


def test_a_label_studio_backend_on_duty_is_asked_about_each_task_once(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 3)
    model = add_model(customer, project, kind="label_studio", settings={"url": server.url}, on_duty=True)
    answered(customer, model, 3)
    add_texts(customer, project, 2)
    answered(customer, model, 5)
    asked = [task["id"] for prediction in server.predictions for task in prediction["tasks"]]
    assert len(asked) == len(set(asked)) == 5


def test_a_task_that_was_given_up_is_not_asked_again_by_itself(customer: Customer, server: ModelServer) -> None:
    server.mishaps = ["bad choice", "prose"]
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 1)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server, at_once=1), on_duty=True)
    wait_until(lambda: show(customer, model)["refusals"] == 1, 60)
    add_texts(customer, project, 1, first=1)
    assert answered(customer, model, 1)["refusals"] == 1
    assert len(server.chats) == 4
    assert run(customer, model["id"])["tasks_answered"] == 2, "a person's run asks about all of them"


async def test_off_duty_is_where_models_begin_and_may_return_to(
    customer: Customer, server: ModelServer, foundry: Foundry
) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    customer.wait_for_counts(project, tasks=2)
    assert (model["on_duty"], await begin(foundry, customer)) == (False, 0)
    customer.operator.patch(f"/models/{model['id']}", {"on_duty": True})
    answered(customer, model, 2)
    customer.operator.patch(f"/models/{model['id']}", {"on_duty": False})
    add_texts(customer, project, 1)
    customer.wait_for_counts(project, tasks=3)
    assert await begin(foundry, customer) == 0


async def test_many_workers_at_once_begin_one_run(customer: Customer, server: ModelServer, foundry: Foundry) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), on_duty=True)
    await asyncio.gather(*(begin(foundry, customer) for _ in range(8)))
    answered(customer, model, 2)
    await asyncio.gather(*(begin(foundry, customer) for _ in range(8)))
    assert customer.value("select generation from model") == 1
    assert len(server.chats) == 4


async def test_a_spent_budget_waits_for_a_person(customer: Customer, server: ModelServer, foundry: Foundry) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 20)
    settings = chat_settings(server, **PRICED, most_cost_micros=3_000)
    model = add_model(customer, project, kind="chat", settings=settings, on_duty=True)
    held = stopped(customer, model)
    assert (held["retry_at"], "raise its budget" in held["reason"]) == (None, True)
    add_texts(customer, project, 1, first=20)
    customer.wait_for_counts(project, tasks=21)
    assert await begin(foundry, customer) == 0
    customer.operator.patch(f"/models/{model['id']}", {"most_cost_micros": 3_000_000})
    customer.operator.post(f"/models/{model['id']}/run", expect=202)
    assert answered(customer, model, 21)["cost_micros"] == 21 * 2 * 110


async def test_a_server_that_was_away_is_tried_again_later_and_later(
    customer: Customer, server: ModelServer, foundry: Foundry
) -> None:
    server.mishaps = ["500"] * 4  # two tasks in each of two runs
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    settings = chat_settings(server, at_once=1, attempts=1)
    model = add_model(customer, project, kind="chat", settings=settings, on_duty=True)
    pauses = []
    for _ in range(2):
        away = stopped(customer, model)
        assert away["retry_at"] is not None
        assert await begin(foundry, customer) == 0
        pauses.append(customer.value("select extract(epoch from retry_at - moved_at)::int from model"))
        customer.rows("update model set retry_at = now()")
        wait_until(lambda before=away: show(customer, model)["moved_at"] > before["moved_at"], 60)
    assert pauses == [60, 120]
    assert answered(customer, model, 2)["retry_at"] is None


async def test_a_refused_key_waits_for_a_person(customer: Customer, server: ModelServer, foundry: Foundry) -> None:
    server.mishaps = ["401"] * 100
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 1)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), on_duty=True)
    assert stopped(customer, model)["retry_at"] is None
    assert await begin(foundry, customer) == 0


async def test_a_run_whose_job_was_lost_is_begun_again_and_goes_on(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    tasks = list(add_texts(customer, project, 4))
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    lost = """update model set is_on_duty = true, status = 'running', only_unseen = true, place = $1,
        moved_at = now() - interval '7 hours'"""
    customer.rows(lost, parse_id("task", tasks[1]))
    assert answered(customer, model, 2)["opinions"] == 2
    add_texts(customer, project, 1)
    answered(customer, model, 5)  # the next run finds what the lost one had not written


async def test_a_stopped_run_asks_nothing_more(customer: Customer, foundry: Foundry) -> None:
    begun, chat = await a_run(foundry, customer, 3), ScriptedChat(good(6))
    model_id = show_id("model", begun.model["id"])
    halted = customer.operator.post(f"/models/{model_id}/stop")
    assert (halted["status"], halted["retry_at"]) == ("stopped", None)
    assert "stopped it" in halted["reason"]
    with pytest.raises(Superseded):
        await ask(begun, chat)
    assert chat.asked == []
    assert customer.operator.post(f"/models/{model_id}/stop")["moved_at"] == halted["moved_at"], "once is enough"


async def test_a_run_of_before_a_stop_writes_nothing_into_the_next(customer: Customer, foundry: Foundry) -> None:
    old = await a_run(foundry, customer, 2)
    tasks = await old.next_tasks(2)
    model_id = show_id("model", old.model["id"])
    customer.operator.post(f"/models/{model_id}/stop")
    customer.rows("update model set status = 'running', generation = generation + 1")
    with pytest.raises(Superseded):
        await old.advance(tasks, [])


async def test_a_learned_model_that_a_person_stopped_does_not_learn(customer: Customer, foundry: Foundry) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 60)
    model = add_model(customer, project, kind="learned")
    assert model["on_duty"]
    customer.operator.post(f"/models/{model['id']}/stop")
    answer_some(customer, project, truth, 24)
    customer.wait_for_counts(project, completed=24)
    assert await keep_learning(foundry, parse_id("customer", customer.id)) == 0
    customer.operator.post(f"/models/{model['id']}/run", expect=202)
    assert wait_for_run(customer, model["id"])["tasks_answered"] == 36


def test_what_people_say_tells_how_right_a_model_is(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD, answers_needed=2)
    truth = add_texts(customer, project, 30)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    assert run(customer, model["id"])["skills"] == []
    for _ in range(2):
        answer_some(customer, project, truth, 30)
    [skill] = wait_until(lambda: show(customer, model)["skills"], 60)
    assert (skill["question"], skill["reliability"] > 0.8) == ("mood", True)
    assert skill["low"] <= skill["reliability"] <= skill["high"]


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("learned", {"on_duty": False}, "on_duty"),
        ("learned", {"most_cost_micros": 5}, "most_cost_micros"),
        ("label_studio", {"most_cost_micros": 5}, "most_cost_micros"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    customer: Customer, kind: str, change: dict[str, Any], field: str
) -> None:
    project = customer.make_project(ontology=MOOD)
    settings = {} if kind == "learned" else {"url": "https://models.example"}
    model = add_model(customer, project, kind=kind, settings=settings)
    path = f"/models/{model['id']}"
    assert customer.operator.patch(path, change, expect=422)["field"] == field
    customer.caller("member").patch(path, {"on_duty": True}, expect=403)
    customer.caller("member").post(f"{path}/stop", expect=403)


def test_a_budget_is_never_set_below_what_is_spent(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 1)
    settings = chat_settings(server, **PRICED, most_cost_micros=3_000_000)
    model = add_model(customer, project, kind="chat", settings=settings)
    spent = run(customer, model["id"])["cost_micros"]
    refused = customer.operator.patch(f"/models/{model['id']}", {"most_cost_micros": spent - 1}, expect=422)
    assert refused["field"] == "most_cost_micros"
    changed = customer.operator.patch(f"/models/{model['id']}", {"most_cost_micros": spent})
    assert changed["settings"]["most_cost_micros"] == spent
    kinds = [event["kind"] for event in customer.operator.get("/events", project=project, limit=1000)["items"]]
    assert "model.changed" in kinds
