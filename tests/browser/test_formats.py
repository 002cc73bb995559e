"""Other tools' files in the browser: pictures and a COCO file in, a YOLO archive out."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from ..product import Customer

CARS = {"labels": [{"name": "car", "shapes": ["box"]}], "attributes": []}


def pictures(folder: Path) -> list[str]:
    paths = [folder / f"street-{number}.png" for number in range(2)]
    for path in paths:
        Image.new("RGB", (64, 48), "gray").save(path)
    return [str(path) for path in paths]


def instances(folder: Path) -> str:
    images = [{"id": number, "file_name": f"street-{number}.png"} for number in range(2)]
    boxes = [
        {"id": number, "image_id": number, "category_id": 1, "bbox": [8, 8, 16, 12], "segmentation": []}
        for number in range(2)
    ]
    path = folder / "instances.json"
    path.write_text(json.dumps({"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "car"}]}))
    return str(path)


def choose(page: Page, button: str, paths: str | list[str]) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=button).click()
    chosen.value.set_files(paths)


def test_a_coco_file_comes_in_with_its_pictures_and_leaves_as_yolo(
    customer: Customer, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    project = customer.make_project(modality="image.v1", ontology=CARS)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/add")
    page.get_by_text("Import", exact=True).click()
    page.get_by_label("Format").select_option("coco")
    choose(page, "Choose files", pictures(tmp_path))
    expect(page.get_by_text("2 of 2 files sent")).to_be_visible()
    choose(page, "Choose a file", instances(tmp_path))
    expect(page.get_by_text("2 tasks were added.")).to_be_visible()

    customer.wait_for_counts(project, label=2)
    labeler = customer.caller("labeler")
    while claim := labeler.claim(project):
        labeler.submit(claim, answer={"annotations": claim["hypothesis"]["annotations"]})
    customer.wait_for_counts(project, done=2)
    customer.deliver(project)
    page.goto(f"/projects/{project}/deliveries")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="yolo", exact=True).click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert archive.read("labels/train/street-1.txt").split()[0] == b"0"
