"""`goldsmith functions` against a server that answers as told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from goldsmith.functions.checking import Counted
from goldsmith.functions.sandboxed import Found
from goldsmith.functions.table import count_votes

from ..client.scripted import ScriptedServer
from .conftest import Run

PROJECT = {"id": "project_1", "name": "Mail", "modality": "text.v1"}
CHOICES = [{"name": name} for name in ("spam", "ham")]
ONTOLOGY = {"attributes": [{"name": "kind", "type": "category", "required": True, "choices": CHOICES}]}
SOURCE = """from goldsmith import label_function

@label_function
def has_link(item):
    return "spam" if "http" in item.text else None

@label_function(attribute="kind")
def is_short(item):
    return "ham" if len(item.text) < item.metadata["most"] else None
"""
VIEW = {
    "version": 2,
    "status": "done",
    "tasks": 4,
    "looked": 4,
    "functions": [
        {
            "name": "has_link",
            "attribute": "kind",
            "coverage": 0.5,
            "overlaps": 0.25,
            "conflicts": 0.0,
            "accuracy": {"judged": 2, "correct": 2, "estimate": 1.0, "low": 0.158, "high": 1.0},
            "errors": {"count": 3, "first": "KeyError: 'x' (line 5)"},
            "choices": {"spam": 2},
        }
    ],
}


@pytest.fixture
def file(home: Path) -> str:
    (home / "functions.py").write_text(SOURCE)
    return "functions.py"


def task(number: int, text: str, accepted: str | None = None) -> dict[str, Any]:
    answer = {"global_attributes": {"kind": accepted}}
    person = {"id": "labeler_1", "name": "Ada", "kind": "person"}
    given = [
        {"id": "annotation_1", "kind": "response", "labeler": person, "answer": answer},
        {"id": "annotation_2", "kind": "consensus", "answer": answer},
    ]
    return {
        "id": f"task_{number}",
        "stage": "done",
        "status": "completed",
        "content": {"text": text},
        "metadata": {"most": 12},
        "annotations": given if accepted else [],
        "accepted_annotation_id": "annotation_2" if accepted else None,
    }


def answer_a_trial(server: ScriptedServer, *tasks: dict[str, Any]) -> None:
    server.answer(PROJECT)
    server.answer({"items": [{**each, "annotations": []} for each in tasks], "next": None})
    for each in tasks:
        server.answer(each)
    server.answer({"version": 1, "ontology": ONTOLOGY})


def test_a_trial_prints_the_table_and_writes_nothing(goldsmith: Run, signed_in: ScriptedServer, file: str) -> None:
    answer_a_trial(
        signed_in, task(1, "http://x", "spam"), task(2, "hello", "ham"), task(3, "http://a/long/one"), task(4, "y" * 20)
    )
    ran = goldsmith("functions", "try", file, "--project", "project_1", "--json")
    has_link, is_short = ran.json["items"]
    assert (has_link["coverage"], has_link["overlaps"], has_link["conflicts"]) == (0.5, 0.25, 0.25)
    assert (has_link["accuracy"]["judged"], has_link["accuracy"]["correct"]) == (1, 1)
    assert (is_short["accuracy"]["judged"], is_short["accuracy"]["correct"]) == (2, 1)
    assert (is_short["attribute"], is_short["choices"]) == ("kind", {"ham": 2})
    assert {seen.method for seen in signed_in.seen} == {"GET"}


def test_a_trial_stops_at_its_limit(goldsmith: Run, signed_in: ScriptedServer, file: str) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"items": [task(number, "x") for number in range(9)], "next": None})
    signed_in.answer(task(0, "x"))
    signed_in.answer({"version": 1, "ontology": ONTOLOGY})
    ran = goldsmith("functions", "try", file, "--project", "project_1", "--limit", "1")
    assert ran.code == 0
    assert "Tried on 1 tasks; nothing was written." in ran.err
    assert "100.0%" in ran.out


def test_a_mistake_is_told_with_its_line_before_anything_is_sent(
    goldsmith: Run, signed_in: ScriptedServer, home: Path
) -> None:
    (home / "bad.py").write_text(SOURCE.replace('"ham" if', '"hamm" if'))
    answer_a_trial(signed_in)
    ran = goldsmith("functions", "try", "bad.py", "--project", "project_1", "--json")
    assert ran.code == 1
    assert ran.error["error"].startswith("Line 9: is_short returns 'hamm', which is no choice of kind.")


def test_a_push_sends_the_file_as_it_is(goldsmith: Run, signed_in: ScriptedServer, file: str) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer(VIEW, status=202)
    ran = goldsmith("functions", "push", file, "--project", "project_1")
    assert "Version 2 votes: has_link." in ran.out
    assert signed_in.seen[1].json == {"source": SOURCE}


def test_a_push_can_wait_for_the_votes(goldsmith: Run, signed_in: ScriptedServer, file: str) -> None:
    for body in (PROJECT, VIEW, {**VIEW, "status": "running", "is_settled": False}, VIEW):
        signed_in.answer(body)
    assert goldsmith("functions", "push", file, "--project", "project_1", "--wait", "--json").json["looked"] == 4


def test_the_list_shows_every_figure(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer(VIEW)
    out = goldsmith("functions", "list", "--project", "project_1").out
    for shown in ("has_link", "kind", "50.0%", "25.0%", "0.0%", "100.0% (16% to 100%, of 2)", "spam 2", "3: KeyError"):
        assert shown in out


def test_no_functions_is_answered_with_what_to_do(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"version": None, "functions": []})
    assert "goldsmith functions push FILE" in goldsmith("functions", "list", "--project", "project_1").out


def test_functions_are_removed_by_name(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer(status=204)
    assert goldsmith("functions", "remove", "has_link", "--project", "project_1").out == "Removed has_link.\n"
    assert (signed_in.seen[1].method, signed_in.seen[1].path) == (
        "DELETE",
        "/api/v1/projects/project_1/functions/has_link",
    )


def test_the_file_that_votes_is_printed(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer(VIEW)
    signed_in.answer({"version": 2, "source": SOURCE, "sha256": "00"})
    assert goldsmith("functions", "show", "--project", "project_1").out == SOURCE + "\n"


def vote(**values: Any) -> dict[str, Any]:
    return {"answer": msgspec.Raw(msgspec.json.encode({"global_attributes": values})), "confidence": None}


def test_functions_about_different_questions_do_not_conflict() -> None:
    functions = [Found("a", 1, "kind", None), Found("b", 2, "mood", None), Found("c", 3, "kind", None)]
    counted = {
        "a": Counted({0: vote(kind="spam"), 1: vote(kind="ham")}, 0, None),
        "b": Counted({0: vote(mood="good")}, 0, None),
        "c": Counted({1: vote(kind="spam")}, 0, None),
    }
    figures = count_votes(functions, counted, [{"kind": "spam"}, None])
    assert (figures["a"].overlaps, figures["a"].conflicts, figures["a"].judged, figures["a"].correct) == (1, 1, 1, 1)
    assert (figures["b"].overlaps, figures["b"].conflicts, figures["b"].judged) == (0, 0, 0)
