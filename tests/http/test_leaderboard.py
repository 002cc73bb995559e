"""Models ranked by what labelers preferred: each answer's votes counted once, shown only to those who may look."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from goldsmith.algorithms.leaderboard import count_votes, rank_models
from goldsmith.client import Goldsmith

from ..product import Customer, wait_until
from .talking import let_talk, practice_models
from .test_chat import ranking, template

NAMES = ("anvil", "bellows", "crucible")


def compared(customer: Customer, *groups: tuple[tuple[str, str], list[list[str]], dict[str, Any]]) -> str:
    """A project in which one labeler after the other compared two models: (models), the ranking of a and b, more."""
    project = customer.make_project(modality="chat.v1", ontology=template("preference"))
    labelers = [customer.caller("labeler") for _ in range(2)]
    for number, ((one, other), said, more) in enumerate(groups):
        responses = [{"content": "Yes.", "source": one}, {"content": "No.", "source": other}]
        row = {"prompt": "Well?", "responses": responses, "unique_id": f"{number}"}
        made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
        assert made["created"] == 1, made
        customer.wait_for_counts(project, label=1)
        labeler = labelers[number % 2]
        labeler.submit(labeler.claim(project), answer=ranking(*said, shown=["a", "b"], **more))
    return project


FIRST, SECOND, TIE = [["a"], ["b"]], [["b"], ["a"]], [["a", "b"]]
VOTES = [
    (("anvil", "bellows"), FIRST, {}),
    (("bellows", "anvil"), FIRST, {}),
    (("anvil", "bellows"), FIRST, {"strength": 3}),
    (("anvil", "crucible"), SECOND, {}),
    (("crucible", "anvil"), SECOND, {}),
    (("bellows", "crucible"), TIE, {}),
    (("crucible", "bellows"), TIE, {"all_bad": True}),
    (("crucible", "bellows"), FIRST, {}),
]


def test_models_are_ranked_as_the_exact_likelihood_ranks_them(customer: Customer) -> None:
    project = compared(customer, *VOTES)
    found = customer.operator.get(f"/projects/{project}/leaderboard")
    assert found["questions"] == [{"question": "overall", "title": "Overall", "votes": len(VOTES)}]
    board = found["board"]
    winners = {str(FIRST): "left", str(SECOND): "right", str(TIE): "tie"}
    exact = rank_models(
        count_votes(
            [models[0] for models, _, _ in VOTES],
            [models[1] for models, _, _ in VOTES],
            [winners[str(said)] for _, said, _ in VOTES],
            labelers=[str(number % 2) for number in range(len(VOTES))],
        )
    )
    assert [(each["name"], each["elo"], each["low"]) for each in board["standings"]] == [
        (each.name, pytest.approx(each.elo, abs=0.01), pytest.approx(each.low, abs=0.01)) for each in exact.standings
    ]
    assert board["position"]["elo"] == pytest.approx(exact.position.elo, abs=0.01)
    assert (board["votes"], board["labelers"], board["unrankable"]) == (len(VOTES), 2, None)
    assert {
        (each["one"], each["other"]): (each["one_better"], each["other_better"], each["ties"])
        for each in board["pairs"]
    } == {
        ("anvil", "bellows"): (2, 1, 0),
        ("anvil", "crucible"): (1, 1, 0),
        ("bellows", "crucible"): (0, 1, 2),
    }
    assert all(set(pair) <= set(NAMES) for pair in board["next_pairs"])


def test_scores_are_held_free_of_length_and_formatting(customer: Customer) -> None:
    plain, bold = "Pour hot water over the leaves. ", "**Pour** hot **water** over leaves. "
    texts = [plain, plain * 8, bold, bold * 8]
    project = customer.make_project(modality="chat.v1", ontology=template("preference"))
    labeler, rows = customer.caller("labeler"), []
    for number, (one, other) in enumerate([*permutations(texts, 2)] * 3):
        names = NAMES[:2] if number % 2 else NAMES[1::-1]
        responses = [{"content": one, "source": names[0]}, {"content": other, "source": names[1]}]
        rows.append({"prompt": f"Tea {number}?", "responses": responses})
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    customer.wait_for_counts(project, label=len(rows))
    for number in range(len(rows)):  # the longer one wins four times of five
        claim = labeler.claim(project)
        one, other = (len(message["content"]) for message in claim["task"]["content"]["messages"][1:])
        is_first = number % 7 < 4 if abs(one - other) < 50 else (one > other) == (number % 5 != 0)
        labeler.submit(claim, answer=ranking(*(FIRST if is_first else SECOND), shown=["a", "b"]))
    raw = customer.operator.get(f"/projects/{project}/leaderboard")["board"]
    free = customer.operator.get(f"/projects/{project}/leaderboard", free_of="style")["board"]
    assert (raw["length"], raw["formatting"], raw["unrankable"], free["unrankable"]) == (None, None, None, None)
    assert free["votes"] == raw["votes"] == len(rows)
    assert 0 < free["length"]["low"] < free["length"]["elo"] < free["length"]["high"]
    assert free["formatting"]["low"] < 0 < free["formatting"]["high"]
    styles = customer.rows("select distinct longer, more_marked from preference order by longer desc limit 1")
    assert (round(styles[0]["longer"], 2), round(styles[0]["more_marked"], 2)) == (3.13, 4.09)


def test_models_that_nobody_compared_with_each_other_are_not_ranked(customer: Customer) -> None:
    project = compared(customer, (("anvil", "bellows"), FIRST, {}), (("crucible", "dross"), FIRST, {}))
    board = customer.operator.get(f"/projects/{project}/leaderboard")["board"]
    assert board["standings"] == []
    assert "never compared" in board["unrankable"]["reason"]
    assert sorted(map(sorted, board["unrankable"]["groups"])) == [["anvil", "bellows"], ["crucible", "dross"]]
    assert {frozenset(pair) for pair in board["next_pairs"]} - {frozenset(("anvil", "bellows"))}


def test_ties_as_half_wins_draw_scores_together(customer: Customer) -> None:
    project = compared(customer, *VOTES)
    davidson, half = (
        customer.operator.get(f"/projects/{project}/leaderboard", ties=ties)["board"] for ties in ("davidson", "half")
    )
    assert half["ties"] == "half"
    assert {each["name"] for each in half["standings"]} == {each["name"] for each in davidson["standings"]}


def test_an_answer_sent_twice_is_one_vote(customer: Customer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("preference"))
    responses = [{"content": "Yes.", "source": "anvil"}, {"content": "No.", "source": "bellows"}]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"prompt": "Well?", "responses": responses}]}, 201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for _ in range(2):
        labeler.submit(claim, answer=ranking(["a"], ["b"]))
    board = customer.operator.get(f"/projects/{project}/leaderboard")["board"]
    assert (board["votes"], board["position"]) == (1, None)
    assert "always won" in board["unrankable"]["reason"]


def test_replies_of_models_are_votes_for_their_models(customer: Customer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("conversation"), lease_seconds=600)
    let_talk(customer, project, practice_models(customer, project, "terse", "verbose"))
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"system": "Be kind."}]}, 201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    asked = {"role": "user", "content": "Why is gold yellow?"}
    body = {"generation": claim["generation"], "turn_key": "t", "messages": [asked]}
    replies = labeler.post(f"/assignments/{claim['assignment_id']}/replies", body)["items"]
    said = [
        {"uuid": "u", "type": "message", "label": "turn", "parent": "1", **asked},
        *(
            {
                "uuid": each["reply_id"],
                "type": "message",
                "label": "turn",
                "parent": "u",
                "role": "assistant",
                "content": each["content"],
                "reply": each["reply_id"],
            }
            for each in replies
        ),
    ]
    ids = [each["reply_id"] for each in replies]
    best = {"type": "ranking", "label": "overall", "after": "u", "groups": [[ids[1]], [ids[0]]], "shown": ids}
    forged = [{**each, "content": "Mine."} if each.get("reply") == ids[0] else each for each in said]
    refused = labeler.submit(claim, answer={"annotations": [*forged, best]}, expect=422)
    assert refused["code"] == "reply_changed"
    labeler.submit(claim, answer={"annotations": [*said, best]})
    [pair] = customer.operator.get(f"/projects/{project}/leaderboard")["board"]["pairs"]
    assert {pair["one"], pair["other"]} == {"terse 0", "verbose 1"}
    assert pair["one_better"] + pair["other_better"] == 1


def test_who_labels_sees_no_leaderboard_and_nobody_one_of_nothing(customer: Customer) -> None:
    project = compared(customer, *VOTES[:2])
    assert customer.caller("labeler").get(f"/projects/{project}/leaderboard", 403)["code"] == "forbidden"
    assert (
        customer.operator.get(f"/projects/{project}/leaderboard", 404, question="other")["code"] == "question_not_found"
    )
    empty = customer.make_project(modality="chat.v1", ontology=template("preference"))
    assert customer.operator.get(f"/projects/{empty}/leaderboard") == {"questions": [], "board": None}
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        ranked = client.quality.leaderboard(project)
    assert ranked.board is not None
    assert ranked.board["votes"] == 2


def pair_rows(count: int, one: str, other: str) -> list[dict[str, Any]]:
    responses = [{"content": f"From {source}.", "source": source} for source in (one, other)]
    return [{"prompt": f"{one} {other} {number}?", "responses": responses} for number in range(count)]


def test_tasks_that_tell_most_about_models_are_asked_first(customer: Customer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("preference"))
    rows = [*pair_rows(30, "known-one", "known-two"), *pair_rows(3, "known-one", "stranger")]
    urgent = {**rows[0], "prompt": "What an operator wants first?", "priority": 90}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [*rows, urgent]}, 201)
    customer.wait_for_counts(project, label=34)
    labeler = customer.caller("labeler")

    def label_one() -> str:
        claim = labeler.claim(project)
        labeler.submit(claim, answer=ranking(["a"], ["b"]))
        prompt: str = claim["task"]["content"]["messages"][0]["content"]
        return prompt

    assert label_one() == "What an operator wants first?"
    assert all("stranger" not in label_one() for _ in range(21))
    wait_until(lambda: customer.rows("select 1 from task where urgency > 990"))
    asked = [label_one() for _ in range(3)]
    assert all("stranger" in prompt for prompt in asked), asked
