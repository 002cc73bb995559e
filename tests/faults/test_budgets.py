"""The worker dies while a model answers: what that may cost stays counted, and the budget holds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from ..http.moods import MOOD, add_model, add_texts, chat_settings
from ..model_server import ModelServer
from ..product import Product, wait_until
from . import killing

WORST = 300


@pytest.mark.timeout(300)
def test_a_budget_outlives_the_worker(start_own: Callable[..., Product]) -> None:
    server, may_answer = ModelServer(), threading.Event()
    say = server.chat

    def say_late(body: dict[str, Any]) -> bytes:
        said = say(body)
        may_answer.wait(120)
        return said

    server.chat = say_late  # type: ignore[method-assign]
    product = start_own()
    customer = product.found_customer()
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 5)
    prices = {"price_out_micros": 1_000_000, "most_tokens_out": WORST, "most_cost_micros": WORST * 3 // 2}
    settings = chat_settings(server, at_once=1, **prices) | {"seconds": 120}
    model = add_model(customer, project, kind="chat", settings=settings)
    customer.operator.post(f"/models/{model['id']}/run", expect=202)
    wait_until(lambda: server.chats)
    assert killing.kill(product, killing.worker) > 0
    may_answer.set()

    def stopped() -> Any:
        found = customer.operator.get(f"/models/{model['id']}")
        return found if found["status"] == "stopped" else None

    held = wait_until(stopped, 200, 0.5)
    assert "budget" in held["reason"]
    assert (len(server.chats), held["cost_micros"]) == (1, WORST), (
        "nothing more was asked, as it might not be affordable"
    )
    server.close()
