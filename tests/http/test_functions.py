"""Labeling functions on the real server: pushed, run in the sandbox by the worker, counted, replaced, taken away."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest

from goldsmith.client import Goldsmith
from goldsmith.commands.function_trial import try_here
from goldsmith.ids import parse_id
from goldsmith.journey.functions.run import keep_count, read_count
from goldsmith.journey.functions.service import Opinion, read_opinions
from goldsmith.ports.db import Database

from ..product import QUESTION, Customer, wait_until

HEAD = "from goldsmith import label_function\n\n"
MOODS = (
    HEAD
    + """@label_function
def thanks(item):
    return "good" if "thank" in item.text else None

@label_function(confidence=0.9)
def broken(item):
    return "bad" if "broke" in item.text else None

@label_function(attribute="mood")
def by_language(item):
    return "odd" if item.metadata["lang"] == "la" else None
"""
)
TEXTS = ("thank you", "it broke", "thank you, it broke", "salve", "nothing")


@pytest.fixture
def project(customer: Customer) -> str:
    project: str = customer.make_project()
    rows = [
        {"text": text, "unique_id": str(number), **({"metadata": {"lang": "la"}} if text == "salve" else {})}
        for number, text in enumerate(TEXTS)
    ]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    return project


def push(customer: Customer, project: str, source: str, expect: int = 202) -> Any:
    return customer.operator.post(f"/projects/{project}/functions", {"source": source}, expect)


def settled(customer: Customer, project: str, **expected: Any) -> Any:
    """The functions, once they have seen every task and their figures say what is expected of `votes` or `status`."""

    def look() -> Any:
        view = customer.operator.get(f"/projects/{project}/functions")
        found = {each["name"]: each["votes"] for each in view["functions"]}
        is_done = view["status"] == "done" and view["looked"] == view["tasks"]
        return view if is_done and found == expected else None

    return wait_until(look)


def function(view: Any, name: str) -> Any:
    return next(each for each in view["functions"] if each["name"] == name)


def votes(customer: Customer, project: str) -> dict[str, dict[str, Any]]:
    """unique_id → function → (answer's attributes, confidence)."""
    rows = customer.rows(
        """select b.unique_id, f.name, e.value as vote from vote v join task_payload b on b.task_id = v.task_id
        cross join lateral jsonb_each(v.votes) as e (labeler_id, value)
        join label_function f on f.labeler_id = e.labeler_id::uuid and f.status = 'active'"""
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        answer = row["vote"]["answer"]
        found.setdefault(row["unique_id"], {})[row["name"]] = (answer["global_attributes"], row["vote"]["confidence"])
    return found


def test_functions_vote_on_every_task_and_are_counted(customer: Customer, project: str) -> None:
    pushed = push(customer, project, MOODS)
    assert (pushed["version"], pushed["status"]) == (1, "running")
    view = settled(customer, project, thanks=2, broken=2, by_language=1)
    assert votes(customer, project) == {
        "0": {"thanks": ({"mood": "good"}, None)},
        "1": {"broken": ({"mood": "bad"}, 0.9)},
        "2": {"thanks": ({"mood": "good"}, None), "broken": ({"mood": "bad"}, 0.9)},
        "3": {"by_language": ({"mood": "odd"}, None)},
    }
    thanks = function(view, "thanks")
    assert (thanks["coverage"], thanks["overlaps"], thanks["conflicts"]) == (0.4, 0.2, 0.2)
    assert (thanks["attribute"], thanks["line"], thanks["accuracy"]) == ("mood", 3, None)
    assert thanks["choices"] == {"good": 2}
    by_language = function(view, "by_language")
    assert by_language["errors"] == {"count": 4, "first": "KeyError: 'lang' (line 13)"}


def test_new_tasks_are_voted_on_without_asking(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    customer.add_tasks(project, 3, text="thank you again")
    settled(customer, project, thanks=5, broken=2, by_language=1)


def test_a_new_version_replaces_votes_and_an_old_function_is_the_same_labeler(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    first = settled(customer, project, thanks=2, broken=2, by_language=1)
    changed = HEAD + '@label_function\ndef thanks(item):\n    return "odd" if "salve" in item.text else None\n'
    assert push(customer, project, changed)["version"] == 2
    second = settled(customer, project, thanks=1)
    assert votes(customer, project) == {"3": {"thanks": ({"mood": "odd"}, None)}}
    assert function(second, "thanks")["labeler_id"] == function(first, "thanks")["labeler_id"]
    kept = customer.operator.get(f"/projects/{project}/functions/versions/1")
    assert kept["source"] == MOODS


def test_a_push_during_a_run_wins(customer: Customer, project: str) -> None:
    for _ in range(4):
        customer.add_tasks(project, 1_000, text="thank you")
    push(customer, project, MOODS)
    push(customer, project, MOODS.replace('"good"', '"odd"'))
    view = settled(customer, project, thanks=4_002, broken=2, by_language=1)
    assert (view["version"], view["passed"]) == (2, 4_005)
    assert function(view, "thanks")["choices"] == {"odd": 4_002}
    found = {attributes["mood"] for each in votes(customer, project).values() for attributes, _ in each.values()}
    assert found == {"odd", "bad"}


def test_the_engine_reads_what_functions_say_and_not_what_people_were_shown(customer: Customer, project: str) -> None:
    guess = {"annotations": [], "global_attributes": {"mood": "odd"}}
    rows = [{"text": "thank you", "unique_id": "guessed", "hypothesis": guess}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    push(customer, project, MOODS)
    settled(customer, project, thanks=3, broken=2, by_language=1)
    task_id = parse_id("task", made["items"][0]["id"])

    async def read() -> list[Opinion]:
        db = Database(customer.product.database.app_url)
        try:
            async with db.transaction(parse_id("customer", customer.id)) as tx:
                return await read_opinions(tx, [task_id])
        finally:
            await db.close()

    found = {each.labeler_kind: each for each in asyncio.run(read())}
    assert {each.task_id for each in found.values()} == {task_id}
    assert {kind: json.loads(each.answer)["global_attributes"]["mood"] for kind, each in found.items()} == {
        "function": "good"
    }


def test_the_same_file_again_changes_nothing(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    before = customer.rows("select kind from event where kind like 'function%'")
    assert push(customer, project, MOODS)["version"] == 1
    assert customer.rows("select kind from event where kind like 'function%'") == before


def test_only_votes_that_differ_are_written_again(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    before = {row["task_id"]: row["ctid"] for row in customer.rows("select task_id, ctid::text from vote")}
    push(customer, project, MOODS.replace('"bad"', '"odd"'))
    settled(customer, project, thanks=2, broken=2, by_language=1)
    wait_until(lambda: votes(customer, project)["1"]["broken"][0] == {"mood": "odd"})
    after = {row["task_id"]: row["ctid"] for row in customer.rows("select task_id, ctid::text from vote")}
    assert len({task for task in before if before[task] != after[task]}) == 2


def test_a_removed_function_votes_no_more_until_it_is_pushed_again(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    customer.operator.delete(f"/projects/{project}/functions/broken")
    settled(customer, project, thanks=2, by_language=1)
    customer.operator.delete(f"/projects/{project}/functions/broken", 404)
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)


def test_a_task_whose_metadata_changed_is_looked_at_again(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    task = customer.operator.get(f"/projects/{project}/tasks", unique_id="4")["items"][0]["id"]
    customer.operator.patch(f"/tasks/{task}", {"metadata": {"lang": "la"}}, 204)
    settled(customer, project, thanks=2, broken=2, by_language=2)


def test_accuracy_is_measured_against_accepted_answers_of_people(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    assert customer.label_everything(project, "good") == len(TEXTS)

    def judged() -> Any:
        view = customer.operator.get(f"/projects/{project}/functions")
        found = {each["name"]: each["accuracy"] for each in view["functions"]}
        return found if all(found.values()) and found["thanks"]["judged"] == 2 else None

    found = wait_until(judged)
    assert (found["thanks"]["correct"], found["thanks"]["estimate"]) == (2, 1.0)
    assert (found["broken"]["correct"], found["broken"]["judged"]) == (0, 2)
    assert found["thanks"]["low"] == pytest.approx(0.158, abs=0.001)
    assert found["thanks"]["high"] == 1.0


def test_figures_that_were_read_earlier_never_replace_later_ones(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    project_id = parse_id("project", project)

    async def count_twice() -> None:
        db = Database(customer.product.database.app_url)
        try:
            async with db.transaction(parse_id("customer", customer.id), snapshot=True) as tx:
                early = await read_count(tx, project_id)
            await asyncio.to_thread(customer.add_tasks, project, 3, text="thank you again")
            await asyncio.to_thread(settled, customer, project, thanks=5, broken=2, by_language=1)
            assert early is not None
            async with db.transaction(parse_id("customer", customer.id)) as tx:
                await keep_count(tx, early)
        finally:
            await db.close()

    asyncio.run(count_twice())
    view = customer.operator.get(f"/projects/{project}/functions")
    assert function(view, "thanks")["votes"] == 5


def test_a_function_that_hangs_only_on_some_task_is_stopped_alone(customer: Customer, project: str) -> None:
    source = MOODS + "\n@label_function\ndef stuck(item):\n    while item.text == 'stuck': pass\n"
    push(customer, project, source)
    settled(customer, project, thanks=2, broken=2, by_language=1, stuck=0)
    customer.add_tasks(project, 1, text="stuck")
    customer.add_tasks(project, 1, text="thank you")
    view = settled(customer, project, thanks=3, broken=2, by_language=1, stuck=0)
    assert function(view, "stuck")["status"] == "failed"
    assert "2 seconds" in function(view, "stuck")["error"]
    assert {function(view, name)["status"] for name in ("thanks", "broken", "by_language")} == {"active"}


def test_whole_answers_and_lists_are_votes_too(customer: Customer) -> None:
    topics = {"name": "topics", "type": "category", "allow_multiple": True, "choices": [{"name": "a"}, {"name": "b"}]}
    project = customer.make_project(ontology={**QUESTION, "attributes": [*QUESTION["attributes"], topics]})
    customer.add_tasks(project, 1, text="Ada went to London")
    source = (
        HEAD
        + """@label_function(attribute="topics")
def both(item):
    return {"b", "a"}

@label_function
def names(item):
    start = item.text.index("Ada")
    span = {"type": "span", "label": "person", "start": start, "end": start + 3, "text": "Ada"}
    return {"annotations": [span], "global_attributes": {"mood": "good"}}
"""
    )
    push(customer, project, source)
    settled(customer, project, both=1, names=1)
    answers = customer.value("select votes from vote")
    found = {tuple(each["answer"]["global_attributes"].items()) for each in _hashable(answers)}
    assert found == {(("topics", ("a", "b")),), (("mood", "good"),)}
    assert [
        each["answer"]["annotations"][0]["label"] for each in answers.values() if each["answer"]["annotations"]
    ] == ["person"]


def _hashable(answers: dict[str, Any]) -> list[Any]:
    return [
        {
            "answer": {
                "global_attributes": {
                    name: tuple(value) if isinstance(value, list) else value
                    for name, value in each["answer"]["global_attributes"].items()
                }
            }
        }
        for each in answers.values()
    ]


def test_a_trial_here_counts_as_the_server_does(customer: Customer, project: str) -> None:
    topics = {"name": "topics", "type": "category", "allow_multiple": True, "choices": [{"name": "a"}, {"name": "b"}]}
    question = {**QUESTION, "attributes": [*QUESTION["attributes"], topics]}
    customer.operator.put(f"/projects/{project}/ontology", {"ontology": question})
    source = (
        MOODS
        + """
@label_function(attribute="topics")
def topics(item):
    return ["b", "a"] if "thank" in item.text else ["a"]

@label_function
def whole(item):
    return {"global_attributes": {"mood": "bad", "topics": ["a"]}} if "broke" in item.text else None
"""
    )
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        client.functions.push(project, source)
        customer.label_everything(project, "good")
        customer.wait_for_counts(project, completed=len(TEXTS))

        def counted() -> Any:
            view = client.functions.wait(project)
            found = {each.name: each for each in view.functions}
            is_judged = found["thanks"].accuracy is not None and found["thanks"].accuracy.judged == 2
            return view.functions if is_judged else None

        on_server = wait_until(counted)
        tasks = [client.tasks.get(task.id) for task in client.tasks.list(project)]
        here = try_here(source, client.projects.get(project), client.ontology.get(project).ontology, tasks)
    plain = [msgspec.structs.replace(each, labeler_id=None, version=None) for each in on_server]
    ignored = {"choices": {}}  # lists are spelled by PostgreSQL there, by Python here
    assert [msgspec.structs.replace(each, **ignored) for each in here] == [
        msgspec.structs.replace(each, **ignored) for each in plain
    ]
    assert here[0].choices == plain[0].choices == {"good": 2}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def broken(:\n", "Line 1 is not Python"),
        ("x = 1\n", "No function in this file"),
        (HEAD + "1 / 0\n", "ZeroDivisionError: division by zero (line 3)"),
        (HEAD + "import nowhere_to_be_found\n", "line 3"),
        (
            HEAD + "@label_function\ndef a(item): ...\n\n@label_function(name='a')\ndef b(item): ...\n",
            "Line 6: a is there",
        ),
        (
            HEAD + "@label_function\ndef a(item):\n    return 'good' if item.text else 'goood'\n",
            "Line 5: a returns 'goood'",
        ),
        (HEAD + "@label_function\ndef a(item):\n    return 'go' + 'ood'\n", 'Line 3: a: voted "goood"'),
        (HEAD + "@label_function(attribute='mud')\ndef a(item): ...\n", "Line 3: a votes on 'mud'"),
        (HEAD + "@label_function(confidence=2)\ndef a(item): ...\n", "Line 3: the confidence of a"),
        (HEAD + "@label_function(name='a/b')\ndef a(item): ...\n", "Line 3: a function's name"),
        (HEAD + "@label_function\ndef a(item):\n    while True: pass\n", "2 seconds"),
        (HEAD + "import os\nos._exit(0)\n", "ends its process"),
        (HEAD + "kept = []\nwhile True: kept.append(bytearray(10 << 20))\n", "MemoryError"),
        ("(" * 100_000, "nested"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_nothing_changes(
    customer: Customer, project: str, source: str, sentence: str
) -> None:
    answer = push(customer, project, source, 422)
    assert sentence in answer["error"]
    assert answer["field"] == "source"
    assert customer.operator.get(f"/projects/{project}/functions")["version"] is None
    assert customer.value("select count(*) from label_function") == 0


def test_a_file_that_is_too_long_is_refused(customer: Customer, project: str) -> None:
    push(customer, project, "#" * 256_001, 422)
    push(customer, project, "é" * 200_000, 413)


def test_the_installations_secrets_are_out_of_reach_of_a_pushed_file(customer: Customer, project: str) -> None:
    secret = customer.product.folder / "ready.json"
    assert "admin_key" in secret.read_text()
    source = HEAD + f"@label_function\ndef thief(item):\n    return open({str(secret)!r}).read()\n"
    push(customer, project, source)
    view = settled(customer, project, thief=0)
    assert function(view, "thief")["errors"]["count"] == len(TEXTS)
    assert function(view, "thief")["errors"]["first"].startswith("PermissionError")


def test_only_operators_push_and_remove(customer: Customer, project: str) -> None:
    for role in ("member", "reviewer", "labeler"):
        somebody = customer.caller(role)
        somebody.post(f"/projects/{project}/functions", {"source": MOODS}, 403)
        somebody.delete(f"/projects/{project}/functions/thanks", 403)
    customer.caller("member").get(f"/projects/{project}/functions")
    customer.caller("labeler").get(f"/projects/{project}/functions", 403)


def test_what_functions_do_is_in_the_log(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    customer.operator.delete(f"/projects/{project}/functions/broken")
    kinds = [row["kind"] for row in customer.rows("select kind from event where kind like 'function%' order by txid")]
    assert kinds == ["functions.pushed", "functions.voted", "function.removed"]


def test_labelers_are_not_shown_what_functions_think(customer: Customer, project: str) -> None:
    push(customer, project, MOODS)
    settled(customer, project, thanks=2, broken=2, by_language=1)
    claim = customer.caller("labeler").claim(project)
    assert claim["hypothesis"] is None
