"""A Label Studio config in the browser: pasted, looked at, and made a project."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from ..product import Customer
from .browsing import Visit, hire

CONFIG = """<View>
  <Header value="Mark every car."/>
  <Image name="image" value="$photo" zoom="true"/>
  <RectangleLabels name="box" toName="image">
    <Label value="Fast car" hotkey="c"/>
    <Label value="Slow car" hotkey="s"/>
  </RectangleLabels>
  <Choices name="Weather" toName="image"><Choice value="Sun"/><Choice value="Rain"/></Choices>
</View>"""


def test_a_label_studio_config_becomes_a_project(visit: Callable[..., Visit], customer: Customer) -> None:
    opened = visit()
    opened.complaints.excuse("/label-studio/config")  # the browser logs the 400 of a broken config
    page = opened.sign_in(hire(customer, "admin"))
    page.get_by_role("link", name="New project").click()
    page.get_by_role("button", name="From a Label Studio config").click()
    config = page.get_by_label("Labeling config")
    config.fill("<View>\n<Text>")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("line 2")

    config.fill(CONFIG)
    page.get_by_role("button", name="Read it").click()
    becomes = page.get_by_role("region", name="What it becomes")
    for told in ("Image", "Fast car · Slow car", "Weather", "Mark every car.", "2 times, first in line 5"):
        expect(becomes).to_contain_text(told)
    becomes.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="What do you ask?")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Project name").fill("Cars from there")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("link", name="Cars from there")).to_be_visible()
