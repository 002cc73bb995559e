"""What talking costs: never more than a cap, however many talk at once, and never twice for the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from ..product import Caller, Customer, in_parallel
from ..talk_server import TalkServer
from .talking import MILLION, let_talk, models_of, practice_models, talk, turn

A_MICRO_A_TOKEN = {"price_out_micros": MILLION}


@pytest.fixture
def talkers() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


def priced_project(customer: Customer, personality: str = "verbose", **settings: Any) -> str:
    """One practice model that takes a millionth a token, and says more than ten."""
    project = customer.make_project(lease_seconds=600)
    customer.add_tasks(project, 4)
    let_talk(
        customer,
        project,
        practice_models(customer, project, personality, **A_MICRO_A_TOKEN),
        most_tokens=10,
        **settings,
    )
    return project


def spent(customer: Customer, project: str) -> Any:
    return customer.operator.get(f"/projects/{project}/talk")


def logged_cost(customer: Customer) -> int:
    return int(customer.value("select coalesce(sum(cost_micros), 0) from model_reply"))


@pytest.mark.parametrize("cap", ["most_cost_micros", "most_cost_micros_a_day"])
def test_fifty_at_once_do_not_pass_the_cap(customer: Customer, cap: str) -> None:
    project = priced_project(customer, **{cap: 105})
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)

    def ask(number: int) -> Any:
        body = turn(claim, f"Question number {number}")
        return labeler.ask("POST", f"/assignments/{claim['assignment_id']}/replies", json=body)

    answers = in_parallel(ask, 50)
    assert Counter(answer.status_code for answer in answers) == {200: 10, 409: 40}
    refusal = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refusal["code"] == "cost_cap"
    assert "an operator can raise the cap" in refusal["error"]
    now = spent(customer, project)
    assert (now["cost_micros"], now["cost_micros_today"], logged_cost(customer)) == (100, 100, 100)
    assert customer.value("select cost_micros from model") == 100


def test_what_was_reserved_and_not_spent_is_given_back(customer: Customer) -> None:
    project = priced_project(customer, "terse", most_cost_micros=2_000)
    let_talk(
        customer, project, spent(customer, project)["settings"]["models"], most_tokens=1_000, most_cost_micros=2_000
    )
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for number in range(5):
        assert talk(labeler, claim, f"Question number {number}")["items"][0]["error"] is None
    assert 0 < spent(customer, project)["cost_micros"] == logged_cost(customer) < 200


def test_a_turn_beyond_the_cap_leaves_nothing_and_goes_on_when_it_is_raised(customer: Customer) -> None:
    project = priced_project(customer, most_cost_micros=9)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert talk(labeler, claim, expect=409, key="turn 1")["code"] == "cost_cap"
    assert customer.value("select count(*) from talk_turn") == 0
    let_talk(customer, project, spent(customer, project)["settings"]["models"], most_tokens=10, most_cost_micros=10)
    assert talk(labeler, claim, key="turn 1")["items"][0]["error"] is None
    assert talk(labeler, claim, key="turn 1")["items"][0]["error"] is None, "what was answered costs nothing again"
    assert spent(customer, project)["cost_micros"] == 10


def test_the_currency_is_settled_by_the_first_cost(customer: Customer) -> None:
    project = priced_project(customer)
    labeler = customer.caller("labeler")
    talk(labeler, labeler.claim(project))
    body = {"models": [], "currency": "USD"}
    refused = customer.operator.ask("PUT", f"/projects/{project}/talk", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "currency_settled")


def test_a_new_day_has_its_own_cap(customer: Customer) -> None:
    project = priced_project(customer, most_cost_micros_a_day=15)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    talk(labeler, claim)
    assert talk(labeler, claim, expect=409)["code"] == "cost_cap"
    owner = customer.product.database
    owner.rows("update talk set day = day - 1 where day_cost_micros > 0 returning day", customer_id=customer.id)
    assert spent(customer, project)["cost_micros_today"] == 0
    talk(labeler, claim)
    now = spent(customer, project)
    assert (now["cost_micros"], now["cost_micros_today"]) == (20, 10)


def test_a_models_own_budget_holds_too(customer: Customer, talkers: TalkServer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    prices = {"price_out_micros": MILLION, "most_cost_micros": 25}
    let_talk(customer, project, models_of(customer, project, talkers, "polite", **prices), most_tokens=10)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for _ in range(4):
        assert talk(labeler, claim)["items"][0]["error"] is None, "each costs the five tokens that the server counts"
    refused = talk(labeler, claim, expect=409)
    assert (refused["code"], "budget" in refused["error"]) == ("cost_cap", True)
    assert talkers.asked_of("polite") == 4
    assert customer.value("select cost_micros from model") == 20, "a fifth might cost ten, and five are left"


def test_who_does_not_count_or_breaks_off_costs_the_most_it_may(customer: Customer, talkers: TalkServer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    prices = {"price_out_micros": MILLION, "most_cost_micros": MILLION}
    manners = ("uncounted", "cut", "down", "locked", "polite")
    let_talk(customer, project, models_of(customer, project, talkers, *manners, **prices), most_tokens=10)
    labeler = customer.caller("labeler")
    talk(labeler, labeler.claim(project))
    rows = customer.rows("select m.name, r.status, r.cost_micros from model_reply r join model m on m.id = r.model_id")
    assert {row["name"]: (row["status"], row["cost_micros"]) for row in rows} == {
        "uncounted": ("answered", 10),
        "cut": ("broke_off", 10),
        "down": ("away", 0),
        "locked": ("refused", 0),
        "polite": ("answered", 5),
    }
    assert spent(customer, project)["cost_micros"] == 25


# ── The same reply again ──


def ask_everywhere(customer: Customer, project: str, times: int) -> list[Any]:
    """As many labelers, each with a claim, ask the same at the same time."""
    claims: list[tuple[Caller, Any]] = []
    for _ in range(times):
        labeler = customer.caller("labeler")
        claims.append((labeler, labeler.claim(project)))
    return in_parallel(lambda number: talk(*claims[number], "What is gold?")["items"][0], times)


def project_with_one(customer: Customer, talkers: TalkServer, **settings: Any) -> str:
    project = customer.make_project(answers_needed=4)
    customer.add_tasks(project, 4)
    prices = {"price_out_micros": MILLION, "most_cost_micros": MILLION}
    let_talk(customer, project, models_of(customer, project, talkers, "polite", **prices), **settings)
    return project


@pytest.mark.parametrize("settings", [{"temperature": 0}, {"reuse": "always", "temperature": 1}])
def test_equal_requests_at_once_are_one_call(customer: Customer, talkers: TalkServer, settings: dict[str, Any]) -> None:
    talkers.pause_seconds = 0.5
    project = project_with_one(customer, talkers, **settings)
    said = ask_everywhere(customer, project, 6)
    assert len({each["content"] for each in said}) == 1
    assert len({each["reply_id"] for each in said}) == 6
    assert talkers.asked_of("polite") == 1
    assert spent(customer, project)["cost_micros"] == logged_cost(customer) == 5
    assert customer.value("select count(*) from model_reply where reused_reply_id is not null") == 5
    assert ask_everywhere(customer, project, 1)[0]["content"] == said[0]["content"]
    assert talkers.asked_of("polite") == 1


@pytest.mark.parametrize("settings", [{}, {"temperature": 0.2}, {"reuse": "never", "temperature": 0}])
def test_where_chance_is_wanted_each_is_asked(
    customer: Customer, talkers: TalkServer, settings: dict[str, Any]
) -> None:
    project = project_with_one(customer, talkers, **settings)
    ask_everywhere(customer, project, 3)
    assert talkers.asked_of("polite") == 3


def test_other_words_parameters_and_projects_get_their_own_replies(customer: Customer, talkers: TalkServer) -> None:
    one, other = (project_with_one(customer, talkers, temperature=0) for _ in range(2))
    labeler = customer.caller("labeler")
    claim = labeler.claim(one)
    talk(labeler, claim, "What is gold?")
    talk(labeler, claim, "What is gold?", parameters={"max_tokens": 7})
    talk(labeler, claim, "What is silver?")
    talk(labeler, labeler.claim(other), "What is gold?")
    assert [body["max_tokens"] for body in talkers.asked] == [1024, 7, 1024, 1024]
    talk(labeler, claim, "What is gold?")
    assert len(talkers.asked) == 4
