"""The video editor: the frame on screen is the answer's frame; tracks are drawn, interpolated, undone, submitted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from ..http.files import looked_at
from ..http.moods import add_model
from ..model_server import ModelServer
from ..product import Customer, wait_until
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status
from .easel import CLOSE
from .films import AV1, H264, HEIGHT, OLD, SIDE, VARIABLE, VP9, WIDTH, Film, draw_frame, shoot, square_at
from .gallery import upload_picture
from .screening import easel, expect_frame, frame_on_screen, jump

ONTOLOGY: dict[str, Any] = {
    "labels": [
        {
            "name": "car",
            "title": "Car",
            "color": "#1c7ed6",
            "shapes": ["box", "polygon", "line", "point"],
            "attributes": [
                {
                    "name": "occluded",
                    "title": "Is it hidden?",
                    "type": "category",
                    "is_mutable": True,
                    "choices": [{"name": "no", "title": "No"}, {"name": "yes", "title": "Yes"}],
                }
            ],
        },
        {"name": "person", "title": "Person", "color": "#e8590c", "shapes": ["box"]},
        {"name": "turn", "title": "Turn", "color": "#2f9e44", "shapes": ["event"]},
    ],
    "attributes": [],
    "relations": [],
}

Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_film(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with one film to label; and the task."""

    def open_one(
        film: Film, hypothesis: dict[str, Any] | None = None, tracker: str | None = None, **options: Any
    ) -> tuple[Page, str]:
        project = customer.make_project(modality="video.v1", ontology=ONTOLOGY)
        if tracker is not None:
            settings = {"url": tracker, "is_interactive": True}
            add_model(customer, project, kind="label_studio", settings=settings)
        made = customer.operator.ask("POST", "/assets", params={"name": film.name}, content=shoot(film))
        asset = looked_at(customer, made.json()["id"])
        assert asset["status"] == "ready", asset
        row = {"attachment": asset["id"], "unique_id": film.name, **({"hypothesis": hypothesis} if hypothesis else {})}
        [task] = add_in_order(customer, project, [row])
        page = sign_in("labeler", **options)
        expect_item(page, film.name)
        expect_frame(page, 0)
        return page, task

    return open_one


@pytest.mark.parametrize("film", [H264, VP9, AV1, VARIABLE, OLD], ids=lambda film: film.name)
def test_the_frame_on_screen_is_the_frame_of_the_index(open_film: Desk, film: Film) -> None:
    page, _ = open_film(film)
    chance = Random(7)
    for number in [film.frames - 1, *(chance.randrange(film.frames) for _ in range(12)), 0]:
        jump(page, number)
        expect_frame(page, number)
    for key, by in (("f", 1), ("g", 10), ("f", 1), ("d", -1), ("s", -10), ("d", -1)):
        before = frame_on_screen(page)
        press(page, key)
        expect_frame(page, max(0, before + by))
    press(page, "End", *["d"] * 5)
    expect_frame(page, film.frames - 6)


def moving_box(left: float, top: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (left, top), (left + SIDE, top + SIDE)


def sides(keyframe: dict[str, Any]) -> list[float]:
    return [keyframe[side] for side in ("left", "top", "width", "height")]


def blue_at(page: Page, x: float, y: float) -> bool:
    """Whether a label's blue line runs through this place of the picture."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    column, row = (round(side) for side in easel(page).on_screen((x, y)))
    near = [picture.getpixel((column + across, row + down)) for across in range(-2, 3) for down in range(-2, 3)]
    return any(blue - red > 120 for red, _, blue in near)


def test_a_box_is_followed_by_two_keyframes_and_what_lies_between_is_interpolated(
    open_film: Desk, customer: Customer
) -> None:
    page, task = open_film(H264)
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(0)))
    expect_objects(page, 1)
    press(page, "v")
    jump(page, 40)
    expect_frame(page, 40)
    left, top = square_at(0)
    new_left, new_top = square_at(40)
    easel(page).drag((left + 30, top + 30), (new_left + 30, new_top + 30))
    press(page, "Escape")
    jump(page, 20)
    expect_frame(page, 20)
    middle_left, middle_top = square_at(20)
    assert blue_at(page, middle_left, middle_top + SIDE / 2)
    assert not blue_at(page, left, top + SIDE / 2)
    press(page, *["Control+z"] * 2)
    expect_objects(page, 0)
    press(page, *["Control+Shift+z"] * 2)
    expect_objects(page, 1)
    assert blue_at(page, middle_left, middle_top + SIDE / 2)
    press(page, "Enter")
    [track] = only_response(customer, task)["annotations"]
    assert (track["type"], track["label"], track["attributes"]) == ("box", "car", {})
    assert [keyframe["frame"] for keyframe in track["keyframes"]] == [0, 40]
    for keyframe in track["keyframes"]:
        assert sides(keyframe) == pytest.approx([*square_at(keyframe["frame"]), SIDE, SIDE], abs=2 * CLOSE)


def test_tracks_and_events_by_keyboard_alone(open_film: Desk, customer: Customer) -> None:
    page, task = open_film(VP9)
    press(page, "b", "ArrowRight", "Enter", *["Shift+ArrowRight"] * 3, *["Shift+ArrowDown"] * 2, "Enter")
    expect_objects(page, 1)
    press(page, "v", "g", "g")
    expect_frame(page, 20)
    press(page, "Shift+ArrowRight", "f")
    expect_frame(page, 21)
    press(page, "m", "Alt+ArrowRight")
    expect_frame(page, 22)
    press(page, "Shift+1", "g")
    expect_frame(page, 32)
    press(page, "u", "Escape", "Home", "f", "f")
    expect_frame(page, 2)
    press(page, "y", "g")
    expect_frame(page, 12)
    press(page, "y", "Escape", "End")
    expect_frame(page, VP9.frames - 1)
    press(page, "Shift+Y")
    expect_objects(page, 3)
    press(page, "Escape", "Enter")
    annotations = only_response(customer, task)["annotations"]
    [track] = [each for each in annotations if each["type"] == "box"]
    assert [(each["frame"], each.get("is_outside", False), each["left"]) for each in track["keyframes"]] == [
        (0, False, 240),
        (20, False, 250),
        (22, False, 250),
        (32, True, 250),
    ]
    assert [each.get("attributes") for each in track["keyframes"]] == [None, None, {"occluded": "no"}, None]
    events = [(each["start_frame"], each["end_frame"]) for each in annotations if each["type"] == "event"]
    assert events == [(2, 12), (VP9.frames - 1, VP9.frames - 1)]


def test_the_timeline_moves_the_playhead_keyframes_and_events(open_film: Desk, customer: Customer) -> None:
    box = {"left": 10, "top": 60, "width": 40, "height": 40}
    common: dict[str, Any] = {"attributes": {}}
    track = {
        **common,
        "uuid": "t1",
        "type": "box",
        "label": "car",
        "keyframes": [{"frame": 0, **box}, {"frame": 60, **box}],
    }
    event = {**common, "uuid": "e1", "type": "event", "label": "turn", "start_frame": 20, "end_frame": 39}
    page, task = open_film(H264, {"annotations": [event, track], "global_attributes": {}, "links": []})
    room = page.get_by_role("img", name="Timeline").bounding_box()
    assert room
    frame_width = (room["width"] - 148) / H264.frames

    def place(frame: float, row: int) -> tuple[float, float]:
        return room["x"] + 148 + frame * frame_width, room["y"] + 24 + row * 22 + 11

    def drag_on_timeline(start: tuple[float, float], end: tuple[float, float]) -> None:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=4)
        page.mouse.up()

    drag_on_timeline(place(10.5, -1), place(33.5, -1))
    expect_frame(page, 33)
    drag_on_timeline(place(60.5, 1), place(80.5, 1))
    drag_on_timeline(place(40, 0), place(50, 0))
    page.mouse.click(*place(0.5, 1))
    expect_frame(page, 0)
    press(page, "Shift+Space", "Escape", "Enter")
    answer = {each["uuid"]: each for each in only_response(customer, task)["annotations"]}
    assert [each["frame"] for each in answer["t1"]["keyframes"]] == [0, 80]
    assert (answer["e1"]["start_frame"], answer["e1"]["end_frame"]) == pytest.approx((20, 50), abs=1)


def test_a_track_is_split_and_its_halves_are_merged_again(open_film: Desk, customer: Customer) -> None:
    page, task = open_film(H264)
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(0)))
    press(page, "v")
    jump(page, 30)
    expect_frame(page, 30)
    press(page, "n")
    expect_objects(page, 2)
    press(page, "Escape", "Tab", ">", "Shift+M")
    expect_objects(page, 1)
    press(page, *["Control+z"] * 2)
    expect_objects(page, 1)
    press(page, "Control+Shift+z")
    expect_objects(page, 2)
    press(page, "Enter")
    early, late = only_response(customer, task)["annotations"]
    assert [(each["frame"], each.get("is_outside", False)) for each in early["keyframes"]] == [(0, False), (30, True)]
    assert [each["frame"] for each in late["keyframes"]] == [30]


def test_playing_shows_frames_in_order_at_the_speed_asked_for(open_film: Desk) -> None:
    page, _ = open_film(VARIABLE)
    page.get_by_label("Speed").select_option("0.5")
    canvas(page).focus()
    jump(page, 20)
    expect_frame(page, 20)
    press(page, "j")
    wait_until(lambda: frame_on_screen(page) > 24)
    press(page, "j")
    stopped = frame_on_screen(page)
    expect_frame(page, stopped)
    press(page, "Shift+J")
    wait_until(lambda: frame_on_screen(page) < stopped)
    press(page, "Shift+J")
    expect_frame(page, frame_on_screen(page))


def test_what_was_said_stays_while_the_video_plays_on(open_film: Desk) -> None:
    page, _ = open_film(H264)
    page.get_by_label("Speed").select_option("0.25")
    canvas(page).focus()
    press(page, "j", "u")
    expect(status(page)).to_contain_text("select a track first")
    said_at = frame_on_screen(page)
    wait_until(lambda: frame_on_screen(page) > said_at + 2)
    expect(status(page)).to_contain_text("select a track first")
    page.get_by_role("button", name="First frame").click()
    expect(status(page)).not_to_contain_text("select a track first")


def test_images_in_a_row_are_a_video_too(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY)
    assets = [upload_picture(customer.operator, f"{number}.png", picture_of(number)) for number in range(6)]
    row = {"attachments": assets, "frame_rate": 5, "unique_id": "series"}
    [task] = add_in_order(customer, project, [row])
    page = sign_in("labeler")
    expect_item(page, "series")
    for number in (0, 4, 5, 2):
        jump(page, number)
        expect_frame(page, number)
    press(page, "b")
    easel(page).drag((100, 100), (180, 160))
    press(page, "Escape", "Enter")
    [track] = only_response(customer, task)["annotations"]
    assert [each["frame"] for each in track["keyframes"]] == [2]


def picture_of(number: int) -> bytes:
    written = BytesIO()
    Image.fromarray(draw_frame(number)).save(written, "PNG")
    return written.getvalue()


def test_a_box_is_followed_by_itself_and_told_in_few_keyframes(open_film: Desk, customer: Customer) -> None:
    page, task = open_film(H264)
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(0)))
    press(page, "v", "Shift+G")
    expect(status(page)).to_contain_text("followed for")
    press(page, "Control+z", "Control+Shift+z", "Escape", "Enter")
    [track] = only_response(customer, task)["annotations"]
    frames = [keyframe["frame"] for keyframe in track["keyframes"]]
    assert frames[0] == 0
    assert frames[-1] == H264.frames - 1
    assert len(frames) <= 4
    for keyframe in track["keyframes"]:
        assert sides(keyframe) == pytest.approx([*square_at(keyframe["frame"]), SIDE, SIDE], abs=0.05 * SIDE + 1)


def test_a_model_is_asked_to_follow_a_box_and_its_keyframes_are_accepted(
    open_film: Desk, customer: Customer, server: ModelServer
) -> None:
    page, task = open_film(H264, tracker=server.url)
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(0)))
    press(page, "v")
    server.regions = []
    press(page, "Alt+Shift+G")
    expect(status(page)).to_contain_text("the model sees nothing to follow")
    sequence = [
        {"frame": frame + 1, "x": 100 * left / WIDTH, "y": 100 * top / HEIGHT, "width": 100 * SIDE / WIDTH,
         "height": 100 * SIDE / HEIGHT, "rotation": 0, "enabled": True, "time": 0}
        for frame in (0, 20, 40)
        for left, top in [square_at(frame)]
    ]  # fmt: skip
    value = {"framesCount": H264.frames, "duration": 4, "sequence": sequence, "labels": ["Car"]}
    server.regions = [{"id": "1", "from_name": "x", "to_name": "video", "type": "videorectangle", "value": value}]
    page.get_by_role("button", name="Ask a model to follow this box").click()
    expect(status(page)).to_contain_text("the model set 2 keyframes")
    press(page, "Control+z")
    press(page, "Control+Shift+z", "Space", "Escape", "Enter")
    [track] = only_response(customer, task)["annotations"]
    assert [keyframe["frame"] for keyframe in track["keyframes"]] == [0, 20, 40]
    for keyframe in track["keyframes"]:
        assert sides(keyframe) == pytest.approx([*square_at(keyframe["frame"]), SIDE, SIDE], abs=2 * CLOSE)


def test_without_a_model_there_is_nobody_to_ask(open_film: Desk) -> None:
    page, _ = open_film(H264)
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(0)))
    press(page, "v", "Alt+Shift+G")
    expect(status(page)).to_contain_text("no model of this project can be asked")
    expect(page.get_by_role("button", name="Ask a model to follow this box")).to_have_count(0)


def test_a_part_shows_its_own_frames_under_the_numbers_of_the_video(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    cut = {"length": 60, "overlap": 15}
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=cut)
    made = customer.operator.ask("POST", "/assets", params={"name": H264.name}, content=shoot(H264))
    row = {"attachment": looked_at(customer, made.json()["id"])["id"], "unique_id": "street"}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, expect=201)
    customer.wait_for_counts(project, label=3)
    ids = {each["unique_id"]: each["id"] for each in customer.operator.get(f"/projects/{project}/tasks")["items"]}
    assert customer.task(ids["street#2"])["content"]["part"] | {"of": ""} == {
        "of": "", "number": 2, "count": 3, "first": 35, "last": 84, "overlap": 15,
    }  # fmt: skip
    for name in ("street", "street#3"):
        customer.operator.post(f"/tasks/{ids[name]}/cancel", expect=204)
    page = sign_in("labeler")
    expect_item(page, "street#2")
    expect_frame(page, 35)
    player = page.get_by_text("part 2 of 3")
    expect(player).to_contain_text("also in part 1")
    press(page, "b")
    easel(page).drag(*moving_box(*square_at(35)))
    press(page, "v", "Escape", "d", "s")
    expect_frame(page, 35)
    press(page, "End", "f", "g")
    expect_frame(page, 84)
    expect(player).to_contain_text("also in part 3")
    jump_to_the_nearest(page, 5, 35)
    jump(page, 60)
    expect_frame(page, 60)
    expect(player).not_to_contain_text("also in")
    expect_objects(page, 1)
    press(page, "Enter")
    [track] = only_response(customer, ids["street#2"])["annotations"]
    assert [each["frame"] for each in track["keyframes"]] == [35]


def jump_to_the_nearest(page: Page, wanted: int, shown: int) -> None:
    press(page, "Control+j")
    page.keyboard.type(str(wanted))
    press(page, "Enter")
    expect_frame(page, shown)
