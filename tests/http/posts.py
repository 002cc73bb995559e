"""For every POST of the API file a request that is carried out, and another one for the same address."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import uuid4

from ..onnx_models import bright_detector
from ..product import QUESTION, Caller, Customer, say
from .files import png
from .marking import a_claimed_image, a_detector
from .rubrics import rubric_project
from .talking import talking_project

SOURCE = "from goldsmith import label_function\n\n@label_function\ndef {name}(item):\n    return 'good'\n"


class Post(NamedTuple):
    """Who sends what where. `content` is a file instead of JSON."""

    caller: Caller
    address: str
    body: dict[str, Any] | None = None
    other: dict[str, Any] | None = None
    content: bytes | None = None
    other_content: bytes | None = None
    shows_secret: bool = False

    def send(self, key: str, is_other: bool = False) -> Any:
        headers = {"Idempotency-Key": key}
        if self.content is not None:
            file = self.other_content if is_other else self.content
            return self.caller.ask("POST", self.address, content=file, headers=headers | {"Content-Type": "image/png"})
        return self.caller.ask("POST", self.address, json=self.other if is_other else self.body, headers=headers)


def every_post(customer: Customer) -> dict[str, Post]:
    """By the operation's address; signing in and one's own password are not here: they need a person."""
    return {
        **_of_customer(customer),
        **_of_project(customer),
        **_of_labeler(customer),
        **_of_things(customer),
    }


def _of_customer(customer: Customer) -> dict[str, Post]:
    operator, name, other = customer.operator, uuid4().hex, uuid4().hex
    member = {"name": "x", "role": "labeler", "email": f"{name}@example.org"}
    key = {"name": "x", "role": "member"}
    webhook = {"url": "https://example.com", "events": ["import.done"]}
    project = {"modality": "text.v1", "ontology": QUESTION}
    opened_with = {"access_key_id": "gold", "secret_access_key": "smith"}
    bucket = {"provider": "s3", "name": "photos", "region": "eu-central-1", "credentials": opened_with}
    made = operator.post("/buckets", bucket | {"name": "drawings"}, 201)["id"]
    base = operator.post("/knowledge-bases", {"name": f"{name}-b"}, 201)["name"]
    loads = f"/knowledge-bases/{base}/loads?name=x&format=csv"
    config = '<View><Text name="t" value="$t"/><Choices name="{}" toName="t"><Choice value="a"/></Choices></View>'
    return {
        "/buckets": Post(operator, "/buckets", bucket, bucket | {"prefix": "cats/"}),
        "/buckets/{bucket_id}/check": Post(operator, f"/buckets/{made}/check", {"key": "x"}, {"key": "y"}),
        "/label-studio/config": Post(
            operator, "/label-studio/config", {"config": config.format("one")}, {"config": config.format("two")}
        ),
        "/taxonomies/read": Post(operator, "/taxonomies/read", {"text": "Food"}, {"text": "Tools"}),
        "/taxonomies/write": Post(operator, "/taxonomies/write", {"nodes": []}, {"nodes": [{"name": "food"}]}),
        "/assets": Post(operator, "/assets?name=x.png", content=png(8), other_content=png(9)),
        "/model-files": Post(
            operator, "/model-files?name=x.onnx", content=bright_detector(), other_content=bright_detector(32)
        ),
        "/customers": Post(customer.root, "/customers", {"name": name}, {"name": other}),
        "/knowledge-bases": Post(operator, "/knowledge-bases", {"name": name}, {"name": other}),
        "/knowledge-bases/{knowledge_base}/loads": Post(
            operator, loads, content=b"id,name\n1,one\n", other_content=b"id,name\n2,two\n"
        ),
        "/keys": Post(operator, "/keys", key, key | {"name": "y"}, shows_secret=True),
        "/members": Post(operator, "/members", member, member | {"name": "y"}, shows_secret=True),
        "/projects": Post(operator, "/projects", project | {"name": name}, project | {"name": other}),
        "/webhooks": Post(operator, "/webhooks", webhook, webhook | {"events": ["*"]}, shows_secret=True),
    }


def _of_project(customer: Customer) -> dict[str, Post]:
    project = customer.make_project(answers_needed=1, audit_percent=0)
    done, _ = customer.add_tasks(project, 2)
    customer.label_everything(project)
    customer.wait_for_stage(done, "done")
    customer.add_tasks(project, 1)
    bodies: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "audits": ({"count": 1}, {"count": 2}),
        "batches": ({"name": "one"}, {"name": "two"}),
        "deliveries": ({"name": "one"}, {"name": "two"}),
        "functions": ({"source": SOURCE.format(name="one")}, {"source": SOURCE.format(name="two")}),
        "imports": ({"name": "x", "format": "csv"}, {"name": "y", "format": "csv"}),
        "models": ({"kind": "learned"}, {"kind": "learned", "name": "x"}),
        "tasks": ({"tasks": [{"text": "one"}]}, {"tasks": [{"text": "two"}]}),
    }
    posts = {name: Post(customer.operator, f"/projects/{project}/{name}", *both) for name, both in bodies.items()}
    labeler = customer.caller("labeler")
    posts["claims"] = Post(labeler, f"/projects/{project}/claims", {"purpose": "label"}, {"purpose": "audit"})
    return {f"/projects/{{project_id}}/{name}": post for name, post in posts.items()}


def _of_labeler(customer: Customer) -> dict[str, Post]:
    project = customer.make_project(answers_needed=1, review_percent=100, audit_percent=100)
    tasks = customer.add_tasks(project, 2)
    customer.label_everything(project)
    for task in tasks:
        customer.wait_for_stage(task, "review")
    reviewer, auditor = customer.caller("reviewer"), customer.caller("reviewer")
    reviewer.review(reviewer.claim(project, "review"), "accept")
    audited = next(task for task in tasks if customer.task(task)["stage"] == "audit")
    verdicts = {
        "review": (reviewer, reviewer.claim(project, "review"), {"verdict": "accept"}),
        "audit": (auditor, auditor.claim(project, "audit", task_ids=[audited]), {"verdict": "correct"}),
    }
    customer.add_tasks(project, 5)
    reason = {"reason": "x"}
    answers: dict[str, dict[str, Any]] = {"flag": reason, "skip": reason, "renew": {}, "release": {}}
    given = {name: _claimed(customer, project, body) for name, body in answers.items()}
    submission = {"submit": _claimed(customer, project, {"answer": say(), "seconds": 1.0})}
    conversation = {name: _talking(customer) for name in ("replies", "replies/stream")}
    conversation["rubric-tests"] = _writing_a_rubric(customer)
    suggestion = {"suggest": (*a_claimed_image(customer), {"label": "car", "points": [{"x": 9.0, "y": 9.0}]})}
    posts: dict[str, Post] = {}
    for name, (caller, claim, body) in {**verdicts, **given, **submission, **suggestion, **conversation}.items():
        address, fenced = f"/assignments/{claim['assignment_id']}/{name}", {"generation": claim["generation"], **body}
        posts[f"/assignments/{{assignment_id}}/{name}"] = Post(caller, address, fenced, {**fenced, "generation": 77})
    return {**posts, "/assignments/{assignment_id}/files": _attaching(customer)}


def _attaching(customer: Customer) -> Post:
    """A labeler who holds a task that asks for a file."""
    ontology = {"attributes": [{"name": "proof", "type": "file"}]}
    project = customer.make_project(modality="form.v1", ontology=ontology)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{}]}, expect=201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    address = f"/assignments/{claim['assignment_id']}/files?generation={claim['generation']}&question=proof&name=x.png"
    return Post(labeler, address, content=png(14), other_content=png(15))


def _talking(customer: Customer) -> tuple[Caller, Any, dict[str, Any]]:
    labeler = customer.caller("labeler")
    said = {"turn_key": "one", "messages": [{"role": "user", "content": "Hello"}]}
    return labeler, labeler.claim(talking_project(customer)), said


def _writing_a_rubric(customer: Customer) -> tuple[Caller, Any, dict[str, Any]]:
    labeler = customer.caller("labeler")
    return labeler, labeler.claim(rubric_project(customer)), {"rubric": [{"criterion": "Names the price"}]}


def _claimed(customer: Customer, project: str, body: dict[str, Any]) -> tuple[Caller, Any, dict[str, Any]]:
    labeler = customer.caller("labeler")
    return labeler, labeler.claim(project), body


def _of_things(customer: Customer) -> dict[str, Post]:
    operator = customer.operator
    project = customer.make_project(answers_needed=1, audit_percent=0, review_percent=0)
    done, open_task = customer.add_tasks(project, 2)
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project, task_ids=[done]))
    customer.wait_for_stage(done, "done")
    delivery = customer.deliver(project)["id"]
    imports = [operator.post(f"/projects/{project}/imports", {"name": "x", "format": "csv"}, 201)["id"] for _ in "ab"]
    content = {"content": b"text\nx\n", "headers": {"Upload-Offset": "0"}}
    assert operator.ask("PATCH", f"/imports/{imports[0]}/content", **content).status_code == 200
    model = operator.post(f"/projects/{project}/models", {"kind": "learned"}, 201)["id"]
    webhook = operator.post("/webhooks", {"url": "https://example.com", "events": ["import.done"]}, 201)["id"]
    operator.post(f"/webhooks/{webhook}/test", expect=202)
    message = operator.get(f"/webhooks/{webhook}/attempts")["items"][0]["id"]
    replay = f"/webhooks/{webhook}/attempts/{message}/replay"
    return {
        "/deliveries/{delivery_id}/files": Post(
            operator, f"/deliveries/{delivery}/files", {"format": "brat"}, {"format": "spacy"}
        ),
        "/imports/{import_id}/start": Post(operator, f"/imports/{imports[0]}/start", {}, {"x": 1}),
        "/imports/{import_id}/cancel": Post(operator, f"/imports/{imports[1]}/cancel", {}, {"x": 1}),
        "/models/{model_id}/preview": Post(operator, f"/models/{a_detector(customer)}/preview", {}, {"x": 1}),
        "/models/{model_id}/run": Post(operator, f"/models/{model}/run", {}, {"x": 1}),
        "/models/{model_id}/stop": Post(operator, f"/models/{model}/stop", {}, {"x": 1}),
        "/tasks/{task_id}/cancel": Post(operator, f"/tasks/{open_task}/cancel", {}, {"x": 1}),
        "/tasks/{task_id}/reopen": Post(operator, f"/tasks/{done}/reopen", {"reason": "x"}, {"reason": "y"}),
        "/webhooks/{webhook_id}/test": Post(operator, f"/webhooks/{webhook}/test", {}, {"x": 1}),
        "/webhooks/{webhook_id}/attempts/{event_id}/replay": Post(operator, replay, {}, {"x": 1}),
    }
