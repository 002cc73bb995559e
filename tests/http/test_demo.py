"""The demo as a newcomer meets it: loaded by its own command, through the public API, into a fresh customer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..product import Caller, Customer, Product, wait_until

SENTIMENT = "Demo: sentiment of reviews"
TWO_LABELERS = "Demo: reviews by two labelers"
PHOTOS = "Demo: objects in photos"


def load(admin: Caller, folder: Path) -> str:
    """Run the command that `goldsmith up` runs; what it says."""
    file = folder / "admin-key"
    file.write_text(json.dumps({"url": admin.product.url, "key": admin.key}))
    command = [sys.executable, "-m", "goldsmith.demo", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def newcomer(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Caller:
    """An admin whose customer holds the demo."""
    admin = product.found_customer().caller("admin")
    load(admin, tmp_path_factory.mktemp("demo"))
    return admin


def find_project(caller: Caller, name: str) -> str:
    [project] = [each for each in caller.get("/projects")["items"] if each["name"] == name]
    project_id: str = project["id"]
    return project_id


def count_everything(caller: Caller) -> dict[str, Any]:
    """What a second load could add to."""
    projects = caller.get("/projects")["items"]
    tasks = {
        each["name"]: sorted(task["id"] for task in caller.pages(f"/projects/{each['id']}/tasks", 100))
        for each in projects
    }
    deliveries = {each["name"]: len(caller.get(f"/projects/{each['id']}/deliveries")["items"]) for each in projects}
    return {"tasks": tasks, "deliveries": deliveries, "keys": len(caller.get("/keys")["items"])}


def answered(caller: Caller, project_id: str) -> int:
    tasks = [caller.get(f"/tasks/{each['id']}") for each in caller.pages(f"/projects/{project_id}/tasks", 100)]
    return sum(each["kind"] == "response" for task in tasks for each in task["annotations"])


def test_the_demo_says_what_it_loaded(customer: Customer, tmp_path: Path) -> None:
    assert load(customer.caller("admin"), tmp_path) == "The demo is loaded: 90 new tasks.\n"


def test_a_second_load_adds_nothing(newcomer: Caller, tmp_path: Path) -> None:
    before = count_everything(newcomer)
    given = answered(newcomer, find_project(newcomer, TWO_LABELERS))
    assert load(newcomer, tmp_path) == "The demo is there already.\n"
    assert count_everything(newcomer) == before
    assert answered(newcomer, find_project(newcomer, TWO_LABELERS)) == given == 66


def test_the_project_to_begin_with_is_shown_first(newcomer: Caller) -> None:
    assert newcomer.get("/projects")["items"][0]["name"] == SENTIMENT
    wait_until(lambda: len(newcomer.get("/work")["items"]) == 6)
    assert newcomer.get("/work")["items"][0]["project"]["name"] == SENTIMENT


def test_two_simulated_labelers_left_work_for_a_reviewer_and_a_certified_delivery(newcomer: Caller) -> None:
    project = find_project(newcomer, TWO_LABELERS)
    waiting = [task["unique_id"] for task in newcomer.pages(f"/projects/{project}/tasks", 100, stage="review")]
    assert {"tent-2", "radio-4", "watch-1"} <= set(waiting), "where the two disagreed, a reviewer decides"
    [delivery] = newcomer.get(f"/projects/{project}/deliveries")["items"]
    assert delivery["status"] == "ready"
    assert 1 <= delivery["certificate"]["quality"]["audited"] <= 10


def test_photos_come_with_suggestions_and_with_answers_to_compare(newcomer: Caller) -> None:
    project = find_project(newcomer, PHOTOS)
    tasks = [newcomer.get(f"/tasks/{each['id']}") for each in newcomer.pages(f"/projects/{project}/tasks", 100)]
    kinds = {task["unique_id"]: [each["kind"] for each in task["annotations"]] for task in tasks}
    assert kinds["coins"] == ["hypothesis"]
    assert kinds["temple"].count("response") == 2
    assert {task["assets"][0]["media_type"] for task in tasks} == {"image/jpeg"}


def test_no_simulated_labeler_keeps_a_key(newcomer: Caller) -> None:
    live = [key["name"] for key in newcomer.get("/keys")["items"] if key["revoked_at"] is None]
    assert not [name for name in live if "simulated" in name]


def test_a_newcomer_alone_gets_from_the_first_label_to_a_certificate(customer: Customer, tmp_path: Path) -> None:
    admin = customer.caller("admin")
    load(admin, tmp_path)
    project = find_project(admin, SENTIMENT)
    assert work_off(admin, project, "label") == 12
    wait_until(lambda: not admin.get(f"/projects/{project}/tasks", stage="reconcile")["items"])
    work_off(admin, project, "review")
    work_off(admin, project, "audit")
    certificate = customer.deliver(project)["certificate"]
    assert certificate["delivery"]["records"] == 12
    assert certificate["quality"]["self_audited"] == certificate["quality"]["audited"]


def work_off(caller: Caller, project_id: str, purpose: str) -> int:
    """Do all there is to do for one purpose; how many tasks that were."""
    done = 0
    while claim := caller.claim(project_id, purpose):
        answer = {"annotations": [], "global_attributes": {"sentiment": "positive"}, "links": []}
        match purpose:
            case "label":
                caller.submit(claim, answer=answer)
            case "review":
                caller.review(claim, "accept")
            case _:
                caller.audit(claim, "correct")
        done += 1
    return done


def test_rubrics_of_the_demo_are_tested_offline(newcomer: Caller) -> None:
    project = find_project(newcomer, "Demo: rubrics that are tested")
    claim = newcomer.claim(project)
    about = f"/assignments/{claim['assignment_id']}/rubric-tests"
    rubric = [{"criterion": "Tests the yeast in warm water", "points": 2}]
    newcomer.post(about, {"generation": claim["generation"], "rubric": rubric}, 202)
    wait_until(lambda: newcomer.get(about)["items"][0]["status"] == "done")
    outcome = newcomer.get(about)["items"][0]["outcome"]
    assert [score["quality"] for score in outcome["scores"]] == ["good", "bad", "bad"]
    assert outcome["separates"] is True


def test_the_demo_ranks_three_models_and_leaves_comparisons_to_the_newcomer(newcomer: Caller) -> None:
    project = find_project(newcomer, "Demo: which answer is better")
    board = newcomer.get(f"/projects/{project}/leaderboard", question="overall")["board"]
    names = [each["name"] for each in board["standings"]]
    assert (sorted(names), names[-1]) == (["amber", "birch", "cedar"], "cedar")
    assert board["standings"][-1]["best_rank"] == 3, "its interval lies apart from the others'"
    assert len(list(newcomer.pages(f"/projects/{project}/tasks", 100, stage="label"))) == 4
    claim = newcomer.claim(project)
    assert not [name for name in names if name in json.dumps(claim["task"]["content"])]
