from __future__ import annotations

import subprocess
import sys

import pytest

from goldsmith import __version__

from ..client.scripted import ScriptedServer
from .conftest import Run


def test_json_is_all_there_is_on_stdout(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"id": "customer_1", "name": "Acme"}, status=201)
    ran = goldsmith("customers", "create", "Acme", "--json")
    assert ran.code == 0
    assert ran.json["id"] == "customer_1"
    assert ran.err == ""


def test_a_person_reads_a_sentence(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"id": "customer_1", "name": "Acme [bold]"}, status=201)
    assert "Made the customer Acme [bold] (customer_1)." in goldsmith("customers", "create", "Acme [bold]").out


def test_a_refusal_is_json_on_stderr_and_code_1(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"error": "There is one already.", "code": "name_taken", "field": "name"}, status=409)
    ran = goldsmith("customers", "create", "Acme", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.error == {"error": "There is one already.", "code": "name_taken", "field": "name"}


def test_a_refusal_is_a_sentence_for_a_person(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"error": "There is one already.", "code": "name_taken", "field": "name"}, status=409)
    ran = goldsmith("customers", "create", "Acme")
    assert (ran.code, ran.out) == (1, "")
    assert "Error: There is one already. (name)" in ran.err


def test_a_wrong_call_is_code_2_and_json_when_asked(goldsmith: Run) -> None:
    ran = goldsmith("customers", "create", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error["code"] == "usage"
    assert goldsmith("customers", "create").code == 2


def test_nobody_signed_in_is_told_what_to_do(goldsmith: Run) -> None:
    ran = goldsmith("projects", "list", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "not_logged_in"


def test_a_key_is_made_for_the_customer_that_is_named(goldsmith: Run, signed_in: ScriptedServer) -> None:
    made = {"id": "key_1", "name": "loop", "role": "member", "mode": "test", "key": "test_abc"}
    signed_in.answer(made, status=201)
    ran = goldsmith(
        "keys", "create", "--customer", "Acme", "--role", "member", "--mode", "test", "--name", "loop", "--json"
    )
    assert ran.json["key"] == "test_abc"
    assert signed_in.seen[0].headers["goldsmith-customer"] == "Acme"
    assert signed_in.seen[0].json == {"name": "loop", "role": "member", "mode": "test"}


def test_login_checks_the_key_and_keeps_it(goldsmith: Run, server: ScriptedServer) -> None:
    server.answer({"items": [{"id": "customer_1", "name": "Acme"}], "next": None})
    assert goldsmith("login", server.url, "--key", "live_x", "--json").json["customers"] == ["Acme"]
    server.answer({"items": [], "next": None})
    assert goldsmith("projects", "list", "--json").json == {"items": []}
    assert server.seen[1].headers["authorization"] == "Bearer live_x"


def test_login_keeps_no_wrong_key(goldsmith: Run, server: ScriptedServer) -> None:
    server.answer({"error": "Unknown key.", "code": "unauthenticated", "field": None}, status=401)
    assert goldsmith("login", server.url, "--key", "nonsense").code == 1
    assert goldsmith("projects", "list", "--json").error["code"] == "not_logged_in"


def test_a_project_is_found_by_its_name(goldsmith: Run, signed_in: ScriptedServer) -> None:
    project = {"id": "project_1", "name": "Cats", "modality": "image.v1", "counts": {"label": 5}}
    signed_in.answer({"items": [project], "next": None})
    signed_in.answer(project)
    out = goldsmith("projects", "show", "Cats").out
    assert "label 5" in out
    assert signed_in.seen[1].path == "/api/v1/projects/project_1"


def test_two_projects_of_one_name_must_be_told_apart(goldsmith: Run, signed_in: ScriptedServer) -> None:
    twins = [{"id": f"project_{n}", "name": "Cats", "modality": "image.v1"} for n in (1, 2)]
    signed_in.answer({"items": twins, "next": None})
    ran = goldsmith("projects", "show", "Cats", "--json")
    assert "project_1, project_2" in ran.error["error"]


def test_a_project_starts_from_a_template(goldsmith: Run, signed_in: ScriptedServer) -> None:
    template = {"name": "sentiment", "ontology": {"attributes": []}, "instructions": "Read."}
    signed_in.answer({"items": [{"name": "text.v1", "templates": [template]}], "next": None})
    signed_in.answer({"id": "project_1", "name": "Mood", "modality": "text.v1"}, status=201)
    arguments = ["--modality", "text.v1", "--template", "sentiment", "--answers-needed", "3", "--json"]
    goldsmith("projects", "create", "Mood", *arguments)
    sent = {
        "name": "Mood",
        "modality": "text.v1",
        "ontology": {"attributes": []},
        "instructions": "Read.",
        "answers_needed": 3,
    }
    assert signed_in.seen[1].json == sent


def test_a_template_whose_content_can_disturb_makes_a_project_that_says_so(
    goldsmith: Run, signed_in: ScriptedServer
) -> None:
    template = {"name": "red-team", "ontology": {}, "instructions": "Try.", "is_sensitive": True}
    made = {"id": "project_1", "name": "Harm", "modality": "chat.v1"}
    arguments = ["--modality", "chat.v1", "--template", "red-team", "--json"]
    for more in ([], ["--no-sensitive", "--similar-above", "0.5", "--most-a-day", "20"]):
        signed_in.answer({"items": [{"name": "chat.v1", "templates": [template]}], "next": None})
        signed_in.answer(made, status=201)
        goldsmith("projects", "create", "Harm", *arguments, *more)
    plain, calm = (signed_in.seen[place].json for place in (1, 3))
    assert plain["is_sensitive"] is True
    assert (calm["is_sensitive"], calm["similar_above"], calm["most_a_day"]) == (False, 0.5, 20)


def test_an_unknown_template_is_answered_with_those_there_are(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({"items": [{"name": "text.v1", "templates": [{"name": "sentiment"}]}], "next": None})
    ran = goldsmith("projects", "create", "Mood", "--modality", "text.v1", "--template", "cats", "--json")
    assert "sentiment" in ran.error["error"]


@pytest.mark.parametrize("time", ["tomorrow", "2090-06-01T18:00:00", "2090-06-31T18:00:00Z"])
def test_a_deadline_needs_a_time_zone(goldsmith: Run, signed_in: ScriptedServer, time: str) -> None:
    signed_in.answer({"id": "project_1", "name": "Mood", "modality": "text.v1"})
    assert goldsmith("projects", "settings", "project_1", "--deadline", time, "--json").error["field"] == "deadline"


def test_an_export_goes_to_stdout_as_it_is(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(b'{"unique_id": "1"}\n')
    assert goldsmith("export", "delivery_1").out == '{"unique_id": "1"}\n'


@pytest.mark.parametrize(
    ("measure", "told"), [("frames", "3723500 to 3724000"), ("milliseconds", "1:02:03.500 to 1:02:04.000")]
)
def test_an_export_says_where_only_one_of_two_parts_has_something(
    goldsmith: Run, signed_in: ScriptedServer, measure: str, told: str
) -> None:
    seen = {"whole": "task_1", "part": 2, "uuid": "u", "label": "anna", "first": 3_723_500, "last": 3_724_000}
    counts = {"wholes": 1, "parts": 3, "missing_parts": 0, "matched": 4, "one_sided": 1, "differing": 0}
    file = {"format": "jsonl", "bytes": 3, "sha256": "00", "losses": [], "joined": {**counts, "named": [seen]}}
    file["joined"] |= {"measure": measure}
    signed_in.answer(b"{}\n")
    signed_in.answer({"id": "delivery_1", "project_id": "project_1", "name": "x", "status": "ready", "files": [file]})
    assert f"task_1 part 2, {told}: anna u" in goldsmith("export", "delivery_1", "-o", "out.jsonl").err


def test_version_says_which_goldsmith_this_is(goldsmith: Run) -> None:
    assert goldsmith("version", "--json").json == {"version": __version__}


@pytest.mark.parametrize("module", ["httpx", "rich", "msgspec", "litestar", "numpy", "asyncpg"])
def test_help_loads_nothing_heavy(module: str) -> None:
    script = f"import sys, goldsmith.cli; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("command", ["migrate", "work"])
def test_a_missing_database_is_said_in_one_sentence(
    goldsmith: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ran = goldsmith(command)
    assert ran.code == 1
    assert ran.err.startswith("Error: No database runs on")
    assert "Traceback" not in ran.err


def test_a_database_that_is_away_is_said_in_one_sentence(goldsmith: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ran = goldsmith("migrate")
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_the_help_of_replay_names_its_contract(goldsmith: Run) -> None:
    out = goldsmith("replay", "--help").out
    assert "--target-accuracy" in out
    assert "--most-answers" in out
