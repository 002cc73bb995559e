"""Review thing by thing: the least agreed upon first, looked at, taken from somebody, or left out."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from ..product import Customer, wait_until
from .browsing import Visit, hire
from .desk import add_in_order, canvas, expect_item, expect_objects
from .easel import Easel
from .gallery import SHAPES, answer, box, draw_picture, upload_picture


def in_review(customer: Customer) -> tuple[str, str]:
    """A picture that three people marked: they agree on one box, and one of them saw another."""
    project = customer.make_project(modality="image.v1", ontology=SHAPES, answers_needed=3, review_percent=100)
    row = {
        "attachment": upload_picture(customer.operator, picture=draw_picture(640, 420)),
        "unique_id": "picture-0",
    }
    [task] = add_in_order(customer, project, [row])
    agreed = [box("car", 100 + shift, 60, 200, 150) for shift in (0, 4, 30)]
    extra = box("car", 400, 250, 90, 80)
    for number, shape in enumerate(agreed):
        labeler = customer.caller("labeler")
        claim = wait_until(lambda labeler=labeler: labeler.claim(project))  # type: ignore[misc]
        given = answer(shape, extra) if number == 2 else answer(shape)
        labeler.post(f"/assignments/{claim['assignment_id']}/submit", {"generation": 1, "answer": given, "seconds": 1})
    customer.wait_for_stage(task, "review")
    return project, task


def open_review(visit: Callable[..., Visit], customer: Customer, project: str) -> Page:
    page = visit().sign_in(hire(customer, "reviewer"))
    page.goto(f"/work/{project}/review")
    expect_item(page, "picture-0")
    expect(canvas(page).locator("canvas").first).to_be_visible()
    return page


def test_a_reviewer_takes_one_mark_and_leaves_another_out(visit: Callable[..., Visit], customer: Customer) -> None:
    project, task = in_review(customer)
    page = open_review(visit, customer, project)
    expect_objects(page, 1)
    things = page.get_by_role("region", name="Compared, least alike first").get_by_role("listitem")
    expect(things).to_have_count(2)
    expect(things.nth(0)).to_contain_text("1 of 3")
    expect(things.nth(1)).to_contain_text("3 of 3")
    things.nth(0).get_by_role("button").first.click()
    expect(things.nth(0).get_by_role("button", name="Leave out")).to_have_attribute("aria-pressed", "true")
    page.screenshot(path="tests/browser/shots/review-objects.png")
    things.nth(0).get_by_role("button", name="Take").click()
    expect_objects(page, 2)
    things.nth(1).get_by_role("button").first.click()
    things.nth(1).get_by_role("button", name="Take").nth(2).click()
    page.keyboard.press("Control+z")
    things.nth(1).get_by_role("button", name="Take").nth(2).click()
    page.get_by_role("button", name="Submit the fixed answer").click()
    customer.wait_for_counts(project, done=1)
    [review] = [each for each in customer.task(task)["annotations"] if each["kind"] == "review"]
    assert sorted(shape["left"] for shape in review["answer"]["annotations"]) in ([100, 400], [104, 400], [130, 400])


def redness(page: Page, x: float, y: float) -> int:
    """How much redder than green the picture is at a pixel of the original, while it fits the canvas."""
    across, down = Easel(page, 640, 420).on_screen((x, y))
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    red, green, _ = shot.getpixel((round(across), round(down)))  # type: ignore[misc]
    return red - green


def test_heat_shows_where_answers_disagree(visit: Callable[..., Visit], customer: Customer) -> None:
    project, _ = in_review(customer)
    page = open_review(visit, customer, project)
    answers = page.get_by_role("region", name="Answers")
    expect(page.get_by_role("button", name="Where answers disagree")).to_have_count(0)
    for number in range(3):
        answers.get_by_role("checkbox").nth(number).check()
    before = redness(page, 470, 320)
    page.get_by_role("button", name="Where answers disagree").click()
    page.screenshot(path="tests/browser/shots/review-heat.png")
    assert redness(page, 470, 320) > before + 30, "one of three marked this place"
    assert redness(page, 600, 390) < 20, "nobody marked this place"
    canvas(page).focus()
    page.keyboard.press("Shift+O")
    assert abs(redness(page, 470, 320) - before) < 10
