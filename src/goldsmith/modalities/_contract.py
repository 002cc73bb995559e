"""The contract of a modality: everything Goldsmith needs to know about one kind of data.

Only `probe` and `shapes` must be given; everything else has a safe default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Generic, TypeVar, Union

import msgspec

from goldsmith.modalities import whole
from goldsmith.modalities.alignment import Alignment, Posterior
from goldsmith.modalities.codec import Codec, ExportContext, LossReport, RowError
from goldsmith.modalities.rows import CSV, JSONL
from goldsmith.ontology import Ontology

__all__ = [
    "MOST_ANNOTATIONS",
    "MOST_VERTICES",
    "Answer",
    "Attachment",
    "Codec",
    "ExportContext",
    "Facts",
    "Link",
    "LossReport",
    "Modality",
    "RowError",
    "Shape",
    "Template",
    "Value",
]

MOST_ANNOTATIONS: Final = 20_000
MOST_VERTICES: Final = 10_000
MOST_LINKS: Final = 20_000

Facts = Mapping[str, Any]
Value = str | int | float | list[str]
Uuid = Annotated[str, msgspec.Meta(max_length=64)]
Attributes = Annotated[dict[str, Value], msgspec.Meta(max_length=200)]


class Shape(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """One annotation. A modality's shapes subclass this with a `tag` and their geometry."""

    uuid: Uuid = ""
    label: str
    attributes: Attributes = {}


class Link(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A relation of the ontology between two annotations of the same answer."""

    uuid: Uuid = ""
    type: str
    from_: str = msgspec.field(name="from")
    to: str
    attributes: Attributes = {}


S = TypeVar("S", bound=Shape)


class Answer(msgspec.Struct, Generic[S], forbid_unknown_fields=True, kw_only=True):
    """What somebody says about a task: a person's response, a model's hypothesis, a gold answer, a review."""

    annotations: Annotated[list[S], msgspec.Meta(max_length=MOST_ANNOTATIONS)] = []
    global_attributes: Attributes = {}
    links: Annotated[list[Link], msgspec.Meta(max_length=MOST_LINKS)] = []


class Attachment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The content of a task that is one file: an https address, an asset id, or a name uploaded beside the manifest."""

    attachment: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A ready project for a newcomer: what to ask and how to explain it."""

    name: str
    title: str
    description: str
    ontology: Ontology
    instructions: str


def check_nothing(answer: Answer[Any], content: msgspec.Struct | None, facts: Facts | None, field: str) -> None:
    """Check nothing against the content: the default."""


def show_attachment(content: msgspec.Struct) -> str:
    """Show the name of the file: the default snippet."""
    return str(getattr(content, "attachment", "")).rsplit("/", 1)[-1][:120]


class Modality(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of data. `name` carries a version ("image.v1"), so that old projects replay against what they named.

    `probe` is a dotted path ("package.probe:probe") because it runs in a bounded child process: path of a file → facts.
    `check` compares an answer with the content and the facts and raises InvalidError; `attachments` are the content's
    fields that name files. `align`, `merge` and `similarity` are described in `goldsmith.modalities.alignment`.
    """

    name: str
    title: str
    folder: Path
    probe: str
    shapes: tuple[type[Shape], ...]
    media_types: frozenset[str]
    description: str = ""
    content: type[msgspec.Struct] = Attachment
    attachments: tuple[str, ...] = ("attachment",)
    check: Callable[[Answer[Any], msgspec.Struct | None, Facts | None, str], None] = check_nothing
    align: Callable[[Sequence[Answer[Any]], Ontology], Alignment] = whole.align_whole_answer
    merge: Callable[[Alignment, Posterior], Answer[Any]] = whole.merge_whole_answer
    similarity: Callable[[Answer[Any], Answer[Any]], float] = whole.exact_match
    snippet: Callable[[Any], str] = show_attachment
    templates: tuple[Template, ...] = ()
    codecs: tuple[Codec, ...] = (JSONL, CSV)

    @property
    def shape_names(self) -> tuple[str, ...]:
        return tuple(str(shape.__struct_config__.tag) for shape in self.shapes)

    @property
    def editor(self) -> Path:
        return self.folder / "web" / "index.tsx"

    @property
    def answer_type(self) -> Any:
        """The answer of this modality as a type: decoding is the first half of validation."""
        return answer_type(self.shapes)

    @property
    def answer_decoder(self) -> msgspec.json.Decoder[Answer[Any]]:
        return answer_decoder(self.shapes)

    def answer_schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of an answer."""
        return schema_of(self.answer_type, "Answer")

    def content_schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the content fields of a task row."""
        return schema_of(self.content, "Content")

    def codec(self, name: str) -> Codec | None:
        return next((codec for codec in self.codecs if codec.name == name), None)


@cache
def answer_type(shapes: tuple[type[Shape], ...]) -> Any:
    # A modality without shapes has only whole-item questions; the bare base class then refuses every annotation.
    return Answer[Union[shapes]] if shapes else Answer[_NoShape]  # type: ignore[valid-type]  # noqa: UP007


@cache
def answer_decoder(shapes: tuple[type[Shape], ...]) -> msgspec.json.Decoder[Answer[Any]]:
    return msgspec.json.Decoder(answer_type(shapes))


def schema_of(kind: Any, title: str) -> dict[str, Any]:
    """One self-contained schema document whose root is inlined under a readable title."""
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs", {})
    root = definitions.pop(schema["$ref"].rsplit("/", 1)[-1]) if "$ref" in schema else schema
    return {**root, "title": title, **({"$defs": definitions} if definitions else {})}


class _NoShape(Shape, tag="none"):
    """Stands where a modality has no shapes."""
