from __future__ import annotations

from typing import Any

from ..client.scripted import ScriptedServer
from .conftest import Run

PROJECT = {"id": "project_1", "name": "Moods", "modality": "text.v1"}
FIGURES: dict[str, Any] = {
    "accuracy": {
        "estimate": 0.964,
        "low": 0.93,
        "high": 0.985,
        "at_least": 0.936,
        "confidence": 0.95,
        "target": 0.95,
        "audited": 250,
        "believed": 0.971,
    },
    "plan": {"targets": [{"target": 0.9, "audits": 80}, {"target": 0.95, "audits": 1200}]},
    "calibration": {"error": 0.021},
    "audits": {"done": 250, "wrong": 9, "waiting": 3},
    "labels": {"mean": 2.41, "saved": 0.518, "completed": 4200},
}


def test_quality_is_told_in_sentences(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"computed_at": "2026-03-01T10:00:00Z", "figures": FIGURES})
    told = goldsmith("quality", "project_1").out
    assert "96.4% (93.0% to 98.5%), at least 93.6%" in told
    assert "95.0% with 95% confidence: not proved yet" in told
    assert "about 950 more audits" in told
    assert "2.41, 52% fewer than allowed" in told


def test_an_unreachable_target_says_what_helps(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    plan = {"targets": [{"target": 0.95, "audits": None}]}
    signed_in.answer({"computed_at": None, "figures": {**FIGURES, "plan": plan}})
    assert "review more" in goldsmith("quality", "project_1").out


def test_what_was_never_measured_is_said_so(goldsmith: Run, signed_in: ScriptedServer) -> None:
    signed_in.answer(PROJECT)
    signed_in.answer({"computed_at": None, "figures": None})
    assert "not measured yet" in goldsmith("quality", "project_1").out


def test_labelers_are_described_one_by_one(goldsmith: Run, signed_in: ScriptedServer) -> None:
    skill = {"title": "Mood", "sentence": "Right in about 93 % of 412 answers (91 to 95 %)."}
    ada = {"labeler": {"id": "labeler_1", "name": "Ada", "kind": "person"}, "answers": 412, "skills": [skill]}
    for _ in range(2):
        signed_in.answer(PROJECT)
        signed_in.answer({"items": [ada], "next": None})
    assert "Mood: Right in about 93 % of 412 answers" in goldsmith("quality", "project_1", "--labelers").out
    assert goldsmith("quality", "project_1", "--labelers", "--json").json["items"][0]["labeler"]["name"] == "Ada"
