"""The leaderboard on the quality page: ranks with intervals, or why there are none yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ..http.test_judges import graded_by_two, judged
from ..http.test_leaderboard import FIRST, VOTES, compared
from ..model_server import ModelServer
from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_models_stand_in_their_order_with_what_is_sure_of_it(
    sign_in: Callable[..., Page], customer: Customer, options: dict[str, object]
) -> None:
    project = compared(customer, *VOTES)
    page = sign_in("operator", **options)
    page.goto(f"/projects/{project}/quality")
    table = page.get_by_role("region", name="Leaderboard").get_by_role("table")
    expect(table.get_by_role("rowheader")).to_have_text(["anvil", "crucible", "bellows"])
    expect(table.get_by_role("row").nth(1)).to_contain_text("1–3")
    expect(page.get_by_text("8 votes by 2 labelers")).to_be_visible()
    expect(page.get_by_text("Standing left is worth")).to_be_visible()
    page.get_by_role("switch", name="Free of length and formatting").press("Space")
    expect(page.get_by_role("note")).to_contain_text("do not tell how good the models are from how")  # left was longer
    page.get_by_role("switch", name="Free of length and formatting").press("Space")
    expect(table).to_be_visible()
    assert find_faults(page) == []
    assert overflow(page) == []


def test_models_without_an_order_are_not_ranked_but_grouped(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = compared(customer, (("anvil", "bellows"), FIRST, {}), (("crucible", "dross"), FIRST, {}))
    page = sign_in("operator")
    page.goto(f"/projects/{project}/quality")
    note = page.get_by_role("note").filter(has_text="There is no order yet")
    expect(note.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_text("Comparisons that would tell most")).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_a_judge_stands_beside_what_a_person_reaches(
    sign_in: Callable[..., Page], customer: Customer, server: ModelServer, options: dict[str, object]
) -> None:
    project, _ = judged(customer, server)
    page = sign_in("operator", **options)
    page.goto(f"/projects/{project}/quality")
    row = page.get_by_role("region", name="Judges").get_by_role("row").nth(1)
    expect(row).to_contain_text("Careful judge")
    expect(row).to_contain_text("people 17 %")
    expect(page.get_by_text("Agrees with people more than a person does, by 50 points")).to_be_visible()
    assert find_faults(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_a_model_that_grades_stands_beside_what_two_people_reach(
    sign_in: Callable[..., Page], customer: Customer, server: ModelServer, options: dict[str, object]
) -> None:
    project = graded_by_two(customer, server)
    page = sign_in("operator", **options)
    page.goto(f"/projects/{project}/quality")
    graders = page.get_by_role("region", name="Ratings and grades by models")
    expect(graders.get_by_role("row", name="It is a good day")).to_contain_text("1.00 1.00 – 1.00")
    expect(graders).to_contain_text("all criteria together")
    page.get_by_text("Kappa is agreement beyond chance").scroll_into_view_if_needed()
    assert find_faults(page) == []
    assert overflow(page) == []
