"""Records of parts on their way into a format that knows none."""

from itertools import permutations
from uuid import UUID

import msgspec
import pytest

from goldsmith.journey.deliver.wholes import Wholes, report_joined
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.video.modality import MODALITY

SPANS = [(0, 49), (40, 89), (80, 129)]


def record(number, *, of="task_a", name="film", last=None):
    first, end = SPANS[number - 1]
    keyframe = {"left": 10.0, "top": 5.0, "width": 30.0, "height": 20.0}
    track = {
        "uuid": str(UUID(int=number)),
        "type": "box",
        "label": "car",
        "keyframes": [{"frame": first, **keyframe}],
    }
    part = {"of": of, "number": number, "count": 3, "first": first, "last": last or end, "overlap": 10}
    body = {
        "task_id": of if number == 1 else f"task_{number}",
        "unique_id": name if number == 1 or name is None else f"{name}#{number}",
        "content": {"attachment": "film.mp4", "part": part},
        "answer": {"annotations": [track], "global_attributes": {}, "links": []},
        "metadata": {"camera": 7},
    }
    return msgspec.json.encode(body)


WHOLE = msgspec.json.encode({"content": {"attachment": "short.mp4"}, "answer": {"annotations": []}, "unique_id": None})


def joined(*records):
    wholes = Wholes(iter(records), MODALITY, MODALITY.parting)
    return [msgspec.json.decode(each) for each in wholes], wholes.joined


def test_parts_become_one_record_whatever_their_order():
    found = {msgspec.json.encode(joined(*order)[0]) for order in permutations([record(1), record(2), record(3)])}
    assert len(found) == 1
    [whole] = msgspec.json.decode(found.pop())
    assert (whole["task_id"], whole["unique_id"], whole["metadata"]) == ("task_a", "film", {"camera": 7})
    assert whole["content"] == {"attachment": "film.mp4"}
    [track] = whole["answer"]["annotations"]
    assert [each["frame"] for each in track["keyframes"]] == [0]
    assert track["uuid"] == str(UUID(int=1))


def test_what_is_no_part_stays_byte_for_byte_and_in_its_place():
    wholes = Wholes(iter([record(1), WHOLE, record(2), record(3)]), MODALITY, MODALITY.parting)
    lines = list(wholes)
    assert lines[0] == WHOLE
    assert len(lines) == 2
    assert (wholes.joined.wholes, wholes.joined.parts) == (1, 3)


def test_videos_that_are_mixed_are_told_apart():
    records = [record(1), record(1, of="task_b"), record(2, of="task_b"), record(2), record(3), record(3, of="task_b")]
    found, report = joined(*records)
    assert [each["task_id"] for each in found] == ["task_a", "task_b"]
    assert (report.wholes, report.parts, report.missing_parts, report.matched) == (2, 6, 0, 4)


@pytest.mark.parametrize("name", ["film", None])
def test_parts_whose_first_one_is_missing_keep_the_name_of_the_whole(name):
    [whole], report = joined(record(3, name=name))
    assert (whole["task_id"], whole["unique_id"]) == ("task_a", name)
    assert report.missing_parts == 2
    losses = LossReport()
    report_joined(losses, report)
    assert losses.lost == {"parts that are not in this delivery": 2}
