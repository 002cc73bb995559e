"""A labeling config as far as projects can hold it: the one thing that is labeled, and the controls that ask about it.

A layout comes from a config or from an ontology, and becomes either: so both directions agree on every name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from goldsmith.modalities.label_studio.names import is_sayable, say_names
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, link_types
from goldsmith.ontology.taxonomy import in_tree_order, is_taxonomy

__all__ = [
    "APART",
    "KINDS",
    "PATH",
    "TRANSCRIPT",
    "Control",
    "Kind",
    "Layout",
    "Option",
    "layout_of",
    "live_part",
    "ontology_of",
]

APART: Final = "@"
"""Parts the name of a control from the number that tells it from another one of that name."""
PATH: Final = " / "
"""Joins the steps of a path through a taxonomy where it is one text."""
TRANSCRIPT: Final = "transcription"
"""What Label Studio's own templates call the field of a transcript."""


class Kind(msgspec.Struct, frozen=True):
    """What can be labeled: our modality, and for each of its shapes the control that draws it."""

    modality: str
    tag: str
    shapes: Mapping[str, str]
    written: str = ""
    """The shape in which people write down what is said, beside its label, …"""
    written_as: str = "transcript"
    """… and its field that holds it."""
    drawing: tuple[str, ...] = ()
    """The controls that draw what `Labels` then name."""

    @property
    def subject(self) -> str:
        return self.tag.lower()


KINDS: Final = {
    "text.v1": Kind("text.v1", "Text", {"span": "Labels"}),
    "image.v1": Kind(
        "image.v1",
        "Image",
        {
            "box": "RectangleLabels",
            "rotated_box": "RectangleLabels",
            "polygon": "PolygonLabels",
            "line": "VectorLabels",
            "point": "KeyPointLabels",
            "ellipse": "EllipseLabels",
            "mask": "BrushLabels",
        },
    ),
    "video.v1": Kind("video.v1", "Video", {"box": "VideoRectangle", "event": "TimelineLabels"}),
    "audio.v1": Kind("audio.v1", "Audio", {"region": "Labels", "utterance": "Labels"}, written="utterance"),
    "document.v1": Kind(
        "document.v1",
        "Image",
        {"block": "Labels", "table": "Labels"},
        written="block",
        written_as="text",
        drawing=("Rectangle", "Polygon"),
    ),
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A label, choice or relation: its name here, and there its value, or the alias that results hold instead.

    Of a tree, `steps` are what results hold from the top down to it, and `parent` our name of the one above it.
    """

    name: str
    value: str
    alias: str = ""
    color: str | None = None
    hint: str = ""
    steps: tuple[str, ...] = ()
    parent: str = ""

    @property
    def said(self) -> str:
        return PATH.join(self.steps) or self.alias or self.value


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One control: labels to mark with (`shapes`), or a question (`attribute`).

    `labels` are the names of the labels that the question is asked about, None where it is asked about the whole item.
    """

    name: str
    tag: str
    options: tuple[Option, ...] = ()
    shapes: tuple[str, ...] = ()
    attribute: str = ""
    title: str = ""
    labels: tuple[str, ...] | None = None
    allow_multiple: bool = False
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    only_leaves: bool = False

    @property
    def is_tree(self) -> bool:
        """Whether results name its choices by their paths."""
        return self.tag.lower() == "taxonomy"

    @property
    def names(self) -> dict[str, str]:
        """Our name for what results say, and for what people read."""
        shown = {} if self.is_tree else {option.value: option.name for option in self.options}
        return {**shown, **{option.said: option.name for option in self.options}}


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The object that is labeled (`subject`, of the field `field` of a task) and what is asked about it.

    The field holds the text or the address of the image; HTML where it `is_markup`, a text's address where so.
    """

    kind: Kind
    subject: str
    field: str
    is_markup: bool = False
    is_address: bool = False
    controls: tuple[Control, ...] = ()
    relations: tuple[Option, ...] = ()
    undirected: frozenset[str] = frozenset()
    transcript: Control | None = None
    """The field in which what is said in a region is written down."""

    def shapes_of(self, label: str) -> set[str]:
        """Every shape that a label may have."""
        return {shape for each in self.controls for shape in each.shapes if label in {o.name for o in each.options}}


def layout_of(ontology: Ontology, modality: str) -> Layout:
    """Lay out what an ontology asks. Names of controls are those of the questions, told apart where two are alike."""
    kind = KINDS[modality]
    names = _Names([kind.subject, *(tag.lower() for tag in kind.drawing)])
    controls = (
        *(_question(each, names, None) for each in ontology.attributes),
        *_questions_about_labels(ontology.labels, names),
        *_marking(ontology.labels, kind, names),
    )
    written = [option.name for each in controls if kind.written in each.shapes for option in each.options]
    transcript = Control(name=names.take(TRANSCRIPT), tag="TextArea", title=TRANSCRIPT, labels=tuple(written))
    return Layout(
        kind=kind,
        subject=kind.subject,
        field=kind.subject,
        controls=controls,
        transcript=transcript if written else None,
        relations=_relations(link_types(ontology)),
        undirected=frozenset(each.name for each in ontology.relations if not each.directed),
    )


def live_part(ontology: Ontology) -> Ontology:
    """Leave out what may no longer be answered."""

    def live(attributes: Sequence[Attribute]) -> tuple[Attribute, ...]:
        return tuple(
            msgspec.structs.replace(each, choices=tuple(choice for choice in each.choices if not choice.retired))
            for each in attributes
            if not each.retired
        )

    labels = tuple(label for label in ontology.labels if not label.retired)
    return Ontology(
        labels=tuple(
            msgspec.structs.replace(
                label,
                attributes=live(label.attributes),
                roles=tuple(role for role in label.roles if not role.retired),
            )
            for label in labels
        ),
        attributes=live(ontology.attributes),
        relations=tuple(each for each in ontology.relations if not each.retired),
    )


def ontology_of(layout: Layout) -> Ontology:
    """Build the ontology that asks the same; a label of every shape there is asks for none in particular."""
    marking = [control for control in layout.controls if control.shapes]
    asking = [control for control in layout.controls if not control.shapes]
    options = {option.name: option for control in reversed(marking) for option in reversed(control.options)}
    order = dict.fromkeys(option.name for control in marking for option in control.options)
    return Ontology(
        labels=tuple(_label(options[name], layout, asking) for name in order),
        attributes=tuple(_attribute(control) for control in asking if control.labels is None),
        relations=tuple(
            Relation(each.name, each.value, directed=each.name not in layout.undirected) for each in layout.relations
        ),
    )


def _label(option: Option, layout: Layout, asking: Sequence[Control]) -> Label:
    shapes = layout.shapes_of(option.name)
    listed = tuple(shape for shape in layout.kind.shapes if shape in shapes)
    return Label(
        name=option.name,
        title=option.value,
        color=option.color,
        shapes=listed if len(listed) < len(layout.kind.shapes) else (),
        attributes=tuple(_attribute(each) for each in asking if each.labels is not None and option.name in each.labels),
        description=option.hint,
    )


def _attribute(control: Control) -> Attribute:
    kinds = {"choices": "category", "taxonomy": "category", "number": "number", "rating": "number"}
    return Attribute(
        name=control.attribute,
        type=kinds.get(control.tag.lower(), "text"),  # type: ignore[arg-type]
        title=control.title,
        choices=tuple(Choice(option.name, option.value, parent=option.parent) for option in control.options),
        allow_multiple=control.allow_multiple,
        required=control.required,
        minimum=control.minimum,
        maximum=control.maximum,
        only_leaves=control.only_leaves,
    )


class _Names:
    """Gives every control a name that no other tag of the config has."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = set(taken)

    def take(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}{APART}{number}", number + 1
        self._taken.add(name)
        return name


def _questions_about_labels(labels: Sequence[Label], names: _Names) -> Iterator[Control]:
    """Ask once what several labels ask alike."""
    asked: dict[Attribute, list[str]] = {}
    for label in labels:
        for attribute in label.attributes:
            asked.setdefault(attribute, []).append(label.name)
    for attribute, about in asked.items():
        yield _question(attribute, names, tuple(about))


def _question(attribute: Attribute, names: _Names, labels: tuple[str, ...] | None) -> Control:
    is_alike = attribute.title.lower() == attribute.name and is_sayable(attribute.title)
    tag = {"category": "Choices", "number": "Number", "rating": "Number"}.get(attribute.type, "TextArea")
    is_tree = is_taxonomy(attribute.choices)
    return Control(
        name=names.take(attribute.title if is_alike else attribute.name),
        tag="Taxonomy" if is_tree else tag,
        options=_tree(attribute.choices) if is_tree else _options(attribute.choices),
        attribute=attribute.name,
        title=attribute.title,
        labels=labels,
        allow_multiple=attribute.allow_multiple,
        required=attribute.required,
        minimum=attribute.minimum,
        maximum=attribute.maximum,
        only_leaves=is_tree and attribute.only_leaves,
    )


def _marking(labels: Sequence[Label], kind: Kind, names: _Names) -> Iterator[Control]:
    """A control for each shape that some label has."""
    options = {option.name: option for option in _options(_without_commas(labels))}
    for shape, tag in kind.shapes.items():
        drawn = tuple(options[label.name] for label in labels if not label.shapes or shape in label.shapes)
        if drawn:
            name = names.take("label" if shape == "span" else shape)
            yield Control(name=name, tag=tag, options=drawn, shapes=(shape,))


def _without_commas(labels: Sequence[Label]) -> Sequence[Label]:
    """Call labels by their names whose titles hold commas, where questions have to list the labels they are about."""
    if not any(label.attributes for label in labels):
        return labels
    return [msgspec.structs.replace(each, title="") if "," in each.title else each for each in labels]


def _relations(relations: Sequence[Relation]) -> tuple[Option, ...]:
    """Relations have no aliases there."""
    return tuple(Option(name=o.name, value=o.name if o.alias else o.value) for o in _options(relations))


def _tree(choices: Sequence[Choice]) -> tuple[Option, ...]:
    """The choices of a taxonomy, each after the one above it. Whatever has another title has its name as alias."""
    above: dict[str, Option] = {}
    for choice in in_tree_order(choices):
        value = choice.title if is_sayable(choice.title) else choice.name
        alias = "" if value == choice.name else choice.name
        steps = (*(above[choice.parent].steps if choice.parent else ()), choice.name)
        above[choice.name] = Option(name=choice.name, value=value, alias=alias, steps=steps, parent=choice.parent)
    return tuple(above.values())


def _options(entries: Sequence[Label | Choice | Relation]) -> tuple[Option, ...]:
    said = say_names([(entry.name, entry.title) for entry in entries])
    return tuple(
        Option(
            name=entry.name,
            value=value,
            alias=alias,
            color=getattr(entry, "color", None),
            hint=getattr(entry, "description", ""),
        )
        for entry, (value, alias) in zip(entries, said, strict=True)
    )
