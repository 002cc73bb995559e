"""Reads a labeling config: the layout that a project can hold, and a list of everything that it does not take over.

Format: https://labelstud.io/guide/setup and https://labelstud.io/tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import spell_names
from goldsmith.modalities.label_studio.layout import KINDS, TRANSCRIPT, Control, Kind, Layout, Option, ontology_of
from goldsmith.modalities.label_studio.marking import read_marking
from goldsmith.modalities.label_studio.questioning import read_questions
from goldsmith.modalities.label_studio.tags import Notes, NotUnderstood, Tag, read_tags, refuse_tag
from goldsmith.ontology import Ontology, check_ontology

__all__ = ["Project", "read_config"]

_OBJECTS: Final = {
    "text": "text.v1",
    "hypertext": "text.v1",
    "image": "image.v1",
    "video": "video.v1",
    "audio": "audio.v1",
    "audioplus": "audio.v1",
}
_MISSING: Final = {
    "timeseries": "time series",
    "table": "tables",
    "list": "rankings",
    "ranker": "rankings",
    "chat": "conversations",
    "paragraphs": "dialogues",
    "pairwise": "comparisons",
    "pdf": "documents",
    "reactcode": "pages with code of their own",
    "custominterface": "pages with code of their own",
}
_PRINT: Final = frozenset({"rectangle", "rectanglelabels", "polygon", "polygonlabels"})
_OF_IMAGES: Final = frozenset({"ellipse", "ellipselabels", "keypoint", "keypointlabels", "vector", "vectorlabels"})
_LAYING_OUT: Final = frozenset({"view", "collapse", "panel"})
_VARIABLE: Final = re.compile(r"\$[^\s${}]+\Z")


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """What a config becomes here, and what of it does not."""

    modality: str
    ontology: Ontology
    instructions: str
    not_understood: list[NotUnderstood]
    layout: Layout


def read_config(config: str | bytes, file: str = "config.xml", modality: str = "") -> Project:
    """Read a config. Errors name the file, the line and the tag.

    A picture of which people write down what regions of it say is a page of a document, unless `modality` says that it
    is an image, as it says of any picture that it is a page.

    Raises MalformedError for what is not such XML, InvalidError for what asks about a kind of data that is not labeled
    here, about several objects at once, or about nothing.
    """
    root = read_tags(config, file)
    notes = Notes()
    layout = _read_layout(list(_objects_and_controls(root, notes)), notes, file, modality)
    ontology = ontology_of(layout)
    if not ontology.labels and not ontology.attributes:
        noted = "; ".join(each.what for each in notes.listed())
        raise InvalidError(f"{file}: nothing that this config asks can be asked here. Noted: {noted}.", field="View")
    check_ontology(ontology, KINDS[layout.kind.modality].shapes)
    return Project(
        modality=layout.kind.modality,
        ontology=ontology,
        instructions=_instructions(root, notes),
        not_understood=notes.listed(),
        layout=layout,
    )


def _objects_and_controls(tag: Tag, notes: Notes) -> Iterator[Tag]:
    """Yield objects, controls and relations; note what only lays them out. What is inside a control belongs to it."""
    for child in tag.children:
        if child.kind in _OBJECTS or child.kind in _MISSING or child.get("toName") or child.kind == "relations":
            yield child
        elif child.kind != "header":
            if child.kind not in _LAYING_OUT:
                notes.add(f"tag {child.name}", child)
            notes.add_unread(child, ())
            yield from _objects_and_controls(child, notes)


def _read_layout(tags: Sequence[Tag], notes: Notes, file: str, modality: str) -> Layout:
    controls = [tag for tag in tags if tag.get("toName")]
    subject = _find_subject(tags, controls, notes, file)
    kind = _find_kind(subject, controls, modality)
    transcript = _find_transcript(controls, kind)
    controls = [tag for tag in controls if tag is not transcript]
    labels, marking = read_marking(controls, kind, notes, is_written=transcript is not None)
    return Layout(
        kind=kind,
        transcript=_transcript(transcript, labels) if transcript else None,
        subject=subject.get("name"),
        field=_field(subject, notes, file),
        is_markup=subject.kind == "hypertext",
        is_address=subject.get("valueType") == "url",
        controls=(*read_questions(controls, labels, notes, file), *marking),
        relations=_relations([tag for tag in tags if tag.kind == "relations"], notes),
    )


def _find_kind(subject: Tag, controls: Sequence[Tag], modality: str) -> Kind:
    kind, page = KINDS[_OBJECTS[subject.kind]], KINDS["document.v1"]
    if kind.modality != "image.v1" or modality == "image.v1":
        return kind
    is_drawn_so = any(tag.kind in _PRINT for tag in controls) and not any(tag.kind in _OF_IMAGES for tag in controls)
    is_print = is_drawn_so and _find_transcript(controls, page) is not None
    return page if modality == page.modality or is_print else kind


def _find_transcript(controls: Sequence[Tag], kind: Kind) -> Tag | None:
    """The field about each region in which what is said in it is written down, by its name."""
    names = (TRANSCRIPT, "transcript")
    fields = (tag for tag in controls if tag.kind == "textarea" and tag.says("perRegion") and tag.get("name") in names)
    return next(fields, None) if kind.written else None


def _transcript(tag: Tag, labels: Sequence[Option]) -> Control:
    return Control(name=tag.get("name"), tag=tag.name, labels=tuple(option.name for option in labels))


def _find_subject(tags: Sequence[Tag], controls: Sequence[Tag], notes: Notes, file: str) -> Tag:
    named = list(dict.fromkeys(name.strip() for tag in controls for name in tag.get("toName").split(",")))
    for tag in tags:
        if tag.kind in _MISSING and (tag.get("toName") or not named or tag.get("name") in named):
            why = f"{tag.name} is about {_MISSING[tag.kind]}, a kind of data that cannot be labeled here yet"
            raise refuse_tag(file, tag, why)
    if not controls:
        raise InvalidError(f"{file}: this config asks nothing; add a control such as Choices or Labels.", field="View")
    if len(named) > 1:
        raise refuse_tag(file, controls[0], f"one object of a task is labeled here, not {len(named)}", "toName")
    objects = [tag for tag in tags if tag.kind in _OBJECTS or tag.kind in _MISSING]
    subject = next((tag for tag in objects if tag.get("name") == named[0]), None)
    if subject is None:
        raise refuse_tag(file, controls[0], "there is no object of this name", "toName")
    for tag in objects:
        if tag is not subject:
            notes.add(f"{tag.name} that is only shown", tag)
    return subject


def _field(subject: Tag, notes: Notes, file: str) -> str:
    value = subject.get("value")
    if not _VARIABLE.match(value):
        raise refuse_tag(file, subject, "its value has to be one field of the task, as in $text", "value")
    notes.add_unread(subject, ("name", "value", *(["valueType"] if subject.get("valueType") == "url" else [])))
    if subject.kind == "hypertext":
        notes.add("markup of HyperText", subject)
    return value[1:]


def _relations(tags: Sequence[Tag], notes: Notes) -> tuple[Option, ...]:
    values: list[str] = []
    for tag in tags:
        notes.add_unread(tag, ())
        for child in tag.children:
            notes.add_unread(child, ("value",))
            values.append(child.get("value"))
    once = [value for value in dict.fromkeys(values) if value]
    return tuple(Option(name=name, value=value) for name, value in zip(spell_names(once), once, strict=True))


def _instructions(root: Tag, notes: Notes) -> str:
    """Join what the headers say, a paragraph each; one that shows a field of the task is noted."""
    said = []
    for tag in root.walk():
        if tag.kind == "header":
            notes.add_unread(tag, ("value",))
            if tag.get("value").startswith("$"):
                notes.add("Header that shows a field of the task", tag)
            else:
                said.append(tag.get("value").strip())
    return "\n\n".join(text for text in said if text)
