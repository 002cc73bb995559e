"""Talking to models while labeling: blind, shuffled, logged, within caps, through the real product."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest

from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, parse_id
from goldsmith.journey.talk.service import check_replies, replies_of
from goldsmith.modalities._contract import Quoted

from ..product import Customer, in_parallel
from .moods import add_model
from .talking import PERSONALITIES, let_talk, practice_models, talk, talking_project, turn


def test_a_labeler_gets_replies_under_aliases_and_nothing_else(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    said = talk(labeler, claim, "How do I bake bread?")
    assert [each["alias"] for each in said["items"]] == ["A", "B", "C", "D"]
    assert len({each["content"] for each in said["items"]}) == 4
    for each in said["items"]:
        assert set(each) == {"alias", "reply_id", "content", "tool_calls", "finish_reason", "model", "error", "code"}
        assert (each["model"], each["error"], each["finish_reason"]) == (None, None, "stop")
    shown = labeler.ask("GET", f"/projects/{project}/talk/offer")
    assert shown.json() == {
        "is_open": True,
        "replies_per_turn": 4,
        "blind": True,
        "most_tokens": 1024,
        "takes_pictures": True,
        "tools": [],
    }
    assert labeler.ask("GET", f"/projects/{project}/talk").status_code == 403
    assert labeler.ask("GET", f"/tasks/{claim['task']['id']}/replies").status_code == 403


def test_the_same_assignment_keeps_its_lineup_and_others_draw_their_own(customer: Customer) -> None:
    project = talking_project(customer, tasks=12)
    labeler = customer.caller("labeler")
    firsts = []
    for _ in range(12):
        claim = labeler.claim(project)
        talk(labeler, claim)
        talk(labeler, claim, "And then?")
        rows = customer.rows(
            "select alias, model_id from model_reply where assignment_id = $1",
            parse_id("assignment", claim["assignment_id"]),
        )
        assert len({(row["alias"], row["model_id"]) for row in rows}) == 4
        firsts += {row["model_id"] for row in rows if row["alias"] == "A"}
        labeler.submit(claim)
    assert len(Counter(firsts)) > 1, "whoever is A differs"


def test_a_changed_project_does_not_change_who_is_a(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    talk(labeler, claim)
    let_talk(customer, project, practice_models(customer, project, "silent"))
    assert len(talk(labeler, claim, "And now?")["items"]) == 4


def test_fewer_models_may_be_asked(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    aliases = [each["alias"] for each in talk(labeler, claim, models=2)["items"]]
    assert aliases == ["A", "B"]
    aliases = [each["alias"] for each in talk(labeler, claim, aliases=["D", "B"])["items"]]
    assert aliases == ["B", "D"]
    assert talk(labeler, claim, expect=422, models=5)["field"] == "models"
    assert talk(labeler, claim, expect=422, aliases=["Z"])["field"] == "aliases"


def test_a_project_that_is_not_blind_tells_the_names(customer: Customer) -> None:
    project = talking_project(customer, blind=False)
    labeler = customer.caller("labeler")
    names = {each["model"] for each in talk(labeler, labeler.claim(project))["items"]}
    assert names == {f"{each} {number}" for number, each in enumerate(PERSONALITIES)}


def test_a_turn_that_is_sent_again_asks_nobody_twice(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    first, again = (talk(labeler, claim, key="turn 1") for _ in range(2))
    assert first == again
    assert customer.value("select count(*) from model_reply") == 4
    refused = talk(labeler, claim, "Something else", expect=409, key="turn 1")
    assert refused["code"] == "turn_key_reused"


def test_a_turn_that_is_sent_many_times_at_once_asks_each_model_once(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    said = in_parallel(lambda _: talk(labeler, claim, key="turn 1"), 8)
    assert all(each == said[0] for each in said)
    assert customer.value("select count(*) from model_reply") == 4
    assert customer.value("select count(*) from model_flight") == 0


def test_a_model_that_fails_holds_nobody_and_is_asked_again_alone(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    let_talk(customer, project, practice_models(customer, project, "plain", "silent"))
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for _ in range(2):
        said = {each["error"] is None: each for each in talk(labeler, claim, key="turn 1")["items"]}
        assert said[True]["content"]
        alias = said[False]["alias"]
        assert said[False]["error"] == f"Model {alias} did not answer. Your message is kept; try again."
        assert (said[False]["code"], said[False]["reply_id"]) == ("model_away", None)
    statuses = Counter(row["status"] for row in customer.rows("select status from model_reply"))
    assert statuses == {"answered": 1, "away": 2}


def test_only_who_holds_the_claim_talks(customer: Customer) -> None:
    project = talking_project(customer)
    labeler, other = customer.caller("labeler"), customer.caller("labeler")
    claim = labeler.claim(project)
    assert talk(other, claim, expect=404)["code"] == "assignment_not_found"
    stale = {**claim, "generation": claim["generation"] + 1}
    assert talk(labeler, stale, expect=409)["code"] == "stale_generation"
    labeler.submit(claim)
    assert talk(labeler, claim, expect=409)["code"] == "already_submitted"


def test_without_models_nobody_talks(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert talk(labeler, claim, expect=409)["code"] == "no_models_to_talk_to"
    assert labeler.get(f"/projects/{project}/talk/offer")["is_open"] is False


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([], 400),
        ([{"role": "assistant", "content": "I begin"}], 422),
        ([{"role": "user", "content": "a\x00b"}], 422),
        ([{"role": "user", "content": ""}], 422),
        ([{"role": "oracle", "content": "x"}], 400),
        ([{"role": "user", "content": "x" * 250_000}] * 2, 422),
        ([{"role": "user", "content": "x"}] * 401, 400),
    ],
)
def test_what_cannot_be_asked_is_refused(customer: Customer, messages: list[dict[str, str]], status: int) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {**turn(claim), "messages": messages}
    answer = labeler.ask("POST", f"/assignments/{claim['assignment_id']}/replies", json=body)
    assert answer.status_code == status, answer.text
    assert customer.value("select count(*) from talk_turn") == 0


# ── Who is told whose a reply was ──


def test_reviewers_learn_whose_a_reply_was_once_the_answer_is_in(customer: Customer) -> None:
    project = talking_project(customer)
    labeler, reviewer = customer.caller("labeler"), customer.caller("reviewer")
    claim = labeler.claim(project)
    said = {each["reply_id"]: each for each in talk(labeler, claim)["items"]}
    path = f"/tasks/{claim['task']['id']}/replies"
    assert reviewer.get(path)["items"] == []
    labeler.submit(claim)
    logged = list(reviewer.pages(path, limit=3))
    assert {each["id"] for each in logged} == set(said)
    for each in logged:
        assert each["content"] == said[each["id"]]["content"]
        assert each["model_name"].split()[0] in PERSONALITIES
        assert each["tokens_out"] > 0


async def test_the_log_tells_whose_replies_are_and_which_are_not_its_own(customer: Customer, foundry: Foundry) -> None:
    project = talking_project(customer, tasks=2)
    labeler = customer.caller("labeler")
    claim, other = labeler.claim(project), labeler.claim(project)
    said = {parse_id("reply", each["reply_id"]): Quoted(each["content"], []) for each in talk(labeler, claim)["items"]}
    foreign = parse_id("reply", talk(labeler, other)["items"][0]["reply_id"])
    task, assignment = parse_id("task", claim["task"]["id"]), parse_id("assignment", claim["assignment_id"])
    async with foundry.db.transaction(parse_id("customer", customer.id)) as tx:
        named = await replies_of(tx, [*said, new_id()])
        assert {row["model_name"].split()[0] for row in named.values()} == set(PERSONALITIES)
        assert await check_replies(tx, task, said, assignment_id=assignment) == []
        first, *_ = said
        changed, nothing = Quoted(said[first].content + "!", []), Quoted("x", [])
        quoted = said | {first: changed, foreign: nothing, (nobody := new_id()): nothing}
        wrong = await check_replies(tx, task, quoted, assignment_id=assignment)
        assert wrong == [(first, "changed"), (foreign, "unknown"), (nobody, "unknown")]


def test_what_happened_is_told_without_the_models(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    talk(labeler, labeler.claim(project))
    rows = customer.rows("select body from event where kind = 'model.replied'")
    assert len(rows) == 4
    assert all(set(row["body"]) == {"reply_id", "turn_id", "alias", "status"} for row in rows)
    assert customer.value("select count(*) from event where kind = 'talk.changed'") == 1


# ── Settings ──


def test_only_models_of_the_project_that_can_be_talked_to_are_taken(customer: Customer) -> None:
    project, other = customer.make_project(), customer.make_project()
    [foreign] = practice_models(customer, other, "plain")
    learned = add_model(customer, project, kind="learned")["id"]
    for wrong in (foreign, learned):
        body = {"models": [wrong], "replies_per_turn": 1}
        refused = customer.operator.ask("PUT", f"/projects/{project}/talk", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "model_not_found")
    [model] = practice_models(customer, project, "plain", price_in_micros=1, currency="USD")
    refused = customer.operator.ask("PUT", f"/projects/{project}/talk", json={"models": [model]})
    assert refused.json()["field"] == "replies_per_turn"
    body = {"models": [model], "replies_per_turn": 1}
    assert customer.operator.ask("PUT", f"/projects/{project}/talk", json=body).json()["code"] == "other_currency"
    kept = customer.operator.put(f"/projects/{project}/talk", {**body, "currency": "USD", "temperature": 0.7})
    assert kept == customer.operator.get(f"/projects/{project}/talk")
    assert kept["settings"]["temperature"] == 0.7


def test_a_practice_model_only_talks(customer: Customer) -> None:
    project = customer.make_project()
    [model] = practice_models(customer, project, "plain")
    refused = customer.operator.ask("POST", f"/models/{model}/run", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "only_talks")
    refused = customer.operator.ask("PATCH", f"/models/{model}", json={"on_duty": True})
    assert (refused.status_code, refused.json()["code"]) == (422, "only_talks")
    made = add_model(customer, project, 422, kind="practice", name=uuid4().hex, on_duty=True)
    assert made["code"] == "only_talks"
    assert customer.operator.get(f"/models/{model}")["settings"]["personality"] == "plain"


def test_a_removed_model_says_so_and_the_others_go_on(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    talk(labeler, claim)
    gone = customer.operator.get(f"/projects/{project}/talk")["settings"]["models"][0]
    customer.operator.delete(f"/models/{gone}")
    said = talk(labeler, claim, "Still there?")["items"]
    assert [each["code"] for each in said if each["error"]] == ["model_gone"]
    assert sum(each["error"] is None for each in said) == 3
