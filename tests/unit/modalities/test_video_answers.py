"""Which answers about a video are taken, and by what they are refused."""

import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.modalities.video.shapes import VideoContent
from goldsmith.ontology import Attribute, Choice, Condition, Label, Ontology, Skeleton, SkeletonPoint

YES_NO = (Choice("yes"), Choice("no"))
ONTOLOGY = Ontology(
    labels=(
        Label(
            name="car",
            attributes=(
                Attribute(name="color", type="text"),
                Attribute(name="parked", type="category", choices=YES_NO, required=True, is_mutable=True),
                Attribute(
                    name="speed",
                    type="number",
                    required=True,
                    is_mutable=True,
                    condition=Condition("parked", ("no",)),
                ),
            ),
        ),
        Label(name="person", shapes=("skeleton",), skeleton=Skeleton(points=(SkeletonPoint("head", 0, 0),))),
    )
)
FACTS = {"width": 100, "height": 80, "frame_count": 50}


def read(*annotations, complete=True, content=None, facts=FACTS):
    body = {"annotations": list(annotations)}
    return read_answer(MODALITY, ONTOLOGY, body, content=content, facts=facts, complete=complete)


def box(*keyframes, attributes=None):
    """Keyframes are frames, or (frame, attributes)."""
    pairs = [each if isinstance(each, tuple) else (each, {}) for each in keyframes]
    geometry = {"left": 1, "top": 1, "width": 5, "height": 5}
    made = [{"frame": frame, "attributes": said, **geometry} for frame, said in pairs]
    return {"type": "box", "label": "car", "attributes": attributes or {}, "keyframes": made}


def refused(*annotations, **more):
    with pytest.raises(InvalidError) as caught:
        read(*annotations, **more)
    return caught.value.field.removeprefix("answer.annotations[0].")


PARKED = {"parked": "yes"}
MOVING = {"parked": "no", "speed": 3}


def test_mutable_answers_stand_in_keyframes_and_lasting_ones_on_the_track():
    read(box((0, PARKED), 5, (9, MOVING), (12, PARKED), attributes={"color": "red"}))
    assert refused(box((0, PARKED), attributes={"parked": "yes"})) == "attributes"
    assert refused(box((0, {**PARKED, "color": "red"}))) == "keyframes[0].attributes"


def test_required_mutable_answers_stand_on_the_first_keyframe():
    assert refused(box(0, (5, PARKED))) == "keyframes[0].attributes.parked"
    read(box(0, (5, PARKED)), complete=False)


def test_a_question_is_asked_by_what_holds_on_its_frame():
    assert refused(box((0, {**PARKED, "speed": 3}))) == "keyframes[0].attributes.speed"
    assert refused(box((0, PARKED), (5, {"parked": "no"}))) == "keyframes[1].attributes.speed"
    read(box((0, MOVING), (5, {"speed": 4}), (7, PARKED), (9, {"parked": "no"})))


def test_events_answer_all_their_questions_once():
    event = {"type": "event", "label": "car", "start_frame": 3, "end_frame": 3, "attributes": PARKED}
    read(event)
    assert refused({**event, "end_frame": 2}) == "end_frame"
    assert refused({**event, "end_frame": 50}) == "end_frame"


def test_frames_lie_in_the_video_and_in_order():
    assert refused(box((0, PARKED), 50)) == "keyframes[1].frame"
    assert refused(box((7, PARKED), 7)) == "keyframes[1].frame"
    assert refused(box((7, PARKED), 3)) == "keyframes[1].frame"
    read(box((0, PARKED), 50), facts=None)


def test_a_track_begins_where_the_object_is_there():
    track = box((0, PARKED), 5)
    track["keyframes"][0]["is_outside"] = True
    assert refused(track) == "keyframes[0].is_outside"


def test_shapes_lie_on_the_picture():
    track = box((0, PARKED), 5)
    track["keyframes"][1]["left"] = 900
    assert refused(track) == "keyframes[1]"


def test_skeletons_have_the_keypoints_of_their_label():
    def skeleton(name):
        keyframes = [{"frame": 0, "keypoints": [{"name": name, "x": 1, "y": 1}]}]
        return {"type": "skeleton", "label": "person", "keyframes": keyframes}

    read(skeleton("head"))
    assert refused(skeleton("tail")) == "keyframes[0].keypoints[0].name"


def test_images_in_order_have_as_many_frames_as_there_are_images():
    content = VideoContent(attachments=["a", "b", "c"], frame_rate=5)
    read(box((2, PARKED)), content=content, facts={"width": 100, "height": 80})
    assert refused(box((3, PARKED)), content=content, facts={"width": 100, "height": 80}) == "keyframes[0].frame"


def test_an_answer_holds_only_so_much():
    with pytest.raises(InvalidError, match="at most 2,000 tracks"):
        read(*[box((0, PARKED)) for _ in range(2_001)])
    many = [{"frame": n, "x": 1, "y": 1} for n in range(20_001)]
    tracks = [{"type": "point", "label": "car", "keyframes": many} for _ in range(10)]
    with pytest.raises(InvalidError, match="at most 200,000 keyframes"):
        read(*tracks, complete=False, facts=None)


@pytest.mark.parametrize(
    "content",
    [{}, {"attachment": "a", "attachments": ["a"]}, {"attachments": ["a"]}, {"attachment": "a", "frame_rate": 5}],
)
def test_a_video_is_a_file_or_images_with_their_rate(content):
    with pytest.raises(ValueError, match=r"Give either|Images come with"):
        VideoContent(**content)
