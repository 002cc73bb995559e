"""Scale's task types: what they ask becomes ours, and every answer of theirs comes back as it was."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.compat.scale.made_up import make_up
from goldsmith.compat.scale.types import TYPES, Asked, Waits, ask, read_given, show_response
from goldsmith.errors import GoldsmithError, InvalidError, NotFoundError

LOOKS = {
    "Looks": {"description": "Where to", "choices": ["left", "right"], "required": True},
    "Spots": {"choices": ["few", "many", "none"], "allow_multiple": True},
    "Weight": {"type": "number", "min": 0, "max": 900},
    "Name": {"type": "text"},
}
IMAGE = {
    "attachment": "https://example.com/cow.jpg",
    "geometries": {
        "box": {"objects_to_annotate": ["Baby Cow", {"choice": "Vehicle", "subchoices": ["Truck", "Car"]}]},
        "polygon": {"objects_to_annotate": ["Baby Cow"]},
        "line": {"objects_to_annotate": ["Fence"]},
        "point": {"objects_to_annotate": ["Bell"]},
    },
    "annotation_attributes": LOOKS,
    "global_attributes": {"Weather": {"choices": ["sun", "rain"]}},
    "links": {"belongs to": {"description": "whose it is"}},
}
NER = {
    "text": "Ada met Grace in London.",
    "labels": [
        {"name": "Person", "display_name": "A person", "attributes": {"Role": {"choices": ["host", "guest"]}}},
        {"name": "Where", "children": [{"name": "City"}, {"name": "Country"}]},
    ],
    "relationships": [{"name": "lives in", "source_label": "Person", "target_label": "City", "is_directed": True}],
}
FIELDS = {
    "attachments": [{"type": "text", "content": "What a day."}, {"type": "text", "content": "Indeed."}],
    "fields": [
        {
            "type": "category",
            "field_id": "genre",
            "title": "Genre?",
            "choices": [
                {"label": "Hip-Hop", "value": "hh", "subchoices": [{"label": "Rap", "value": "rap"}]},
                {"label": "One", "value": 1},
                {"label": "Yes", "value": True},
            ],
            "max_choices": 3,
        },
        {"type": "boolean", "field_id": "good", "title": "Good?"},
        {"type": "text", "field_id": "why", "title": "Why?", "required": False},
        {"type": "number", "field_id": "stars", "title": "Stars?", "required": False},
    ],
}
BOX = {"uuid": "b", "type": "box", "label": "Car", "left": 1.5, "top": 2.0, "width": 3.0, "height": 4.0}
CORNERS = [{"x": 1.0, "y": 1.0}, {"x": 5.0, "y": 1.0}, {"x": 5.0, "y": 4.0}]
LOOK = {"Looks": "left"}
SOLIDS = {
    "attachment": "https://example.com/cow.jpg",
    "geometries": {
        "box": {"objects_to_annotate": ["car"], "can_rotate": True},
        "ellipse": {"objects_to_annotate": ["wheel"]},
        "cuboid": {"objects_to_annotate": ["car"]},
    },
}
AXES = [{"x": 123.0, "y": 92.0}, {"x": 173.0, "y": 113.0}, {"x": 123.0, "y": 134.0}, {"x": 73.0, "y": 113.0}]
CUBOID = {
    "face-topleft": (137.0, 219.0),
    "face-bottomleft": (137.0, 318.0),
    "face-topright": (245.0, 219.0),
    "face-bottomright": (245.0, 318.0),
    "side-topcorner": (316.0, 165.0),
    "side-bottomcorner": (316.0, 264.0),
}
ROUND_TRIPS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "shapes": (
        "imageannotation",
        IMAGE,
        {
            "annotations": [
                {**BOX, "attributes": {**LOOK, "Spots": ["few", "none"], "Weight": 12.0, "Name": "Bo"}},
                {"uuid": "p", "type": "polygon", "label": "Baby Cow", "vertices": CORNERS, "attributes": LOOK},
                {"uuid": "l", "type": "line", "label": "Fence", "vertices": CORNERS[:2], "attributes": LOOK},
                {"uuid": "q", "type": "point", "label": "Bell", "x": 3.0, "y": 2.5, "attributes": LOOK},
            ],
            "global_attributes": {"Weather": "rain"},
            "links": [{"uuid": "k", "type": "belongs to", "from": "q", "to": "p", "attributes": {}}],
        },
    ),
    "one shape": (
        "polygonannotation",
        {"attachment": "https://example.com/cow.jpg", "objects_to_annotate": ["big cow"]},
        {"annotations": [{"uuid": "p", "type": "polygon", "label": "big cow", "vertices": CORNERS, "attributes": {}}]},
    ),
    "a shape that may be turned, and those of corners": (
        "imageannotation",
        SOLIDS,
        {
            "annotations": [
                {
                    "uuid": "r",
                    "type": "box",
                    "label": "car",
                    "left": 10.0,
                    "top": 20.0,
                    "width": 40.0,
                    "height": 40.0,
                    "rotation": round(math.pi / 2, 12),
                    "vertices": [
                        {"x": 50.0, "y": 20.0},
                        {"x": 50.0, "y": 60.0},
                        {"x": 10.0, "y": 60.0},
                        {"x": 10.0, "y": 20.0},
                    ],
                    "attributes": {},
                },
                {"uuid": "e", "type": "ellipse", "label": "wheel", "vertices": AXES, "attributes": {}},
            ],
            "global_attributes": {},
            "links": [],
        },
    ),
    "entities": (
        "namedentityrecognition",
        NER,
        {
            "annotations": [
                {
                    "id": "a",
                    "start": 0,
                    "end": 3,
                    "text": "Ada",
                    "label": "Person",
                    "attributes": {"Role": "host"},
                },
                {"id": "l", "start": 17, "end": 23, "text": "London", "label": "City"},
            ],
            "relationships": [{"id": "r", "source_ref": "a", "target_ref": "l", "name": "lives in"}],
        },
    ),
    "entities with gaps": (
        "namedentityrecognition",
        NER,
        {
            "annotations": [
                {
                    "id": "g",
                    "start": 0,
                    "end": 23,
                    "text": "Ada met Grace in London",
                    "fragments": [{"start": 0, "end": 3}, {"start": 17, "end": 23}],
                    "label": "City",
                }
            ],
            "relationships": [],
        },
    ),
    "fields": (
        "textcollection",
        FIELDS,
        {"annotations": {"genre": ["rap", 1, True], "good": [False], "why": ["because"], "stars": [4]}},
    ),
    "a category": (
        "categorization",
        {"attachment": "red", "attachment_type": "text", "categories": ["Red!", "red?"]},
        {"category": "red?"},
    ),
    "several categories": (
        "categorization",
        {"attachment": "x", "attachment_type": "text", "categories": ["a", "b"], "allow_multiple": True},
        {"category": ["b", "a"]},
    ),
    "a choice": ("comparison", {"attachments": ["one", "two"], "attachment_type": "text"}, {"choice": "2"}),
    "rows": (
        "transcription",
        {
            "attachment": "https://example.com",
            "attachment_type": "website",
            "fields": {"title": "The title"},
            "repeatable_fields": {"user": "Who", "count": "How many"},
        },
        {"fields": {"title": "Home"}, "rows": [{"user": "ada", "count": "3"}, {"user": "bo", "count": "4"}]},
    ),
    "collected": (
        "datacollection",
        {"attachment": "https://example.com", "attachment_type": "website", "fields": {"hiring_page": "URL"}},
        {"fields": {"hiring_page": "https://example.com/jobs"}, "rows": []},
    ),
}


def there_and_back(kind: str, params: dict[str, Any], response: dict[str, Any]) -> Any:
    """What a response becomes when it is given as the right answer and told again."""
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    answer = read_given(kind, asked, {**params, "expected_response": response}, "expected_response")
    return show_response(kind, params, msgspec.to_builtins(answer))


@pytest.mark.parametrize(
    ("kind", "params", "expected"),
    [
        (
            "imageannotation",
            IMAGE,
            [
                ("baby_cow", "", ("box", "polygon")),
                ("vehicle", "", ("box",)),
                ("truck", "vehicle", ("box",)),
                ("car", "vehicle", ("box",)),
                ("fence", "", ("line",)),
                ("bell", "", ("point",)),
            ],
        ),
        (
            "namedentityrecognition",
            NER,
            [
                ("person", "", ("span",)),
                ("where", "", ("span",)),
                ("city", "where", ("span",)),
                ("country", "where", ("span",)),
            ],
        ),
        (
            "videoannotation",
            {
                "attachment": "https://example.com/cow.mp4",
                "attachment_type": "video",
                "geometries": {"box": {"objects_to_annotate": ["Cow"]}},
                "events_to_annotate": [{"choice": "Cow", "subchoices": ["Moo"]}],
            },
            [("cow", "", ("box",)), ("cow_2", "", ("event",)), ("moo", "cow_2", ("event",))],
        ),
    ],
)
def test_labels_stand_below_those_that_group_them(kind: str, params: dict[str, Any], expected: list[Any]) -> None:
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    assert asked.ontology.only_leaves
    assert [(label.name, label.parent, label.shapes) for label in asked.ontology.labels] == expected


def test_one_word_in_two_branches_is_grouped_twice() -> None:
    categories = [
        {"choice": "Food", "subchoices": [{"choice": "Other", "subchoices": ["apple"]}]},
        {"choice": "Tools", "subchoices": [{"choice": "Other", "subchoices": ["saw"]}, "other"]},
    ]
    asked = ask("categorization", {"attachment": "x", "attachment_type": "text", "categories": categories})
    assert isinstance(asked, Asked)
    [category] = asked.ontology.attributes
    assert [(choice.name, choice.parent) for choice in category.choices] == [
        ("food", ""),
        ("other_2", "food"),
        ("apple", "other_2"),
        ("tools", ""),
        ("other_3", "tools"),
        ("saw", "other_3"),
        ("other", "tools"),
    ]


def test_what_only_groups_is_no_answer() -> None:
    read = {"annotations": [{"id": "a", "start": 0, "end": 3, "label": "Where"}], "relationships": []}
    with pytest.raises(InvalidError, match="none of the task's labels"):
        there_and_back("namedentityrecognition", NER, read)


@pytest.mark.parametrize("case", ROUND_TRIPS)
def test_a_response_comes_back_as_it_was(case: str) -> None:
    kind, params, response = ROUND_TRIPS[case]
    assert there_and_back(kind, params, response) == response


def described(places: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    return [{"description": name, "x": x, "y": y} for name, (x, y) in places.items()]


@pytest.mark.parametrize(("flip", "side"), [(1, "right"), (-1, "left")])
def test_a_cuboid_of_six_corners_gets_its_hidden_ones_and_its_edges(flip: int, side: str) -> None:
    places = {name: (flip * x + 400, y) for name, (x, y) in CUBOID.items()}
    if flip < 0:
        swap = {"left": "right", "right": "left"}
        places = {
            next((name.replace(a, b) for a, b in swap.items() if name.endswith(a)), name): place
            for name, place in places.items()
        }
    cuboid = {"uuid": "c", "type": "cuboid", "label": "car", "vertices": described(places), "attributes": {}}
    [shown] = there_and_back("imageannotation", SOLIDS, {"annotations": [cuboid]})["annotations"]
    found = {each["description"]: (each["x"], each["y"]) for each in shown["vertices"]}
    assert places.items() <= found.items()
    assert found["hidden-topcorner"] == (flip * 208.0 + 400, 165.0)
    assert (shown["side"], len(shown["edges"])) == (side, 7)
    assert there_and_back("imageannotation", SOLIDS, {"annotations": [shown]})["annotations"] == [shown]
    legacy = {"attachment": "https://example.com/cow.jpg", "objects_to_annotate": ["car"]}
    assert there_and_back("cuboidannotation", legacy, {"annotations": [cuboid]}) == {"annotations": [shown]}


def test_a_turned_ellipse_comes_back() -> None:
    lean = [{"x": 10.0, "y": 0.0}, {"x": 20.0, "y": 10.0}, {"x": 0.0, "y": 10.0}, {"x": -10.0, "y": 0.0}]
    ends = [{"x": 55.0, "y": 45.0}, {"x": 60.0, "y": 60.0}, {"x": 45.0, "y": 55.0}, {"x": 40.0, "y": 40.0}]
    ellipse = {"uuid": "e", "type": "ellipse", "label": "wheel", "attributes": {}}
    [back] = there_and_back("imageannotation", SOLIDS, {"annotations": [{**ellipse, "vertices": ends}]})["annotations"]
    assert back["vertices"] == [{name: pytest.approx(value) for name, value in each.items()} for each in ends]
    with pytest.raises(InvalidError, match="ends of its two axes"):
        there_and_back("imageannotation", SOLIDS, {"annotations": [{**ellipse, "vertices": lean}]})


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ({"type": "ellipse", "label": "wheel", "vertices": AXES[:3]}, "list of 4 vertices"),
        ({"type": "ellipse", "label": "wheel", "vertices": [*AXES[:3], {"x": "a", "y": 1}]}, "a number"),
        ({"type": "ellipse", "label": "wheel", "vertices": [AXES[0]] * 4}, "ends of its two axes"),
        ({"type": "cuboid", "label": "car", "vertices": [{"x": 1, "y": 1}] * 8}, "is missing"),
        ({"type": "cuboid", "label": "car"}, "list of 6 or 8"),
        ({**BOX, "label": "car", "rotation": "x"}, "a number"),
        ({**BOX, "label": "car", "rotation": math.inf}, "a number"),
    ],
)
def test_corners_that_are_none_are_refused(shape: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidError, match=message):
        there_and_back("imageannotation", SOLIDS, {"annotations": [shape]})


def test_only_leaves_are_chosen_below_what_groups_them() -> None:
    asked = ask("textcollection", FIELDS)
    assert isinstance(asked, Asked)
    [genre, *_] = asked.ontology.attributes
    assert genre.only_leaves
    assert [(choice.name, choice.title, choice.parent) for choice in genre.choices] == [
        ("hip-hop", "Hip-Hop", ""),
        ("rap", "Rap", "hip-hop"),
        ("1", "One", ""),
        ("true", "Yes", ""),
    ]
    assert asked.content == {"text": "What a day.\n\n---\n\nIndeed."}


def test_an_attribute_belongs_to_the_labels_that_may_have_it() -> None:
    attributes = {"Plate": {"type": "text", "allowed_labels": ["Car"]}, "Mood": {"choices": ["good"]}}
    asked = ask("imageannotation", {**IMAGE, "annotation_attributes": attributes})
    assert isinstance(asked, Asked)
    found = {label.title: [attribute.name for attribute in label.attributes] for label in asked.ontology.labels}
    assert found["Car"] == ["plate", "mood"]
    assert found["Truck"] == ["mood"]


def test_hypotheses_of_text_collections_name_their_type() -> None:
    params = {
        **FIELDS,
        "hypothesis": {
            "annotations": {
                "genre": {"type": "category", "field_id": "genre", "response": [["rap"]]},
                "why": {"type": "text", "field_id": "why", "response": [["so"]]},
            }
        },
    }
    asked = ask("textcollection", params)
    assert isinstance(asked, Asked)
    assert read_given("textcollection", asked, params, "hypothesis").global_attributes == {
        "genre": ["rap"],
        "why": "so",
    }


def test_several_images_are_shown_as_one_set() -> None:
    params = {"attachment_type": "image", "attachments": ["https://a", "scaledata://asset_1"], "choices": ["1", "2"]}
    asked = ask("comparison", params)
    assert isinstance(asked, Asked)
    assert (asked.modality, asked.content) == ("image.v1", {"attachments": ["https://a", "asset_1"]})


@pytest.mark.parametrize(
    ("kind", "change", "what"),
    [
        ("comparison", {"attachment_type": "image", "attachments": ["https://a"] * 65}, "more than 64 images"),
        (
            "textcollection",
            {
                "fields": [
                    {"type": "form", "field_id": "f", "fields": [{"type": "form", "field_id": "g", "fields": []}]}
                ]
            },
            "forms within forms",
        ),
        (
            "textcollection",
            {"attachments": [{"type": "pdf", "content": "https://a"}] * 33},
            "more than 32 attachments",
        ),
    ],
)
def test_what_cannot_be_asked_yet_says_what_it_waits_for(kind: str, change: dict[str, Any], what: str) -> None:
    params = next(params for name, params, _ in ROUND_TRIPS.values() if name == kind)
    waits = ask(kind, {**params, **change})
    assert isinstance(waits, Waits)
    assert what in waits.what


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("imageannotation", {"attachment": 7}, "attachment"),
        ("imageannotation", {"geometries": {"circle": {}}}, "geometries"),
        ("imageannotation", {"geometries": {"box": {"objects_to_annotate": []}}}, "geometries.box.objects_to_annotate"),
        ("imageannotation", {"geometries": {"box": {"objects_to_annotate": [None]}}}, "objects_to_annotate[0]"),
        ("imageannotation", {"annotation_attributes": {"x": 3}}, "annotation_attributes.x"),
        ("namedentityrecognition", {"labels": ["Person"]}, "labels[0]"),
        ("namedentityrecognition", {"relationships": [{"name": "x", "source_label": "?"}]}, "relationships[0]"),
        ("textcollection", {"fields": [{"field_id": "a"}, {"field_id": "a"}]}, "fields[0].field_id"),
        ("textcollection", {"fields": [{"field_id": "a", "type": "?"}]}, "fields[0].type"),
        ("textcollection", {"attachments": [{"type": "smell", "content": "x"}]}, "attachments[0].type"),
        ("categorization", {"categories": "red"}, "categories"),
        ("transcription", {"fields": ["title"]}, "fields"),
    ],
)
def test_bad_parameters_are_named(kind: str, change: dict[str, Any], field: str) -> None:
    params = next(params for name, params, _ in ROUND_TRIPS.values() if name == kind)
    with pytest.raises(InvalidError) as refusal:
        ask(kind, {**params, **change})
    assert refusal.value.field is not None
    assert refusal.value.field.endswith(field)


@pytest.mark.parametrize(
    ("case", "response", "field"),
    [
        ("shapes", {"annotations": [{**BOX, "label": "Plane"}]}, "annotations[0].label"),
        ("shapes", {"annotations": [{**BOX, "type": "blob"}]}, "annotations[0].type"),
        ("shapes", {"annotations": [{**BOX, "attributes": {"Looks": "up"}}]}, "attributes.Looks"),
        ("shapes", {"annotations": [{**BOX, "attributes": {"Size": 1}}]}, "attributes"),
        (
            "entities",
            {"annotations": [{"start": 0, "end": 3, "text": "Bob", "label": "Person"}]},
            "annotations[0].text",
        ),
        ("entities", {"relationships": [{"name": "knows"}]}, "relationships[0]"),
        ("fields", {"annotations": {"genre": ["jazz"]}}, "annotations.genre"),
        ("fields", {"annotations": {"age": [3]}}, "annotations"),
        ("a category", {"category": "blue"}, "category"),
        ("rows", {"rows": [["ada", "3"]]}, "rows[0]"),
    ],
)
def test_answers_that_do_not_fit_are_named(case: str, response: dict[str, Any], field: str) -> None:
    kind, params, _ = ROUND_TRIPS[case]
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    with pytest.raises(GoldsmithError) as refusal:
        read_given(kind, asked, {**params, "hypothesis": response}, "hypothesis")
    assert (refusal.value.field or "").endswith(field)


def test_an_unknown_type_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        ask("telepathy", {})


@pytest.mark.parametrize("case", ROUND_TRIPS)
def test_what_test_keys_get_is_an_answer_that_would_be_accepted(case: str) -> None:
    kind, params, _ = ROUND_TRIPS[case]
    asked = ask(kind, params)
    made_up = make_up(kind, params, asked)
    assert there_and_back(kind, params, made_up) == made_up


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)


@given(st.lists(WORDS, min_size=1, max_size=8, unique=True), st.data())
def test_any_words_are_told_apart_and_come_back(words: list[str], data: st.DataObject) -> None:
    params = {"attachment": "https://x", "geometries": {"box": {"objects_to_annotate": words}}}
    labels = data.draw(st.lists(st.sampled_from(words), max_size=5))
    response = {
        "annotations": [
            {**BOX, "uuid": f"b{place}", "label": label, "attributes": {}} for place, label in enumerate(labels)
        ],
        "global_attributes": {},
        "links": [],
    }
    assert there_and_back("imageannotation", params, response) == response


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = sorted({name for kind in TYPES.values() for name in kind.required} | set(IMAGE) | set(NER) | set(FIELDS))


@given(st.sampled_from(sorted(TYPES)), st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=6), ANYTHING)
def test_nonsense_is_refused_and_never_breaks(kind: str, params: dict[str, Any], given_answer: Any) -> None:
    try:
        asked = ask(kind, params)
        if isinstance(asked, Asked):
            read_given(kind, asked, {**params, "hypothesis": given_answer}, "hypothesis")
    except GoldsmithError:
        return


@given(st.sampled_from(sorted(ROUND_TRIPS)), ANYTHING, st.data())
def test_a_nonsensical_answer_is_refused_and_never_breaks(case: str, nonsense: Any, data: st.DataObject) -> None:
    kind, params, response = ROUND_TRIPS[case]
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    broken = {**response, data.draw(st.sampled_from(sorted(response))): nonsense}
    try:
        read_given(kind, asked, {**params, "hypothesis": broken}, "hypothesis")
    except GoldsmithError:
        return
