"""Talking to models through the product: how long until the first piece and the end of each reply, and what it adds.

`python -m bench.talk` talks to the built-in practice model alone. With `--url http://127.0.0.1:8080/v1 --model NAME` a
real model behind an OpenAI-compatible address answers beside it, such as one that llama.cpp serves on this machine; it
must answer each time, and its replies must be in the log as they were heard.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from bench.product import ONTOLOGY, Product, running_product

QUESTIONS = ("What is gold?", "Name three colours.", "How do I boil an egg?", "Why is the sky blue?", "Count to five.")


class Heard(NamedTuple):
    """One reply as a labeler hears it."""

    alias: str
    text: str
    reply: Any
    first_ms: float
    whole_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="the address up to /chat/completions")
    parser.add_argument("--model", default="default", help="the model's name there")
    parser.add_argument("--key", help="the variable that holds its key")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--tokens", type=int, default=48, help="how long a reply may be")
    chosen = parser.parse_args()
    if chosen.url:
        parts = urlsplit(chosen.url)
        os.environ["GOLDSMITH_EGRESS_ALLOW"] = f"{parts.hostname}:{parts.port or 443}"
    with running_product() as product:
        measure(product, chosen)


def measure(product: Product, chosen: argparse.Namespace) -> None:
    project = product.call("POST", "/projects", {"name": "Talk", "modality": "text.v1", "ontology": ONTOLOGY})["id"]
    product.call("POST", f"/projects/{project}/tasks", {"tasks": [{"text": "Talk about anything."}]})
    hold_talk(product, project, connect(product, project, chosen), chosen)


def hold_talk(product: Product, project: str, names: dict[str, str], chosen: argparse.Namespace) -> None:
    """Talk as a labeler to models of a project, by id; what is heard is what is logged."""
    settings = {"models": list(names), "replies_per_turn": len(names), "most_tokens": chosen.tokens}
    product.call("PUT", f"/projects/{project}/talk", settings)
    key = product.call("POST", "/keys", {"name": "labeler", "role": "labeler"})["key"]
    labeler = product._replace(admin_key=key)
    claim = labeler.call("POST", f"/projects/{project}/claims", {"purpose": "label"})
    heard = [each for number in range(chosen.turns) for each in listen(labeler, claim, number)]
    answer = {"annotations": [], "global_attributes": {"verdict": "yes"}, "links": []}
    submission = {"generation": claim["generation"], "answer": answer}
    labeler.call("POST", f"/assignments/{claim['assignment_id']}/submit", submission)
    logged = product.call("GET", f"/tasks/{claim['task']['id']}/replies?limit=1000")["items"]
    report(names, heard, logged)


def connect(product: Product, project: str, chosen: argparse.Namespace) -> dict[str, str]:
    """The models by id."""
    path = f"/projects/{project}/models"
    made = [product.call("POST", path, {"kind": "practice", "name": "practice"})]
    if chosen.url:
        key = {"key": os.environ[chosen.key]} if chosen.key else {}
        settings = {"url": chosen.url, "model": chosen.model}
        made.append(product.call("POST", path, {"kind": "chat", "name": chosen.model, "settings": settings, **key}))
    return {each["id"]: each["name"] for each in made}


def listen(labeler: Product, claim: Any, number: int) -> list[Heard]:
    """One turn, streamed."""
    said = f"{QUESTIONS[number % len(QUESTIONS)]} ({number})"
    messages = [{"role": "user", "content": said}]
    body = {"generation": claim["generation"], "turn_key": f"turn {number}", "messages": messages}
    address = f"{labeler.url}/api/v1/assignments/{claim['assignment_id']}/replies/stream"
    request = Request(address, data=json.dumps(body).encode(), method="POST")
    request.add_header("Authorization", f"Bearer {labeler.admin_key}")
    request.add_header("Content-Type", "application/json")
    began, texts, firsts, heard = time.perf_counter(), dict[str, str](), dict[str, float](), list[Heard]()
    with urlopen(request, timeout=600) as stream:
        event = ""
        for raw in stream:
            line = raw.decode().rstrip("\r\n")
            now = (time.perf_counter() - began) * 1000
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: ") and event in ("delta", "reply"):
                told = json.loads(line.removeprefix("data: "))
                alias = told["alias"]
                if event == "delta":
                    firsts.setdefault(alias, now)
                    texts[alias] = texts.get(alias, "") + told["text"]
                else:
                    heard.append(Heard(alias, texts.get(alias, ""), told, firsts.get(alias, now), now))
    return heard


def report(names: dict[str, str], heard: list[Heard], logged: list[Any]) -> None:
    log = {each["id"]: each for each in logged}
    for model_id, name in names.items():
        of_model = [each for each in heard if log.get(each.reply["reply_id"], {}).get("model_id") == model_id]
        wrong = [each for each in of_model if log[each.reply["reply_id"]]["content"] != each.text]
        failed = sum(each["status"] != "answered" for each in logged if each["model_id"] == model_id)
        if wrong or failed or not of_model:
            raise SystemExit(
                f"{name}: {len(wrong)} replies differ from the log, {failed} failed, {len(of_model)} heard"
            )
        figures = {
            "replies": len(of_model),
            "first_piece_ms": round(statistics.median(each.first_ms for each in of_model), 1),
            "whole_ms": round(statistics.median(each.whole_ms for each in of_model), 1),
            "tokens_out": sum(log[each.reply["reply_id"]]["tokens_out"] for each in of_model),
        }
        print(name, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
