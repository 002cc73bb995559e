"""Pictures and tools while one talks to models: added by paste, drop, button and key; answered, and kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from goldsmith.modalities import registry

from ..http.files import png
from ..http.talking import let_talk, practice_models
from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS
from .desk import add_in_order, canvas, only_response, press

WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"properties": {"place": {"type": "string"}}}},
}
OFFER = """([bytes, type, name, how]) => {
  const content = Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([content], name, { type }));
  const field = document.querySelector("[data-writing]");
  const init = { bubbles: true, cancelable: true };
  field.dispatchEvent(how === "paste" ? new ClipboardEvent("paste", { ...init, clipboardData: data })
    : new DragEvent("drop", { ...init, dataTransfer: data }));
}"""

Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_talk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page on a conversation with these practice models; and its task."""

    def open_conversation(*personalities: str, **content: Any) -> tuple[Page, str]:
        ontology = next(each.ontology for each in registry.get("chat.v1").templates if each.name == "conversation")
        project = customer.make_project(modality="chat.v1", ontology=msgspec.to_builtins(ontology))
        let_talk(customer, project, practice_models(customer, project, *personalities))
        row = {"messages": [{"role": "system", "content": "Be kind."}], **content}
        [task] = add_in_order(customer, project, [{**row, "unique_id": "talk-0"}])
        page = sign_in("labeler")
        canvas(page)
        expect(page.get_by_role("textbox", name="Your message")).to_be_enabled()
        return page, task

    return open_conversation


def offer(page: Page, how: str, content: bytes, name: str = "x.png", media_type: str = "image/png") -> None:
    page.evaluate(OFFER, [base64.b64encode(content).decode(), media_type, name, how])


def marks(customer: Customer, task: str) -> list[Any]:
    return [each for each in only_response(customer, task)["annotations"] if each["type"] == "message"]


def test_pictures_are_pasted_dropped_and_chosen_and_stay_with_the_message(open_talk: Desk, customer: Customer) -> None:
    page, task = open_talk("plain")
    shown = page.get_by_role("img", name="that is shown to the models")
    offer(page, "paste", png(210, 90))
    expect(shown).to_have_count(1)
    offer(page, "drop", png(220, 91))
    expect(shown).to_have_count(2)
    with page.expect_file_chooser() as chosen:
        press(page, "p")
    chosen.value.set_files({"name": "third.png", "mimeType": "image/png", "buffer": png(230, 92)})
    expect(shown).to_have_count(3)
    page.get_by_role("button", name="Take picture 2 out").click()
    expect(shown).to_have_count(2)
    assert find_faults(page) == []

    press(page, "i")
    page.keyboard.type("What do you see here?")
    page.screenshot(path=SHOTS / "talk-pictures.png")
    press(page, "Enter")
    expect(canvas(page)).to_contain_text("You show me 2 pictures. I cannot see; I only count.")
    expect(canvas(page).get_by_role("article", name="User").get_by_role("img")).to_have_count(2)
    page.reload()
    expect(canvas(page).get_by_role("article", name="User").get_by_role("img")).to_have_count(2)
    press(page, "Escape", "Enter")
    [said, reply] = marks(customer, task)
    assert [len(said["attachments"]), reply.get("attachments")] == [2, None]


def test_what_cannot_be_shown_is_said_and_the_words_are_kept(open_talk: Desk) -> None:
    page, _ = open_talk("plain")
    field = page.get_by_role("textbox", name="Your message")
    field.fill("These words stay.")
    for content, name, kind, why in (
        (b"%PDF", "a.pdf", "application/pdf", "a.pdf is no PNG, JPEG, WebP or GIF picture."),
        (bytes(4_000_001), "b.png", "image/png", "b.png has more than 4 MB."),
        (b"no picture at all", "c.png", "image/png", "c.png cannot be shown:"),
    ):
        offer(page, "paste", content, name, kind)
        expect(page.get_by_role("alert")).to_contain_text(why)
        expect(page.get_by_role("alert")).to_contain_text(re.compile("your words are kept", re.IGNORECASE))
        expect(field).to_have_value("These words stay.")


def test_a_tool_is_answered_by_keyboard_and_the_talk_goes_on(open_talk: Desk, customer: Customer) -> None:
    known = [{"name": "get_weather", "content": "21 degrees and sunny"}]
    page, task = open_talk("plain", tools=[WEATHER], tool_results=known)
    press(page, "i")
    page.keyboard.type("Use get_weather for Lisbon")
    press(page, "Enter")
    result = page.get_by_role("textbox", name="get_weather gives back")
    expect(result).to_have_value("21 degrees and sunny")
    expect(result).to_be_focused()
    expect(canvas(page)).to_contain_text("Calls get_weather")
    assert find_faults(page) == []
    page.screenshot(path=SHOTS / "talk-tools.png")
    result.fill("")
    press(page, "Enter")
    expect(result).to_be_focused()
    page.keyboard.type("Rain")
    press(page, "Enter")
    expect(canvas(page)).to_contain_text("The tool gave back: Rain")
    expect(page.get_by_text("4 messages left")).to_be_visible()

    press(page, "Escape", "e")
    expect(result).to_have_value("Rain")
    result.fill("Snow")
    press(page, "Enter")
    expect(canvas(page)).to_contain_text("The tool gave back: Snow")
    expect(page.get_by_text("Version 2 of 2")).to_be_visible()
    press(page, "Escape", "ArrowLeft")
    expect(canvas(page)).to_contain_text("The tool gave back: Rain")
    press(page, "Enter")
    written = marks(customer, task)
    assert [each["role"] for each in written] == ["user", "assistant", "tool", "assistant", "tool", "assistant"]
    [call] = written[1]["tool_calls"]
    assert {each["tool_call_id"] for each in written if each["role"] == "tool"} == {call["id"]}


def test_two_models_that_call_are_compared_and_the_better_call_is_answered(open_talk: Desk, customer: Customer) -> None:
    page, task = open_talk("plain", "wrong", tools=[WEATHER])
    page.get_by_role("textbox", name="Your message").fill("Use get_weather for Lisbon")
    press(page, "Enter")
    expect(canvas(page).get_by_text("Calls get_weather")).to_have_count(2)
    press(page, "Escape", "1")
    result = page.get_by_role("textbox", name="get_weather gives back")
    result.fill("Rain")
    press(page, "Enter")
    expect(canvas(page).get_by_text("The tool gave back: Rain")).to_have_count(2)
    page.screenshot(path=SHOTS / "talk-tools-compared.png")
    press(page, "Escape", "4", "Enter")
    rankings = [each for each in only_response(customer, task)["annotations"] if each["type"] == "ranking"]
    assert [len(each["groups"]) for each in rankings] == [2, 1]


def test_tools_and_pictures_fit_a_phone(open_talk: Desk, customer: Customer) -> None:
    page, _ = open_talk("plain", tools=[WEATHER])
    page.set_viewport_size(PHONE)
    offer(page, "paste", png(900, 700))
    expect(page.get_by_role("img", name="that is shown to the models")).to_be_visible()
    page.screenshot(path=SHOTS / "talk-pictures-phone.png")
    assert overflow(page) == []
    page.get_by_role("textbox", name="Your message").fill("Use get_weather for Lisbon")
    press(page, "Enter")
    expect(page.get_by_role("textbox", name="get_weather gives back")).to_be_visible()
    assert overflow(page) == []
    page.screenshot(path=SHOTS / "talk-tools-phone.png")
