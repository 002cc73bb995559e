"""Every type of a textcollection's fields, there and back; conditions; attachments of several kinds."""

from typing import Any

import msgspec
import pytest

from goldsmith.compat.scale.made_up import make_up
from goldsmith.compat.scale.types import Asked, ask, read_given, show_response
from goldsmith.errors import InvalidError
from goldsmith.ontology import Condition

ASSET = "asset_01h455vb4pex5vsknk084sn02q"
TEXT = [{"type": "text", "content": "What a day."}]
CHOICES = [{"label": "One", "value": 1}, {"label": "Two", "value": "two"}]


def params_of(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"attachments": TEXT, "fields": [{"title": "?", **field} for field in fields], **more}


def asked_of(params: dict[str, Any]) -> Asked:
    asked = ask("textcollection", params)
    assert isinstance(asked, Asked)
    return asked


def there_and_back(params: dict[str, Any], response: dict[str, Any]) -> Any:
    asked = asked_of(params)
    answer = read_given("textcollection", asked, {**params, "expected_response": response}, "expected_response")
    return show_response("textcollection", params, msgspec.to_builtins(answer))


FORM = {
    "type": "field_set",
    "field_id": "items",
    "max_responses_required": 9,
    "fields": [
        {"type": "text", "field_id": "What", "title": "What"},
        {"type": "category", "field_id": "kind", "choices": CHOICES, "required": False},
    ],
}
FIELDS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "ranking": ({"type": "ranking", "field_id": "f", "choices": CHOICES}, "ranking", ["two", 1]),
    "ranking_order": ({"type": "ranking_order", "field_id": "f", "choices": CHOICES}, "ranking", [1, "two"]),
    "linear_scale": ({"type": "linear_scale", "field_id": "f", "min": 0, "max": 10}, "rating", [7]),
    "timerange": ({"type": "timerange", "field_id": "f"}, "time_range", [{"start": 1, "end": 2.5}]),
    "date": ({"type": "date", "field_id": "f"}, "date", ["2026-01-31"]),
    "datetime": ({"type": "datetime", "field_id": "f"}, "date", ["2026-01-31T10:30"]),
    "file": ({"type": "file", "field_id": "f"}, "file", [ASSET]),
    "number": ({"type": "number", "field_id": "f", "min": 1}, "number", [2.5]),
    "text": ({"type": "text", "field_id": "f", "max_length": 5}, "text", ["fine"]),
    "rubric": ({"type": "rubric", "field_id": "f", "criteria": ["a", "b"]}, "rubric", [{"a": True, "b": False}]),
    "several texts": ({"type": "text", "field_id": "f", "max_responses_required": 3}, "group", ["one", "two"]),
    "several categories": (
        {"type": "category", "field_id": "f", "choices": CHOICES, "max_choices": 2, "max_responses_required": 3},
        "group",
        [[1, "two"], ["two"]],
    ),
    "form": ({**FORM, "field_id": "f", "type": "form"}, "group", [{"What": ["a"], "kind": [1]}, {"What": ["b"]}]),
    "field_set": ({**FORM, "field_id": "f"}, "group", [{"What": ["a"], "kind": ["two"]}]),
}


@pytest.mark.parametrize("case", FIELDS)
def test_every_field_type_is_asked_and_its_response_comes_back(case: str) -> None:
    field, kind, value = FIELDS[case]
    params = params_of(field)
    [attribute] = asked_of(params).ontology.attributes
    assert attribute.type == kind
    assert there_and_back(params, {"annotations": {"f": value}}) == {"annotations": {"f": value}}


@pytest.mark.parametrize("case", FIELDS)
def test_what_is_made_up_for_test_keys_fits_what_is_asked(case: str) -> None:
    params = params_of(FIELDS[case][0])
    response = make_up("textcollection", params, asked_of(params))
    assert there_and_back(params, response) == response


def test_hypotheses_with_responses_in_lists_are_read() -> None:
    params = params_of(FIELDS["several texts"][0], FORM)
    response = {
        "f": {"type": "text", "field_id": "f", "response": [["one"], ["two"]]},
        "items": {"type": "form", "field_id": "items", "response": [[{"What": {"response": [["a"]]}}]]},
    }
    answer = read_given(
        "textcollection", asked_of(params), {**params, "hypothesis": {"annotations": response}}, "hypothesis"
    )
    assert answer.global_attributes == {"f": [{"f": "one"}, {"f": "two"}], "items": [{"what": "a"}]}


@pytest.mark.parametrize(
    ("conditions", "condition"),
    [
        ([{"field_id": "kind", "value": "two"}], Condition("kind", ("two",))),
        ([{"kind": [1, "two"]}], Condition("kind", ("1", "two"))),
        ({"attribute_conditions": [{"kind": 1}]}, Condition("kind", ("1",))),
        ([{"field_id": "score", "operator": ">=", "value": 3}], Condition("score", at_least=3)),
        (
            [{"kind": 1, "score": 2}, {"kind": "two"}],
            Condition(
                any=(
                    Condition(all=(Condition("kind", ("1",)), Condition("score", at_least=2, at_most=2))),
                    Condition("kind", ("two",)),
                )
            ),
        ),
    ],
)
def test_conditions_are_understood(conditions: Any, condition: Condition) -> None:
    kind = {"type": "category", "field_id": "kind", "choices": CHOICES}
    score = {"type": "number", "field_id": "score"}
    [_, _, why] = asked_of(
        params_of(kind, score, {"type": "text", "field_id": "why", "conditions": conditions})
    ).ontology.attributes
    assert (why.condition, why.required) == (condition, True)


@pytest.mark.parametrize("conditions", [["?"], [{"nothing": 1}], {"when": "full moon"}, [{"field_id": "why"}]])
def test_a_field_whose_condition_is_not_understood_may_stay_open(conditions: Any) -> None:
    [why] = asked_of(params_of({"type": "text", "field_id": "why", "conditions": conditions})).ontology.attributes
    assert (why.condition, why.required) == (None, False)


def test_attachments_of_several_kinds_are_shown_together() -> None:
    attachments = [
        {"type": "text", "content": "Look."},
        {"type": "image", "content": f"scaledata://{ASSET}"},
        {"type": "pdf", "content": "https://a/b.pdf"},
        {"type": "website", "content": "https://example.org"},
        {"type": "video", "content": "https://a/b.mp4"},
    ]
    asked = asked_of({**params_of(FIELDS["text"][0]), "attachments": attachments})
    assert (asked.modality, asked.content) == (
        "form.v1",
        {
            "attachments": [
                {"type": "text", "text": "Look."},
                {"type": "image", "attachment": ASSET},
                {"type": "pdf", "attachment": "https://a/b.pdf"},
                {"type": "website", "link": "https://example.org"},
                {"type": "video", "attachment": "https://a/b.mp4"},
            ]
        },
    )


@pytest.mark.parametrize(
    ("field", "refused"),
    [
        ({"type": "form", "field_id": "f", "fields": []}, "fields[0].fields"),
        ({"type": "ranking", "field_id": "f"}, "fields[0].choices"),
        ({"type": "rubric", "field_id": "f", "criteria": ["a", "a"]}, "fields[0].criteria"),
        ({"type": "linear_scale", "field_id": "f", "min": 5, "max": 1}, "params.attributes[0].minimum"),
        ({"type": "text", "field_id": "f", "regex": "("}, "params.attributes[0].pattern"),
    ],
)
def test_fields_that_cannot_be_are_named(field: dict[str, Any], refused: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        ask("textcollection", params_of(field))
    assert refusal.value.field == refused


def test_a_response_to_a_form_that_is_none_is_refused_with_its_path() -> None:
    params = params_of({**FORM, "field_id": "f"})
    with pytest.raises(InvalidError) as refusal:
        there_and_back(params, {"annotations": {"f": ["not an object"]}})
    assert refusal.value.field == "expected_response.annotations.f[0]"


def test_a_moment_is_a_date_and_a_time_of_day() -> None:
    params = params_of(FIELDS["datetime"][0])
    assert asked_of(params).ontology.attributes[0].has_time
    shown = there_and_back(params, {"annotations": {"f": ["2026-01-31 10:30"]}})
    assert shown == {"annotations": {"f": ["2026-01-31T10:30"]}}


@pytest.mark.parametrize("wrong", ["tomorrow", "2026-01-31", "10:30", "31.1.2026 10:30", "2026-02-30 10:30"])
def test_what_is_no_moment_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidError):
        there_and_back(params_of(FIELDS["datetime"][0]), {"annotations": {"f": [wrong]}})
