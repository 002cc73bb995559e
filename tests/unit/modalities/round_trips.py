"""What each format carries there and back, tried one thing at a time: docs/reference/formats.md is written from this.

`python -m tests.unit.modalities.round_trips` writes the page anew.
"""

import io
from pathlib import Path

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, Skeleton, SkeletonPoint

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "formats.md"
COLORS = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
OWL = Skeleton(points=(SkeletonPoint("eye", 0.4, 0.2), SkeletonPoint("beak", 0.5, 0.4)), edges=(("eye", "beak"),))
LIGHTS = Attribute(name="lights", type="category", choices=(Choice("on"), Choice("off")), is_mutable=True)
BONES = Skeleton(points=(SkeletonPoint("front", 0, 0), SkeletonPoint("back", 1, 0)))
ONTOLOGY = Ontology(
    labels=(
        Label(name="car", attributes=(COLORS, LIGHTS), skeleton=BONES),
        Label(name="lane"),
        Label(name="owl", skeleton=OWL),
    ),
    attributes=(Attribute(name="weather", type="category", choices=(Choice("sunny"), Choice("rain"))),),
    relations=(Relation(name="on"),),
)
TEXT = "Ada went to London."
FRONT = {"name": "front", "x": 8, "y": 8, "visibility": "visible"}
CORNERS = [{"x": 8, "y": 8}, {"x": 64, "y": 8}, {"x": 64, "y": 48}, {"x": 8, "y": 48}]
HOLE = [{"x": 16, "y": 16}, {"x": 32, "y": 16}, {"x": 16, "y": 32}]
BEHIND = [{"x": place["x"] + 8, "y": place["y"] + 4} for place in CORNERS]
JOINTS = [{"name": "eye", "x": 8, "y": 8, "visibility": "visible"}, {"name": "beak", "x": 16, "y": 32}]
JOINTS[1]["visibility"] = "occluded"


def mark(kind, uuid="", label="car", **body):
    return {"type": kind, "uuid": uuid, "label": label, "attributes": {}, **body}


def box(uuid="", left=8, **body):
    return mark("box", uuid, left=left, top=8, width=56, height=40, **body)


def track(kind, geometry, later=None, uuid="", **body):
    """Make a track with keyframes on the frames 2 and 6."""
    keyframes = [{"frame": 2, **geometry}, {"frame": 6, **geometry, **(later or {})}]
    return mark(kind, uuid, **{"keyframes": keyframes, **body})


def followed(uuid="", left=8, later=None, **body):
    geometry = {"left": left, "top": 8, "width": 56, "height": 40}
    return track("box", geometry, {"left": left + 16, **(later or {})}, uuid, **body)


def span(start, end, uuid="", **body):
    return mark("span", uuid, start=start, end=end, text=TEXT[start:end], **body)


def answer(*annotations, weather=None, links=()):
    return {
        "annotations": list(annotations),
        "global_attributes": {"weather": weather} if weather else {},
        "links": list(links),
    }


LINK = {"uuid": "l", "type": "on", "from": "a", "to": "b", "attributes": {}}
THINGS = {
    "image.v1": {
        "boxes": answer(box()),
        "polygons": answer(mark("polygon", vertices=CORNERS)),
        "holes": answer(mark("polygon", vertices=CORNERS, holes=[HOLE])),
        "rotated boxes": answer({**box(left=80), "top": 80, "type": "rotated_box", "rotation": 30}),
        "lines": answer(mark("line", vertices=CORNERS[:3])),
        "points": answer(mark("point", x=8, y=16)),
        "ellipses": answer(mark("ellipse", x=40, y=30, radius_x=20, radius_y=10, rotation=30)),
        "cuboids": answer(mark("cuboid", vertices=[*CORNERS, *BEHIND])),
        "skeletons": answer(mark("skeleton", label="owl", keypoints=JOINTS)),
        "masks": answer(mark("mask", left=8, top=8, width=3, height=2, counts="122O")),
        "groups": answer(box("a", group="1"), box("b", left=80, group="1")),
        "z order": answer(box(z_order=2)),
        "attributes": answer(box(attributes={"color": "red"})),
        "answers": answer(box(), weather="sunny"),
        "links": answer(box("a"), box("b", left=80), links=[LINK]),
        "ids": answer(box("a")),
        "unique ids": answer(box()),
    },
    "text.v1": {
        "spans": answer(span(0, 3)),
        "overlapping spans": answer(span(0, 3), span(0, 8, label="lane")),
        "spans with gaps": answer(span(0, 8, fragments=[{"start": 0, "end": 3}, {"start": 7, "end": 8}])),
        "attributes": answer(span(0, 3, attributes={"color": "red"})),
        "answers": answer(weather="sunny"),
        "links": answer(span(0, 3, "a"), span(12, 18, "b"), links=[LINK]),
        "ids": answer(span(0, 3, "a")),
        "unique ids": answer(span(0, 3)),
    },
    "video.v1": {
        "boxes": answer(followed()),
        "turned boxes": answer(track("rotated_box", {"left": 8, "top": 8, "width": 56, "height": 40, "rotation": 30})),
        "polygons": answer(track("polygon", {"vertices": CORNERS})),
        "lines": answer(track("line", {"vertices": CORNERS[:3]})),
        "points": answer(track("point", {"x": 8, "y": 16}, {"x": 9})),
        "skeletons": answer(track("skeleton", {"keypoints": [FRONT]})),
        "gaps": answer(followed(later={"is_outside": True, "left": 8})),
        "events": answer(mark("event", start_frame=3, end_frame=5)),
        "attributes": answer(followed(attributes={"color": "red"})),
        "mutable attributes": answer(followed(later={"attributes": {"lights": "on"}})),
        "answers": answer(followed(), weather="sunny"),
        "links": answer(followed("a"), followed("b", left=80), links=[LINK]),
        "ids": answer(followed("a")),
        "unique ids": answer(followed()),
    },
}
OUTSIDE_READERS = {
    "coco": "pycocotools",
    "coco_panoptic": "",
    "voc_segmentation": "",
    "davis": "",
    "yolo_pose": "",
    "yolo": "supervision, globox",
    "yolo_obb": "supervision",
    "yolo_segment": "supervision",
    "voc": "supervision, globox",
    "cvat_images": "globox (boxes)",
    "labelme": "globox (boxes)",
    "label_studio": "label-studio-sdk",
    "open_images": "globox",
    "open_images_masks": "",
    "conll": "spaCy",
    "conllu": "conllu",
    "doccano": "",
    "prodigy": "spaCy, srsly",
    "brat": "",
    "spacy": "spaCy",
    "huggingface": "datasets",
    "huggingface_arrow": "datasets",
    "sagemaker": "",
    "sagemaker_masks": "",
    "argilla": "argilla",
    "webdataset": "webdataset",
    "cvat_video": "",
    "mot": "",
    "label_studio of video.v1": "",
}
INTRODUCTION = """# File formats

Written by `python -m tests.unit.modalities.round_trips` from what the tests find: each thing is put into a delivery by
itself, written, and read again. Do not edit this page. Every modality also comes as JSON lines, which lose nothing, and
as Parquet, and takes CSV. How to use them is in [Other tools' files](../how-to/formats.md).

- **yes**: it comes back as it was.
- **in part**, **changed**: some of it comes back, or something near to it, and the report says what is missing.
- **left out**: the format has no place for it, and the report counts it.

Nothing is dropped without a word: whatever is not *yes* is in the `losses` of the file. An outside reader is another
project's code that reads our files in the tests.
"""
RULES = """
Attributes stand for one with a choice of two, *answers* for those about the whole item, *ids* for those of single
annotations. `voc` holds the attributes `truncated`, `difficult`, `occluded` and `pose`, `open_images` its five flags;
others are left out. On the way in, what a format says and a task cannot hold is an error of its row or is counted as
lost; a file that cannot be read as a whole adds nothing.
"""


def delivered(modality, thing):
    """Return a record of a delivery that holds the thing."""
    facts = {"width": 640, "height": 480, "frame_count": 9, "frame_rate": 30, "duration": 0.3}
    asset = {"name": "1.png", "sha256": "ab", "media_type": "image/png", "facts": facts}
    is_text = modality == "text.v1"
    return {
        "task_id": "t",
        "unique_id": "item-7" if thing == "unique ids" else None,
        "content": {"text": TEXT} if is_text else {"attachment": "1.png"},
        "metadata": {},
        "answer": THINGS[modality][thing],
        "assets": [] if is_text else [asset],
    }


def outcome(codec, modality, thing):
    """Return what becomes of a thing: yes, in part, changed or left out; what is not yes has to be reported."""
    out, written = io.BytesIO(), delivered(modality, thing)
    report = codec.write(iter([msgspec.json.encode(written)]), out, ExportContext(ontology=ONTOLOGY, name="x"))
    reading = codec.read(io.BytesIO(out.getvalue()), ImportContext(ontology=ONTOLOGY))
    said = [row for row in reading if not isinstance(row, Loss)]
    assert not any(isinstance(row, RowError) for row in said), said
    given = aspect(thing, written, written["answer"])
    back = aspect(thing, said[0], said[0].get("hypothesis") or {}) if said else None
    if back == given:
        return "yes"
    assert report.lost, f"{codec.name} lost {thing} of {modality} without a word"
    if isinstance(back, list) and any(each in given for each in back):
        return "in part"
    return "changed" if back and back != [None] and any(back) else "left out"


def aspect(thing, row, given):
    """Return what of a row a thing is about."""
    annotations = given.get("annotations") or []
    match thing:
        case "attributes":
            return [each.get("attributes") or {} for each in annotations]
        case "mutable attributes":
            keyframes = [frame for each in annotations for frame in each["keyframes"]]
            return [(frame["frame"], frame["attributes"]) for frame in keyframes if frame.get("attributes")]
        case "answers":
            return given.get("global_attributes") or {}
        case "ids":
            return [each.get("uuid") for each in annotations]
        case "unique ids":
            return row.get("unique_id")
        case "spans with gaps":
            return [each.get("fragments") for each in annotations]
        case "groups":
            return [each.get("group") for each in annotations]
        case "z order":
            return [each.get("z_order") for each in annotations]
        case "links":
            places = {each.get("uuid"): number for number, each in enumerate(annotations)}
            return [(each["type"], places[each["from"]], places[each["to"]]) for each in given.get("links") or []]
        case _:
            return geometry(given)


def geometry(given):
    plain = {"uuid", "attributes"}
    return sorted(
        str({name: value for name, value in _numbers(each).items() if name not in plain})
        for each in given.get("annotations") or []
    )


def _numbers(value):
    """Spell 8 and 8.0 alike, and what keyframes leave out as what they say."""
    if isinstance(value, dict):
        return {name: _numbers(each) for name, each in sorted(value.items()) if each is not False and each != {}}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return round(float(value), 3) if isinstance(value, int | float) else value


def table(modality):
    """Return the lines of one modality's table."""
    codecs = [codec for codec in registry.get(modality).codecs if codec.write and codec.name != "jsonl"]
    things = list(THINGS[modality])
    head = ["format", "file", *things, "outside reader"]
    rows = [
        [f"`{codec.name}`", f"{codec.title} (`{codec.suffix}`)"]
        + [outcome(codec, modality, thing) for thing in things]
        + [OUTSIDE_READERS.get(f"{codec.name} of {modality}", OUTSIDE_READERS[codec.name]) or "none"]
        for codec in codecs
    ]
    return [" | ".join(row).join(("| ", " |")) for row in (head, ["---"] * len(head), *rows)]


def page():
    parts = [INTRODUCTION]
    for modality in THINGS:
        parts += [f"\n## {registry.get(modality).title}\n\n", "\n".join(table(modality)), "\n"]
    return "".join([*parts, RULES])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
