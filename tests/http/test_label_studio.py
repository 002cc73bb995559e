"""A team's Label Studio project, moved here and back through the server and the command line."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from label_studio_sdk.converter import Converter
from PIL import Image

from goldsmith.client import Goldsmith

from ..product import Customer
from .test_client import Shell

CONFIG = """<View>
  <Header value="Mark every car."/>
  <Image name="image" value="$photo" zoom="true"/>
  <RectangleLabels name="box" toName="image">
    <Label value="Fast car" background="red" hotkey="c"/>
  </RectangleLabels>
  <Choices name="Weather" toName="image" required="true">
    <Choice value="Sunny!"/>
    <Choice value="Rain"/>
  </Choices>
</View>"""


@pytest.fixture
def client(customer: Customer) -> Iterator[Goldsmith]:
    with Goldsmith(customer.product.url, customer.operator.key) as made:
        yield made


@pytest.fixture
def shell(customer: Customer, tmp_path: Path) -> Shell:
    return Shell(customer, tmp_path)


def result(kind: str, from_name: str, **value: Any) -> dict[str, Any]:
    beside = {"original_width": 80, "original_height": 40, "image_rotation": 0}
    return {"id": uuid4().hex, "from_name": from_name, "to_name": "image", "type": kind, **beside, "value": value}


def annotated(name: str, number: int) -> dict[str, Any]:
    car = result("rectanglelabels", "box", x=10, y=20, width=30, height=40, rotation=0, rectanglelabels=["Fast car"])
    weather = result("choices", "Weather", choices=["Sunny!"])
    annotations = [{"id": 1, "result": [car, weather], "was_cancelled": False, "completed_by": 3}]
    return {"id": number, "data": {"photo": f"/data/upload/7/{name}"}, "annotations": annotations, "drafts": []}


def test_a_config_says_what_it_would_become_and_makes_nothing(customer: Customer, client: Goldsmith) -> None:
    read = client.projects.read_label_studio(CONFIG)
    assert (read.modality, read.instructions) == ("image.v1", "Mark every car.")
    [label] = read.ontology["labels"]
    assert (label["name"], label["title"], label["color"], label["shapes"]) == (
        "fast_car",
        "Fast car",
        "#ff0000",
        ["box"],
    )
    noted = {each.what: (each.count, each.line) for each in read.not_understood}
    assert noted == {"attribute hotkey of Label": (1, 5), "attribute zoom of Image": (1, 3)}
    assert list(client.projects.list()) == []


@pytest.mark.parametrize(
    ("config", "status", "words"),
    [
        ("<View>\n<Text", 400, "line 2"),
        ('<!DOCTYPE v [<!ENTITY a "b">]><View/>', 400, "document type"),
        ('<View>\n<TimeSeries name="a" value="$a"/></View>', 422, "line 2: TimeSeries is about"),
    ],
)
def test_a_config_that_cannot_be_read_says_why(customer: Customer, config: str, status: int, words: str) -> None:
    answer = customer.operator.ask("POST", "/label-studio/config", json={"config": config})
    assert answer.status_code == status
    assert words in answer.json()["error"]


def test_labelers_read_no_configs(customer: Customer) -> None:
    labeler = customer.caller("labeler")
    assert labeler.ask("POST", "/label-studio/config", json={"config": CONFIG}).status_code == 403


def test_a_project_moves_here_and_back(shell: Shell, customer: Customer, client: Goldsmith, tmp_path: Path) -> None:
    pictures, config, tasks = tmp_path / "upload", tmp_path / "config.xml", tmp_path / "tasks.json"
    names = [f"{uuid4().hex}-car.png" for _ in range(2)]
    pictures.mkdir()
    for name in names:
        Image.new("RGB", (80, 40)).save(pictures / name)
    config.write_text(CONFIG)
    tasks.write_text(json.dumps([annotated(name, number) for number, name in enumerate(names)]))
    asked = ("import", "label_studio_project", str(config), str(tasks), "--project", "Cars", "--files", str(pictures))
    done = shell(*asked)
    assert (done["created"], done["rejected"]) == (2, 0)
    assert done["losses"] == [{"lost": "who annotated and how long it took", "count": 2}]
    assert shell(*asked)["created"] == 0
    shell("projects", "settings", "Cars", "--review-percent", "0", "--audit-percent", "0")
    [project] = list(client.projects.list())
    assert client.instructions.get(project.id).markdown == "Mark every car."

    customer.wait_for_counts(project.id, label=2)
    labeler = customer.caller("labeler")
    for _ in range(2):
        claim = labeler.claim(project.id)
        [box] = claim["hypothesis"]["annotations"]
        assert (box["left"], box["top"], box["width"], box["height"]) == (8, 8, 24, 16)
        assert claim["hypothesis"]["global_attributes"] == {"weather": "sunny_"}
        labeler.submit(claim, answer=claim["hypothesis"])
    customer.wait_for_counts(project.id, done=2)
    delivery = customer.deliver(project.id)
    client.deliveries.download(delivery["id"], tmp_path / "back.zip", format="label_studio")
    check_export(tmp_path / "back.zip", tmp_path / "back")


def check_export(export: Path, folder: Path) -> None:
    """Label Studio's own converter finds the cars where they were, and the config is the team's own."""
    with zipfile.ZipFile(export) as archive:
        archive.extractall(folder)
    config = (folder / "config.xml").read_text()
    assert '<Label value="Fast car" background="#ff0000"/>' in config
    assert '<Choice value="Sunny!"/>' in config
    converter = Converter(config, str(folder), download_resources=False)
    converter.convert(str(folder / "tasks.json"), str(folder / "out"), "COCO", is_dir=False)
    coco = json.loads((folder / "out" / "result.json").read_text())
    assert [each["bbox"] for each in coco["annotations"]] == [pytest.approx([8, 8, 24, 16])] * 2


def test_a_project_of_that_name_that_asks_something_else_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    config, tasks = tmp_path / "config.xml", tmp_path / "tasks.json"
    config.write_text(CONFIG)
    tasks.write_text("[]")
    shell("import", "label_studio_project", str(config), str(tasks), "--project", "Cars")
    config.write_text(CONFIG.replace("Rain", "Snow"))
    asked = ("import", "label_studio_project", str(config), str(tasks), "--project", "Cars")
    assert "asks something else" in shell(*asked, code=1)["error"]
    assert "two files" in shell(*asked[:3], "--project", "Cars", code=1)["error"]


def test_a_broken_file_of_tasks_adds_nothing(shell: Shell, client: Goldsmith, tmp_path: Path) -> None:
    config, tasks = tmp_path / "config.xml", tmp_path / "tasks.json"
    config.write_text(CONFIG)
    tasks.write_text(json.dumps([annotated("a.png", 1)], indent=1)[:-2] + ",\n{")
    refused = shell("import", "label_studio_project", str(config), str(tasks), "--project", "Cars", code=1)
    assert "tasks.json, line" in refused["error"]
    [project] = list(client.projects.list())
    assert list(client.tasks.list(project.id)) == []
