"""The ontology editor: a skeleton drawn with the mouse, a condition, the rule of masks, and the roles of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from ..product import Customer
from .access import find_faults
from .browsing import SHOTS

PERSON: dict[str, Any] = {
    "labels": [
        {
            "name": "person",
            "title": "Person",
            "color": "#ae3ec9",
            "shapes": ["skeleton", "mask"],
            "skeleton": {"points": [{"name": "head", "title": "Head", "x": 0.5, "y": 0.05}], "edges": []},
            "attributes": [
                {
                    "name": "pose",
                    "title": "What is the person doing?",
                    "type": "category",
                    "choices": [{"name": "sits", "title": "Sitting"}, {"name": "walks", "title": "Walking"}],
                },
                {"name": "where", "title": "Where to?", "type": "text"},
            ],
        }
    ]
}


@pytest.fixture
def open_ontology(sign_in: Callable[..., Page], customer: Customer) -> Callable[..., tuple[Page, str]]:
    """An operator's page with the ontology of an image project; and the project."""

    def open_page(**options: Any) -> tuple[Page, str]:
        project = customer.make_project(modality="image.v1", ontology=PERSON)
        page = sign_in("operator", **options)
        page.goto(f"/projects/{project}/settings")
        page.get_by_role("button", name="2 questions").click()
        return page, project

    return open_page


def ontology_of(customer: Customer, project: str) -> Any:
    return customer.operator.get(f"/projects/{project}/ontology")["ontology"]


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name).or_(page.get_by_role("textbox", name=name))


def click_at(picture: Locator, x: float, y: float) -> None:
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    picture.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_skeleton_a_condition_and_the_rule_of_masks_are_written(
    open_ontology: Callable[..., tuple[Page, str]], customer: Customer, scheme: str
) -> None:
    page, project = open_ontology(color_scheme=scheme, viewport={"width": 1440, "height": 1400})
    picture = page.get_by_role("group", name="Typical skeleton of Person")
    picture.get_by_role("button", name="Head").click()
    click_at(picture, 0.8, 0.5)
    click_at(picture, 0.5, 0.9)
    picture.get_by_role("button", name="Head").click()
    page.get_by_role("textbox", name="Title", exact=True).filter(visible=True).nth(2).fill("Hand")
    page.get_by_label("Counted one by one").uncheck()
    page.get_by_label("Two masks may share pixels").uncheck()
    field(page, "Asked if").last.click()
    page.get_by_role("option", name="What is the person doing?").click()
    field(page, "is answered with").click(force=True)
    page.get_by_role("option", name="Walking").click()
    page.keyboard.press("Escape")
    picture.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"ontology-image-{scheme}.png")
    page.get_by_role("button", name="Save as version 2").first.click()
    expect(page.get_by_role("button", name="Save as version 3")).to_be_disabled()
    ontology = ontology_of(customer, project)
    [person] = ontology["labels"]
    points = person["skeleton"]["points"]
    assert [point["name"] for point in points] == ["head", "hand", "point_3"]
    assert person["skeleton"]["edges"] == [["head", "hand"], ["hand", "point_3"], ["point_3", "head"]]
    assert points[1]["x"] == pytest.approx(0.86, abs=0.02)
    assert person["is_thing"] is False
    assert ontology["masks"] == {"may_overlap": False, "allow_unlabeled": True}
    assert {"attribute": "pose", "choices": ["walks"]}.items() <= person["attributes"][1]["condition"].items()


def test_a_label_becomes_an_event_with_roles(sign_in: Callable[..., Page], customer: Customer) -> None:
    labels = [{"name": "hire", "title": "Hiring"}, {"name": "person", "title": "Person"}]
    project = customer.make_project(modality="text.v1", ontology={"labels": labels})
    page = sign_in("operator")
    page.goto(f"/projects/{project}/settings")
    page.get_by_role("button", name="Details").first.click()
    page.get_by_role("button", name="Add a role").click()
    page.get_by_placeholder("Role, for example attacker").fill("Employer")
    field(page, "Filled by").click()
    page.get_by_role("option", name="Person").click()
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="At least").fill("1")
    assert find_faults(page) == []
    page.screenshot(path=SHOTS / "ontology-roles.png", full_page=True)
    page.get_by_role("button", name="Save as version 2").first.click()
    expect(page.get_by_role("button", name="Save as version 3")).to_be_disabled()
    [role] = ontology_of(customer, project)["labels"][0]["roles"]
    assert role == {
        "name": "employer",
        "title": "Employer",
        "labels": ["person"],
        "least": 1,
        "most": None,
        "retired": False,
    }
