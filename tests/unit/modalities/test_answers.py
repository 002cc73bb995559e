"""Reading answers: what fits passes unchanged; what does not is refused with the path of the mistake."""

import subprocess
import sys
import time

import msgspec
import pytest

from goldsmith.errors import GoldsmithError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.text.shapes import TextContent
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

TEXT = registry.get("text.v1")
IMAGE = registry.get("image.v1")
WORDS = TextContent(text="Ada 😀 wrote to Charles in London")
SPANS = Ontology(
    labels=(
        Label(
            name="person",
            shapes=("span",),
            attributes=(Attribute(name="role", type="category", required=True, choices=(Choice("a"), Choice("b"))),),
        ),
        Label(name="place"),
        Label(name="planet", retired=True),
    ),
    attributes=(
        Attribute(name="mood", type="category", required=True, choices=(Choice("good"), Choice("bad", retired=True))),
        Attribute(name="tags", type="category", allow_multiple=True, choices=(Choice("x"), Choice("y"))),
        Attribute(name="score", type="number", minimum=0, maximum=10),
        Attribute(name="note", type="text"),
    ),
    relations=(Relation(name="in", from_=("person",), to=("place",)), Relation(name="near", directed=False)),
)
BOXES = Ontology(labels=(Label(name="car", shapes=("box",)), Label(name="any")))
ADA = {"uuid": "1", "type": "span", "label": "person", "start": 0, "end": 3, "text": "Ada", "attributes": {"role": "a"}}
LONDON = {"uuid": "2", "type": "span", "label": "place", "start": 26, "end": 32, "text": "London"}
GOOD = {
    "annotations": [ADA, LONDON],
    "global_attributes": {"mood": "good", "tags": ["y", "x"], "score": 3, "note": "fine"},
    "links": [{"uuid": "3", "type": "in", "from": "1", "to": "2"}],
}
BOX = {"type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4.5}
FACTS = {"width": 100, "height": 50}


def read_text(body, **options):
    return read_answer(TEXT, SPANS, body, content=WORDS, **options)


def read_boxes(body, **options):
    return read_answer(IMAGE, BOXES, body, facts=FACTS, **options)


def refused_field(read, body, **options):
    with pytest.raises(GoldsmithError) as caught:
        read(body, **options)
    assert 400 <= caught.value.status < 500
    return caught.value.field


def test_an_answer_reads_the_same_from_bytes_and_from_objects():
    answer = read_text(GOOD)
    assert read_text(msgspec.json.encode(GOOD)) == answer
    assert read_text(msgspec.json.encode(answer)) == answer
    assert answer.global_attributes["score"] == 3


def with_(where, value, start=GOOD):
    changed = msgspec.json.decode(msgspec.json.encode(start))
    *path, last = where
    place = changed
    for step in path:
        place = place[step]
    place[last] = value
    return changed


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        (("annotations", 0, "label"), "robot", "annotations[0].label"),
        (("annotations", 1, "label"), "planet", "annotations[1].label"),
        (("annotations", 0, "type"), "box", "annotations[0].type"),
        (("annotations", 0, "end"), 4, "annotations[0].text"),
        (("annotations", 0, "end"), 0, "annotations[0].end"),
        (("annotations", 0, "end"), 99, "annotations[0].end"),
        (("annotations", 0, "start"), -1, "annotations[0].start"),
        (("annotations", 0, "start"), 0.5, "annotations[0].start"),
        (("annotations", 0, "text"), "Eva", "annotations[0].text"),
        (("annotations", 0, "extra"), 1, "annotations[0]"),
        (("annotations", 1, "uuid"), "1", "annotations[1].uuid"),
        (("annotations", 0, "attributes"), {}, "annotations[0].attributes.role"),
        (("annotations", 0, "attributes"), {"role": "c"}, "annotations[0].attributes.role"),
        (("annotations", 1, "attributes"), {"role": "a"}, "annotations[1].attributes"),
        (("global_attributes", "mood"), "bad", "global_attributes.mood"),
        (("global_attributes", "mood"), ["good"], "global_attributes.mood"),
        (("global_attributes", "mood"), True, "global_attributes[...]"),
        (("global_attributes", "tags"), "x", "global_attributes.tags"),
        (("global_attributes", "tags"), ["x", "x"], "global_attributes.tags"),
        (("global_attributes", "tags"), ["x", "z"], "global_attributes.tags[1]"),
        (("global_attributes", "score"), 11, "global_attributes.score"),
        (("global_attributes", "score"), "3", "global_attributes.score"),
        (("global_attributes", "score"), float("nan"), "global_attributes[...]"),
        (("global_attributes", "score"), float("inf"), "global_attributes[...]"),
        (("global_attributes", "note"), 3, "global_attributes.note"),
        (("global_attributes", "<b>"), 3, "global_attributes"),
        (("links", 0, "type"), "above", "links[0].type"),
        (("links", 0, "to"), "9", "links[0].to"),
        (("links", 0, "to"), "1", "links[0].to"),
        (("links", 0, "from"), "2", "links[0].from"),
        (("links", 0, "attributes"), {"a": "b"}, "links[0].attributes"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_path(where, value, field):
    assert refused_field(read_text, with_(where, value)) == f"answer.{field}"


def test_links_may_not_repeat_and_undirected_links_have_no_order():
    near = [{"type": "near", "from": "1", "to": "2"}, {"type": "near", "from": "2", "to": "1"}]
    assert refused_field(read_text, {**GOOD, "links": near}) == "answer.links[1]"
    assert len(read_text({**GOOD, "links": near[:1]}).links) == 1


def test_an_empty_answer_must_still_answer_what_is_required():
    assert refused_field(read_text, {}) == "answer.global_attributes.mood"
    assert read_text({}, complete=False).annotations == []
    assert read_boxes(b"{}").annotations == []


def test_a_hypothesis_may_use_retired_names_and_is_named_in_the_error():
    old = with_(
        ("global_attributes", "mood"), "bad", with_(("annotations", 1, "label"), "planet", {**GOOD, "links": []})
    )
    assert read_text(old, allow_retired=True).annotations[1].label == "planet"
    assert refused_field(read_text, old, field="hypothesis") == "hypothesis.annotations[1].label"


def test_annotations_without_uuid_get_one_by_their_place():
    answer = read_boxes({"annotations": [BOX, {**BOX, "uuid": "annotation-3"}, BOX]})
    assert [box.uuid for box in answer.annotations] == ["annotation-1", "annotation-3", "annotation-3+"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"width": 0}, "annotations[0].width"),
        ({"left": "1"}, "annotations[0].left"),
        ({"left": 101}, "annotations[0]"),
        ({"left": -101, "width": 150}, "annotations[0]"),
        ({"top": -10}, "annotations[0]"),
        ({"width": 1e6}, "annotations[0]"),
        ({"left": None}, "annotations[0].left"),
    ],
)
def test_boxes_beside_the_image_are_refused(change, field):
    assert refused_field(read_boxes, {"annotations": [{**BOX, **change}]}) == f"answer.{field}"


def test_boxes_may_stick_out_a_little():
    assert read_boxes({"annotations": [{**BOX, "left": -2.5}]}).annotations[0].left == -2.5


def test_too_few_and_too_many_vertices_and_annotations_are_refused():
    def outline(count):
        vertices = [{"x": n % 90, "y": n % 40} for n in range(count)]
        return {"annotations": [{"type": "polygon", "label": "any", "vertices": vertices}]}

    assert refused_field(read_boxes, outline(2)) == "answer.annotations[0].vertices"
    assert len(read_boxes(outline(10_000)).annotations[0].vertices) == 10_000
    assert refused_field(read_boxes, outline(10_001)) == "answer.annotations[0].vertices"
    assert refused_field(read_boxes, {"annotations": [BOX] * 20_001}) == "answer.annotations"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"annotations": NaN}',
        b'{"global_attributes":{"note":"\\ud800"}}',
        b'{"global_attributes":{"note":"\\ud800 and more text"}}',
        b'{"global_attributes":{"note":"\\udc00 and more text"}}',
        b'{"global_attributes":{"note":"a\\u0000b","mood":"good"}}',
        b'{"a":' * 50_000,
        b" " * 8_000_001,
        {"global_attributes": {"note": "\ud800"}},
        {"global_attributes": {"note": object()}},
        {1: {2}, "x": 10**5000},
        None,
        [],
        "answer",
    ],
)
def test_what_is_not_an_answer_at_all_is_refused(body):
    assert refused_field(read_text, body).startswith("answer")


def test_text_that_only_looks_like_a_nul_is_kept():
    body = b'{"global_attributes":{"note":"a\\\\u0000b","mood":"good"}}'
    assert read_text(body).global_attributes["note"] == "a\\u0000b"


def test_a_number_of_five_thousand_digits_is_refused():
    body = b'{"global_attributes":{"mood":"good","score":1' + b"0" * 400 + b"}}"
    assert refused_field(read_text, body).startswith("answer.global_attributes")


def test_small_answers_are_read_quickly():
    body = b'{"global_attributes":{"mood":"good"}}'
    began = time.perf_counter()
    for _ in range(1000):
        read_text(body)
    assert (time.perf_counter() - began) / 1000 < 0.000_2


def test_an_unknown_modality_is_refused():
    with pytest.raises(GoldsmithError) as caught:
        registry.get("smell.v1")
    assert caught.value.status == 422
    assert caught.value.field == "modality"


def test_the_registry_is_light():
    code = (
        "import sys; from goldsmith.modalities import registry, answers; registry.registered();"
        "print([m for m in ('numpy', 'scipy', 'PIL', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
