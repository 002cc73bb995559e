"""CVAT for video, MOTChallenge and Label Studio: other people's files, and broken ones."""

import io
import json
import zipfile

import msgspec
import pytest

from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.config_writer import write_config
from goldsmith.modalities.label_studio.layout import layout_of
from goldsmith.modalities.video.formats.cvat_video import CVAT_VIDEO
from goldsmith.modalities.video.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.video.formats.mot import MOT
from goldsmith.modalities.video.interpolate import interpolate
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Skeleton, SkeletonPoint

YES_NO = (Choice("no"), Choice("yes"))
ONTOLOGY = Ontology(
    labels=(
        Label(
            name="car",
            title="Car",
            attributes=(
                Attribute(name="color", type="text"),
                Attribute(name="speed", type="number", is_mutable=True),
                Attribute(name="occluded", type="category", choices=YES_NO, is_mutable=True),
            ),
        ),
        Label(name="person", skeleton=Skeleton(points=(SkeletonPoint("head", 0, 0), SkeletonPoint("foot", 0, 1)))),
    )
)
ONTOLOGY_OF_BOXES = Ontology(
    labels=(Label(name="car", title="Car", shapes=("box",)), Label(name="turn", title="Turn", shapes=("event",)))
)
# The structure of https://docs.cvat.ai/docs/dataset_management/formats/xml_format/, with frames that CVAT interpolated.
FROM_CVAT = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>5</id><name>interpolation</name><size>100</size><mode>interpolation</mode>
      <labels>
        <label><name>Car</name><color>#ff0000</color><type>any</type><attributes>
          <attribute><name>color</name><mutable>False</mutable><input_type>text</input_type></attribute>
          <attribute><name>speed</name><mutable>True</mutable><input_type>number</input_type></attribute>
        </attributes></label>
      </labels>
      <original_size><width>640</width><height>480</height></original_size>
    </task>
    <dumped>2024-01-01</dumped>
    <source>street.mp4</source>
  </meta>
  <track id="0" label="Car" source="manual">
    <box frame="0" keyframe="1" outside="0" occluded="0" xtl="10" ytl="20" xbr="30" ybr="50" z_order="2">
      <attribute name="color">red</attribute><attribute name="speed">5</attribute>
    </box>
    <box frame="1" keyframe="0" outside="0" occluded="0" xtl="11" ytl="20" xbr="31" ybr="50" z_order="2">
      <attribute name="color">red</attribute><attribute name="speed">5</attribute>
    </box>
    <box frame="2" keyframe="1" outside="0" occluded="1" xtl="12" ytl="20" xbr="32" ybr="50" z_order="2">
      <attribute name="color">red</attribute><attribute name="speed">5</attribute>
    </box>
    <box frame="3" keyframe="1" outside="1" occluded="0" xtl="12" ytl="20" xbr="32" ybr="50" z_order="2">
      <attribute name="color">red</attribute><attribute name="speed">7.5</attribute>
    </box>
  </track>
  <track id="1" label="person" source="manual">
    <skeleton frame="0" keyframe="1" z_order="0">
      <points label="head" outside="0" occluded="0" points="1,2"></points>
      <points label="foot" outside="0" occluded="1" points="1,9"></points>
    </skeleton>
    <skeleton frame="5" keyframe="1" z_order="0">
      <points label="head" outside="0" occluded="0" points="3,2"></points>
      <points label="foot" outside="1" occluded="0" points="1,9"></points>
    </skeleton>
    <skeleton frame="8" keyframe="1" z_order="0">
      <points label="head" outside="1" occluded="0" points="3,2"></points>
      <points label="foot" outside="1" occluded="0" points="1,9"></points>
    </skeleton>
  </track>
</annotations>
"""


def rows_of(codec, body):
    return list(codec.read(io.BytesIO(body), ImportContext(ontology=ONTOLOGY, name="annotations.xml")))


def answer_of(row):
    return read_answer(MODALITY, ONTOLOGY, row["hypothesis"], complete=False)


def archive_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("body", [FROM_CVAT.encode(), archive_of({"annotations.xml": FROM_CVAT, "images/x.png": "x"})])
def test_a_task_of_cvat_becomes_a_row(body):
    (row,) = rows_of(CVAT_VIDEO, body)
    assert row["attachment"] == "street.mp4"
    car, person = answer_of(row).annotations
    assert (car.label, car.attributes, car.z_order) == ("car", {"color": "red"}, 2)
    assert [keyframe.frame for keyframe in car.keyframes] == [0, 2, 3]
    assert [keyframe.attributes for keyframe in car.keyframes] == [
        {"speed": 5, "occluded": "no"},
        {"occluded": "yes"},
        {"speed": 7.5, "occluded": "no"},
    ]
    assert interpolate(car, 1).left == 11
    assert interpolate(car, 3) is None
    assert [len(keyframe.keypoints) for keyframe in person.keyframes] == [2, 1, 2]
    assert person.keyframes[-1].is_outside


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (('frame="2"', 'frame="2.5"'), "track 0: 2.5 is no frame."),
        (('xbr="32"', 'xbr="12"'), "track 0: a box has a width and a height above 0."),
        (("<skeleton", "<ellipse"), None),
        (('points="1,2"', 'points="1,2;3,4"'), "track 1: points of several places have no shape here."),
        (('points="1,2"', 'points="1,nan"'), "track 1: y is not a finite number."),
        (("<source>street.mp4</source>", "<source></source>"), "never"),
    ],
)
def test_what_cannot_be_read_is_named(wrong, sentence):
    body = FROM_CVAT.replace(*wrong).encode()
    if sentence is None:
        with pytest.raises(MalformedError):
            rows_of(CVAT_VIDEO, body)
        return
    (row,) = rows_of(CVAT_VIDEO, body)
    if sentence == "never":
        assert row["attachment"] == "interpolation"
    else:
        assert isinstance(row, RowError)
        assert row.error == sentence


def test_cvat_for_images_is_told_apart():
    with pytest.raises(MalformedError, match="CVAT for images"):
        rows_of(CVAT_VIDEO, b"<annotations><image id='0' name='a.png'/></annotations>")


MOT_TRUTH = (
    "1,7,11,21,10,10,1,1,0.9\n2,7,13,21,10,10,1,1,0.9\n3,7,15,21,10,10,1,1,1\n6,7,1,1,5,5,1,1,1\n2,9,1,1,4,4,0,8,1\n"
)
MOT_INFO = "[Sequence]\nname=MOT17-02\nframeRate=30\nseqLength=9\nimWidth=640\nimHeight=480\n"


def test_dense_boxes_become_few_keyframes_and_gaps():
    rows = rows_of(MOT, archive_of({"MOT17-02/gt/gt.txt": MOT_TRUTH, "MOT17-02/seqinfo.ini": MOT_INFO}))
    row, loss = rows
    assert loss == Loss("boxes that are marked as not to be considered", 1)
    assert row["attachment"] == "MOT17-02"
    (track,) = row["hypothesis"]["annotations"]
    assert track["label"] == "pedestrian"
    assert [(each["frame"], each["left"], each.get("is_outside", False)) for each in track["keyframes"]] == [
        (0, 10, False),
        (2, 14, False),
        (3, 14, True),
        (5, 0, False),
        (6, 0, True),
    ]


@pytest.mark.parametrize(
    ("truth", "sentence"),
    [
        ("1,7,11\n", "a/gt/gt.txt, line 1: a box has at least 6 columns."),
        ("0,7,1,1,5,5\n", "a/gt/gt.txt, line 1: frames count from 1, and a box has a width and a height above 0."),
        ("1,7,1,1,5,5\n1,7,1,1,5,5\n", "a/gt/gt.txt: 7 is on one frame twice."),
        ("1,x,1,1,5,5\n", "a/gt/gt.txt, line 1: id is not a number."),
    ],
)
def test_broken_lines_are_named(truth, sentence):
    (row,) = rows_of(MOT, archive_of({"a/gt/gt.txt": truth}))
    assert row.error == sentence


def test_mot_counts_from_one_and_writes_every_frame():
    keyframes = [
        {"frame": 0, "left": 0, "top": 4, "width": 8, "height": 8},
        {"frame": 2, "left": 4, "top": 4, "width": 8, "height": 8},
    ]
    facts = {"width": 64, "height": 48, "frame_count": 4, "frame_rate": 25}
    record = {
        "content": {"attachment": "a.mp4"},
        "assets": [{"name": "a.mp4", "facts": facts}],
        "answer": {"annotations": [{"type": "box", "label": "car", "keyframes": keyframes}]},
    }
    out = io.BytesIO()
    MOT.write(iter([msgspec.json.encode(record)]), out, ExportContext(ontology=ONTOLOGY))
    with zipfile.ZipFile(out) as archive:
        assert archive.read("a.mp4/gt/gt.txt").decode().splitlines() == [
            "1,1,1,5,8,8,1,1,1",
            "2,1,3,5,8,8,1,1,1",
            "3,1,5,5,8,8,1,1,1",
            "4,1,5,5,8,8,1,1,1",
        ]
        assert "seqLength=4\n" in archive.read("a.mp4/seqinfo.ini").decode()


def sequence_of(*keyframes):
    """Keyframes (frame from 1, x, enabled) as Label Studio writes them, 10 by 20 percent large."""
    return [
        {"frame": n, "enabled": on, "rotation": 0, "x": x, "y": 50, "width": 10, "height": 20, "time": n / 25}
        for n, x, on in keyframes
    ]


def task_of(*results, **data):
    data = {"video": "/data/upload/3/street.mp4", "width": 640, "height": 480, **data}
    return json.dumps([{"id": 4, "data": data, "annotations": [{"result": list(results)}]}]).encode()


def tracked(sequence, **value):
    value = {"framesCount": 99, "duration": 4.0, "sequence": sequence, "labels": ["Car"], **value}
    return {"type": "videorectangle", "id": "r1", "from_name": "box", "to_name": "video", "value": value}


def test_a_box_of_label_studio_is_there_until_after_its_last_enabled_frame():
    (row,) = rows_of(LABEL_STUDIO, task_of(tracked(sequence_of((1, 0, True), (11, 10, False), (21, 50, True)))))
    assert (row["attachment"], row["unique_id"]) == ("street.mp4", "4")
    (track,) = answer_of(row).annotations
    assert (track.label, track.uuid) == ("car", "r1")
    assert [(each.frame, each.left, each.is_outside) for each in track.keyframes] == [
        (0, 0, False),
        (10, 64, False),
        (11, 64, True),
        (20, 320, False),
    ]
    assert interpolate(track, 5).left == pytest.approx(32)
    assert (track.keyframes[0].top, track.keyframes[0].width, track.keyframes[0].height) == (240, 64, 96)


def test_a_box_that_is_turned_about_its_corner_lies_where_it_lay():
    keyframes = sequence_of((1, 50, True))
    keyframes[0]["rotation"] = 90
    body = task_of(tracked(keyframes))
    assert Loss("turns of boxes") in rows_of(LABEL_STUDIO, body), "a config of Label Studio knows no turned boxes apart"
    (row,) = LABEL_STUDIO.read(io.BytesIO(body), ImportContext(ontology=Ontology()))
    (track,) = row["hypothesis"]["annotations"]
    keyframe = track["keyframes"][0]
    assert (track["type"], keyframe["rotation"]) == ("rotated_box", 90)
    middle = (keyframe["left"] + keyframe["width"] / 2, keyframe["top"] + keyframe["height"] / 2)
    assert middle == (pytest.approx(320 - 48), pytest.approx(240 + 32))


def test_a_stretch_of_time_becomes_an_event():
    value = {"ranges": [{"start": 3, "end": 5}, {"start": 8, "end": 9}], "timelinelabels": ["Car"]}
    result = {"type": "timelinelabels", "id": "e", "from_name": "t", "to_name": "video", "value": value}
    row, loss = rows_of(LABEL_STUDIO, task_of(result))
    assert loss == Loss("stretches of time beside the first")
    (event,) = answer_of(row).annotations
    assert (event.start_frame, event.end_frame) == (2, 4)


def test_a_video_of_unknown_size_is_refused_in_words():
    (row,) = rows_of(LABEL_STUDIO, task_of(tracked(sequence_of((1, 0, True))), width=None))
    assert isinstance(row, RowError)
    assert "add width and height, in pixels, to the data of its task" in row.error


def test_a_config_about_a_video_is_read_as_it_is_written():
    config = read_config(write_config(layout_of(ONTOLOGY_OF_BOXES, "video.v1")))
    assert config.modality == "video.v1"
    assert config.ontology == ONTOLOGY_OF_BOXES
    assert config.not_understood == []


def times_told(frame_times, *frames, **facts):
    """The times that Label Studio is told of keyframes on these frames."""
    keyframes = [{"frame": n, "left": n, "top": 4, "width": 8, "height": 8} for n in frames]
    facts = {"width": 64, "height": 48, "frame_count": 40, "frame_rate": 25, "frame_times": frame_times, **facts}
    record = {
        "content": {"attachment": "a.mp4"},
        "assets": [{"name": "a.mp4", "facts": facts}],
        "answer": {"annotations": [{"type": "box", "label": "car", "keyframes": keyframes}]},
    }
    out = io.BytesIO()
    losses = LABEL_STUDIO.write(iter([msgspec.json.encode(record)]), out, ExportContext(ontology=ONTOLOGY_OF_BOXES))
    with zipfile.ZipFile(out) as archive:
        [task] = json.loads(archive.read("tasks.json"))
    [result] = task["annotations"][0]["result"]
    return [each["time"] for each in result["value"]["sequence"]], [each.what for each in losses.losses()]


def test_keyframes_tell_the_time_at_which_their_frame_comes_on_screen():
    uneven = {"time_base": [1, 1000], "cycle": [20, 33, 40, 100]}
    assert times_told(uneven, 0, 1, 2, 5, 39)[0] == [0, 0.02, 0.053, 0.213, 9 * 0.193 + 0.093]
    thirds = {"time_base": [1, 30], "step": 1}
    assert times_told(thirds, 0, 1, 3, 4)[0] == [0, 0.033334, 0.1, 0.133334]
    assert times_told(thirds, 0, 3, start_time=5.0)[0] == [5, 5.1]


def test_where_not_every_time_is_kept_the_average_is_told_and_said_to_be_one():
    marks = {"time_base": [1, 1000], "marks": [[0, 0], [39, 1560]], "sha256": ""}
    times, losses = times_told(marks, 0, 10)
    assert times == [0, 0.4]
    assert "exact times of frames" in losses
    assert "exact times of frames" not in times_told({"time_base": [1, 25], "step": 1}, 0, 10)[1]
