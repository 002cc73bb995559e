"""`goldsmith models`, against a scripted server."""

from __future__ import annotations

from typing import Any

import pytest

from ..client.scripted import ScriptedServer
from .conftest import Run

MODEL: dict[str, Any] = {
    "id": "model_1",
    "project_id": "project_1",
    "kind": "chat",
    "name": "first judge",
    "status": "idle",
    "tasks_answered": 12,
    "opinions": 12,
    "skills": [{"question": "mood", "answers": 40, "reliability": 0.88, "low": 0.8, "high": 0.94}],
    "cost_micros": 1_250_000,
    "facts": {"questions": {"mood": {"accuracy": 0.93}}},
}
PROJECT = {"id": "project_1", "name": "Letters", "modality": "text.v1"}


def test_a_chat_model_is_added_with_its_costs_and_the_key_of_a_variable(
    goldsmith: Run, signed_in: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_KEY", "sk-secret")
    signed_in.answer(PROJECT)
    signed_in.answer(MODEL, status=201)
    ran = goldsmith(
        *("models", "add", "project_1", "--kind", "chat", "--at", "https://m.example/v1", "--model", "small"),
        *("--secret-from", "MODEL_KEY", "--budget", "5", "--price-in", "0.15", "--json"),
    )
    assert ran.json["id"] == "model_1"
    sent = signed_in.seen[-1].json
    assert sent["key"] == "sk-secret"
    assert sent["settings"] == {
        "url": "https://m.example/v1",
        "model": "small",
        "most_cost_micros": 5_000_000,
        "price_in_micros": 150_000,
    }


def test_a_variable_that_is_not_set_is_said(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    ran = goldsmith("models", "add", "project_1", "--kind", "chat", "--secret-from", "NO_SUCH_VARIABLE", "--json")
    assert (ran.code, ran.error["field"]) == (1, "secret_from")


def test_a_list_says_how_right_and_how_dear(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"items": [MODEL], "next": None})
    out = goldsmith("models", "list", "project_1").out
    assert "93%" in out
    assert "88%" in out
    assert "1.25" in out


def test_a_run_is_waited_for_and_one_that_stopped_is_code_1(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({**MODEL, "status": "running"}, status=202)
    signed_in.answer({**MODEL, "status": "stopped", "reason": "The budget is used up."})
    ran = goldsmith("models", "run", "model_1", "--json")
    assert (ran.code, ran.json["reason"]) == (1, "The budget is used up.")


def test_duty_and_budget_are_changed_and_what_is_not_named_stays(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({**MODEL, "on_duty": True})
    assert "new tasks by itself" in goldsmith("models", "change", "model_1", "--on-duty").out
    assert (signed_in.seen[-1].method, signed_in.seen[-1].json) == ("PATCH", {"on_duty": True})
    signed_in.answer({**MODEL, "settings": {"currency": "EUR"}})
    out = goldsmith("models", "change", "model_1", "--no-on-duty", "--budget", "7.5").out
    assert "when you say so and may cost 7.50 EUR" in " ".join(out.split())
    assert signed_in.seen[-1].json == {"on_duty": False, "most_cost_micros": 7_500_000}


def test_a_stopped_model_rests(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer({**MODEL, "status": "stopped"})
    assert "rests" in goldsmith("models", "stop", "model_1").out


def test_a_removed_model_leaves_what_it_said(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(None, status=204)
    assert goldsmith("models", "remove", "model_1", "--json").json == {"id": "model_1", "removed": True}


def test_labelers_are_let_talk_to_models_within_a_cap(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    settings = {"models": ["model_1", "model_2"]}
    signed_in.answer({"settings": settings, "cost_micros": 0, "cost_micros_today": 0})
    ran = goldsmith("models", "talk", "project_1", "model_1", "model_2", "--cap-a-day", "0.5", "--temperature", "0")
    assert "talk to 2 models" in ran.out
    sent = signed_in.seen[-1].json
    assert (sent["models"], sent["replies_per_turn"], sent["temperature"]) == (["model_1", "model_2"], 2, 0)
    assert (sent["most_cost_micros_a_day"], sent["most_cost_micros"]) == (500_000, None)
