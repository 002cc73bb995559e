"""One customer with something to see on every page, made through the API."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, StorageState

from ..http.moods import MOOD, add_texts, answer_some
from ..product import QUESTION, Caller, Customer, Product, say, wait_until
from .browsing import Person, Visit, hire

ENTITIES: dict[str, Any] = {
    "labels": [
        {
            "name": "person",
            "title": "Person",
            "shapes": ["span"],
            "attributes": [
                {
                    "name": "mention",
                    "title": "How is the person mentioned?",
                    "type": "category",
                    "choices": [{"name": "name", "title": "By name"}, {"name": "title", "title": "By title"}],
                }
            ],
        },
        {"name": "place", "title": "Place", "shapes": ["span"]},
    ],
    "attributes": [
        {
            "name": "tone",
            "title": "What is the tone?",
            "type": "category",
            "required": True,
            "choices": [{"name": "warm", "title": "Warm"}, {"name": "cold", "title": "Cold"}],
        }
    ],
    "relations": [{"name": "lives_in", "title": "lives in", "from": ["person"], "to": ["place"]}],
}
SHAPES: dict[str, Any] = {
    "labels": [
        {"name": "car", "title": "Car", "color": "#1c7ed6", "shapes": ["box", "polygon"]},
        {"name": "lane", "title": "Lane", "color": "#2f9e44", "shapes": ["line"]},
        {"name": "light", "title": "Light", "color": "#e03131", "shapes": ["point"]},
    ],
    "attributes": [],
    "relations": [],
}
TEXTS = (
    "Ada Lovelace wrote from London that the engine weaves algebraic patterns.",
    "Der Geschäftsführer wohnt in Köln-Ehrenfeld.",
    "قابلت ليلى صديقتها في القاهرة أمس.",
    "小明住在上海，他喜欢喝茶。",
    "We met Grace 👩‍🚀 in Houston 🎉.",
    "Nothing to mark here.",
    "Marie moved to Paris; Pierre was there already.",
    "The mayor of Oslo sent her regards.",
)


def draw_picture(width: int = 640, height: int = 420) -> bytes:
    """A street of plain shapes, different each time."""
    picture = Image.new("RGB", (width, height), "#9fb7c9")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, height * 0.6, width, height), fill="#565a60")
    for number, color in enumerate(("#b8413a", "#d9a441", "#3f6fb0")):
        pen.rounded_rectangle((60 + 190 * number, 210, 190 + 190 * number, 290), 14, fill=color)
    picture.putpixel((0, 0), tuple(uuid4().bytes[:3]))
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def upload_picture(caller: Caller, name: str = "street.png", picture: bytes | None = None) -> str:
    headers = {"Content-Type": "image/png"}
    content = picture or draw_picture()
    made = caller.ask("POST", "/assets", params={"name": name}, content=content, headers=headers)
    assert made.status_code == 201, made.text
    asset_id: str = made.json()["id"]
    return asset_id


def span(text: str, part: str, label: str) -> dict[str, Any]:
    start = text.index(part)
    place = {"start": start, "end": start + len(part), "text": part}
    return {"uuid": uuid4().hex, "type": "span", "label": label, "attributes": {}, **place}


def box(label: str, left: float, top: float, width: float, height: float) -> dict[str, Any]:
    place = {"left": left, "top": top, "width": width, "height": height}
    return {"uuid": uuid4().hex, "type": "box", "label": label, "attributes": {}, **place}


def answer(*annotations: dict[str, Any], **attributes: str) -> dict[str, Any]:
    return {"annotations": list(annotations), "global_attributes": attributes, "links": []}


@dataclass(frozen=True)
class Gallery:
    """Addresses by name, and somebody who may see them all."""

    admin: Person
    signed_in: StorageState
    places: dict[str, str]


def open_gallery(product: Product, browser: Browser) -> Gallery:
    customer = found(product, "Aurum Robotics")
    places = {"text": make_texts(customer), "image": make_pictures(customer), "judged": make_reviews(customer)}
    places["empty"] = customer.make_project(name="Nothing yet")
    places["text_task"] = customer.operator.get(f"/projects/{places['text']}/tasks", stage="done")["items"][0]["id"]
    places["image_task"] = customer.operator.get(f"/projects/{places['image']}/tasks")["items"][0]["id"]
    places["judged_task"] = customer.operator.get(f"/projects/{places['judged']}/tasks", stage="done")["items"][0]["id"]
    push_functions(customer, places["text"])
    places["modeled"] = make_opinions(customer)
    places["delivery"] = customer.deliver(places["text"], "First gold")["id"]
    opened_with = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "only-for-tests"}
    bucket = {"provider": "s3", "name": "street-photos", "region": "eu-central-1", "credentials": opened_with}
    customer.root.post("/buckets", bucket, expect=201)
    customer.root.post("/webhooks", {"url": "https://example.org/hooks", "events": ["delivery.ready"]}, expect=201)
    admin = hire(customer, "admin", "Ada Byron")
    return Gallery(admin, sign_in_once(browser, product, admin), places)


def found(product: Product, name: str) -> Customer:
    made = product.admin.post("/customers", {"name": f"{name} {uuid4().hex[:4]}"}, expect=201)
    return Customer(product, made["id"], made["name"])


def sign_in_once(browser: Browser, product: Product, person: Person) -> StorageState:
    visit = Visit(browser, product.url)
    visit.sign_in(person)
    state = visit.context.storage_state()
    visit.context.close()
    return state


def make_texts(customer: Customer) -> str:
    """Eight texts, answered twice; some are reviewed, some audited, one was sent back."""
    project = customer.make_project(
        name="Letters", ontology=ENTITIES, answers_needed=2, review_percent=100, audit_percent=100
    )
    instructions = "# Letters\n\nMark every **person** and every *place*, then say what the tone is.\n"
    customer.operator.put(f"/projects/{project}/instructions", {"markdown": instructions})
    tasks = [{"text": text, "unique_id": f"letter-{number}", "batch": "spring"} for number, text in enumerate(TEXTS)]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": tasks}, expect=201)
    answer_texts(customer, project)
    customer.wait_for_counts(project, review=6)
    reviewer = customer.caller("reviewer")
    for verdict in ("accept", "accept", "accept", "reject"):
        claim = reviewer.claim(project, "review")
        reviewer.review(claim, verdict, **({"comment": "The place is missing."} if verdict == "reject" else {}))
    customer.wait_for_counts(project, audit=3)
    auditor = customer.caller("reviewer")
    for _ in range(2):
        auditor.audit(auditor.claim(project, "audit"), "correct")
    customer.wait_for_counts(project, audited=2, review=2)
    return project


def answer_texts(customer: Customer, project: str) -> None:
    for tone, labeler in (("warm", customer.caller("labeler")), ("cold", customer.caller("labeler"))):
        for _ in range(6):
            claim = labeler.claim(project)
            text = claim["task"]["content"]["text"]
            marks = [
                span(text, part, label)
                for part, label in (
                    ("Ada Lovelace", "person"),
                    ("London", "place"),
                    ("القاهرة", "place"),
                    ("上海", "place"),
                )
                if part in text
            ]
            labeler.submit(claim, answer=answer(*marks, tone="warm" if marks else tone))


MOODS = ("good", "bad", "odd")
CROWD = {"Ada": 0.97, "Bo": 0.9, "Cleo": 0.78, "Dan": 0.6}
"""Labelers by name, and how often each is right."""


def make_reviews(customer: Customer) -> str:
    """Sixty reviews, asked of a crowd of mixed skill while it is worth it, half of them audited: enough to judge by."""
    project = customer.make_project(
        name="Reviews",
        ontology=QUESTION,
        labeling="adaptive",
        answers_needed=4,
        audit_percent=50,
        contract={"target_accuracy": 0.9, "confidence": 0.95},
    )
    draw = Random(7)
    truth = {f"review-{number}": draw.choice(MOODS) for number in range(60)}
    tasks = [{"text": f"Review {number}: the kettle sings.", "unique_id": name} for number, name in enumerate(truth)]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": tasks}, expect=201)
    crowd = {name: named_labeler(customer, name) for name in CROWD}

    def answer_one(name: str) -> bool:
        claim = crowd[name].claim(project)
        if claim is not None:
            right = truth[claim["task"]["unique_id"]]
            wrong = MOODS[MOODS.index(right) - 1]
            crowd[name].submit(claim, right if draw.random() < CROWD[name] else wrong)
        return claim is not None

    def is_answered() -> bool:
        while sum(map(answer_one, crowd)):  # all of them in turn, so that each is asked as much
            pass
        return customer.counts(project).get("completed") == len(truth)

    wait_until(is_answered, seconds=120)
    audit_by(customer, project, truth)
    begin_more(customer, project, [crowd["Ada"], crowd["Bo"]])
    wait_until(lambda: measured_audits(customer, project) > 0)
    wait_until(lambda: len(customer.operator.get(f"/projects/{project}/skills")["items"]) == len(crowd))
    return project


def named_labeler(customer: Customer, name: str) -> Caller:
    made = customer.root.post("/keys", {"name": name, "role": "labeler", "mode": "live"}, expect=201)
    return Caller(customer.product, made["key"])


def audit_by(customer: Customer, project: str, truth: dict[str, str]) -> None:
    """Audit all but two of the tasks that were drawn."""
    auditor = customer.caller("reviewer")
    for _ in range(customer.counts(project)["audit"] - 2):
        claim = auditor.claim(project, "audit")
        right = truth[claim["task"]["unique_id"]]
        if claim["consensus"]["global_attributes"]["mood"] == right:
            auditor.audit(claim, "correct")
        else:
            auditor.audit(claim, "wrong", answer=say(right))


def begin_more(customer: Customer, project: str, pair: list[Caller]) -> None:
    """A dozen more reviews, on which two labelers do not agree: the engine has something to ask."""
    tasks = [{"text": f"Late review {number}.", "unique_id": f"late-{number}"} for number in range(12)]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": tasks}, expect=201)
    for labeler, mood in zip(pair, MOODS, strict=False):
        while claim := labeler.claim(project):
            labeler.submit(claim, mood)


def measured_audits(customer: Customer, project: str) -> int:
    figures = customer.operator.get(f"/projects/{project}/quality")["figures"]
    done: int = figures["audits"]["done"] if figures else 0
    return done


FUNCTIONS = """from goldsmith import label_function


@label_function(attribute="tone", confidence=0.8)
def names_somebody(item):
    return "warm" if any(name in item.text for name in ("Ada", "Marie", "Grace")) else None


@label_function(attribute="tone")
def speaks_of_nothing(item):
    return "cold" if "Nothing" in item.text or "Marie" in item.text else None


@label_function(attribute="tone")
def sent_by_shop(item):
    return "cold" if item.metadata["source"] == "shop" else None
"""


def push_functions(customer: Customer, project: str) -> None:
    """Labeling functions that were run and judged, one of them failing on every item."""
    address = f"/projects/{project}/functions"
    customer.operator.post(address, {"source": FUNCTIONS}, expect=202)
    wait_until(lambda: any(each["accuracy"] for each in customer.operator.get(address)["functions"]))


def make_opinions(customer: Customer) -> str:
    """Notes with two models: one that learned from people, and one whose address is refused."""
    project = customer.make_project(name="Harbour notes", ontology=MOOD)
    answer_some(customer, project, add_texts(customer, project, 40), 24)
    address = f"/projects/{project}/models"
    customer.operator.post(address, {"kind": "learned"}, expect=201)
    prices = {"price_in_micros": 150_000, "price_out_micros": 600_000, "most_cost_micros": 5_000_000}
    settings = {"url": "http://127.0.0.1:9/v1", "model": "small-1", **prices}
    chat = {"kind": "chat", "name": "First judge", "settings": settings, "key": "sk-gallery"}
    judge = customer.operator.post(address, chat, expect=201)
    customer.operator.post(f"/models/{judge['id']}/run", expect=202)

    def is_done() -> bool:
        learned, stopped = customer.operator.get(address)["items"]
        return (learned["tasks_answered"], learned["status"], stopped["status"]) == (16, "idle", "stopped")

    wait_until(is_done, seconds=60)
    return project


def make_pictures(customer: Customer) -> str:
    """Three pictures with pre-labels, one of them answered."""
    project = customer.make_project(name="Streets", modality="image.v1", ontology=SHAPES)
    guess = answer(box("car", 60, 210, 130, 80), box("car", 250, 210, 130, 80))
    tasks = [
        {"attachment": upload_picture(customer.operator), "unique_id": f"street-{number}", "hypothesis": guess}
        for number in range(3)
    ]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": tasks}, expect=201)
    customer.wait_for_counts(project, label=3)
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project), answer=guess)
    return project
