"""Every vector shape of the image editor: drawn, edited, taken back and handed in, by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import goldsmith.modalities.image

from ..product import Customer
from .browsing import SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press
from .easel import CLOSE, Easel, Place
from .gallery import answer, upload_picture

PHOTO = Path(goldsmith.modalities.image.__file__).parent / "examples" / "astronaut.jpg"
SIDE = 384
SKELETON = {
    "points": [
        {"name": "head", "title": "Head", "x": 0.5, "y": 0},
        {"name": "left", "title": "Left shoulder", "x": 1, "y": 0.5, "mirror": "right"},
        {"name": "right", "title": "Right shoulder", "x": 0, "y": 0.5, "mirror": "left"},
        {"name": "hip", "title": "Hip", "x": 0.5, "y": 1},
    ],
    "edges": [["head", "left"], ["head", "right"], ["left", "hip"], ["right", "hip"]],
}
ONTOLOGY: dict[str, Any] = {
    "labels": [
        {"name": "car", "title": "Car", "color": "#1c7ed6", "shapes": ["box"]},
        {"name": "ship", "title": "Ship", "color": "#e8590c", "shapes": ["rotated_box"]},
        {"name": "cup", "title": "Cup", "color": "#2f9e44", "shapes": ["ellipse"]},
        {"name": "crate", "title": "Crate", "color": "#f59f00", "shapes": ["cuboid"]},
        {"name": "person", "title": "Person", "color": "#ae3ec9", "shapes": ["skeleton"], "skeleton": SKELETON},
        {
            "name": "field",
            "title": "Field",
            "color": "#0ca678",
            "shapes": ["polygon"],
            "attributes": [
                {
                    "name": "use",
                    "title": "What is it used for?",
                    "type": "category",
                    "choices": [{"name": "crop", "title": "A crop"}, {"name": "none", "title": "Nothing"}],
                },
                {
                    "name": "crop",
                    "title": "Which crop?",
                    "type": "category",
                    "choices": [{"name": "rye", "title": "Rye"}, {"name": "oats", "title": "Oats"}],
                    "condition": {"attribute": "use", "choices": ["crop"]},
                },
            ],
        },
        {"name": "road", "title": "Road", "color": "#e03131", "shapes": ["line"]},
        {"name": "post", "title": "Post", "color": "#4263eb", "shapes": ["point"]},
    ]
}

Desk = Callable[..., tuple[Page, Easel, list[str]]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with photos to label, one after another; and the tasks."""

    def open_photos(*hypotheses: dict[str, Any] | None, **options: Any) -> tuple[Page, Easel, list[str]]:
        project = customer.make_project(modality="image.v1", ontology=ONTOLOGY)
        photo = upload_picture(customer.operator, picture=PHOTO.read_bytes(), name="astronaut.jpg")
        rows = [
            {"attachment": photo, "unique_id": f"photo-{number}", **({"hypothesis": guess} if guess else {})}
            for number, guess in enumerate(hypotheses or (None,))
        ]
        tasks = add_in_order(customer, project, rows)
        page = sign_in("labeler", **options)
        expect_photo(page, 0)
        return page, Easel(page, SIDE, SIDE), tasks

    return open_photos


def expect_photo(page: Page, number: int) -> None:
    expect_item(page, f"photo-{number}")
    expect(canvas(page).locator("canvas").first).to_be_visible()


def by_label(customer: Customer, task: str) -> dict[str, Any]:
    return {shape["label"]: shape for shape in only_response(customer, task)["annotations"]}


def places(points: list[dict[str, float]]) -> list[Place]:
    return [(point["x"], point["y"]) for point in points]


def close_to(expected: list[Place], within: float = CLOSE) -> Any:
    return [pytest.approx(place, abs=within) for place in expected]


def area(points: list[dict[str, float]]) -> float:
    """Of a ring, positive whichever way it runs."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(a["x"] * b["y"] - b["x"] * a["y"] for a, b in pairs)) / 2


def polygon(label: str, *corners: Place, **fields: Any) -> dict[str, Any]:
    vertices = [{"x": x, "y": y} for x, y in corners]
    return {"uuid": f"{label}-{corners[0]}", "type": "polygon", "label": label, "vertices": vertices, **fields}


def square(left: float, top: float, side: float, **fields: Any) -> dict[str, Any]:
    right, bottom = left + side, top + side
    return polygon("field", (left, top), (right, top), (right, bottom), (left, bottom), **fields)


def draw_everything(page: Page, easel: Easel) -> None:
    """One shape of each kind, by mouse."""
    press(page, "b")
    easel.drag((20, 20), (80, 60))
    press(page, "t")
    easel.click((110, 40), (150, 20), (165, 50))
    press(page, "c")
    easel.drag((200, 20), (280, 60))
    press(page, "u")
    easel.drag((20, 110), (70, 150))
    easel.click((90, 130))
    press(page, "k")
    easel.drag((130, 100), (190, 180))
    press(page, "p")
    easel.click((220, 100), (340, 100), (340, 200), (220, 200), (220, 100))
    press(page, "Escape", "l")
    with easel.holding("Shift"):
        easel.drag((20, 250), (100, 230), (180, 260), (260, 240))
    press(page, "o")
    easel.click((320, 300))
    expect_objects(page, 8)
    press(page, "v")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_shape_is_drawn_by_mouse(open_desk: Desk, customer: Customer, scheme: str) -> None:
    page, easel, [task] = open_desk(color_scheme=scheme)
    draw_everything(page, easel)
    press(page, "Tab", "Tab")
    page.screenshot(path=SHOTS / f"image-shapes-{scheme}.png")
    press(page, "Escape", "Enter")
    found = by_label(customer, task)
    assert [found["car"][side] for side in ("left", "top", "width", "height")] == close_to([20, 20, 60, 40])
    ship = found["ship"]
    assert ship["rotation"] == pytest.approx(-26.6, abs=2)
    assert (ship["width"], ship["height"]) == (pytest.approx(44.7, abs=2), pytest.approx(33.5, abs=2))
    cup = found["cup"]
    assert [cup[key] for key in ("x", "y", "radius_x", "radius_y")] == close_to([240, 40, 40, 20])
    front = [(20, 110), (70, 110), (70, 150), (20, 150)]
    assert places(found["crate"]["vertices"]) == close_to([*front, *((x + 20, y - 20) for x, y in front)], 2.5)
    joints = {point["name"]: (point["x"], point["y"]) for point in found["person"]["keypoints"]}
    assert list(joints.values()) == close_to([(160, 100), (190, 140), (130, 140), (160, 180)])
    assert places(found["field"]["vertices"]) == close_to([(220, 100), (340, 100), (340, 200), (220, 200)])
    road = places(found["road"]["vertices"])
    assert road[0] == pytest.approx((20, 250), abs=CLOSE)
    assert 4 <= len(road) < 20
    assert (found["post"]["x"], found["post"]["y"]) == pytest.approx((320, 300), abs=CLOSE)


def test_shapes_are_turned_reshaped_and_taken_back(open_desk: Desk, customer: Customer) -> None:
    page, easel, [task] = open_desk()
    draw_everything(page, easel)
    easel.click((240, 40))
    stalk = 26 / easel.scale
    with easel.holding("Shift"):
        easel.drag((240, 20 - stalk), (300, 30))
    easel.click((45, 130))
    easel.drag((70, 150), (80, 160))
    easel.click((175, 120))
    easel.drag((160, 100), (150, 90))
    page.screenshot(path=SHOTS / "image-shapes-edited.png")
    press(page, "z")
    easel.click((280, 150))
    press(page, "Shift+H")
    easel.click((250, 130), (300, 130), (300, 170), (250, 170), (250, 130))
    press(page, "Enter")
    found = by_label(customer, task)
    assert found["cup"]["rotation"] == 75
    assert places(found["crate"]["vertices"])[:4] == close_to([(20, 110), (80, 110), (80, 160), (20, 160)])
    head = found["person"]["keypoints"][0]
    assert (head["x"], head["y"]) == pytest.approx((150, 90), abs=CLOSE)
    assert head["visibility"] == "occluded"
    [hole] = found["field"]["holes"]
    assert area(hole) == pytest.approx(2000, rel=0.1)


def test_every_shape_is_drawn_and_edited_by_keyboard_alone(open_desk: Desk, customer: Customer) -> None:
    page, _, [task] = open_desk()
    right, down, up = ["Shift+ArrowRight"], ["Shift+ArrowDown"], ["Shift+ArrowUp"]
    press(page, "t", "ArrowRight", "Enter", *right * 4, "Enter", *down * 2, "Enter", "Escape", "Escape")
    press(page, "Tab", "Shift+e", "e", "]", "Escape")
    press(page, "c", "ArrowRight", "Enter", *right * 4, *down * 2, "Enter", "Escape", "Escape")
    press(page, "u", "ArrowRight", "Enter", *right * 4, *down * 3, "Enter", *right, *up, "Enter", "Escape", "Escape")
    press(page, "Tab", "Tab", "Tab", ".", "Alt+ArrowUp", "Escape", "Escape")
    press(page, "k", "Shift+Enter", "Escape")
    press(page, "Tab", "Tab", "Tab", "Tab", ".", "Shift+ArrowLeft", "z", ".", "Backspace", "Backspace", "i", "Enter")
    found = by_label(customer, task)
    ship = found["ship"]
    assert (ship["left"], ship["top"], ship["width"], ship["height"]) == (191, 191, 42, 22)
    assert ship["rotation"] == 16
    assert found["cup"]["radius_x"] == 20
    crate = places(found["crate"]["vertices"])
    assert crate[:4] == [(192, 191), (232, 192), (232, 222), (192, 222)]
    assert crate[4:] == [(202, 182), (242, 182), (242, 212), (202, 212)]
    joints = {point["name"]: point for point in found["person"]["keypoints"]}
    assert list(joints) == ["left", "right", "hip"] or list(joints) == ["head", "right", "hip"]


def test_keypoints_are_placed_one_by_one_in_the_order_of_the_ontology(open_desk: Desk, customer: Customer) -> None:
    page, easel, [task] = open_desk()
    press(page, "k")
    expect(page.get_by_role("contentinfo")).to_contain_text("next keypoint: Head")
    easel.click((100, 100))
    expect(page.get_by_role("contentinfo")).to_contain_text("next keypoint: Left shoulder")
    press(page, "z", "n")
    easel.click((60, 150), (100, 220))
    expect_objects(page, 1)
    press(page, "Escape", "Enter")
    keypoints = by_label(customer, task)["person"]["keypoints"]
    assert [(point["name"], point["visibility"]) for point in keypoints] == [
        ("head", "occluded"),
        ("right", "visible"),
        ("hip", "visible"),
    ]


def test_the_next_keypoint_stays_named_while_the_picture_is_brought_nearer(open_desk: Desk) -> None:
    page, easel, _ = open_desk()
    press(page, "k")
    easel.click((100, 100))
    status = page.get_by_role("contentinfo")
    expect(status).to_contain_text("next keypoint: Left shoulder")
    before = status.inner_text()
    press(page, "+")
    expect(status).not_to_have_text(before)
    expect(status).to_contain_text("next keypoint: Left shoulder")
    press(page, "v")
    expect(status).not_to_contain_text("next keypoint")


def test_polygons_snap_split_merge_and_share_borders(open_desk: Desk, customer: Customer) -> None:
    left, right, over = square(40, 40, 100), square(140, 40, 100), square(200, 100, 100)
    page, easel, [task] = open_desk(answer(left, right, over))
    press(page, "Shift+Space", "Escape", "p")
    easel.click((41, 142), (138, 138), (100, 240))
    easel.move((39, 141))
    page.screenshot(path=SHOTS / "image-snapping.png")
    easel.click((39, 141))
    expect_objects(page, 4)
    press(page, "Escape", "Escape", "v")
    easel.click((60, 60))
    with easel.holding("Shift"):
        easel.click((180, 60))
    press(page, "Shift+M")
    expect_objects(page, 3)
    press(page, "Escape")
    easel.click((270, 180))
    press(page, "Shift+T", "Escape")
    easel.click((100, 200))
    press(page, "Shift+X")
    easel.click((20, 190), (200, 190))
    press(page, "Enter")
    expect_objects(page, 4)
    press(page, "Escape", "Enter")
    merged, trimmed, *halves = only_response(customer, task)["annotations"]
    assert sorted(places(merged["vertices"])) == [(40, 40), (40, 140), (240, 40), (240, 140)]
    assert area(trimmed["vertices"]) == pytest.approx(100 * 100 - 40 * 40)
    assert {(200, 140), (240, 140), (240, 100)} <= set(places(trimmed["vertices"]))
    corners = {place for half in halves for place in places(half["vertices"])}
    assert {(40, 140), (140, 140)} <= corners
    whole = sum(area(half["vertices"]) for half in halves)
    assert whole == pytest.approx(100 * 100 / 2, rel=0.03)


def test_the_tolerance_of_a_simplification_is_in_hand(open_desk: Desk, customer: Customer) -> None:
    wavy = [(40 + 10 * step, 100 + 3 * (step % 2)) for step in range(20)]
    page, easel, [task] = open_desk(answer(polygon("field", *wavy, (230, 200), (40, 200))))
    easel.click((100, 150))
    press(page, "Shift+D")
    expect(page.get_by_role("contentinfo")).to_contain_text("22 of 22 vertices")
    press(page, "]", "]", "]")
    expect(page.get_by_role("contentinfo")).to_contain_text("tolerance 3 px")
    press(page, "Enter", "Escape", "Enter")
    assert len(by_label(customer, task)["field"]["vertices"]) < 8


def test_many_are_selected_moved_ordered_grouped_and_copied_to_the_next_item(
    open_desk: Desk, customer: Customer
) -> None:
    page, easel, [task, following] = open_desk(
        answer(square(40, 40, 60), square(60, 60, 60), square(200, 200, 60)), None
    )
    press(page, "Shift+Space", "Escape")
    with easel.holding("Shift"):
        easel.drag((20, 20), (150, 150))
    expect(page.get_by_role("heading", name="2 selected")).to_be_visible()
    press(page, "Control+g", "Shift+ArrowRight", "Home")
    page.screenshot(path=SHOTS / "image-groups.png")
    press(page, "Delete")
    expect_objects(page, 1)
    press(page, "Control+z")
    expect_objects(page, 3)
    easel.click((230, 230))
    with easel.holding("Control"):
        easel.click((55, 45))
    expect(page.get_by_role("heading", name="2 selected")).to_be_visible()
    press(page, "Control+c", "Control+d")
    expect_objects(page, 5)
    press(page, "Escape", "Enter")
    expect_photo(page, 1)
    press(page, "Control+v", "Escape")
    expect_objects(page, 2)
    press(page, "Enter")
    first, second, third, *doubles = only_response(customer, task)["annotations"]
    assert places(first["vertices"])[0] == (50, 40)
    assert [first["z_order"], second["z_order"], "z_order" in third] == [1, 1, False]
    assert first["group"] == second["group"]
    assert doubles[0]["group"] == doubles[1]["group"] != first["group"]
    assert places(doubles[0]["vertices"])[0] == (60, 50)
    pasted = only_response(customer, following)["annotations"]
    assert [places(shape["vertices"])[0] for shape in pasted] == [(50, 40), (70, 60)]
    assert pasted[0]["group"] == pasted[1]["group"]
    assert pasted[0]["uuid"] != first["uuid"]


def test_the_menu_does_what_the_keys_do_and_gives_the_keys_back(open_desk: Desk, customer: Customer) -> None:
    page, _, [task] = open_desk(answer(square(40, 40, 60), square(60, 60, 60)))
    press(page, "Control+a")
    page.get_by_role("button", name="What to do with the selected").click()
    expect(page.get_by_role("menuitem", name="Paste")).to_be_visible()
    page.screenshot(path=SHOTS / "image-menu.png")
    page.get_by_role("menuitem", name="Merge polygons that touch").click()
    expect_objects(page, 1)
    press(page, "Escape", "Enter")
    [merged] = only_response(customer, task)["annotations"]
    assert len(merged["vertices"]) == 8


def test_a_question_comes_and_goes_with_the_answer_it_hangs_on(open_desk: Desk, customer: Customer) -> None:
    page, easel, [task] = open_desk(answer(square(40, 40, 60)))
    easel.click((60, 60))
    question = page.get_by_role("group", name="Which crop?")
    expect(question).to_have_count(0)
    press(page, "Shift+1")
    expect(question).to_be_visible()
    press(page, "Shift+3")
    page.get_by_role("button", name="Nothing").click()
    expect(question).to_have_count(0)
    press(page, "Control+z")
    expect(question.get_by_role("button", name="Rye")).to_have_attribute("aria-pressed", "true")
    press(page, "Shift+2", "Escape", "Enter")
    assert by_label(customer, task)["field"]["attributes"] == {"use": "none"}


def test_everything_undone_and_redone_is_the_same_answer(open_desk: Desk, customer: Customer) -> None:
    page, easel, [task] = open_desk()
    draw_everything(page, easel)
    press(page, *["Control+z"] * 8)
    expect_objects(page, 0)
    press(page, *["Control+Shift+z"] * 8)
    expect_objects(page, 8)
    press(page, "Enter")
    assert set(by_label(customer, task)) == {label["name"] for label in ONTOLOGY["labels"]}


def test_help_lists_the_keys_of_every_tool_that_the_project_has(open_desk: Desk) -> None:
    page, _, _ = open_desk()
    press(page, "?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("turn the selected by 1°, by 15°")
    expect(keys).to_contain_text("bring back a keypoint")
    page.screenshot(path=SHOTS / "image-keys.png")
