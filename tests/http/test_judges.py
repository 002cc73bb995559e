"""Models that judge: asked both ways round, blind to who wrote what, held against people who judged the same."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.ids import parse_id

from ..model_server import ModelServer
from ..product import Customer
from .moods import add_model, chat_settings, run
from .test_chat import ranking, template

LOVELY, AWFUL = "A lovely and warm day.", "An awful and cold day."
RESPONSES = [(LOVELY, AWFUL), (AWFUL, LOVELY), (LOVELY, "A sunny day."), (AWFUL, LOVELY)]
FIRST, SECOND, TIE = [["a"], ["b"]], [["b"], ["a"]], [["a", "b"]]
RIGHT = [FIRST, SECOND, TIE, SECOND]


def compared(customer: Customer, responses: list[tuple[str, ...]], **more: Any) -> str:
    """A project that compares responses, `more` in its settings."""
    project = customer.make_project(modality="chat.v1", ontology=template("preference"), **more)
    rows = [
        {"prompt": f"Day {number}?", "responses": [_response(text, place) for place, text in enumerate(texts)]}
        for number, texts in enumerate(responses)
    ]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert made["created"] == len(rows), made
    customer.wait_for_counts(project, label=len(rows))
    return project


def _response(text: str, place: int) -> dict[str, str]:
    return {"content": text, "source": ("anvil-7b", "bellows-70b", "crucible-8b")[place]}


def rankings(customer: Customer, model: Any) -> list[tuple[list[list[str]], float]]:
    """What a judge says now: groups and how sure it is, task by task."""
    sql = """select distinct on (task_id) answer -> 'annotations' -> 0 -> 'groups' as groups, confidence from annotation
        where labeler_id = $1 and kind = 'hypothesis' order by task_id, id desc"""
    rows = customer.rows(sql, parse_id("labeler", model["labeler_id"]))
    return [(row["groups"], row["confidence"]) for row in rows]


def test_a_judge_compares_every_two_both_ways_and_never_learns_who_wrote_them(
    customer: Customer, server: ModelServer
) -> None:
    project = compared(customer, [*RESPONSES, (AWFUL, LOVELY, "A cold day.")])
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"], done["reason"]) == ("idle", 5, None)
    assert [groups for groups, _ in rankings(customer, model)] == [*RIGHT, [["b"], ["a", "c"]]]
    assert len(server.chats) == 2 * (4 + 3)
    asked = str(server.chats)
    assert "anvil" not in asked
    assert "bellows" not in asked
    shown = [body["messages"][1]["content"][1]["text"] for body in server.chats]
    stood_left = {text.partition("<response_A>\nassistant: ")[2].partition("\n")[0] for text in shown}
    assert stood_left == {LOVELY, AWFUL, "A sunny day.", "A cold day."}


def test_a_judge_that_takes_what_stands_first_knows_nothing(customer: Customer, server: ModelServer) -> None:
    server.answer_with_the_first_choice = True
    project = compared(customer, RESPONSES[:2])
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    run(customer, model["id"])
    assert [confidence for _, confidence in rankings(customer, model)] == [pytest.approx(1 / 3)] * 2
    [judge] = customer.operator.get(f"/projects/{project}/judges")["items"]
    assert (judge["left"]["value"], judge["steady"]["value"], judge["ceiling"]["of"]) == (1.0, 0.0, 0)


def judged(customer: Customer, server: ModelServer) -> tuple[str, Any]:
    """A project whose four tasks a judge and three people compared; the third person takes what stands left."""
    project = compared(customer, RESPONSES, answers_needed=3)
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), name="Careful judge")
    run(customer, model["id"])
    for is_careful in (True, True, False):
        labeler = customer.caller("labeler")
        for _ in RESPONSES:
            claim = labeler.claim(project)
            said = _right(claim["task"]["content"]["messages"]) if is_careful else FIRST
            labeler.submit(claim, answer=ranking(*said, shown=["a", "b"]))
    return project, model


def test_a_judge_is_held_against_people_and_against_what_a_person_reaches(
    customer: Customer, server: ModelServer
) -> None:
    project, model = judged(customer, server)
    [judge] = customer.operator.get(f"/projects/{project}/judges")["items"]
    assert (judge["model_id"], judge["name"], judge["title"]) == (model["id"], "Careful judge", "Overall")
    assert judge["pairs"] == 4
    shares = {name: (said["value"], said["of"]) for name, said in judge.items() if isinstance(said, dict)}
    assert shares == {
        "agreement": (1.0, 6),
        "ceiling": (0.5, 6),
        "short": (-0.5, 6),
        "decisive_agreement": (1.0, 5),
        "decisive_ceiling": (0.6, 5),
        "ties": (0.25, 8),
        "people_ties": (pytest.approx(2 / 12, abs=1e-4), 12),
        "left": (0.5, 6),
        "people_left": (0.6, 10),
        "steady": (1.0, 4),
    }


def _right(messages: list[dict[str, Any]]) -> list[list[str]]:
    """The ranking that whoever reads both gives."""
    good = ["awful" not in message["content"] for message in messages[1:]]
    return TIE if good[0] == good[1] else FIRST if good[0] else SECOND


def test_a_project_that_compares_nothing_has_nothing_for_a_judge(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("demonstration"))
    model = add_model(customer, project, kind="chat", settings=chat_settings(server))
    refused = customer.operator.post(f"/models/{model['id']}/run", expect=409)
    assert refused["code"] == "only_talks"
    assert customer.operator.get(f"/projects/{project}/judges") == {"items": [], "graders": []}
    assert customer.caller("labeler").get(f"/projects/{project}/judges", 403)["code"] == "forbidden"


GRADED = {"criterion": "It is a good day", "points": 3}


def marked(customer: Customer, name: str, **more: Any) -> str:
    project = customer.make_project(modality="chat.v1", ontology=template(name), answers_needed=2)
    rows = [{"prompt": f"Day {n}?", "responses": [text], **more} for n, text in enumerate((LOVELY, AWFUL) * 3)]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert made["created"] == len(rows), made
    customer.wait_for_counts(project, label=len(rows))
    return project


def graded_by_two(customer: Customer, server: ModelServer) -> str:
    """A project whose six responses a judge and two people graded; the second person is lenient."""
    project = marked(customer, "rubric-grading", rubric=[GRADED, {"criterion": "It says something", "points": 1}])
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), name="Careful judge")
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"], done["reason"]) == ("idle", 6, None)
    for is_strict in (True, False):
        labeler = customer.caller("labeler")
        for _ in range(6):
            claim = labeler.claim(project)
            is_good = "lovely" in claim["task"]["content"]["messages"][1]["content"]
            met = {"c1": is_good, "c2": not is_strict}
            grade = {"type": "grade", "label": "grade", "message": "a"}
            grades = [{**grade, "criterion": each, "met": is_met} for each, is_met in met.items()]
            labeler.submit(claim, answer={"annotations": grades})
    return project


def test_a_judge_grades_by_the_rubric_and_is_held_against_people(customer: Customer, server: ModelServer) -> None:
    project = graded_by_two(customer, server)
    found = customer.operator.get(f"/projects/{project}/judges")["graders"]
    by_question = {each["question"]: each for each in found}
    assert sorted(by_question) == ["", "It is a good day", "It says something"]
    good = by_question["It is a good day"]
    assert (good["things"], good["choices"], good["name"]) == (6, 2, "Careful judge")
    assert (good["kappa"]["value"], good["ceiling"]["value"]) == (1.0, 1.0)
    assert by_question["It says something"]["people_agreement"]["value"] == 0.0
    assert by_question[""]["things"] == 12


def test_a_judge_rates_each_axis_as_a_vote_like_any_other(customer: Customer, server: ModelServer) -> None:
    project = marked(customer, "rating")
    model = add_model(customer, project, kind="chat", settings=chat_settings(server), name="Careful judge")
    assert run(customer, model["id"])["opinions"] == 6
    sql = "select answer -> 'annotations' -> 0 as rating from annotation where labeler_id = $1 order by task_id"
    rows = customer.rows(sql, parse_id("labeler", model["labeler_id"]))
    assert [row["rating"]["attributes"] for row in rows[:2]] == [
        {"helpfulness": 5, "correctness": 5, "clarity": 5},
        {"helpfulness": 1, "correctness": 1, "clarity": 1},
    ]
    labeler = customer.caller("labeler")
    for _ in range(6):
        claim = labeler.claim(project)
        is_good = "lovely" in claim["task"]["content"]["messages"][1]["content"]
        axes = dict.fromkeys(("helpfulness", "correctness"), 4 if is_good else 1) | {"clarity": 3}
        rating = {"type": "rating", "label": "quality", "message": "a", "attributes": axes}
        labeler.submit(claim, answer={"annotations": [rating]})
    graders = {each["question"]: each for each in customer.operator.get(f"/projects/{project}/judges")["graders"]}
    assert sorted(graders) == ["Clear", "Correct", "Helpful"]
    assert (graders["Helpful"]["lean"]["value"], graders["Helpful"]["agreement"]["value"]) == (0.5, 0.5)
    assert graders["Helpful"]["kappa"]["value"] > 0.9 > graders["Clear"]["kappa"]["value"]
    assert graders["Helpful"]["ceiling"]["of"] == 0, "one person alone tells nothing of what people reach"
