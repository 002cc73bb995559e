"""Models in the browser: one learns from people, one is connected by keyboard, run, put on duty, paid and removed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from ..http.moods import MOOD, add_texts, answer_some
from ..model_server import ModelServer
from ..product import Customer, wait_until
from .browsing import PHONE, SHOTS, Visit, hire


def figure(card: Locator, label: str) -> Locator:
    """The value of one of a card's figures."""
    return card.locator("dl > div").filter(has_text=label).locator("dd").first


def connect(page: Page, server: ModelServer, **amounts: str) -> None:
    """Connect a chat model with the keyboard alone."""
    page.get_by_role("button", name="Connect a model").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Learned").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Address").fill("ftp://models.example")
    page.get_by_label("Name of the model there").fill("judge-1")
    page.get_by_role("textbox", name="Key", exact=True).fill("sk-very-secret")
    for label, amount in amounts.items():
        page.get_by_role("textbox", name=label.replace("_", " ").capitalize()).fill(amount)
    page.get_by_label("Name", exact=True).fill("First judge")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("The address of a model starts with https://")).to_be_visible()
    page.get_by_label("Address").fill(f"{server.url}/v1")
    page.keyboard.press("Enter")


def test_a_learned_model_is_one_click_and_its_card_follows_it(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    truth = add_texts(customer, project, 40)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/models")
    page.get_by_role("button", name="Learn from our answers").click()
    card = page.get_by_role("article", name="Learned model")
    expect(card.get_by_text("waiting", exact=True)).to_be_visible()
    answer_some(customer, project, truth, 24)
    expect(figure(card, "Tasks answered")).to_have_text("16")
    expect(figure(card, "Right, cross-validated")).to_contain_text("%")
    card.get_by_role("button", name="Stop").click()
    expect(card.get_by_text("stopped it.")).to_be_visible()
    expect(card.get_by_text("stopped", exact=True)).to_be_visible()
    card.get_by_role("button", name="Run now").click()
    expect(card.get_by_text("idle", exact=True)).to_be_visible()


def test_a_chat_model_is_connected_by_keyboard_run_put_on_duty_and_removed(
    visit: Callable[..., Visit], customer: Customer, server: ModelServer
) -> None:
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, 12)
    opened = visit()
    opened.complaints.excuse("/models")  # the browser logs the refusals that this test provokes
    page = opened.sign_in(hire(customer, "operator"))
    page.goto(f"/projects/{project}/models")
    connect(page, server, price_of_a_million_tokens_read="1", budget="0.002")
    card = page.get_by_role("article", name="First judge")
    expect(card.get_by_text(f"judge-1 · {server.url.removeprefix('http://')}")).to_be_visible()
    card.get_by_role("button", name="Run now").click()
    expect(card.get_by_text("raise its budget and let it run")).to_be_visible()
    page.screenshot(path=SHOTS / "models-budget.png")
    card.get_by_role("button", name="Change budget").click()
    page.get_by_role("textbox", name="Budget").fill("0.00001")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is spent already")).to_be_visible()
    page.get_by_role("textbox", name="Budget").fill("2")
    page.keyboard.press("Enter")
    expect(card.get_by_text("of €2.00")).to_be_visible()
    card.get_by_role("button", name="Run now").click()
    expect(figure(card, "Tasks answered")).to_have_text("12")
    switch = card.get_by_role("switch", name="Answers new tasks by itself")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    add_texts(customer, project, 2, first=12)
    expect(figure(card, "Tasks answered")).to_have_text("14")
    assert "sk-very-secret" not in page.content()
    page.set_viewport_size(PHONE)
    page.screenshot(path=SHOTS / "models-duty-phone.png")
    card.get_by_role("button", name="Remove First judge").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="No model answers yet")).to_be_visible()


FUNCTION = """from goldsmith import label_function


@label_function(attribute="mood", confidence=0.75)
def by_the_harbour(item):
    return "good" if "harbour" in item.text else None
"""


def test_a_task_tells_what_models_and_functions_said_but_not_to_reviewers(
    visit: Callable[..., Visit], customer: Customer, server: ModelServer
) -> None:
    project = customer.make_project(ontology=MOOD, name="Harbour notes", answers_needed=2)
    truth = add_texts(customer, project, 30)
    task = next(iter(truth))
    customer.operator.post(f"/projects/{project}/functions", {"source": FUNCTION}, expect=202)
    settings = {"url": f"{server.url}/v1", "model": "judge-1"}
    judge = customer.operator.post(
        f"/projects/{project}/models", {"kind": "chat", "name": "First judge", "settings": settings}, expect=201
    )
    customer.operator.post(f"/models/{judge['id']}/run", expect=202)
    wait_until(lambda: customer.operator.get(f"/models/{judge['id']}")["tasks_answered"] == 30, 60)
    wait_until(lambda: customer.operator.get(f"/projects/{project}/functions")["looked"] == 30, 60)
    for _ in range(2):
        answer_some(customer, project, truth, 30)
    wait_until(lambda: len(known_machines(customer, task)) == 2, 60)
    page = visit().sign_in(hire(customer, "operator"))
    page.goto(f"/tasks/{task}")
    said = page.get_by_role("list", name="What models and functions said")
    expect(said.get_by_role("listitem").filter(has_text="First judge")).to_contain_text("mood: good")
    expect(said.get_by_role("listitem").filter(has_text="by_the_harbour")).to_contain_text("75\u202f% sure")
    expect(said.get_by_text("Right in")).to_have_count(2)
    said.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "task-opinions.png")
    page.set_viewport_size(PHONE)
    said.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "task-opinions-phone.png")
    reviewing = visit().sign_in(hire(customer, "reviewer"))
    reviewing.goto(f"/tasks/{task}")
    expect(reviewing.get_by_role("heading", name="Why this answer")).to_be_visible()
    expect(reviewing.get_by_role("heading", name="What models and functions said")).to_have_count(0)


def known_machines(customer: Customer, task: str) -> list[str]:
    """The machines of which something is known, by name."""
    why = customer.operator.get(f"/tasks/{task}/why")
    return [opinion["labeler"]["name"] for opinion in why["opinions"] if opinion["skills"]]


def test_a_member_sees_models_and_touches_none(visit: Callable[..., Visit], customer: Customer) -> None:
    project = customer.make_project(ontology=MOOD)
    customer.operator.post(f"/projects/{project}/models", {"kind": "learned"}, expect=201)
    page = visit().sign_in(hire(customer, "member"))
    page.goto(f"/projects/{project}/models")
    card = page.get_by_role("article", name="Learned model")
    expect(card).to_be_visible()
    expect(card.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("button", name="Connect a model")).to_have_count(0)
