"""Long videos in parts: cut, labeled apart, and joined again with nothing twice and nothing lost."""

from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Link, Setting
from goldsmith.modalities.parts import Cut, Part, spread_parts
from goldsmith.modalities.video.cutting import clip_answer, clip_track, cut_video
from goldsmith.modalities.video.interpolate import interpolate
from goldsmith.modalities.video.joining import join_videos
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.modalities.video.shapes import BoxKeyframe, BoxTrack, Event, PointKeyframe, PointTrack, VideoContent
from goldsmith.ontology import Label, Ontology

FRAMES = 120
ONTOLOGY = Ontology(labels=(Label(name="car"),))


def uuid(number):
    return str(UUID(int=number + 1))


def box(name, *places, label="car", **more):
    """A track of boxes 40 by 20 from (frame, left) or (frame, left, answers); no left: gone."""
    keyframes, left = [], 0.0
    for frame, place, *said in places:
        left = left if place is None else float(place)
        keyframes.append(
            BoxKeyframe(
                frame=frame,
                is_outside=place is None,
                attributes=dict(*said),
                left=left,
                top=50.0,
                width=40.0,
                height=20.0,
            )
        )
    return BoxTrack(uuid=name, label=label, keyframes=keyframes, **more)


def parts_of(frames=FRAMES, length=50, overlap=10):
    contents = cut_video(VideoContent(attachment="film"), {"frame_count": frames}, Cut(length, overlap))
    return [msgspec.structs.replace(content.part, of="task_1") for content in contents]


def cut(answer, parts):
    return [(part, clip_answer(answer, part)) for part in parts]


def there(track, frames=FRAMES):
    """Of every frame where the track is and what holds there."""
    return [interpolate(track, frame) for frame in range(frames)]


def assert_same_track(one, other, frames=FRAMES):
    for frame, (here, again) in enumerate(zip(there(one, frames), there(other, frames), strict=True)):
        assert (here is None) == (again is None), frame
        if here is not None:
            assert here.attributes == again.attributes, frame
            for name in ("left", "top", "width", "height", "x", "y"):
                assert getattr(here, name, 0) == pytest.approx(getattr(again, name, 0), abs=1e-6), frame


numbers = st.integers(0, 400)
answers_said = st.sampled_from([{}, {"lights": "on"}, {"lights": "off"}])


@st.composite
def tracks(draw, name, frames=FRAMES):
    kind = draw(st.sampled_from([BoxTrack, PointTrack]))
    at = sorted(draw(st.sets(st.integers(0, frames - 1), min_size=1, max_size=6)))
    keyframes = []
    for order, frame in enumerate(at):
        head = {"frame": frame, "is_outside": order > 0 and draw(st.booleans()), "attributes": draw(answers_said)}
        x, y = float(draw(numbers)), float(draw(numbers))
        if kind is BoxTrack:
            keyframes.append(BoxKeyframe(**head, left=x, top=y, width=30.0, height=30.0))
        else:
            keyframes.append(PointKeyframe(**head, x=x, y=y))
    label, group = draw(st.sampled_from(["car", "dog"])), draw(st.sampled_from([None, uuid(900), uuid(901)]))
    more = {"group": group} if group else {}
    return kind(
        uuid=name,
        label=label,
        attributes={"color": draw(st.sampled_from(["red", "blue"]))},
        keyframes=keyframes,
        **more,
    )


@st.composite
def answers(draw, frames=FRAMES):
    shapes = [draw(tracks(uuid(number), frames)) for number in range(draw(st.integers(0, 5)))]
    for number in range(draw(st.integers(0, 3))):
        start, end = sorted([draw(st.integers(0, frames - 1)), draw(st.integers(0, frames - 1))])
        shapes.append(
            Event(uuid=uuid(100 + number), label=draw(st.sampled_from("ab")), start_frame=start, end_frame=end)
        )
    links = []
    if len(shapes) > 1:
        ends = st.sampled_from([shape.uuid for shape in shapes])
        pairs = draw(st.sets(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=3))
        links = [Link(uuid=uuid(200 + n), type="near", from_=a, to=b) for n, (a, b) in enumerate(sorted(pairs))]
    return Answer(annotations=shapes, global_attributes={"weather": "dry"}, links=links)


@st.composite
def cuts(draw):
    length = draw(st.integers(10, 80))
    return Cut(length, draw(st.integers(1, length // 3)))


@given(answers(), cuts(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_any_answer_that_is_cut_and_joined_is_the_same_answer(answer, how, random):
    parts = cut(answer, parts_of(FRAMES, how.length, how.overlap))
    random.shuffle(parts)
    joined, report = join_videos(parts)
    again = {shape.uuid: shape for shape in joined.annotations}
    assert sorted(again) == sorted(shape.uuid for shape in answer.annotations)
    for shape in answer.annotations:
        found = again[shape.uuid]
        assert (found.label, found.attributes) == (shape.label, shape.attributes)
        if isinstance(shape, Event):
            assert found == shape
        else:
            assert found.group == shape.group
            assert_same_track(shape, found)
    shared = {link.uuid for _, each in parts for link in each.links}
    assert joined.links == sorted((link for link in answer.links if link.uuid in shared), key=joined.links.index)
    assert len(joined.links) == len(shared)
    assert joined.global_attributes == {"weather": "dry"}
    assert (report.one_sided, report.missing_parts, report.differing) == (0, 0, 0)
    assert report.least_similarity is None or report.least_similarity == pytest.approx(1, abs=1e-6)


@given(answers(), cuts())
@settings(max_examples=50, deadline=None)
def test_what_is_joined_is_an_answer_that_the_video_takes(answer, how):
    joined, _ = join_videos(cut(answer, parts_of(FRAMES, how.length, how.overlap)))
    for shape in joined.annotations:
        frames = [each.frame for each in getattr(shape, "keyframes", ())]
        assert frames == sorted(set(frames))
        assert all(0 <= frame < FRAMES for frame in frames)
        assert not (frames and shape.keyframes[0].is_outside)


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=3), st.randoms())
@settings(max_examples=60, deadline=None)
def test_hands_that_tremble_still_follow_the_same_objects(moves, random):
    """Each part is labeled by somebody else: other ids, other keyframes, places that are some pixels off."""
    parts = parts_of()
    labeled = []
    for person, (part, (x, y)) in enumerate(zip(parts, moves, strict=True)):
        seen = clip_answer(
            Answer(annotations=[box(uuid(n), (0, 100 * n), (119, 100 * n + 90)) for n in range(3)]), part
        )
        own = [
            msgspec.structs.replace(
                track,
                uuid=uuid(1000 * person + n),
                keyframes=[msgspec.structs.replace(k, left=k.left + x, top=k.top + y) for k in track.keyframes],
            )
            for n, track in enumerate(seen.annotations)
        ]
        random.shuffle(own)
        labeled.append((part, Answer(annotations=own)))
    joined, report = join_videos(labeled)
    assert len(joined.annotations) == 3
    assert {track.uuid for track in joined.annotations} == {uuid(n) for n in range(3)}
    assert (report.matched, report.one_sided) == (6, 0)
    for track in joined.annotations:
        number = [uuid(n) for n in range(3)].index(track.uuid)
        for frame, shape in enumerate(there(track)):
            assert abs(shape.left - (100 * number + 90 * frame / 119)) < 4


@given(st.integers(41, 50), st.integers(41, 60))
def test_a_track_that_ends_in_the_overlap_ends_once(ours, theirs):
    """Somewhere between where the one and where the other says, and never is it gone for a moment."""
    first, second = parts_of(90, 50, 10)
    assert (first.last, second.first) == (49, 40)
    one = box(uuid(1), (0, 0)) if ours > first.last else box(uuid(1), (0, 0), (ours, None))
    joined, report = join_videos(
        [(first, Answer(annotations=[one])), (second, Answer(annotations=[box(uuid(2), (40, 0), (theirs, None))]))]
    )
    [track] = joined.annotations
    frames = [frame for frame, shape in enumerate(there(track, 90)) if shape]
    assert frames == list(range(len(frames)))
    assert min(ours, theirs) <= len(frames) <= max(ours, theirs)
    assert (report.matched, report.one_sided) == (1, 0)


def test_what_only_one_part_saw_is_kept_once_and_told():
    first, second = parts_of(90, 50, 10)
    one = Answer(annotations=[box("a", (0, 0)), box("only-here", (10, 300))])
    other = Answer(annotations=[box("b", (40, 4)), box("only-there", (45, 200)), box("later", (60, 500))])
    joined, report = join_videos([(second, other), (first, one)])
    assert [track.uuid for track in joined.annotations] == ["a", "only-here", "only-there", "later"]
    assert joined.annotations[1].keyframes[-1] == BoxKeyframe(
        frame=50, is_outside=True, left=300, top=50, width=40, height=20
    )
    assert report.matched == 1
    assert report.similarity == pytest.approx(36 / 44)
    assert [(each.part, each.uuid, each.first, each.last) for each in report.named] == [
        (1, "only-here", 40, 49),
        (2, "only-there", 45, 49),
    ]


def test_a_label_that_differs_is_another_object():
    first, second = parts_of(90, 50, 10)
    parts = [
        (first, Answer(annotations=[box("a", (0, 0))])),
        (second, Answer(annotations=[box("a", (40, 0), label="dog")])),
    ]
    joined, report = join_videos(parts)
    assert [track.label for track in joined.annotations] == ["car", "dog"]
    assert len({track.uuid for track in joined.annotations}) == 2
    assert report.one_sided == 2


def test_ids_that_only_mean_something_in_their_answer_join_nothing():
    first, second = parts_of(90, 50, 10)
    one = Answer(annotations=[box("annotation-0", (0, 0), (20, None))])
    other = Answer(annotations=[box("annotation-0", (70, 0))])
    joined, _ = join_videos([(first, one), (second, other)])
    assert len({track.uuid for track in joined.annotations}) == 2


def test_a_pre_label_with_ids_of_its_own_comes_back_as_one():
    answer = Answer(annotations=[box("7", (0, 0), (10, None), (100, 5))], links=[])
    joined, _ = join_videos(cut(answer, parts_of()))
    [track] = joined.annotations
    assert_same_track(answer.annotations[0], track)


def test_frames_of_a_part_that_is_missing_stay_empty():
    parts = cut(Answer(annotations=[box(uuid(1), (0, 0), (119, 119))]), parts_of())
    joined, report = join_videos([parts[0], parts[2]])
    [track] = joined.annotations
    gone = [frame for frame, shape in enumerate(there(track)) if shape is None]
    assert gone == list(range(parts[0][0].last + 1, parts[2][0].first))
    assert (report.parts, report.missing_parts) == (2, 1)
    alone, report = join_videos([parts[1]])
    assert [frame for frame, shape in enumerate(there(alone.annotations[0])) if shape] == list(
        range(parts[1][0].first, parts[1][0].last + 1)
    )
    assert report.missing_parts == 2


def test_links_and_groups_follow_the_ids():
    first, second = parts_of(90, 50, 10)
    one = [box("a", (0, 0), group="g"), box("b", (0, 300), group="g")]
    other = [box("x", (40, 0), group="h"), box("y", (40, 300), group="h"), box("z", (60, 600), group="h")]
    near = [Link(uuid="l", type="near", from_="a", to="b")]
    also = [Link(uuid="l", type="near", from_="x", to="y"), Link(uuid="m", type="near", from_="y", to="z")]
    joined, _ = join_videos(
        [(first, Answer(annotations=one, links=near)), (second, Answer(annotations=other, links=also))]
    )
    assert [(link.from_, link.to) for link in joined.links] == [("a", "b"), ("b", "z")]
    assert {track.group for track in joined.annotations} == {"g"}


def test_events_that_run_across_the_cut_are_one():
    first, second = parts_of(90, 50, 10)
    one = [
        Event(uuid="a", label="red", start_frame=20, end_frame=49),
        Event(uuid="b", label="red", start_frame=3, end_frame=5),
    ]
    other = [
        Event(uuid="c", label="red", start_frame=40, end_frame=70),
        Event(uuid="d", label="red", start_frame=72, end_frame=80),
    ]
    joined, report = join_videos([(first, Answer(annotations=one)), (second, Answer(annotations=other))])
    assert [(each.uuid, each.start_frame, each.end_frame) for each in joined.annotations] == [
        ("a", 20, 70), ("b", 3, 5), ("d", 72, 80),
    ]  # fmt: skip
    assert (report.matched, report.one_sided) == (1, 0)


def test_a_keyframe_that_only_held_the_place_at_a_seam_is_gone_again():
    track = box(uuid(1), (0, 0), (119, 119))
    joined, _ = join_videos(cut(Answer(annotations=[track]), parts_of()))
    assert [each.frame for each in joined.annotations[0].keyframes] == [0, 119]


def test_a_clipped_track_carries_the_answers_that_hold():
    track = box("a", (0, 0, {"lights": "on"}), (20, None, {"lights": "off"}), (30, 10))
    clipped = clip_track(track, 25, 40)
    assert [(each.frame, each.attributes) for each in clipped.keyframes] == [(30, {"lights": "off"})]
    assert clip_track(track, 20, 29) is None


@given(st.integers(1, 5000), cuts())
def test_parts_cover_every_frame_and_none_thrice(frames, how):
    parts = spread_parts(frames, how)
    if frames <= how.length:
        assert parts == []
        return
    assert (parts[0].first, parts[-1].last) == (0, frames - 1)
    assert all(part.last - part.first < how.length for part in parts)
    assert all(one.last - other.first + 1 == how.overlap for one, other in pairwise(parts))
    assert all(one.last < other.first for one, other in zip(parts, parts[2:], strict=False))


@pytest.mark.parametrize(
    "how", [Cut(9, 1), Cut(0, 0), Cut(100, 0), Cut(100, -3), Cut(100, 100), Cut(100, 34), Cut(10**9, 5)]
)
def test_a_cut_that_cannot_be_is_refused_in_a_sentence(how):
    with pytest.raises(InvalidError) as refused:
        how.check("cut")
    assert refused.value.message.endswith(".")


def test_a_video_of_too_many_parts_is_refused():
    with pytest.raises(InvalidError, match="1,000"):
        cut_video(VideoContent(attachment="film"), {"frame_count": 4_000_000}, Cut(100, 10))


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        (box("a", (39, 0)), "keyframes[0].frame"),
        (box("a", (40, 0), (90, 0)), "keyframes[1].frame"),
        (Event(label="car", start_frame=39, end_frame=50), "start_frame"),
        (Event(label="car", start_frame=50, end_frame=90), "end_frame"),
    ],
)
def test_an_answer_about_a_part_stays_in_it(shape, field):
    content = VideoContent(attachment="film", part=Part(number=2, count=2, first=40, last=89, overlap=10))
    with pytest.raises(InvalidError, match="40 to 89") as refused:
        MODALITY.check(
            Answer(annotations=[shape]), Setting(ontology=ONTOLOGY, content=content, facts={"frame_count": 90})
        )
    assert refused.value.field == f"answer.annotations[0].{field}"


def test_many_images_are_not_shared_by_many_parts():
    images = VideoContent(attachments=["image.png"] * 10_000, frame_rate=10)
    assert len(cut_video(images, {}, Cut(300, 30))) == 37
    with pytest.raises(InvalidError, match="10,000 images"):
        cut_video(images, {}, Cut(30, 5))
