"""Pictures that labelers show to models: the task's own alone, bounded, sent as bytes, and kept with the answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..product import Caller, Customer
from ..talk_server import TalkServer
from .files import looked_at, png, upload
from .talking import let_talk, models_of, practice_models, talk
from .test_chat import talk as conversation
from .test_deliveries import take_when_written
from .test_form_files import attach


@pytest.fixture
def talkers() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


def talking(customer: Customer, models: list[str] | None = None, **row: Any) -> tuple[str, Caller, Any]:
    """A conversation with models that a labeler holds."""
    project = conversation(customer, "conversation", **(row or {"prompt": "Be kind."}))
    let_talk(customer, project, models or practice_models(customer, project, "plain"))
    labeler = customer.caller("labeler")
    return project, labeler, labeler.claim(project)


def show(customer: Customer, labeler: Caller, claim: Any, content: bytes, **more: Any) -> str:
    asset = attach(labeler, claim, content, question="turn", **more)["id"]
    looked_at(customer, asset)
    return str(asset)


def words(*pictures: str, said: str = "What is this?") -> list[dict[str, Any]]:
    return [{"role": "user", "content": said, "attachments": list(pictures)}]


def test_a_picture_goes_to_models_as_bytes_and_stays_with_the_answer(customer: Customer, talkers: TalkServer) -> None:
    project, labeler, claim = talking(customer)
    let_talk(customer, project, models_of(customer, project, talkers, "at-once"))
    picture = show(customer, labeler, claim, png(21))
    [reply] = talk(labeler, claim, key="1", messages=words(picture))["items"]
    assert reply["error"] is None
    [asked] = talkers.asked
    text, shown = asked["messages"][-1]["content"]
    assert text == {"type": "text", "text": "What is this?"}
    url = shown["image_url"]["url"]
    assert base64.b64decode(url.removeprefix("data:image/png;base64,")) == png(21)

    first = {"type": "message", "label": "turn", "attributes": {}, "revises": ""}
    said = {
        "uuid": "u",
        "parent": "1",
        "role": "user",
        "content": "What is this?",
        "reply": "",
        "attachments": [picture],
    }
    given = {"uuid": "a", "parent": "u", "role": "assistant", "content": reply["content"], "reply": reply["reply_id"]}
    labeler.submit(claim, answer={"annotations": [first | said, first | given]})
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": "openai_chat"}, expect=202)
    written = take_when_written(customer.operator, delivery, "openai_chat").text.splitlines()
    [row] = [json.loads(line) for line in written]
    assert row["messages"][1]["content"][1] == {"type": "image_url", "image_url": {"url": picture}}


def test_texts_of_the_task_are_read_out_and_its_pictures_shown(customer: Customer, talkers: TalkServer) -> None:
    words_of_file = upload(customer, b"Two eggs.", "recipe.txt", "text/plain")["id"]
    looked_at(customer, words_of_file)
    row = {"messages": [{"role": "user", "content": "See.", "attachments": [0]}], "attachments": [words_of_file]}
    project, labeler, claim = talking(customer, **row)
    let_talk(customer, project, models_of(customer, project, talkers, "at-once"))
    talk(labeler, claim, messages=words(words_of_file))
    [asked] = talkers.asked
    assert asked["messages"][-1]["content"][1] == {"type": "text", "text": "recipe.txt:\nTwo eggs."}


def test_only_files_of_the_task_are_shown(customer: Customer, rival: Customer) -> None:
    _, labeler, claim = talking(customer)
    stray = upload(customer, png(22))["id"]
    looked_at(customer, stray)
    theirs = upload(rival, png(23))["id"]
    looked_at(rival, theirs)
    for asset in (stray, theirs, "asset_00000000000000000000000000"):
        said = talk(labeler, claim, messages=words(asset), expect=422)
        assert (said["code"], said["field"]) == ("asset_not_found", "messages[0].attachments[0]")
        mark = {
            "type": "message",
            "label": "turn",
            "parent": "1",
            "role": "user",
            "content": "x",
            "attachments": [asset],
        }
        refusal = labeler.submit(claim, answer={"annotations": [mark]}, expect=422)
        assert refusal["field"] == "answer.annotations[0].attachments[0]"
    assert customer.value("select count(*) from talk_turn") == 0


def test_what_is_no_picture_or_too_much_is_refused_in_sentences(customer: Customer) -> None:
    _, labeler, claim = talking(customer)
    attach(labeler, claim, b"x" * 4_000_001, question="turn", expect=413)
    note = show(customer, labeler, claim, b"a note", name="a.txt")
    mark = {"type": "message", "label": "turn", "parent": "1", "role": "user", "content": "x", "attachments": [note]}
    assert labeler.submit(claim, answer={"annotations": [mark]}, expect=422)["code"] == "not_a_picture"
    shown = [show(customer, labeler, claim, png(30 + place) + bytes(3_500_000)) for place in range(3)]
    assert talk(labeler, claim, messages=words(*shown), expect=422)["code"] == "pictures_too_large"
    assert talk(labeler, claim, messages=words(*shown[:2]))["items"][0]["error"] is None
    system = {"role": "system", "content": "x", "attachments": shown[:1]}
    assert talk(labeler, claim, messages=[system, *words()], expect=422)["field"] == "messages[0].attachments"


def test_models_without_eyes_say_so_before_anything_is_sent(customer: Customer, talkers: TalkServer) -> None:
    project, labeler, claim = talking(customer)
    blind = models_of(customer, project, talkers, "at-once", takes_pictures=False)
    let_talk(customer, project, [*blind, *practice_models(customer, project, "terse")])
    assert labeler.get(f"/projects/{project}/talk/offer")["takes_pictures"] is False
    picture = show(customer, labeler, claim, png(24))
    refusal = talk(labeler, claim, key="one", messages=words(picture), expect=422)
    assert refusal["code"] == "no_pictures"
    assert refusal["error"].endswith("takes no pictures. Nothing was sent; say it without the picture.")
    assert (talkers.asked, customer.value("select count(*) from talk_turn")) == ([], 0)
    assert all(each["error"] is None for each in talk(labeler, claim, key="one", messages=words())["items"])


def test_a_server_that_refuses_a_picture_is_told_apart(customer: Customer, talkers: TalkServer) -> None:
    project, labeler, claim = talking(customer)
    let_talk(customer, project, models_of(customer, project, talkers, "no-pictures"))
    picture = show(customer, labeler, claim, png(25))
    [failed] = talk(labeler, claim, messages=words(picture))["items"]
    assert "perhaps it takes no pictures" in failed["error"]
    assert "Your message is kept" in failed["error"]
    [given] = talk(labeler, claim)["items"]
    assert given["error"] is None


def test_a_picture_is_reserved_at_its_worst(customer: Customer) -> None:
    project, labeler, claim = talking(customer)
    priced = practice_models(customer, project, "terse", price_in_micros=1_000_000, price_out_micros=0)
    let_talk(customer, project, priced, most_cost_micros=40_000)
    picture = show(customer, labeler, claim, png(26))
    assert talk(labeler, claim, messages=words(picture), expect=409)["code"] == "cost_cap"
    assert talk(labeler, claim, messages=words())["items"][0]["error"] is None


def test_nobody_shows_pictures_in_a_task_of_somebody_else(customer: Customer) -> None:
    _, _, claim = talking(customer)
    attach(customer.caller("labeler"), claim, png(), question="turn", expect=404)
