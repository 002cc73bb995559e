"""Labeling functions see every task exactly once, whoever is killed while they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..product import Customer, Product, wait_until
from .killing import Victims, kill, postmaster, worker

TASKS = 12_000
SOURCE = """from goldsmith import label_function

@label_function
def thanks(item):
    return "good" if item.text.endswith("0.") else None

@label_function
def fails(item):
    return item.metadata["absent"] if item.text.endswith("1.") else None
"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("victims", [worker, postmaster])
def test_a_killed_run_goes_on_where_it_stood(start_own: Callable[..., Product], victims: Victims) -> None:
    product = start_own()
    customer = product.found_customer()
    project = customer.make_project()
    for _ in range(TASKS // 1_000):
        customer.add_tasks(project, 1_000)
    customer.operator.post(f"/projects/{project}/functions", {"source": SOURCE}, 202)
    wait_until(lambda: customer.value("select passed from function_run where passed > 0"))
    assert kill(product, victims) > 0
    view = wait_until(lambda: settled(customer, project), 200, 0.5)
    thanks, fails = view["functions"]
    assert (view["passed"], view["looked"]) == (TASKS, TASKS)
    assert (thanks["votes"], fails["votes"]) == (TASKS // 10, 0)
    assert (thanks["errors"]["count"], fails["errors"]["count"]) == (0, TASKS // 10)
    assert customer.value("select sum((body->>'tasks')::int) from event where kind = 'functions.voted'") == TASKS


def settled(customer: Customer, project: str) -> Any:
    answer = customer.operator.ask("GET", f"/projects/{project}/functions")
    view = answer.json()
    return view if answer.status_code == 200 and view["is_settled"] else None
