"""A labeler asks a model what lies where they point, and an operator looks at what a threshold keeps."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .. import onnx_models
from ..http.marking import MARKS, add_detector, add_segmenter, bright, images_to_mark
from ..product import Customer, wait_until
from .browsing import PHONE, SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status
from .easel import Easel
from .gallery import upload_picture

SIDE = 128


def test_a_click_becomes_a_guess_and_enter_keeps_it(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(modality="image.v1", ontology=MARKS)
    photo = upload_picture(customer.operator, picture=bright(20, 20, 90, 90), name="bright.png")
    [task] = add_in_order(customer, project, [{"attachment": photo, "unique_id": "photo"}])
    add_segmenter(customer, project)
    page = sign_in("labeler")
    expect_item(page, "photo")
    easel = Easel(page, SIDE, SIDE)
    expect(page.get_by_role("button", name="Ask a model")).to_be_visible()
    expect(page.get_by_role("button", name="Cut out")).to_be_visible()
    press(page, "Shift+A")
    expect(status(page)).to_contain_text("click on the thing")
    easel.click((60, 50))
    expect(status(page)).to_contain_text("a guess: Enter keeps it", timeout=60_000)
    expect_objects(page, 0)
    page.screenshot(path=SHOTS / "ask-a-model-guess.png")
    press(page, "Escape")
    expect_objects(page, 0)
    easel.click((60, 50))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    press(page, "Enter")
    expect_objects(page, 1)
    press(page, "Control+z")
    expect_objects(page, 0)
    press(page, "Control+Shift+z")
    expect_objects(page, 1)
    page.screenshot(path=SHOTS / "ask-a-model-kept.png")
    press(page, "Escape", "Escape", "Enter")
    [shape] = only_response(customer, task)["annotations"]
    middle = (shape["left"] + shape["width"] / 2, shape["top"] + shape["height"] / 2)
    assert (shape["type"], shape["label"]) == ("mask", "car")
    assert abs(middle[0] - 60) < 2
    assert abs(middle[1] - 50) < 2
    assert abs(shape["width"] - 2 * onnx_models.RADIUS) <= 2


def test_without_a_model_that_answers_clicks_the_browser_alone_cuts_things_out(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    project = images_to_mark(customer, [bright(20, 20, 90, 90)])
    add_detector(customer, project)
    page = sign_in("labeler")
    expect(canvas(page).locator("canvas").first).to_be_visible()
    expect(page.get_by_role("button", name="Box", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Ask a model")).to_have_count(0)
    page.get_by_role("button", name="Cut out").click()
    Easel(page, SIDE, SIDE).click((60, 50))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    press(page, "Enter")
    expect_objects(page, 1)


def test_a_threshold_is_chosen_on_pictures_and_the_model_runs_with_it(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    project = images_to_mark(customer, [bright(10, 10, 60, 60, red=130 + 9 * number) for number in range(13)])
    model = add_detector(customer, project)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/models")
    page.get_by_role("button", name="Look at a sample").click()
    dialog = page.get_by_role("dialog")
    slider = dialog.get_by_role("slider")
    expect(slider).to_be_visible(timeout=60_000)
    expect(dialog.get_by_role("figure")).to_have_count(12)
    expect(dialog.get_by_role("status")).to_have_text("Car 12")
    expect(dialog.locator("canvas")).not_to_have_count(0)
    page.screenshot(path=SHOTS / "models-preview.png")
    slider.focus()
    press(page, *["ArrowRight"] * 50)
    expect(dialog.get_by_role("status")).not_to_have_text("Car 12")
    page.set_viewport_size(PHONE)
    page.screenshot(path=SHOTS / "models-preview-phone.png")
    dialog.get_by_role("button", name="Run with this threshold").click()
    expect(dialog).to_have_count(0)
    wait_until(lambda: customer.operator.get(f"/models/{model['id']}")["opinions"] == 13, 60)
    assert customer.operator.get(f"/models/{model['id']}")["settings"]["least_score"] == 0.75
