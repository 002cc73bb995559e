"""Forms over Scale's wire, by their own client: every field type, conditions, several responses, mixed attachments."""

from __future__ import annotations

from typing import Any

import pytest
import scaleapi
from scaleapi.exceptions import ScaleInvalidRequest
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect

from ..product import Customer, wait_until
from .files import looked_at, png, upload
from .test_scale import claim, submit, unreviewed

CHOICES = [{"label": "Good", "value": "G"}, {"label": "Bad", "value": "B"}]
FIELDS = [
    {"type": "category", "field_id": "Verdict", "title": "Verdict", "choices": CHOICES},
    {"type": "text", "field_id": "why", "title": "Why?", "conditions": [{"field_id": "Verdict", "value": "B"}]},
    {"type": "ranking_order", "field_id": "order", "title": "Order", "choices": CHOICES},
    {"type": "linear_scale", "field_id": "stars", "title": "Stars", "min": 1, "max": 7},
    {"type": "timerange", "field_id": "when", "title": "When", "required": False},
    {"type": "text", "field_id": "names", "title": "Names", "max_responses_required": 3},
    {
        "type": "field_set",
        "field_id": "items",
        "title": "Items",
        "max_responses_required": 5,
        "fields": [{"type": "text", "field_id": "What", "title": "What"}, {"type": "number", "field_id": "price"}],
    },
]


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    """Scale's official client with a live key of a customer."""
    return connect(customer.make_key("operator")["key"], customer.product.url)


def test_a_form_of_every_field_type_is_asked_answered_and_told_in_scales_form(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    asset = upload(customer, png(13))["id"]
    looked_at(customer, asset)
    attachments = [
        {"type": "text", "content": "Look at this."},
        {"type": "image", "content": f"scaledata://{asset}"},
        {"type": "website", "content": "https://example.org"},
    ]
    task = live.create_task(TaskType.TextCollection, attachments=attachments, fields=FIELDS)
    project = unreviewed(customer, "default")
    labeler, claimed = claim(customer, project)
    assert [each["type"] for each in claimed["task"]["content"]["attachments"]] == ["text", "image", "website"]
    answer: dict[str, Any] = {
        "verdict": "b",
        "why": "Too slow.",
        "order": ["b", "g"],
        "stars": 2,
        "names": [{"names": "Ada"}, {"names": "Grace"}],
        "items": [{"what": "apple", "price": 1.5}],
    }
    submit(labeler, claimed, {"annotations": [], "global_attributes": answer, "links": []})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    assert live.get_task(task.id).response["annotations"] == {
        "Verdict": ["B"],
        "why": ["Too slow."],
        "order": ["B", "G"],
        "stars": [2],
        "names": ["Ada", "Grace"],
        "items": [{"What": ["apple"], "price": [1.5]}],
    }


def test_a_hypothesis_is_shown_to_the_labeler(customer: Customer, live: scaleapi.ScaleClient) -> None:
    said = {
        "Verdict": {"type": "category", "field_id": "Verdict", "response": [["G"]]},
        "order": {"type": "ranking_order", "field_id": "order", "response": [["G", "B"]]},
        "items": {"type": "field_set", "field_id": "items", "response": [[{"What": ["pear"]}]]},
    }
    live.create_task(
        TaskType.TextCollection,
        attachments=[{"type": "text", "content": "x"}],
        fields=FIELDS,
        hypothesis={"annotations": said},
    )
    _, claimed = claim(customer, unreviewed(customer, "default"))
    assert claimed["hypothesis"]["global_attributes"] == {
        "verdict": "g",
        "order": ["g", "b"],
        "items": [{"what": "pear"}],
    }


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"type": "linear_scale", "field_id": "x", "min": 5, "max": 1}, "minimum"),
        ({"type": "form", "field_id": "x", "fields": []}, "fields of its own"),
        ({"type": "ranking", "field_id": "x", "choices": ["one"]}, "two choices"),
        ({"type": "text", "field_id": "x", "regex": "(?=a)"}, "pattern"),
    ],
)
def test_a_field_that_cannot_be_is_refused_with_a_sentence(
    live: scaleapi.ScaleClient, field: dict[str, Any], words: str
) -> None:
    with pytest.raises(ScaleInvalidRequest, match=words):
        live.create_task(TaskType.TextCollection, attachments=[{"type": "text", "content": "x"}], fields=[field])
