"""What each format carries there and back, tried one thing at a time: docs/reference/formats.md is written from this.

`python -m tests.unit.modalities.round_trips` writes the page anew.
"""

import io
from pathlib import Path

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, Loss, RowError
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "formats.md"
COLORS = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
ONTOLOGY = Ontology(
    labels=(Label(name="car", attributes=(COLORS,)), Label(name="lane")),
    attributes=(Attribute(name="weather", type="category", choices=(Choice("sunny"), Choice("rain"))),),
    relations=(Relation(name="on"),),
)
TEXT = "Ada went to London."
CORNERS = [{"x": 8, "y": 8}, {"x": 64, "y": 8}, {"x": 64, "y": 48}, {"x": 8, "y": 48}]


def mark(kind, uuid="", label="car", **body):
    return {"type": kind, "uuid": uuid, "label": label, "attributes": {}, **body}


def box(uuid="", left=8, **body):
    return mark("box", uuid, left=left, top=8, width=56, height=40, **body)


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
        "lines": answer(mark("line", vertices=CORNERS[:3])),
        "points": answer(mark("point", x=8, y=16)),
        "attributes": answer(box(attributes={"color": "red"})),
        "answers": answer(box(), weather="sunny"),
        "links": answer(box("a"), box("b", left=80), links=[LINK]),
        "ids": answer(box("a")),
        "unique ids": answer(box()),
    },
    "text.v1": {
        "spans": answer(span(0, 3)),
        "overlapping spans": answer(span(0, 3), span(0, 8, label="lane")),
        "attributes": answer(span(0, 3, attributes={"color": "red"})),
        "answers": answer(weather="sunny"),
        "links": answer(span(0, 3, "a"), span(12, 18, "b"), links=[LINK]),
        "ids": answer(span(0, 3, "a")),
        "unique ids": answer(span(0, 3)),
    },
}
OUTSIDE_READERS = {
    "coco": "pycocotools",
    "yolo": "supervision, globox",
    "yolo_obb": "supervision",
    "yolo_segment": "supervision",
    "voc": "supervision, globox",
    "cvat_images": "globox (boxes)",
    "labelme": "globox (boxes)",
    "open_images": "globox",
    "conll": "spaCy",
    "conllu": "conllu",
    "doccano": "",
    "prodigy": "spaCy, srsly",
    "brat": "",
    "spacy": "spaCy",
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
    asset = {"name": "1.png", "sha256": "ab", "media_type": "image/png", "facts": {"width": 640, "height": 480}}
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
    said = [row for row in codec.read(io.BytesIO(out.getvalue())) if not isinstance(row, Loss)]
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
        case "answers":
            return given.get("global_attributes") or {}
        case "ids":
            return [each.get("uuid") for each in annotations]
        case "unique ids":
            return row.get("unique_id")
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
    """Spell 8 and 8.0 alike."""
    if isinstance(value, dict):
        return {name: _numbers(each) for name, each in sorted(value.items())}
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
        + [OUTSIDE_READERS[codec.name] or "none"]
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
