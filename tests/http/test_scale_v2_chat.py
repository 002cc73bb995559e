"""Conversations over Scale's second API, by their own strict client: asked, labeled here, read as threads."""

from __future__ import annotations

from typing import Any

import pytest
import scaleapi
from scaleapi.api_client.v2 import CreateChatTaskRequest
from scaleapi.api_client.v2.exceptions import BadRequestException, NotFoundException
from scaleapi.api_client.v2.models.option import Option
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect

from ..product import Customer, wait_until
from .files import looked_at, png, upload
from .talking import let_talk, practice_models
from .talking import talk as talk_to_models
from .test_chat import RESPONSES, ranking, talk, template
from .test_scale import unreviewed

ALL = [Option(each) for each in ("annotation_details", "attachment_details", "model_parameters", "submissions")]
BETTER = {"uuid": "w", "type": "message", "label": "rewrite", "parent": "1", "content": "Gold is.", "revises": "a"}


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    return connect(customer.make_key("operator")["key"], customer.product.url)


def said(annotations: list[Any]) -> dict[str, Any]:
    """Annotations of the client by their keys: type and value."""
    instances = [each.actual_instance for each in annotations]
    return {each.key: (each.type, each.value) for each in instances}


def ask_for(live: scaleapi.ScaleClient, project: str, **variables: Any) -> Any:
    return live.v2.create_chat_task(CreateChatTaskRequest(project_name=project, template_variables=variables))


def label(customer: Customer, project: str, annotations: list[dict[str, Any]], **more: Any) -> Any:
    """The claim of a labeler who gave this answer."""
    labeler = customer.caller("labeler")
    claim = wait_until(lambda: labeler.claim(project))
    labeler.submit(claim, answer={"annotations": annotations, **more})
    return claim


def finished(live: scaleapi.ScaleClient, task_id: str, **more: Any) -> Any:
    wait_until(lambda: live.v2.get_task(task_id=task_id).status.value == "completed")
    return live.v2.get_task(task_id=task_id, **more)


def test_a_chat_task_is_labeled_here_and_read_as_threads(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("Chats", TaskType.Chat, {"template": "preference-rewrite", "instruction": "Be exact."})
    responses = [{"content": "Paint.", "source": "m1"}, {"content": "Electrons.", "source": "m2"}]
    task = ask_for(live, "Chats", system="Be short.", prompt="Why is gold yellow?", responses=responses)
    assert (task.status.value, task.threads) == ("pending", [])
    project = unreviewed(customer, "Chats")
    order = {"uuid": "r", "type": "ranking", "label": "overall", "after": "2", "groups": [["b"], ["a"]], "strength": 2}
    claim = label(customer, project, [order, {**BETTER, "parent": "2"}])
    assert not any("source" in each for each in claim["task"]["content"]["messages"])
    done = finished(live, task.task_id, opts=ALL)
    [thread] = done.threads
    [turn] = thread.turns
    assert [(each.role.value, each.content.text, each.source_id) for each in turn.messages] == [
        ("system", "Be short.", "1"),
        ("user", "Why is gold yellow?", "2"),
        ("assistant", "Paint.", "a"),
        ("assistant", "Electrons.", "b"),
        ("assistant", "Gold is.", "w"),
    ]
    assert said(turn.annotations) == {
        "overall": ("ranked_groups", [["b"], ["a"]]),
        "overall.strength": ("integer", 2),
    }
    models = [each.model_parameters.model if each.model_parameters else None for each in turn.messages]
    assert models == [None, None, "m1", "m2", None]
    assert said(turn.messages[4].annotations) == {"rewrite.revises": ("text", "a")}
    [submission] = thread.submissions
    assert submission.contributor_id.startswith("contributor_")
    assert submission.submitted_at <= done.completed_at
    details = {each.actual_instance.key: each.actual_instance for each in turn.annotations}
    assert (details["overall"].title, details["overall.strength"].possible_values) == ("Overall", [1, 2, 3])
    for each in details.values():
        assert live.v2.get_annotation(annotation_id=each.id).actual_instance.value == each.value
    with pytest.raises(NotFoundException):
        live.v2.get_annotation(annotation_id=f"{task.task_id}:nothing")


def test_only_what_is_asked_for_is_told(customer: Customer, live: scaleapi.ScaleClient) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES)
    label(customer, project, ranking(["a", "c"], ["b"], uuid="r")["annotations"])
    customer.wait_for_counts(project, done=1)
    [task] = live.v2.get_tasks(project_id=project, status="completed").tasks
    [thread] = task.threads
    assert thread.submissions is None
    assert all(each.model_parameters is None for each in thread.turns[0].messages)
    [order, all_bad] = [each.actual_instance for each in thread.turns[0].annotations]
    assert (order.type, order.value, order.title) == ("ranked_groups", [["a", "c"], ["b"]], None)
    assert (all_bad.type, all_bad.value) == ("boolean", False)


def test_who_contributed_is_one_name_in_all_tasks_and_nobodys_id(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES)
    customer.operator.post(
        f"/projects/{project}/tasks", {"tasks": [{"prompt": "5?", "responses": RESPONSES, "unique_id": "u"}]}, 201
    )
    labeler = customer.caller("labeler")
    for _ in range(2):
        labeler.submit(wait_until(lambda: labeler.claim(project)), answer=ranking(["a"], ["b", "c"]))
    customer.wait_for_counts(project, done=2)
    tasks = live.v2.get_tasks(project_id=project, opts=[Option.SUBMISSIONS]).tasks
    [name] = {each.threads[0].submissions[0].contributor_id for each in tasks}
    [labeler_id] = customer.rows("select distinct labeler_id::text as id from annotation where kind = 'response'")
    assert labeler_id["id"].replace("-", "") not in name
    assert labeler_id["id"][:8] not in name


def test_every_kind_of_judgement_has_its_type(customer: Customer, live: scaleapi.ScaleClient) -> None:
    ontology = {
        "labels": [
            *template("rating")["labels"],
            {**template("preference")["labels"][0], "comparison": {"allow_ties": False}},
            *template("steps")["labels"],
            *template("rubric-grading")["labels"],
            *template("rubric-writing")["labels"],
            {"name": "passage", "shapes": ["span"], "attributes": [{"name": "share", "type": "number"}]},
            {
                "name": "note",
                "shapes": ["rating"],
                "attributes": [
                    {
                        "name": "kinds",
                        "type": "category",
                        "allow_multiple": True,
                        "choices": [{"name": "x", "title": "Ex"}, {"name": "y"}],
                    }
                ],
            },
        ],
        "attributes": template("rubric-writing")["attributes"],
    }
    live.create_project("All", TaskType.Chat, {"ontology": ontology})
    rubric = [{"id": "c1", "criterion": "Says why.", "points": 3}, {"id": "c2", "criterion": "Is rude.", "points": -1}]
    steps = {"id": "a", "content": "First.\n\nThen."}
    task = ask_for(live, "All", prompt="Why?", responses=[steps, {"id": "b", "content": "No."}], rubric=rubric)
    project = unreviewed(customer, "All")
    axes = {"helpfulness": 5, "correctness": 4, "clarity": 3}
    label(
        customer,
        project,
        [
            *(
                {"uuid": f"q{each}", "type": "rating", "label": "quality", "message": each, "attributes": axes}
                for each in "ab"
            ),
            {
                "uuid": "n",
                "type": "rating",
                "label": "note",
                "message": "1",
                "attributes": {"kinds": ["x"]},
            },
            {
                **ranking(["b"], ["a"], uuid="o")["annotations"][0],
                "attributes": {"reason": "It is short."},
            },
            *(
                {"uuid": f"s{step}", "type": "step", "label": "step", "message": "a", "step": step, "rating": 1 - step}
                for step in range(2)
            ),
            {"uuid": "sb", "type": "step", "label": "step", "message": "b", "step": 0, "rating": -1},
            *(
                {
                    "uuid": f"g{message}{criterion}",
                    "type": "grade",
                    "label": "grade",
                    "message": message,
                    "criterion": criterion,
                    "met": criterion == "c1",
                    "explanation": "See there.",
                }
                for message in "ab"
                for criterion in ("c1", "c2")
            ),
            {"uuid": "l", "type": "criterion", "label": "criterion", "criterion": "Is kind.", "points": 2},
            {
                "uuid": "p",
                "type": "span",
                "label": "passage",
                "message": "b",
                "start": 0,
                "end": 2,
                "text": "No",
                "attributes": {"share": 0.5},
            },
        ],
        global_attributes={"is_answerable": "yes"},
    )
    done = finished(live, task.task_id)
    [thread] = done.threads
    [turn] = thread.turns
    prompt, first, other = turn.messages
    assert said(thread.annotations) == {"is_answerable": ("category", "yes")}
    assert said(turn.annotations) == {
        "overall": ("ranked_choices", ["b", "a"]),
        "overall.reason": ("text", "It is short."),
    }
    assert said(prompt.annotations) == {"note.kinds": ("category_multiple", ["x"])}
    assert said(first.annotations)["quality.correctness"] == ("integer", 4)
    assert said(other.annotations)["passage.share"] == ("text", "0.5")
    assert other.annotations[3].actual_instance.value[0].to_dict() == {"label": "passage", "text": "No"}
    chunks = [each.actual_instance for each in first.content.chunks]
    assert [(each.text, said(each.annotations)["step"]) for each in chunks] == [
        ("First.", ("integer", 1)),
        ("Then.", ("integer", 0)),
    ]
    given, written = turn.rubrics
    assert [(each.id, each.weight) for each in given.criteria_definitions] == [("c1", 3), ("c2", -1)]
    assert (given.max_total_score, written.criteria_definitions[0].criterion) == (3, "Is kind.")
    [weight] = written.criteria_definitions[0].annotations
    assert (weight.actual_instance.type, weight.actual_instance.value.weight) == ("rubric_criteria", 2)
    [evaluation] = first.rubric_evaluations
    assert (evaluation.total_score, evaluation.percentage) == (3, 100)
    assert [(each.criterion_definition_id, each.score) for each in evaluation.criteria_evaluations] == [
        ("c1", 1),
        ("c2", 0),
    ]
    rating = evaluation.criteria_evaluations[0].annotations[0].actual_instance
    assert (rating.type, rating.value.score, rating.value.justification) == ("rubric_rating", 1, "See there.")


def test_a_conversation_that_branches_is_a_thread_for_each_line(customer: Customer, live: scaleapi.ScaleClient) -> None:
    messages = [
        {"id": "1", "role": "user", "content": "Hi"},
        {"id": "a", "parent": "1", "role": "assistant", "content": "A"},
        {"id": "b", "parent": "1", "role": "assistant", "content": "B"},
        {"id": "2", "parent": "a", "role": "user", "content": "More?"},
        {"id": "c", "parent": "2", "role": "assistant", "content": "C"},
        {"id": "3", "parent": "a", "role": "user", "content": "Instead?"},
        {"id": "d", "parent": "3", "role": "assistant", "content": "D"},
    ]
    project = talk(customer, "demonstration", messages=messages)
    text = "What I would have said."
    label(
        customer, project, [{"uuid": "w", "type": "message", "label": "demonstration", "parent": "3", "content": text}]
    )
    customer.wait_for_counts(project, done=1)
    [task] = live.v2.get_tasks(project_id=project).tasks
    lines = [[[each.source_id for each in turn.messages] for turn in thread.turns] for thread in task.threads]
    assert lines == [[["1", "a", "b"], ["2", "c"]], [["1", "a", "b"], ["3", "d", "w"]]]


def test_variables_fill_the_content_of_the_project(customer: Customer, live: scaleapi.ScaleClient) -> None:
    content = {"system": "You teach {{ subject }}.", "prompt": "Explain {{topic}} in {{words}} words."}
    params = {"template": "demonstration", "content": content, "template_variables": {"words": 50}}
    live.create_project("Lessons", TaskType.Chat, params)
    with pytest.raises(BadRequestException, match="topic"):
        ask_for(live, "Lessons", subject="physics")
    task = ask_for(live, "Lessons", subject="physics", topic="light")
    project = unreviewed(customer, "Lessons")
    text = "Light is a wave, and also a particle."
    label(customer, project, [{"type": "message", "label": "demonstration", "parent": "2", "content": text}])
    turn = finished(live, task.task_id).threads[0].turns[0]
    assert [each.content.text for each in turn.messages] == [
        "You teach physics.",
        "Explain light in 50 words.",
        text,
    ]
    assert live.v2.get_project(project_name="Lessons").types == ["SFT"]


def test_what_nobody_said_is_asked_by_what_there_is(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("Plain", TaskType.Chat)
    ask_for(live, "Plain", prompt="Why?", responses=["A", "B"])
    compared = unreviewed(customer, "Plain")
    claim = wait_until(lambda: customer.caller("labeler").claim(compared))
    assert [each["id"] for each in claim["task"]["content"]["messages"]] == ["1", "a", "b"]
    ask_for(live, "Plain", prompt="Write.")
    written = unreviewed(customer, "Plain (2)")
    claim = wait_until(lambda: customer.caller("labeler").claim(written))
    assert [each["content"] for each in claim["task"]["content"]["messages"]] == ["Write."]


@pytest.mark.parametrize(
    ("params", "variables", "words"),
    [
        ({"template": "no such"}, {"prompt": "x"}, "template"),
        ({"ontology": {"labels": [{"name": "Bad Name"}]}}, {"prompt": "x"}, "ontology"),
        ({}, {"messages": [{"role": "robot", "content": "x"}]}, "role"),
        ({}, {"prompt": "x", "responses": 3}, "responses"),
        ({"content": [[]]}, {"prompt": "x"}, "object"),
        ({"content": {"tools": [[[[[[[[[[[[[[]]]]]]]]]]]]]]}}, {"prompt": "x"}, "deep"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    live: scaleapi.ScaleClient, params: Any, variables: Any, words: str
) -> None:
    live.create_project("Bad", TaskType.Chat, params)
    with pytest.raises(BadRequestException, match=words):
        ask_for(live, "Bad", **variables)


def test_a_test_key_gets_threads_at_once(customer: Customer) -> None:
    test = connect(customer.make_key("operator", "test")["key"], customer.product.url)
    for number, each in enumerate(
        ("preference-rewrite", "rating", "rubric-grading", "rubric-writing", "steps", "safety")
    ):
        test.create_project(each, TaskType.Chat, {"template": each})
        rubric = [{"criterion": "Is kind."}]
        made = ask_for(test, each, prompt=f"Why {number}?", responses=["One.\n\nTwo.", "Other."], rubric=rubric)
        assert made.status.value == "completed"
        [thread] = made.threads
        assert [message.source_id for message in thread.turns[0].messages][:3] == ["1", "a", "b"]


def test_files_are_named_where_their_client_can_read_them(customer: Customer, live: scaleapi.ScaleClient) -> None:
    asset = looked_at(customer, upload(customer, png(8, 6), "chart.png")["id"])["id"]
    live.create_project("Charts", TaskType.Chat, {"template": "demonstration"})
    messages = [{"role": "user", "content": "What is this?", "attachments": [0]}]
    task = ask_for(live, "Charts", messages=messages, attachments=[f"scaledata://{asset}"])
    project = unreviewed(customer, "Charts")
    text = "It is a chart of the harvest."
    claim = label(customer, project, [{"type": "message", "label": "demonstration", "parent": "1", "content": text}])
    assert claim["assets"][0]["id"] == asset
    [file] = finished(live, task.task_id).threads[0].turns[0].messages[0].content.reference_texts
    assert (file.category, file.url) == ("attachment", f"scaledata://{asset}")


def test_our_own_projects_of_conversations_are_read_there_too(customer: Customer, live: scaleapi.ScaleClient) -> None:
    project = talk(customer, "preference-rewrite", prompt="3 and 4?", responses=RESPONSES[:2])
    customer.make_project(name="texts")
    label(customer, project, [*ranking(["a"], ["b"])["annotations"], BETTER])
    customer.wait_for_counts(project, done=1)
    made = customer.deliver(project, "first")
    [shown] = live.v2.get_projects().projects
    assert (shown.id, shown.types) == (project, ["RLHF: Pref Ranking with Rewrites"])
    assert live.v2.get_project(project_name=shown.name).id == project
    assert [each.id for each in live.v2.get_deliveries().deliveries] == [made["id"]]
    assert [each.id for each in live.v2.get_deliveries(project_id=project).deliveries] == [made["id"]]
    delivery = live.v2.get_delivery(delivery_name="first", expand=["delivery", "project"])
    assert delivery.delivery.actual_instance.task_count == 1
    [task] = delivery.tasks
    assert task.project.actual_instance.name == shown.name
    [doc] = live.v2.get_delivery_tasks(delivery_id=made["id"]).docs
    assert doc.response["threads"][0]["turns"][0]["annotations"][0]["value"] == [["a"], ["b"]]
    assert (doc.task_id, doc.response_schema_id) == (task.task_id, "chat")
    assert '"threads"' in live.v2.get_schema(schema_id="chat").var_schema.var_json
    test = connect(customer.make_key("operator", "test")["key"], customer.product.url)
    assert test.v2.get_projects().projects == []
    with pytest.raises(NotFoundException):
        test.v2.get_task(task_id=task.task_id)


def test_pages_of_our_own_tasks_follow_each_other(customer: Customer, live: scaleapi.ScaleClient) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("demonstration"))
    rows = [{"prompt": f"Number {number}?", "metadata": {"n": number}} for number in range(3)]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    page = live.v2.get_tasks(project_id=project, limit=2)
    rest = live.v2.get_tasks(project_id=project, limit=2, next_token=page.next_token)
    assert [each.metadata["n"] for each in [*page.tasks, *rest.tasks]] == [2, 1, 0]
    assert rest.next_token is None
    assert live.v2.get_tasks(project_id=project, status="completed").tasks == []
    with pytest.raises(BadRequestException):
        live.v2.get_tasks(project_id=project, next_token="nothing")


def test_models_that_were_talked_to_are_named_where_that_is_asked(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("conversation"))
    let_talk(customer, project, practice_models(customer, project, "terse", "verbose"))
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"system": "Be kind."}]}, 201)
    labeler = customer.caller("labeler")
    claim = wait_until(lambda: labeler.claim(project))
    replies = talk_to_models(labeler, claim, "Why is gold yellow?")["items"]
    own = {"uuid": "u", "type": "message", "label": "turn", "parent": "1", "role": "user"}
    written = [
        {"uuid": each["alias"], "type": "message", "label": "turn", "parent": "u", "content": each["content"]}
        | {"reply": each["reply_id"]}
        for each in replies
    ]
    order = {"type": "ranking", "label": "overall", "after": "u", "groups": [["B"], ["A"]]}
    labeler.submit(claim, answer={"annotations": [{**own, "content": "Why is gold yellow?"}, *written, order]})
    customer.wait_for_counts(project, done=1)
    [task] = live.v2.get_tasks(project_id=project, opts=[Option.MODEL_PARAMETERS]).tasks
    models = {each.source_id: each.model_parameters for each in task.threads[0].turns[0].messages}
    assert {models[each].model for each in ("A", "B")} == {"terse 0", "verbose 1"}
    assert models["u"] is None


def test_a_rivals_conversations_are_nobodys(product: Any, customer: Customer, live: scaleapi.ScaleClient) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES)
    label(customer, project, ranking(["a"], ["b"], ["c"], uuid="r")["annotations"])
    customer.wait_for_counts(project, done=1)
    made = customer.deliver(project)
    [task] = live.v2.get_tasks(project_id=project).tasks
    annotation = task.threads[0].turns[0].annotations[0].actual_instance.id
    rival = connect(product.found_customer().make_key("admin")["key"], product.url)
    assert rival.v2.get_projects().projects == []
    for look in (
        lambda: rival.v2.get_project(project_id=project),
        lambda: rival.v2.get_tasks(project_id=project),
        lambda: rival.v2.get_task(task_id=task.task_id),
        lambda: rival.v2.get_annotation(annotation_id=annotation),
        lambda: rival.v2.get_delivery(delivery_id=made["id"]),
        lambda: rival.v2.get_delivery_tasks(delivery_id=made["id"]),
    ):
        with pytest.raises(NotFoundException):
            look()
