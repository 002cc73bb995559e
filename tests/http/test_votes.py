"""Votes in memory are those that count in the database: at every look, whatever came, went, or ended late."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.ports.db import Tx
from goldsmith.quality.votes import VoteBooks, see_votes

from ..product import Caller, Customer
from .test_chat import ranking, template

MODELS = ("anvil", "bellows", "crucible", "dross")
Cells = list[tuple[Any, ...]]


def project_of(customer: Customer, tasks: int, **settings: Any) -> tuple[str, list[str]]:
    """A project that compares models, and its tasks."""
    project = customer.make_project(modality="chat.v1", ontology=template("preference"), **settings)
    rows = [
        {
            "prompt": f"Well, {number}?",
            "responses": [
                {"content": f"From {name}.", "source": name} for name in random.Random(number).sample(MODELS, 2)
            ],
        }
        for number in range(tasks)
    ]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    customer.wait_for_counts(project, label=tasks)
    return project, [item["id"] for item in made["items"]]


async def cells(books: VoteBooks, foundry: Foundry, customer: Customer, project: str) -> Cells:
    """What there is to count, as these books see it now."""
    seen = await books.look(foundry, parse_id("customer", customer.id), parse_id("project", project))
    tally = seen.votes.tally("overall", styles=["longer"], by_labeler=True)
    rows = zip(tally.left, tally.right, tally.counts.tolist(), tally.covariates.round(5).tolist(), strict=True)
    counted: Cells = sorted((tally.names[left], tally.names[right], *more) for left, right, *more in rows)
    return [*counted, (tally.labelers, seen.votes.questions)]


def vote(labeler: Caller, project: str, draw: random.Random) -> str | None:
    """One labeler's next answer; its task."""
    claim = labeler.claim(project)
    if claim is None:
        return None
    groups = draw.choice([[["a"], ["b"]], [["b"], ["a"]], [["a", "b"]]])
    labeler.submit(claim, answer=ranking(*groups, shown=draw.sample(["a", "b"], 2)))
    task: str = claim["task"]["id"]
    return task


async def test_what_was_followed_is_what_is_counted_anew(customer: Customer, foundry: Foundry) -> None:
    """A random history of answers, cancellations, and tasks that are opened again or sent back."""
    draw, followed = random.Random(11), VoteBooks()
    project, tasks = project_of(customer, 30, answers_needed=2)
    labelers = [customer.caller("labeler") for _ in range(3)]
    for _ in range(25):
        for _ in range(draw.randint(0, 4)):
            vote(draw.choice(labelers), project, draw)
        change = draw.choice(("cancel", "reopen", "nothing"))
        if change != "nothing":
            customer.operator.ask("POST", f"/tasks/{draw.choice(tasks)}/{change}", json={"reason": "again"})
        anew = await cells(VoteBooks(), foundry, customer, project)
        assert await cells(followed, foundry, customer, project) == anew
    assert customer.value("select count(*) from withdrawn_vote") > 0, "nothing ever went"
    board = customer.operator.get(f"/projects/{project}/leaderboard")
    assert board["questions"][0]["votes"] == board["board"]["votes"] == anew[-1][1]["overall"]


async def test_a_vote_leaves_with_its_round(customer: Customer, foundry: Foundry) -> None:
    project, [canceled, rejected, reopened, kept] = project_of(customer, 4, answers_needed=1, review_percent=100)
    draw, labeler, reviewer = random.Random(1), customer.caller("labeler"), customer.caller("reviewer")
    followed = VoteBooks()
    while vote(labeler, project, draw):
        pass
    for task in (canceled, rejected, reopened, kept):
        customer.wait_for_stage(task, "review")
    assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 4}
    customer.operator.post(f"/tasks/{canceled}/cancel", expect=204)
    assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 3}
    claim = reviewer.claim(project, purpose="review", task_ids=[rejected])
    review = {"generation": claim["generation"], "verdict": "reject", "comment": "Look again."}
    reviewer.post(f"/assignments/{claim['assignment_id']}/review", review)
    assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 2}
    claim = reviewer.claim(project, purpose="review", task_ids=[reopened])
    reviewer.post(
        f"/assignments/{claim['assignment_id']}/review", {"generation": claim["generation"], "verdict": "accept"}
    )
    customer.operator.post(f"/tasks/{reopened}/reopen", {"reason": "Once more."}, expect=204)
    assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 1}
    assert customer.operator.get(f"/projects/{project}/leaderboard")["board"]["votes"] == 1


async def insert_vote(tx: Tx, annotation: UUID, place: int) -> None:
    await tx.connection.execute(
        """insert into preference (customer_id, annotation_id, place,
          project_id, labeler_id, question, left_name, right_name, winner, is_placed)
        select customer_id, id, $2, project_id, labeler_id, 'overall', 'anvil', 'dross', 'left', true from annotation
        where id = $1""",
        annotation,
        place,
    )


async def test_a_transaction_that_ends_late_is_seen_once_it_ended(customer: Customer, foundry: Foundry) -> None:
    """Whoever began first may end last: a mark of the newest vote would step over them."""
    project, _ = project_of(customer, 1)
    vote(customer.caller("labeler"), project, random.Random(2))
    annotation = customer.value("select id from annotation where kind = 'response'")
    customer_id, followed = parse_id("customer", customer.id), VoteBooks()
    async with AsyncExitStack() as stack:
        late = await stack.enter_async_context(foundry.db.transaction(customer_id))
        await insert_vote(late, annotation, 100)
        async with foundry.db.transaction(customer_id) as early:
            await insert_vote(early, annotation, 101)
        assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 2}
        async with foundry.db.transaction(customer_id) as other:
            await insert_vote(other, annotation, 102)
        assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 3}
    assert (await cells(followed, foundry, customer, project))[-1][1] == {"overall": 4}
    assert await cells(followed, foundry, customer, project) == await cells(VoteBooks(), foundry, customer, project)


async def test_after_a_restore_all_is_read_anew(customer: Customer, foundry: Foundry) -> None:
    project, _ = project_of(customer, 1)
    vote(customer.caller("labeler"), project, random.Random(3))
    customer_id, project_id = parse_id("customer", customer.id), parse_id("project", project)
    seen = await VoteBooks().look(foundry, customer_id, project_id)
    for lost in ({"epoch": seen.epoch + 1}, {"snapshot": "900000000000:900000000000:"}):
        before = type(seen)(seen.votes, **{"epoch": seen.epoch, "snapshot": seen.snapshot} | lost)
        async with foundry.db.transaction(customer_id, snapshot=True) as tx:
            now = await see_votes(tx, project_id, before)
        assert (now.votes is seen.votes, len(now.votes), now.epoch) == (False, 1, seen.epoch)


async def test_nothing_new_is_made_once_and_little_is_kept(customer: Customer, foundry: Foundry) -> None:
    customer_id, books = parse_id("customer", customer.id), VoteBooks(most_kept=1)
    named = [project_of(customer, 1)[0] for _ in range(2)]
    for project in named:
        vote(customer.caller("labeler"), project, random.Random(4))
    projects = [parse_id("project", each) for each in named]
    first = await books.look(foundry, customer_id, projects[0])
    first.made["board"] = "made"
    again = await books.look(foundry, customer_id, projects[0])
    assert (again.votes is first.votes, again.made) == (True, {"board": "made"})
    await books.look(foundry, customer_id, projects[1])
    anew = await books.look(foundry, customer_id, projects[0])
    assert (anew.votes is first.votes, anew.made) == (False, {})


def test_another_customers_votes_are_nobodys(customer: Customer) -> None:
    project, _ = project_of(customer, 1)
    stranger = customer.product.found_customer()
    assert stranger.operator.get(f"/projects/{project}/leaderboard", 404)["code"] == "project_not_found"
