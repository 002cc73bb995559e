"""Replies as they come: pieces by alias, one that is slow holds nobody, and a reader who leaves stops nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from goldsmith.ids import parse_id

from ..product import Customer, wait_until
from ..talk_server import TalkServer, said_by
from .talking import let_talk, listen, models_of, talk, talking_project, turn


@pytest.fixture
def talkers() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


def test_pieces_add_up_to_the_replies_that_are_kept(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    events = listen(labeler, claim, "How do I bake bread?")
    assert events[-1][0] == "end"
    replies = {said["alias"]: said for name, said in events if name == "reply"}
    assert sorted(replies) == ["A", "B", "C", "D"]
    for alias, reply in replies.items():
        pieces = [said["text"] for name, said in events if name == "delta" and said["alias"] == alias]
        assert len(pieces) > 3
        assert "".join(pieces) == reply["content"]


def test_a_stream_and_an_answer_in_one_piece_are_the_same_turn(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    streamed = [said for name, said in listen(labeler, claim, key="turn 1") if name == "reply"]
    at_once = talk(labeler, claim, key="turn 1")["items"]
    assert sorted(streamed, key=lambda each: each["alias"]) == at_once


def test_who_is_slow_or_dead_holds_nobody(customer: Customer, talkers: TalkServer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    let_talk(customer, project, models_of(customer, project, talkers, "slow", "polite", "stalling"))
    labeler = customer.caller("labeler")
    events = listen(labeler, labeler.claim(project), "Hello")
    ends = [said for name, said in events if name == "reply"]
    contents = [said_by("polite", "Hello"), said_by("slow", "Hello"), ""]
    assert [said["content"] for said in ends] == contents, "in the order in which they were ready"
    assert ends[2]["code"] == "model_broke_off"
    began = [said["text"] for name, said in events if name == "delta" and said["alias"] == ends[2]["alias"]]
    assert began == ["It begins "]


def test_ids_do_not_tell_who_was_quick(customer: Customer, talkers: TalkServer) -> None:
    project = customer.make_project(answers_needed=4)
    customer.add_tasks(project, 1)
    let_talk(customer, project, models_of(customer, project, talkers, "slow", "polite"))
    for _ in range(4):
        labeler = customer.caller("labeler")
        first, second = talk(labeler, labeler.claim(project))["items"]
        assert first["reply_id"] < second["reply_id"]
        times = [parse_id("reply", each["reply_id"]).int >> 80 for each in (first, second)]
        assert times[1] - times[0] < 1_000, "milliseconds, where one takes 1,500 longer"


def test_a_reader_who_leaves_stops_nothing(customer: Customer, talkers: TalkServer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    let_talk(customer, project, models_of(customer, project, talkers, "slow", "polite"))
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    path = f"/api/v1/assignments/{claim['assignment_id']}/replies/stream"
    body = turn(claim, key="turn 1")
    with labeler.product.http.stream("POST", path, json=body, headers=labeler.headers) as answer:
        next(answer.iter_lines())
    wait_until(lambda: customer.value("select count(*) from model_reply where status = 'answered'") == 2, 20)
    started = time.monotonic()
    assert [each["error"] for each in talk(labeler, claim, key="turn 1")["items"]] == [None, None]
    assert time.monotonic() - started < 1.4, "both are known"
    assert len(talkers.asked) == 2
