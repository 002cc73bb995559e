"""What each format carries there and back, tried one thing at a time: docs/reference/formats.md is written from this.

`python -m tests.unit.modalities.round_trips` writes the page anew.
"""

import io
from pathlib import Path

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, Role, Skeleton, SkeletonPoint

from . import chats

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
        Label(name="trip", roles=(Role("destination"),)),
        Label(name="person", attributes=(Attribute(name="entity", type="entity", knowledge_base="people"),)),
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


PLACE = {"left": 8, "top": 8, "width": 56, "height": 40}


def block(uuid="", page=0, top=8, location=None, **body):
    return mark("block", uuid, page=page, location=location or {"type": "box", **PLACE, "top": top}, **body)


def grid(**body):
    return mark("table", page=0, location={"type": "box", **PLACE}, **body)


def track(kind, geometry, later=None, uuid="", **body):
    """Make a track with keyframes on the frames 2 and 6."""
    keyframes = [{"frame": 2, **geometry}, {"frame": 6, **geometry, **(later or {})}]
    return mark(kind, uuid, **{"keyframes": keyframes, **body})


def followed(uuid="", left=8, later=None, **body):
    geometry = {"left": left, "top": 8, "width": 56, "height": 40}
    return track("box", geometry, {"left": left + 16, **(later or {})}, uuid, **body)


def span(start, end, uuid="", **body):
    return mark("span", uuid, start=start, end=end, text=TEXT[start:end], **body)


def region(start, end, uuid="", **body):
    return mark("region", uuid, start=start, end=end, **body)


def utterance(transcript, start=1.0, end=2.5, uuid="", **body):
    return mark("utterance", uuid, start=start, end=end, transcript=transcript, **body)


def timed(*words):
    return [{"text": word, "start": 1 + place / 2, "end": 1.4 + place / 2} for place, word in enumerate(words)]


def answer(*annotations, weather=None, links=()):
    return {
        "annotations": list(annotations),
        "global_attributes": {"weather": weather} if weather else {},
        "links": list(links),
    }


DESTINATION = {"uuid": "d", "type": "destination", "from": "t", "to": "b", "attributes": {}}
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
        "entities": answer(span(0, 3, label="person", attributes={"entity": "Q7259"})),
        "answers": answer(weather="sunny"),
        "links": answer(span(0, 3, "a"), span(12, 18, "b"), links=[LINK]),
        "roles": answer(span(0, 3, "a"), span(4, 8, "t", label="trip"), span(12, 18, "b"), links=[LINK, DESTINATION]),
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
    "chat.v1": chats.THINGS,
    "audio.v1": {
        "regions": answer(region(1.25, 2.5), region(4, 4.125)),
        "overlapping regions": answer(region(1, 3), region(2, 4), region(2.5, 5, label="lane")),
        "transcripts": answer(utterance("Good morning.")),
        "words": answer(utterance("Good morning.", 1.0, 1.9, words=timed("Good", "morning."))),
        "channels": answer(region(1, 2, channel=1), region(1, 2, channel=0)),
        "attributes": answer(region(1, 2, attributes={"color": "red"})),
        "answers": answer(region(1, 2), weather="sunny"),
        "links": answer(region(1, 2, "a"), region(3, 4, "b"), links=[LINK]),
        "ids": answer(region(1, 2, "a")),
        "unique ids": answer(region(1, 2)),
    },
    "document.v1": {
        "blocks": answer(block(), block(top=88, page=1)),
        "outlines": answer(block(location={"type": "polygon", "vertices": CORNERS[:3]})),
        "texts": answer(block(text="Total: 9 < 10")),
        "order": answer(block(top=88, order=2), block(order=1)),
        "passages": answer(mark("span", stretches=[{"page": 0, **PLACE}, {"page": 1, **PLACE}], text="a b")),
        "tables": answer(grid(rows=[16], columns=[32], cells=[{"row": 0, "column": 0, "text": "a"}])),
        "page marks": answer(mark("page", page=1)),
        "attributes": answer(block(attributes={"color": "red"})),
        "answers": answer(block(), weather="sunny"),
        "links": answer(block("a"), block("b", top=88), links=[LINK]),
        "ids": answer(block("a")),
        "unique ids": answer(block()),
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
    "conll2012": "",
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
    "trl_sft": "datasets",
    "trl_sft_parquet": "datasets",
    "trl_preference": "datasets",
    "trl_preference_parquet": "datasets",
    "trl_kto": "datasets",
    "trl_kto_parquet": "datasets",
    "trl_prompts": "datasets",
    "trl_prompts_parquet": "datasets",
    "trl_stepwise": "datasets",
    "trl_stepwise_parquet": "datasets",
    "openai_chat": "",
    "openai_dpo": "",
    "sharegpt": "",
    "alpaca": "",
    "anthropic_hh": "",
    "helpsteer2": "",
    "helpsteer3": "",
    "ultrafeedback": "",
    "ultrafeedback_binarized": "",
    "prm800k": "",
    "healthbench": "",
    "arena": "",
    "argilla of chat.v1": "argilla",
    "label_studio of chat.v1": "label-studio-sdk",
    "webvtt": "webvtt-py",
    "srt": "webvtt-py",
    "textgrid": "praatio",
    "elan": "pympi",
    "rttm": "",
    "ctm": "",
    "audacity": "",
    "label_studio of audio.v1": "",
    "funsd": "",
    "page_xml": "PRImA's schema",
    "alto": "Library of Congress' schema",
    "hocr": "hocr-spec",
    "coco of document.v1": "pycocotools",
}
INTRODUCTION = """# File formats

Written by `python -m tests.unit.modalities.round_trips` from what the tests find: each thing is put into a delivery by
itself, written, and read again. Do not edit this page. Every modality also comes as JSON lines, which lose nothing, and
as Parquet, and takes CSV. How to use them is in [Other tools' files](../how-to/formats.md).

- **yes**: it comes back as it was.
- **in part**, **changed**: some of it comes back, or something near to it, and the report says what is missing.
- **left out**: the format has no place for it, and the report counts it.

Nothing is dropped without a word: whatever is not *yes* is in the `losses` of the file. An outside reader is another
project's code that reads our files in the tests, or a standard's published schema that they are checked by.
"""
RULES = """
Attributes stand for one with a choice of two, *answers* for those about the whole item, *ids* for those of single
annotations. `voc` holds the attributes `truncated`, `difficult`, `occluded` and `pose`, `open_images` its five flags;
others are left out. On the way in, what a format says and a task cannot hold is an error of its row or is counted as
lost; a file that cannot be read as a whole adds nothing.
"""


LEARNING = """
A form of training data is a projection of the conversation: one delivered record gives any number of rows, and each row
comes back as a task of its own. So rankings of three come back as pairs, *changed*. By which rules rows are made is in
[Export data for language models](../how-to/export-llm-data.md).
"""


def delivered(modality, thing):
    """Return a record of a delivery that holds the thing."""
    facts = {"width": 640, "height": 480, "frame_count": 9, "frame_rate": 30, "duration": 0.3}
    if modality == "audio.v1":
        facts = {"duration": 9.0, "channels": 2}
    if modality == "document.v1":
        facts = {"document_pages": [{"width": 595, "height": 842}] * 2}
    asset = {"name": "1.png", "sha256": "ab", "media_type": "image/png", "facts": facts}
    contents = {"text.v1": {"text": TEXT}, "chat.v1": chats.content_of(thing)}
    return {
        "task_id": "t",
        "unique_id": "item-7" if thing == "unique ids" else None,
        "content": contents.get(modality, {"attachment": "1.png"}),
        "metadata": {},
        "answer": THINGS[modality][thing],
        "assets": [] if modality in contents else [asset],
    }


def outcome(codec, modality, thing):
    """Return what becomes of a thing: yes, in part, changed or left out; what is not yes has to be reported."""
    out, written = io.BytesIO(), delivered(modality, thing)
    ontology = chats.ontology_of(thing) if modality == "chat.v1" else ONTOLOGY
    report = codec.write(iter([msgspec.json.encode(written)]), out, ExportContext(ontology=ontology, name="x"))
    reading = codec.read(io.BytesIO(out.getvalue()), ImportContext(ontology=ontology))
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


FIELDS = {"spans with gaps": "fragments", "groups": "group", "z order": "z_order", "texts": "text"}


def aspect(thing, row, given):
    """Return what of a row a thing is about."""
    annotations = given.get("annotations") or []
    if thing in chats.ASPECTS:
        return chats.ASPECTS[thing]((row.get("content") or row).get("messages"), annotations)
    match thing:
        case "attributes" | "entities":
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
        case "order":
            return [each.get("order") for each in sorted(annotations, key=lambda each: each["location"]["top"])]
        case "spans with gaps" | "groups" | "z order" | "texts":
            return [each.get(FIELDS[thing]) for each in annotations]
        case "links" | "roles":
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
        + [(OUTSIDE_READERS.get(f"{codec.name} of {modality}", OUTSIDE_READERS.get(codec.name)) or "none")]
        for codec in codecs
    ]
    return [" | ".join(row).join(("| ", " |")) for row in (head, ["---"] * len(head), *rows)]


def page():
    parts = [INTRODUCTION]
    for modality in THINGS:
        parts += [f"\n## {registry.get(modality).title}\n\n", "\n".join(table(modality)), "\n"]
        parts += [LEARNING] if modality == "chat.v1" else []
    return "".join([*parts, RULES])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
