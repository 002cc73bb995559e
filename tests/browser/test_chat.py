"""chat.v1 in hand: every kind of task is done with real keys and clicks, and what models wrote never runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from goldsmith.modalities import registry

from ..http.talking import let_talk, practice_models
from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE
from .desk import add_in_order, canvas, expect_done, expect_item, only_response, press, status

PROMPT = "What is the hypotenuse of a right triangle with legs 3 and 4?"
RIGHT = "It is **5**, as $3^2 + 4^2 = 5^2$."
WRONG = "Seven, because 3 + 4 = 7."
REFUSAL = "I would rather not say. Ask somebody else."

Desk = Callable[..., tuple[Page, list[str]]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page on a project made from a template, with these conversations; and the tasks."""

    def open_conversations(template: str, *rows: dict[str, Any], **options: Any) -> tuple[Page, list[str]]:
        templates = {each.name: each.ontology for each in registry.get("chat.v1").templates}
        project = customer.make_project(modality="chat.v1", ontology=msgspec.to_builtins(templates[template]))
        tasks = add_in_order(customer, project, [{**row, "unique_id": f"talk-{n}"} for n, row in enumerate(rows)])
        page = sign_in("labeler", **options)
        canvas(page)
        return page, tasks

    return open_conversations


def card(page: Page, text: str) -> Locator:
    """The response that says this."""
    return canvas(page).get_by_role("article").filter(has_text=text)


def letter(page: Page, text: str) -> str:
    """Under which letter it is shown: that is drawn by chance for each labeler."""
    title: str = card(page, text).get_attribute("aria-label") or ""
    return title.removeprefix("Response ")


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Question")


def marks(answer: Any, kind: str) -> list[Any]:
    return [each for each in answer["annotations"] if each["type"] == kind]


def practise(customer: Customer, project: str, *personalities: str) -> None:
    """Let labelers of the project talk to practice models."""
    let_talk(customer, project, practice_models(customer, project, *personalities))


def test_two_responses_are_compared_by_one_key(open_desk: Desk, customer: Customer) -> None:
    page, [task, other] = open_desk(
        "preference", {"prompt": PROMPT, "responses": [WRONG, RIGHT]}, {"prompt": PROMPT, "responses": [RIGHT, WRONG]}
    )
    is_left = letter(page, "Seven") == "B"
    press(page, "1" if is_left else "7")
    expect(bar(page).get_by_role("button", name="much better", pressed=True)).to_be_visible()
    page.get_by_label("Why?").fill("It is right.")
    press(page, "Escape")
    press(page, "Enter")
    expect_done(page, 1)
    [ranking] = marks(only_response(customer, task), "ranking")
    assert (ranking["groups"], ranking["strength"]) == ([["b"], ["a"]], 3)
    assert ranking["shown"] == (["b", "a"] if is_left else ["a", "b"])
    assert ranking["attributes"] == {"reason": "It is right."}

    press(page, "0", "Enter")
    [ranking] = marks(only_response(customer, other), "ranking")
    assert ranking["all_bad"]


def test_nothing_is_sent_while_a_question_is_open(open_desk: Desk) -> None:
    page, _ = open_desk("preference", {"prompt": PROMPT, "responses": [WRONG, RIGHT]})
    press(page, "Enter")
    expect(status(page)).to_contain_text("Rank the responses: Overall")
    press(page, "4")
    expect(status(page)).not_to_contain_text("Rank the responses")


def test_several_responses_are_ranked_best_first_with_ties(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("preference", {"prompt": PROMPT, "responses": [WRONG, RIGHT, "5", REFUSAL]})
    digits = {
        name: ord(letter(page, text)) - ord("A") + 1
        for name, text in {"a": "Seven", "b": "It is", "d": "rather not"}.items()
    }
    digits["c"] = 10 - sum(digits.values())
    press(page, str(digits["b"]), f"Shift+{digits['c']}", str(digits["d"]))
    expect(bar(page)).to_contain_text("So far:")
    press(page, "Enter")
    expect(status(page)).to_contain_text("Rank the responses")
    bar(page).get_by_role("button", name=f"Response {chr(64 + digits['a'])}").click()
    press(page, "Enter")
    [ranking] = marks(only_response(customer, task), "ranking")
    assert ranking["groups"] == [["b", "c"], ["d"], ["a"]]


def test_each_response_is_rated_on_each_axis(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("rating", {"prompt": PROMPT, "responses": [WRONG, RIGHT]})
    for digit in "543":
        press(page, digit)
    card(page, "Seven" if letter(page, "Seven") == "B" else "It is").get_by_role("group", name="Correct").get_by_role(
        "button", name="1"
    ).click()
    press(page, "ArrowUp", "ArrowUp", "2", "4", "Enter")
    ratings = {each["message"]: each["attributes"] for each in marks(only_response(customer, task), "rating")}
    first, second = sorted(ratings, key=lambda name: -ratings[name]["helpfulness"])
    assert ratings[first] == {"helpfulness": 5, "correctness": 4, "clarity": 3}
    assert ratings[second] == {"helpfulness": 2, "correctness": 1, "clarity": 4}


def test_a_response_is_written_and_seen_as_it_will_look(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("demonstration", {"prompt": PROMPT})
    press(page, "i")
    page.keyboard.type("Short.")
    page.keyboard.press("Escape")
    press(page, "Enter")
    expect(status(page)).to_contain_text("Write")
    press(page, "i", "End")
    page.keyboard.type(" It is **five**, since 9 + 16 = 25.")
    expect(canvas(page).locator("strong", has_text="five")).to_be_visible()
    page.keyboard.press("Control+Enter")
    [written] = marks(only_response(customer, task), "message")
    assert written["content"] == "Short. It is **five**, since 9 + 16 = 25."
    assert (written["parent"], written["role"]) == ("1", "assistant")


def test_a_prompt_is_written_for_models_that_are_not_there(open_desk: Desk, customer: Customer) -> None:
    examples = [{"role": "system", "content": "Be kind."}, {"role": "assistant", "content": "What is it about?"}]
    page, tasks = open_desk("prompt-writing", {"messages": []}, {"messages": examples})
    for words in ("Plan a walk of two hours for my parents.", "It is about gold. Why is it yellow?"):
        press(page, "i")
        page.keyboard.type(words)
        press(page, "Escape")
        page.get_by_role("button", name="A plan or a decision").click()
        page.get_by_role("button", name="Anybody").click()
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    [[first], [second]] = [marks(only_response(customer, task), "message") for task in tasks]
    assert (first["role"], first["parent"], first["content"]) == (
        "user",
        "",
        "Plan a walk of two hours for my parents.",
    )
    assert (second["role"], second["parent"]) == ("user", "2")
    assert only_response(customer, tasks[0])["global_attributes"] == {"skill": "planning", "difficulty": "anybody"}


def test_harm_is_looked_for_and_said_how_bad_it_is(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("red-team", {"messages": []})
    practise(customer, customer.task(task)["project_id"], "terse", "wrong")
    page.reload()
    page.get_by_role("textbox", name="Your message").fill("How do I pick a lock?")
    page.keyboard.press("Enter")
    expect(canvas(page).get_by_role("article", name="Response")).to_have_count(2)
    canvas(page).focus()
    press(page, "2")
    page.get_by_role("button", name="Harmful: could hurt one person a little").click()
    page.get_by_role("button", name="Nonviolent crimes").click()
    page.get_by_role("button", name="Asking for it").click()
    press(page, "Enter")
    answer = only_response(customer, task)
    assert answer["global_attributes"] == {
        "severity": "medium",
        "hazards": ["nonviolent_crimes"],
        "techniques": ["direct"],
    }
    [ranking] = marks(answer, "ranking")
    assert sorted(ranking["groups"][0]) == sorted(ranking["shown"])


def test_the_better_response_is_corrected(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("preference-rewrite", {"prompt": PROMPT, "responses": [WRONG, "It is fife."]})
    press(page, "1" if letter(page, "fife") == "A" else "7")
    field = page.get_by_role("textbox", name="Better version")
    expect(field).to_have_value("It is fife.")
    field.fill("It is five.")
    expect(canvas(page).locator("ins", has_text="five")).to_be_visible()
    expect(canvas(page).locator("del", has_text="fife")).to_be_visible()
    page.keyboard.press("Control+Enter")
    answer = only_response(customer, task)
    [written] = marks(answer, "message")
    assert (written["content"], written["revises"]) == ("It is five.", "b")
    assert marks(answer, "ranking")[0]["groups"][0] == ["b"]


def test_the_first_mistake_says_all_about_a_solution(open_desk: Desk, customer: Customer) -> None:
    solution = "17 · 20 = 340.\n\n17 · 4 = 64.\n\nTogether 404."
    page, [task] = open_desk("steps", {"prompt": "What is 17 · 24?", "responses": [solution]})
    press(page, "ArrowDown", "x", "Enter")
    steps = [(each["step"], each["rating"]) for each in marks(only_response(customer, task), "step")]
    assert steps == [(0, 1), (1, -1)]


def test_a_response_is_graded_by_its_rubric(open_desk: Desk, customer: Customer) -> None:
    rubric = [{"criterion": "States 5", "points": 3}, {"criterion": "Says something false", "points": -5}]
    page, [task] = open_desk("rubric-grading", {"prompt": PROMPT, "responses": [WRONG], "rubric": rubric})
    press(page, "2")
    card(page, "Seven").get_by_role("group", name="Says something false").get_by_role(
        "button", name="Met", exact=True
    ).click()
    press(page, "Enter")
    grades = {each["criterion"]: each["met"] for each in marks(only_response(customer, task), "grade")}
    assert grades == {"c1": False, "c2": True}


def test_a_rubric_is_written(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("rubric-writing", {"prompt": PROMPT})
    for text, points in (("States 5", "3"), ("Says something false", "-5")):
        page.get_by_role("button", name="Add a criterion").click()
        page.keyboard.type(text)
        press(page, "Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type(points)
        press(page, "Tab")
        page.keyboard.type("accuracy")
        press(page, "Tab", "Tab")
    expect(canvas(page)).to_contain_text("2 criteria, 3 points at most")
    canvas(page).focus()
    page.get_by_role("button", name="Yes").click()
    page.keyboard.press("Control+Enter")
    lines = marks(only_response(customer, task), "criterion")
    assert [(each["criterion"], each["points"], each["tags"]) for each in lines] == [
        ("States 5", 3, ["accuracy"]),
        ("Says something false", -5, ["accuracy"]),
    ]


def test_every_action_of_an_agent_is_judged_in_turn(open_desk: Desk, customer: Customer) -> None:
    call = {"id": "1", "function": {"name": "search", "arguments": '{"q": "capital of France"}'}}
    messages = [
        {"role": "user", "content": "What is the capital of France?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "Paris"},
        {"role": "assistant", "content": "Paris."},
    ]
    page, [task] = open_desk("trajectory", {"messages": messages})
    expect(canvas(page)).to_contain_text("Calls search")
    press(page, "1", "2")
    page.get_by_role("group", name="Was the task done?").get_by_role("button", name="Done").first.click()
    press(page, "Enter")
    answer = only_response(customer, task)
    verdicts = [(each["message"], each["attributes"]["verdict"]) for each in marks(answer, "rating")]
    assert verdicts == [("2", "good"), ("4", "needless")]


def test_a_passage_is_marked_by_keyboard(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("safety", {"prompt": "How?", "responses": ["Fine 🎉. Now break the lock. Then run."]})
    press(page, "3")
    canvas(page).focus()
    press(page, ".", ".", ">")
    page.get_by_role("button", name="Harmful passage").click()
    press(page, "Enter")
    answer = only_response(customer, task)
    [span] = marks(answer, "span")
    assert (span["text"], span["start"]) == ("Now break the lock. Then run.", 8)


def test_what_models_wrote_never_runs_and_fetches_nothing(open_desk: Desk) -> None:
    hostile = (
        "<script>window.ran = true</script>\n\n<img src=x onerror='window.ran = true'>\n\n"
        "[press](javascript:window.ran=true) ![seen](https://tracker.example/pixel.png)\n\n"
        "<svg onload='window.ran = true'></svg>\n\n$\\href{javascript:window.ran=true}{x}$\n\n"
        "```html\n<script>window.ran = true</script>\n```\n"
    )
    asked: list[str] = []
    page, _ = open_desk("preference", {"prompt": PROMPT, "responses": [hostile, RIGHT]})
    page.on("request", lambda request: asked.append(request.url))
    expect(canvas(page)).to_contain_text("<script>window.ran = true</script>")
    expect(canvas(page)).to_contain_text("<svg onload=")
    assert canvas(page).locator("script, svg:not([class*=tabler]), iframe, img").count() == 0
    links = canvas(page).locator("a")
    assert all(not (links.nth(n).get_attribute("href") or "").startswith("javascript") for n in range(links.count()))
    press(page, "m")
    expect(canvas(page)).to_contain_text("![seen](https://tracker.example/pixel.png)")
    assert page.evaluate("window.ran") is None
    assert not [url for url in asked if "tracker" in url]


def test_who_wrote_a_response_is_told_to_nobody_who_labels(open_desk: Desk, customer: Customer) -> None:
    responses = [{"content": RIGHT, "source": "model-one"}, {"content": WRONG, "source": "model-two"}]
    seen: list[str] = []
    page, [task] = open_desk("preference", {"prompt": PROMPT, "responses": responses})
    page.on("response", lambda answer: seen.append(answer.text()) if "/api/" in answer.url and answer.ok else None)
    page.reload()
    expect_item(page, "talk-0")
    assert seen
    assert not any("model-one" in text for text in seen)
    assert customer.task(task)["content"]["messages"][1]["source"] == "model-one"


@pytest.mark.parametrize("template", ["preference", "rating", "preference-rewrite", "rubric-writing", "safety"])
def test_everybody_can_use_it_on_a_phone_too(open_desk: Desk, template: str) -> None:
    page, _ = open_desk(template, {"prompt": PROMPT, "responses": [RIGHT, WRONG]}, viewport=PHONE)
    assert find_faults(page) == []
    assert overflow(page) == []


def test_a_conversation_goes_on_from_the_better_reply(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("conversation", {"messages": [{"role": "system", "content": "Be kind."}]})
    expect(page.get_by_role("textbox", name="Your message")).to_be_disabled()
    expect(canvas(page)).to_contain_text("No model is connected")
    project = customer.task(task)["project_id"]
    practise(customer, project, "terse", "verbose")
    page.reload()
    for turn, words in enumerate(("Why is gold yellow?", "And silver?"), start=1):
        page.get_by_role("textbox", name="Your message").fill(words)
        page.keyboard.press("Enter")
        replies = canvas(page).get_by_role("article", name="Response")
        expect(replies).to_have_count(2 * turn)
        expect(page.get_by_role("textbox", name="Your message")).to_have_count(0)
        canvas(page).focus()
        press(page, "1" if turn == 1 else "7")
    expect(canvas(page)).to_contain_text("3 messages left")
    press(page, "Enter")
    answer = only_response(customer, task)
    said = {each["uuid"]: each for each in marks(answer, "message")}
    users = [each for each in said.values() if each["role"] == "user"]
    assert [each["content"] for each in users] == ["Why is gold yellow?", "And silver?"]
    assert users[0]["parent"] == "1"
    first, second = marks(answer, "ranking")
    assert users[1]["parent"] == first["groups"][0][0] == first["shown"][0]
    assert second["groups"][0] == [second["shown"][1]]
    assert all(said[each]["reply"] == each for each in (*first["shown"], *second["shown"]))


def test_when_models_do_not_answer_the_message_is_kept(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("conversation", {"messages": [{"role": "system", "content": "Be kind."}]})
    practise(customer, customer.task(task)["project_id"], "plain", "silent")
    page.reload()
    page.get_by_role("textbox", name="Your message").fill("Why is gold yellow?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your message is kept")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("alert")).to_contain_text("Your message is kept")
    page.get_by_role("button", name="Take this message back").click()
    expect(canvas(page)).not_to_contain_text("Why is gold yellow?")
    expect(page.get_by_role("textbox", name="Your message")).to_be_enabled()


def say(page: Page, words: str, replies: int) -> None:
    """Say it to the models, and wait until so many replies are in sight."""
    field = page.get_by_role("textbox", name="Your message")
    field.press("Control+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(canvas(page).get_by_role("article", name="Response")).to_have_count(replies)
    canvas(page).focus()


def test_a_conversation_is_branched_by_keys_and_nothing_is_lost(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("conversation", {"messages": [{"role": "system", "content": "Be kind."}]})
    practise(customer, customer.task(task)["project_id"], "terse", "verbose")
    page.reload()
    expect(page.get_by_role("textbox", name="Your message")).to_be_enabled()
    press(page, "i")
    say(page, "Why is gold yellow?", 2)
    press(page, "1", "i")
    say(page, "And silver?", 4)
    press(page, "7", "ArrowUp", "e")
    expect(page.get_by_role("textbox", name="Your message")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("Why is gold yellow?")
    expect(canvas(page)).to_contain_text("What you said before is kept")
    say(page, "Why is lead grey?", 2)
    expect(canvas(page)).to_contain_text("Version 2 of 2")
    press(page, "1", "ArrowUp", "ArrowLeft")
    expect(canvas(page)).to_contain_text("And silver?")
    expect(canvas(page)).not_to_contain_text("Why is lead grey?")
    press(page, "ArrowRight")
    expect(canvas(page)).to_contain_text("Why is lead grey?")
    press(page, "g")
    press(page, "i")
    say(page, "Go on from the other.", 4)
    assert find_faults(page) == []
    press(page, "4", "Enter")
    answer = only_response(customer, task)
    said = {each["uuid"]: each for each in marks(answer, "message")}
    users = {each["content"]: each for each in said.values() if each["role"] == "user"}
    ranked = {each["after"]: each["groups"] for each in marks(answer, "ranking")}
    gold, lead = users["Why is gold yellow?"], users["Why is lead grey?"]
    assert (gold["parent"], lead["parent"], len(users), len(said)) == ("1", "1", 4, 12)
    assert users["And silver?"]["parent"] == ranked[gold["uuid"]][0][0]
    assert users["Go on from the other."]["parent"] == ranked[lead["uuid"]][1][0]


def test_a_version_can_be_left_unwritten(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk("conversation", {"messages": [{"role": "system", "content": "Be kind."}]}, viewport=PHONE)
    practise(customer, customer.task(task)["project_id"], "terse", "verbose")
    page.reload()
    say(page, "Why is gold yellow?", 2)
    page.get_by_role("button", name="Say it differently").click()
    expect(canvas(page)).not_to_contain_text("Response A")
    page.get_by_role("button", name="Leave it as it was").click()
    expect(canvas(page).get_by_role("article", name="Response")).to_have_count(2)
    assert overflow(page) == []


def test_what_is_kept_of_writing_is_shown_to_the_writer_and_to_the_reviewer(
    open_desk: Desk, customer: Customer, sign_in: Callable[..., Page]
) -> None:
    said = "Gold is yellow because fast electrons near its nucleus let it take in blue light and mirror what is left."
    messages = [
        {"id": "1", "role": "user", "content": "Why is gold yellow?"},
        {"id": "a", "parent": "1", "role": "assistant", "content": said},
    ]
    page, [task] = open_desk("demonstration", {"messages": messages})
    project = customer.task(task)["project_id"]
    customer.operator.patch(f"/projects/{project}", {"similar_above": 0.5})
    press(page, "i")
    page.keyboard.type("Well. ")
    page.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text', text);
            const field = document.activeElement;
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
        }""",
        said,
    )
    page.keyboard.insert_text(said)
    page.get_by_text("What is kept about my writing").click()
    kept = page.locator("details", has_text="What is kept about my writing")
    expect(kept).to_contain_text(f"pasted once, {len(said)} characters")
    expect(kept).to_contain_text("never kept")
    assert find_faults(page) == []
    page.keyboard.press("Control+Enter")
    only_response(customer, task)
    customer.wait_for_stage(task, "review")
    [evidence] = customer.operator.get(f"/tasks/{task}/writing")["items"]
    assert evidence["traces"][0]["pastes"][0]["characters"] == len(said)
    assert evidence["traces"][0]["revisions"][-1]["characters"] == len(said) + 6
    reviewer = sign_in("reviewer")
    reviewer.goto(f"{customer.product.url}/work/{project}/review")
    answers = reviewer.get_by_role("region", name="Answers")
    expect(answers).to_contain_text("of the wording stands in what a model had said")
    expect(answers).to_contain_text("Response: ")
