"""Models elsewhere that misbehave: the labeler hears in time what is wrong, by alias, and nothing is lost or leaked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from ..product import Customer
from ..talk_server import TalkServer
from .talking import let_talk, models_of, practice_models, talk

BAD = ("dead", "html", "locked", "huge", "cut", "error", "no-choices")


@pytest.fixture
def talkers() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


def talking_to(customer: Customer, talkers: TalkServer, *manners: str, **settings: Any) -> tuple[str, list[str]]:
    project = customer.make_project(lease_seconds=600)
    customer.add_tasks(project, 1)
    models = models_of(customer, project, talkers, *manners, **settings)
    let_talk(customer, project, models)
    return project, models


def test_bad_models_end_in_time_and_say_nothing_of_themselves(customer: Customer, talkers: TalkServer) -> None:
    project, _ = talking_to(customer, talkers, "polite", *BAD)
    labeler = customer.caller("labeler")
    started = time.monotonic()
    answer = talk(labeler, labeler.claim(project))
    assert time.monotonic() - started < 15, "four seconds on an idle machine"
    failed = [each for each in answer["items"] if each["error"]]
    assert (len(failed), len(answer["items"])) == (7, 8)
    for secret in ("sk-secret", talkers.url.split("/")[2], "127.0.0.2", "status", *BAD):
        assert not any(secret in each["error"] for each in failed), secret
    for each in failed:
        assert each["error"].startswith(f"Model {each['alias']} ")
        assert "Your message is kept" in each["error"]
        assert (each["reply_id"], each["content"]) == (None, "")


def test_servers_that_lie_or_stop_halfway_are_said_and_nothing_is_lost(customer: Customer, talkers: TalkServer) -> None:
    """Fewer bytes than were promised, half of a JSON answer, a chunk that is cut: the turn is asked again as it is."""
    project, _ = talking_to(customer, talkers, "short", "half-json", "cut-in-a-chunk", "polite")
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for _ in range(2):
        items = talk(labeler, claim, key="once")["items"]
        failed = [each["error"] for each in items if each["error"]]
        assert len(failed) == 3
        assert all("did not bring its answer to an end. Your message is kept; try again." in each for each in failed)
    assert talkers.asked_of("polite") == 1
    assert customer.value("select count(*) from talk_turn") == 1


def test_why_a_model_failed_is_logged_without_its_key(customer: Customer, talkers: TalkServer) -> None:
    project, _ = talking_to(customer, talkers, "locked", "error", "echo")
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    talk(labeler, claim)
    labeler.submit(claim)
    logged = customer.operator.ask("GET", f"/tasks/{claim['task']['id']}/replies")
    assert "sk-secret" not in logged.text
    found = {each["model_name"]: each for each in logged.json()["items"]}
    assert "status 401" in found["locked"]["reason"]
    assert found["echo"]["content"] == "Your header was Bearer [key removed], was it not?"


def test_a_model_that_comes_back_is_asked_alone(customer: Customer, talkers: TalkServer) -> None:
    talkers.throttles = 2
    project, _ = talking_to(customer, talkers, "polite", "throttled")
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    first = {each["code"] for each in talk(labeler, claim, key="turn 1")["items"]}
    assert first == {None, "model_away"}
    assert {each["code"] for each in talk(labeler, claim, key="turn 1")["items"]} == {None}
    assert (talkers.asked_of("polite"), talkers.asked_of("throttled")) == (1, 3)


def test_broken_characters_are_kept_as_they_were_shown(customer: Customer, talkers: TalkServer) -> None:
    project, _ = talking_to(customer, talkers, "broken-characters")
    labeler = customer.caller("labeler")
    [said] = talk(labeler, labeler.claim(project))["items"]
    assert said["content"] == "a\ufffdb\U0001f600\ufffd"
    assert customer.value("select content from model_reply") == said["content"]


def test_tool_calls_are_logged(customer: Customer, talkers: TalkServer) -> None:
    project, _ = talking_to(customer, talkers, "tools")
    labeler = customer.caller("labeler")
    [said] = talk(labeler, labeler.claim(project))["items"]
    assert (said["content"], said["finish_reason"]) == ("", "tool_calls")
    [call] = customer.value("select tool_calls from model_reply")
    assert call["function"] == {"name": "look_up", "arguments": '{"word": "gold"}'}
    assert said["tool_calls"] == [call]
    assert (call["type"], len(call["id"])) == ("function", 9), "the server's own id would tell whose it is"


def test_offline_the_practice_model_answers_and_others_say_why_not(
    start_own: Callable[..., Any], talkers: TalkServer
) -> None:
    own = start_own(GOLDSMITH_OFFLINE="1")
    made = own.admin.post("/customers", {"name": uuid4().hex}, expect=201)
    customer = Customer(own, made["id"], made["name"])
    project = customer.make_project()
    customer.add_tasks(project, 1)
    models = [*models_of(customer, project, talkers, "polite"), *practice_models(customer, project, "plain")]
    let_talk(customer, project, models)
    labeler = customer.caller("labeler")
    said = {each["code"]: each for each in talk(labeler, labeler.claim(project))["items"]}
    assert set(said) == {None, "offline"}
    assert said[None]["content"]
    assert "because Goldsmith runs offline" in said["offline"]["error"]
    assert talkers.asked == []
