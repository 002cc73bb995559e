"""Models that answer first: learnt from people's answers, or asked elsewhere, through the real product."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.prelabel.runs import Superseded
from goldsmith.ports.models import ChatReply, ModelAwayError
from goldsmith.ports.models.fakes import FirstChoiceChat, ScriptedChat

from ..model_server import ModelServer
from ..product import Customer, wait_until
from .files import upload
from .moods import (
    MOOD,
    a_run,
    add_model,
    add_texts,
    answer_some,
    ask,
    chat_settings,
    good,
    opinions,
    run,
    the_run,
    with_opinions,
    written,
)


def test_a_learned_model_begins_by_itself_and_is_right_about_the_rest(customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 90)
    model = add_model(customer, project, kind="learned")
    answered = answer_some(customer, project, truth, 30)
    learned = wait_until(lambda: with_opinions(customer, model["id"], 60), 60)
    said = opinions(customer, model)
    open_tasks = {str(parse_id("task", task)): mood for task, mood in truth.items() if task not in answered}
    right = [said[task][0] == mood for task, mood in open_tasks.items()]
    assert sum(right) >= 55
    assert all(0.5 <= (confidence or 0) < 1 for _, confidence in said.values())
    assert learned["facts"]["questions"]["mood"]["accuracy"] > 0.8
    kinds = {event["kind"] for event in customer.operator.get("/events", project=project, limit=1000)["items"]}
    assert {"model.added", "model.learned", "model.answered"} <= kinds


def test_a_second_run_writes_nothing_that_was_said(customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 60)
    answer_some(customer, project, truth, 30)
    customer.wait_for_counts(project, completed=30)
    model = add_model(customer, project, kind="learned")
    wait_until(lambda: with_opinions(customer, model["id"], 30), 60)
    before = written(customer, model)
    run(customer, model["id"])
    assert written(customer, model) == before


def test_what_a_model_thinks_is_hidden_from_labelers_unless_it_is_shown(customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 60)
    answer_some(customer, project, truth, 30)
    customer.wait_for_counts(project, completed=30)
    hidden = add_model(customer, project, kind="learned")
    wait_until(lambda: with_opinions(customer, hidden["id"], 30), 60)
    labeler = customer.caller("labeler")
    assert labeler.claim(project)["hypothesis"] is None
    customer.operator.delete(f"/models/{hidden['id']}")
    shown = add_model(customer, project, kind="learned", shown=True)
    wait_until(lambda: with_opinions(customer, shown["id"], 29), 60)
    assert labeler.claim(project)["hypothesis"]["global_attributes"]["mood"] in ("good", "bad")


def test_a_learned_model_waits_until_people_have_answered(customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 10)
    model = add_model(customer, project, kind="learned")
    waiting = run(customer, model["id"])
    assert (waiting["status"], waiting["opinions"]) == ("idle", 0)
    assert "20 tasks" in waiting["reason"]


def picture(mood: str, number: int) -> bytes:
    """Stripes of a colour for one mood, blobs of another for the other."""
    noise = np.random.default_rng(number).integers(0, 60, (40, 60, 3), dtype=np.uint8)
    noise[:: 4 if mood == "good" else 1, :, 0 if mood == "good" else 2] += 150
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_are_learnt_from_colour_texture_and_shape_and_described_once(customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD, modality="image.v1")
    moods = [("good", "bad")[number % 2] for number in range(40)]
    assets = [upload(customer, picture(mood, number))["id"] for number, mood in enumerate(moods)]
    made = customer.operator.post(
        f"/projects/{project}/tasks", {"tasks": [{"attachment": each} for each in assets]}, expect=201
    )
    truth = dict(zip([item["id"] for item in made["items"]], moods, strict=True))
    wait_until(lambda: customer.counts(project).get("label") == 40, 60)
    answered = answer_some(customer, project, truth, 24)
    customer.wait_for_counts(project, completed=24)
    model = add_model(customer, project, kind="learned")
    wait_until(lambda: with_opinions(customer, model["id"], 16), 100)
    said = opinions(customer, model)
    rest = {str(parse_id("task", task)): mood for task, mood in truth.items() if task not in answered}
    assert [said[task][0] for task in rest] == list(rest.values())
    assert customer.value("select count(*) from embedding where encoder = 'colour-texture-shape'") == 40


# ── Models elsewhere ──


def test_a_chat_model_answers_every_open_task_in_both_orders(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 6)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), key="sk-secret")
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"], done["reason"]) == ("idle", 6, None)
    said = opinions(customer, model)
    assert {task: said[str(parse_id("task", task))][0] for task in truth} == truth
    assert len(server.chats) == 12
    orders = {
        tuple(body["response_format"]["json_schema"]["schema"]["properties"]["mood"]["enum"]) for body in server.chats
    }
    assert orders == {("good", "bad"), ("bad", "good")}
    assert set(server.keys) == {"Bearer sk-secret"}
    assert "sk-secret" not in customer.operator.ask("GET", f"/projects/{project}/models").text


def test_a_model_that_takes_what_stands_first_is_unsure(customer: Customer, server: ModelServer) -> None:
    server.answer_with_the_first_choice = True
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    run(customer, model["id"])
    assert [confidence for _, confidence in opinions(customer, model).values()] == [pytest.approx(0.5)] * 2


def test_throttling_cut_streams_and_bad_json_are_survived(customer: Customer, server: ModelServer) -> None:
    server.mishaps = ["429", "cut", "not json", "bad choice", "500"]
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    settings = chat_settings(server, at_once=1, attempts=6)
    model = add_model(customer, project, kind="chat", settings=settings)
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"]) == ("idle", 2)
    calls = customer.operator.get(f"/models/{model['id']}/calls")["items"]
    assert sorted(call["status"] for call in calls) == ["answered"] * 4 + ["unusable"]
    assert max(call["attempts"] for call in calls) == 4


def test_a_task_without_a_usable_answer_is_given_up_and_the_others_go_on(
    customer: Customer, server: ModelServer
) -> None:
    server.mishaps = ["bad choice", "prose"]
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server, at_once=1))
    done = run(customer, model["id"])
    assert (done["opinions"], done["refusals"]) == (1, 1)
    assert "It is not JSON." in done["reason"]


def test_the_same_question_is_never_paid_twice(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 3)
    prices = {"price_in_micros": 1_000_000, "price_out_micros": 2_000_000, "most_cost_micros": 10_000_000}
    model = add_model(customer, project, kind="chat", settings=chat_settings(server, **prices))
    first = run(customer, model["id"])
    assert first["cost_micros"] == 6 * (100 * 1 + 10 * 2)
    second = run(customer, model["id"])
    assert (second["cost_micros"], len(server.chats)) == (first["cost_micros"], 6)
    assert written(customer, model) == 3


def test_the_budget_is_never_passed(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 30)
    prices = {"price_in_micros": 1_000_000, "price_out_micros": 1_000_000, "most_cost_micros": 3_000}
    model = add_model(customer, project, kind="chat", settings=chat_settings(server, **prices))
    stopped = run(customer, model["id"])
    assert stopped["status"] == "stopped"
    assert "budget" in stopped["reason"]
    assert 0 < stopped["cost_micros"] <= 3_000


def test_a_refused_key_stops_the_run_and_says_so(customer: Customer, server: ModelServer) -> None:
    server.mishaps = ["401"] * 100
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server, at_once=1))
    stopped = run(customer, model["id"])
    assert (stopped["status"], stopped["opinions"]) == ("stopped", 0)
    assert "does not accept the key" in stopped["reason"]
    server.mishaps = []
    assert run(customer, model["id"])["opinions"] == 2


def test_an_address_inside_is_not_reached(customer: Customer) -> None:
    port = customer.product.url.rpartition(":")[2]
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 1)
    model = add_model(customer, project, kind="chat", settings={"url": f"http://127.0.0.1:{port}/api/v1", "model": "x"})
    assert run(customer, model["id"])["status"] == "stopped"


def test_a_label_studio_backend_answers_texts(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 5)
    model = add_model(
        customer, project, kind="label_studio", settings={"url": server.url, "tasks_at_once": 2}, key="user:password"
    )
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"]) == ("idle", 5)
    said = opinions(customer, model)
    assert {task: said[str(parse_id("task", task))] for task in truth} == {
        task: (mood, pytest.approx(0.8)) for task, mood in truth.items()
    }
    assert [len(asked["tasks"]) for asked in server.predictions] == [2, 2, 1]
    assert '<Choices name="mood" toName="text" choice="single"' in server.predictions[0]["label_config"]
    assert server.keys[0].startswith("Basic ")


def test_a_label_studio_backend_draws_boxes_in_pixels(customer: Customer, server: ModelServer) -> None:
    ontology = {"labels": [{"name": "car", "shapes": ["box"]}]}
    project = customer.make_project(ontology=ontology, modality="image.v1")
    asset = upload(customer, picture("good", 1))["id"]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset}]}, expect=201)
    wait_until(lambda: customer.counts(project).get("label") == 1, 30)
    server.regions = [
        {
            "from_name": "objects",
            "to_name": "image",
            "type": "rectanglelabels",
            "value": {"x": 10, "y": 50, "width": 50, "height": 25, "rotation": 0, "rectanglelabels": ["car"]},
        }
    ]
    model = add_model(customer, project, kind="label_studio", settings={"url": server.url}, shown=True)
    assert run(customer, model["id"])["opinions"] == 1
    [box] = customer.caller("labeler").claim(project)["hypothesis"]["annotations"]
    assert (box["left"], box["top"], box["width"], box["height"]) == (6, 20, 30, 10)
    assert "/content?" in server.predictions[0]["tasks"][0]["data"]["image"]


# ── Killed, doubled, removed: a run's own steps on the product's database, with the shipped fakes ──


async def test_a_run_that_was_cut_off_goes_on_and_asks_nothing_again(customer: Customer, foundry: Foundry) -> None:
    first = await a_run(foundry, customer, 25)
    with pytest.raises(ModelAwayError):
        await ask(first, ScriptedChat([*good(44), ModelAwayError("gone")]))
    model_id = show_id("model", first.model["id"])
    assert customer.operator.get(f"/models/{model_id}")["opinions"] == 22
    again, chat = await the_run(foundry, customer, model_id), ScriptedChat(good(6))
    assert await ask(again, chat) is None
    assert len(chat.asked) == 6
    assert customer.operator.get(f"/models/{model_id}")["opinions"] == 25


async def test_of_two_runs_at_once_one_finds_the_place_moved_and_writes_nothing(
    customer: Customer, foundry: Foundry
) -> None:
    first = await a_run(foundry, customer, 5)
    second = await the_run(foundry, customer, show_id("model", first.model["id"]))
    tasks = await second.next_tasks(10)
    await ask(first, FirstChoiceChat())
    with pytest.raises(Superseded):
        await second.advance(tasks, [])
    assert customer.operator.get(f"/models/{show_id('model', first.model['id'])}")["opinions"] == 5


async def test_a_removed_model_stops_in_the_middle(customer: Customer, foundry: Foundry) -> None:
    run_ = await a_run(foundry, customer, 2)
    customer.operator.delete(f"/models/{show_id('model', run_.model['id'])}")
    with pytest.raises(Superseded):
        await ask(run_, FirstChoiceChat())


async def test_a_server_that_tells_no_tokens_costs_the_most_it_could(customer: Customer, foundry: Foundry) -> None:
    run_ = await a_run(foundry, customer, 1, price_out_micros=1_000_000, most_cost_micros=1_000, most_tokens_out=300)
    await ask(run_, ScriptedChat([ChatReply(content='{"mood": "good"}')] * 2))
    assert customer.operator.get(f"/models/{show_id('model', run_.model['id'])}")["cost_micros"] == 600


async def test_the_mistake_is_told_once_and_then_the_task_is_left(customer: Customer, foundry: Foundry) -> None:
    run_, chat = await a_run(foundry, customer, 1), ScriptedChat(["good!", "good!!"])
    assert "It is not JSON." in str(await ask(run_, chat))
    assert len(chat.asked) == 2
    assert chat.asked[1]["messages"][-1]["content"].startswith("That cannot be used: It is not JSON.")


def test_a_run_whose_job_was_lost_may_be_asked_for_again(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    tasks = list(add_texts(customer, project, 4))
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    lost = "update model set status = 'running', place = $1, moved_at = now() - interval '11 minutes'"
    customer.rows(lost, parse_id("task", tasks[1]))
    assert run(customer, model["id"])["opinions"] == 2, "it goes on from its place"


# ── What is refused ──


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "chat", "settings": {"model": "x"}}, "settings"),
        ({"kind": "chat", "settings": {"url": "ftp://x.example", "model": "x"}}, "settings.url"),
        ({"kind": "chat", "settings": {"url": "https://user:pw@x.example", "model": "x"}}, "settings.url"),
        ({"kind": "chat", "settings": {"url": "https://x.example", "model": "x", "odd": 1}}, "settings"),
        ({"kind": "chat", "settings": {"url": "https://x.example", "model": "x", "at_once": 0}}, "settings.at_once"),
        (
            {"kind": "chat", "settings": {"url": "https://x.example", "model": "x", "price_in_micros": 5}},
            "settings.most_cost_micros",
        ),
        ({"kind": "label_studio", "settings": {}}, "settings"),
        ({"kind": "learned", "settings": {"url": "https://x.example"}}, "settings"),
        ({"kind": "learned", "key": "caf\u00e9"}, "key"),
        ({"kind": "learned", "name": "Imported predictions"}, "name"),
    ],
)
def test_settings_that_make_no_sense_are_refused(customer: Customer, fields: dict[str, Any], field: str) -> None:
    project = customer.make_project(ontology=MOOD)
    assert add_model(customer, project, 422, **fields)["field"] == field


def test_a_project_that_asks_nothing_a_model_can_answer_is_refused(customer: Customer) -> None:
    project = customer.make_project(ontology={"labels": [{"name": "thing"}]})
    assert add_model(customer, project, 422, kind="learned")["code"] == "nothing_to_answer"


def test_a_second_learned_model_and_a_second_name_are_refused(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_model(customer, project, kind="learned")
    assert add_model(customer, project, 409, kind="learned", name="another")["code"] == "model_exists"
    add_model(customer, project, kind="chat", name="judge", settings=chat_settings(server))
    refused = add_model(customer, project, 409, kind="chat", name="judge", settings=chat_settings(server))
    assert (refused["code"], refused["field"]) == ("model_exists", "name")


def test_a_removed_model_is_gone_and_what_it_said_stays(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 2)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    run(customer, model["id"])
    customer.operator.delete(f"/models/{model['id']}")
    assert customer.operator.get(f"/projects/{project}/models")["items"] == []
    customer.operator.post(f"/models/{model['id']}/run", expect=404)
    assert written(customer, model) == 2


def test_a_key_lies_encrypted_and_labelers_see_no_models(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(ontology=MOOD)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), key="sk-secret")
    assert model["has_key"]
    assert b"sk-secret" not in customer.value("select secret from model")
    customer.caller("labeler").get(f"/models/{model['id']}", expect=403)
    customer.caller("member").post(f"/models/{model['id']}/run", expect=403)
