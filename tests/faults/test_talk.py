"""The server dies while a model answers: what it may cost stays counted, and the same turn goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import httpx

from ..http.talking import MILLION, let_talk, models_of, talk, turn
from ..product import Product, wait_until
from ..talk_server import TalkServer
from . import killing


def test_a_turn_outlives_the_server(start_own: Callable[..., Product]) -> None:
    talkers = TalkServer()
    product = start_own()
    customer = product.found_customer()
    project = customer.make_project(lease_seconds=600)
    customer.add_tasks(project, 1)
    prices = {"price_out_micros": MILLION, "most_cost_micros": MILLION, "seconds": 3}
    let_talk(customer, project, models_of(customer, project, talkers, "dead", **prices), most_tokens=100)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    path = f"/assignments/{claim['assignment_id']}/replies"

    def ask_and_be_left() -> None:
        with suppress(httpx.TransportError):
            labeler.ask("POST", path, json=turn(claim, key="turn 1"))

    asking = threading.Thread(target=ask_and_be_left)
    asking.start()
    wait_until(lambda: talkers.asked)
    killing.kill(product, killing.api)
    asking.join(30)
    wait_until(lambda: is_up(product), 60, pause=0.2)
    assert customer.value("select count(*) from model_reply") == 0
    assert customer.operator.get(f"/projects/{project}/talk")["cost_micros"] == 100, "the model may want to be paid"
    [said] = talk(labeler, claim, key="turn 1")["items"]
    assert said["code"] == "model_broke_off", "it was asked again, as nobody knows what became of the first time"
    assert talkers.asked_of("dead") == 2
    assert customer.operator.get(f"/projects/{project}/talk")["cost_micros"] == 200
    talkers.close()


def is_up(product: Product) -> bool:
    with suppress(httpx.TransportError):
        return product.http.get("/readyz").status_code == 200
    return False
