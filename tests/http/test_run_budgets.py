"""The budget of a model holds in the database: whoever asks, however many ask at once, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.prelabel.runs import Run, RunStopped
from goldsmith.ports.models import ChatReply, ModelAwayError
from goldsmith.ports.models.fakes import ScriptedChat

from ..product import Customer
from .moods import a_run, ask, good, the_run

WORST, SPENT = 300, 10
PRICED = {"price_out_micros": 1_000_000, "most_tokens_out": WORST}  # a question costs at most WORST, an answer SPENT


class SlowChat:
    """Answers when it is let; `asked` grows at once."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_heard = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        self.asked += 1
        self.is_heard.set()
        await self.may_answer.wait()
        return ChatReply(content='{"mood": "good"}', tokens_in=100, tokens_out=SPENT)


def model_of(run: Run) -> str:
    return show_id("model", run.model["id"])


def cost(customer: Customer, run: Run) -> int:
    found: int = customer.operator.get(f"/models/{model_of(run)}")["cost_micros"]
    return found


async def test_two_workers_at_once_stay_within_the_budget(customer: Customer, foundry: Foundry) -> None:
    one = await a_run(foundry, customer, 1, **PRICED, most_cost_micros=WORST * 3 // 2)
    other = await the_run(foundry, customer, model_of(one))
    slow, hasty = SlowChat(), ScriptedChat(good(2))
    asking = asyncio.create_task(ask(one, slow))
    await slow.is_heard.wait()
    assert cost(customer, one) == WORST, "what is being asked is counted at its worst"
    with pytest.raises(RunStopped, match="budget"):
        await ask(other, hasty)
    assert hasty.asked == []
    slow.may_answer.set()
    await asking
    assert (slow.asked, cost(customer, one)) == (2, 2 * SPENT)


async def test_a_worker_that_dies_between_question_and_note_leaves_it_counted(
    customer: Customer, foundry: Foundry
) -> None:
    run = await a_run(foundry, customer, 1, **PRICED, most_cost_micros=WORST * 3 // 2)
    slow, later = SlowChat(), ScriptedChat(good(2))
    asking = asyncio.create_task(ask(run, slow))
    await slow.is_heard.wait()
    asking.cancel()
    await asyncio.wait([asking])
    assert cost(customer, run) == WORST, "the model may want to be paid"
    with pytest.raises(RunStopped, match="raise its budget"):
        await ask(await the_run(foundry, customer, model_of(run)), later)
    assert later.asked == []
    customer.operator.patch(f"/models/{model_of(run)}", {"most_cost_micros": WORST * 3})
    await ask(await the_run(foundry, customer, model_of(run)), later)
    assert (len(later.asked), cost(customer, run)) == (2, WORST + 2 * SPENT)


async def test_what_was_not_spent_is_given_back(customer: Customer, foundry: Foundry) -> None:
    run = await a_run(foundry, customer, 1, **PRICED, most_cost_micros=WORST * 3 // 2)
    with pytest.raises(ModelAwayError):
        await ask(run, ScriptedChat([ModelAwayError("away")]))
    assert cost(customer, run) == 0
    unusable = ScriptedChat(["prose", *good(2)])
    await ask(await the_run(foundry, customer, model_of(run)), unusable)
    assert (len(unusable.asked), cost(customer, run)) == (3, 3 * SPENT)


async def test_a_budget_that_is_raised_meanwhile_counts_at_once(customer: Customer, foundry: Foundry) -> None:
    run = await a_run(foundry, customer, 2, **PRICED, most_cost_micros=WORST)
    customer.operator.patch(f"/models/{model_of(run)}", {"most_cost_micros": WORST * 2})
    await ask(run, ScriptedChat(good(4)))
    assert cost(customer, run) == 4 * SPENT
    assert (
        customer.value("select sum(cost_micros) from model_call where model_id = $1", parse_id("model", model_of(run)))
        == 40
    )
