"""The contract of a modality: everything Goldsmith needs to know about one kind of data.

Only `shapes` must be given, and `probe` where files are looked at; everything else has a safe default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Generic, Literal, NamedTuple, TypeVar, Union

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities import whole
from goldsmith.modalities.alignment import Alignment, Posterior
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.extras import Extra
from goldsmith.modalities.gradings import Grading
from goldsmith.modalities.measures import ErrorMeasure
from goldsmith.modalities.pairings import Judging
from goldsmith.modalities.parts import Cut, Joined, Part
from goldsmith.modalities.rows import CSV, JSONL
from goldsmith.modalities.rubrics import RubricTesting
from goldsmith.ontology import Ontology

__all__ = [
    "MOST_ANNOTATIONS",
    "MOST_VERTICES",
    "Answer",
    "Attachment",
    "Attributes",
    "Authored",
    "Change",
    "Codec",
    "Cut",
    "ExportContext",
    "Facts",
    "ImportContext",
    "Joined",
    "Link",
    "LossReport",
    "Modality",
    "Parting",
    "Preference",
    "Quoted",
    "RowError",
    "Setting",
    "Shape",
    "Template",
    "Value",
    "author_nothing",
    "compare_nobody",
    "conceal_nothing",
    "prefer_nothing",
]

MOST_ANNOTATIONS: Final = 20_000
MOST_VERTICES: Final = 10_000
MOST_LINKS: Final = 20_000

Facts = Mapping[str, Any]
Plain = str | int | float | list[str] | dict[str, bool | int | float]
"""An answer to one question. A time range is {start, end} in seconds, a rubric says of each criterion if it is met."""
Value = str | int | float | list[str | dict[str, Plain]] | dict[str, bool | int | float]
"""An answer to one question, or the rows of a group: the answers of each by the names of its questions."""
Uuid = Annotated[str, msgspec.Meta(max_length=64)]
Attributes = Annotated[dict[str, Value], msgspec.Meta(max_length=200)]


class Change(NamedTuple):
    """Answers to mutable attributes that hold from here until the next change; `path` is where they stand."""

    path: str
    attributes: Mapping[str, Value]


class Preference(NamedTuple):
    """A vote between two sources: which one somebody found better under a question.

    `is_placed`: left and right are as they were shown. `longer` and `more_marked` are how far the left one exceeds the
    right one in characters and in formatting, in doublings.
    """

    question: str
    left: str
    right: str
    winner: Literal["left", "right", "tie", "both_bad"]
    is_placed: bool
    longer: float = 0.0
    more_marked: float = 0.0


class Shape(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """One annotation. A modality's shapes subclass this with a `tag` and their geometry.

    `changes`, in order, is where mutable attributes are answered; None where the shape does not change.
    """

    uuid: Uuid = ""
    label: str
    attributes: Attributes = {}

    @property
    def changes(self) -> Sequence[Change] | None:
        return None


class Link(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A relation of the ontology between two annotations of the same answer.

    `chain`: of an equivalence, which of its chains the link belongs to, from 1 on; filled in when an answer is read.
    """

    uuid: Uuid = ""
    type: str
    from_: str = msgspec.field(name="from")
    to: str
    attributes: Attributes = {}
    chain: Annotated[int, msgspec.Meta(ge=1, le=MOST_LINKS)] | UnsetType = UNSET


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
    """A ready project for a newcomer: what to ask and how to explain it. `is_sensitive`: its content can disturb."""

    name: str
    title: str
    description: str
    ontology: Ontology
    instructions: str
    is_sensitive: bool = False


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is checked against. `content` and `facts` are None where they are not known yet.

    `facts` are those of the task's file, `other_facts` those of the next ones in order, for a task that has several.
    `field` is the path of the answer in what was sent; `complete` is False where questions may stay open.
    """

    ontology: Ontology
    content: msgspec.Struct | None = None
    facts: Facts | None = None
    other_facts: Sequence[Facts | None] = ()
    field: str = "answer"
    complete: bool = True

    def facts_of(self, place: int) -> Facts | None:
        """The facts of one of the task's files, counted from 0; None where they are not known."""
        known = (self.facts, *self.other_facts)
        return known[place] if place < len(known) else None


class Parting(msgspec.Struct, frozen=True, kw_only=True):
    """How a modality cuts what is too long for one task, and joins its parts again. Pure functions.

    `cut` gives the contents of the parts, none where it is short enough: each has a field `part`, without its `of`.
    `clip` is the share of an answer about the whole that a part's content shows. `join` takes the answers of one
    whole's parts in any order, of which some may be missing: the same parts give the same answer.
    `measure` says what lengths of a cut are counted in, `counts` what `first` and `last` of a part count. `cut` gets
    the facts of the first file, and under `made` those of its renditions by their kinds.
    """

    measure: str
    counts: str
    cut: Callable[[Any, Facts, Cut], Sequence[Any]]
    clip: Callable[[Answer[Any], Part], Answer[Any]]
    join: Callable[[Sequence[tuple[Part, Answer[Any]]]], tuple[Answer[Any], Joined]]


def check_nothing(answer: Answer[Any], setting: Setting) -> None:
    """Check nothing beyond the ontology: the default."""


class Quoted(NamedTuple):
    """A model's reply as an answer repeats it: its words, and its calls of tools in OpenAI's form."""

    content: str
    tool_calls: Sequence[Mapping[str, Any]] = ()


def quote_nothing(answer: Answer[Any]) -> Mapping[str, Quoted]:
    """Repeat no reply of a model: the default."""
    del answer
    return {}


def show_no_pictures(answer: Answer[Any]) -> Iterable[tuple[str, str]]:
    """Add no picture: the default."""
    del answer
    return ()


def prefer_nothing(content: Any, answer: Answer[Any], models: Mapping[str, str]) -> Iterable[Preference]:
    """Compare nobody: the default."""
    del content, answer, models
    return ()


class Authored(NamedTuple):
    """A text that a labeler wrote, and the texts of models that lay before them meanwhile, by message.

    `improves` is the text that it is a better version of; empty where it is none.
    """

    uuid: str
    text: str
    beside: Mapping[str, str]
    improves: str = ""


def author_nothing(content: Any, answer: Answer[Any]) -> Iterable[Authored]:
    """Hold no text that anybody wrote: the default."""
    del content, answer
    return ()


def compare_nobody(content: Any) -> Sequence[str]:
    """Compare no models: the default."""
    del content
    return ()


def conceal_nothing(content: Any) -> Any:
    """Show labelers all there is: the default."""
    return content


def keep_fields(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the content fields of a row as they are: the default."""
    return fields


def takes_no_time(facts: Facts) -> bool:
    """Make renditions in seconds: the default."""
    del facts
    return False


def find_fit(facts: Facts) -> str | None:
    """Take every file of a kind that is taken: the default."""
    del facts
    return None


def show_attachment(content: msgspec.Struct) -> str:
    """Show the name of the file: the default snippet."""
    return str(getattr(content, "attachment", "")).rsplit("/", 1)[-1][:120]


class Modality(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of data. `name` carries a version ("image.v1"), so that old projects replay against what they named.

    `probe` is a dotted path ("package.probe:probe") because it runs in a bounded child process: path of a file → facts.
    A modality that looks at no files itself has none, and no `media_types`. Such paths
    are `thumbnail` (path, folder → a small picture in it, told as below) and `renditions` (path, folder, kinds → by
    kind, {"file": its name in the folder, "media_type", "facts"}): what the probe demands by facts["renditions"] must
    be made before anybody can look at the file, and more may be made on the way. What `takes_long` by its facts waits
    for other long ones, and no short one waits for it. `slices` stands for `renditions` where the work can be done bit
    by bit (path, folder, progress, kinds → {"progress", "is_last"}): each leaves files in the folder, ends after
    seconds, and tells in `progress`, empty at first, where to go on; after the last one it is called with the files of
    all in its folder, and answers {"made"}, told as by `renditions`. What one slice does may be told as made at once.
    `also_takes` are media types of files that other modalities look at and that tasks may show as well. `adds` tells
    more of such a file (path, facts → further facts), and may demand `added_renditions`, which are made besides;
    `unfit` says in a sentence why a file of a kind that is taken cannot be shown after all.
    `spell_out` turns the fields of a row that a table has room for into those of the content.
    Where `parting` is given, the content has a field `part`, which only the journey fills in.
    `check` compares an answer with its setting and raises InvalidError; `attachments` are the content fields
    that name files. `conceal` gives the content as labelers may see it, `quotes` the logged replies of
    models that an answer repeats, by their ids; `pictures` the path and the asset of each picture that it adds to the
    item; `preferences`, given whose those replies were, the votes between models
    that it holds; `compared` the models whose responses an item holds against each other; `authored` the texts that its
    labeler wrote. `judging` is how a model compares what the item shows, `grading` how it marks one thing at a time,
    `rubrics` how rubrics that are written about it are tested; `error_rates` are how its
    field measures one answer against another.
    `extras` are what a small installation goes without.
    `align`, `merge` and `similarity` are described in `goldsmith.modalities.alignment`.
    """

    name: str
    title: str
    folder: Path
    probe: str = ""
    thumbnail: str = ""
    renditions: str = ""
    slices: str = ""
    adds: str = ""
    added_renditions: frozenset[str] = frozenset()
    unfit: Callable[[Facts], str | None] = find_fit
    takes_long: Callable[[Facts], bool] = takes_no_time
    shapes: tuple[type[Shape], ...]
    media_types: frozenset[str] = frozenset()
    also_takes: frozenset[str] = frozenset()
    description: str = ""
    content: type[msgspec.Struct] = Attachment
    attachments: tuple[str, ...] = ("attachment",)
    check: Callable[[Answer[Any], Setting], None] = check_nothing
    align: Callable[[Sequence[Answer[Any]], Ontology], Alignment] = whole.align_whole_answer
    merge: Callable[[Alignment, Posterior], Answer[Any]] = whole.merge_whole_answer
    similarity: Callable[[Answer[Any], Answer[Any]], float] = whole.exact_match
    snippet: Callable[[Any], str] = show_attachment
    conceal: Callable[[Any], Any] = conceal_nothing
    quotes: Callable[[Answer[Any]], Mapping[str, Quoted]] = quote_nothing
    pictures: Callable[[Answer[Any]], Iterable[tuple[str, str]]] = show_no_pictures
    preferences: Callable[[Any, Answer[Any], Mapping[str, str]], Iterable[Preference]] = prefer_nothing
    compared: Callable[[Any], Sequence[str]] = compare_nobody
    authored: Callable[[Any, Answer[Any]], Iterable[Authored]] = author_nothing
    spell_out: Callable[[Mapping[str, Any]], Mapping[str, Any]] = keep_fields
    templates: tuple[Template, ...] = ()
    extras: tuple[Extra, ...] = ()
    parting: Parting | None = None
    judging: Judging | None = None
    grading: Grading | None = None
    rubrics: RubricTesting | None = None
    error_rates: tuple[ErrorMeasure, ...] = ()
    codecs: tuple[Codec, ...] = (JSONL, CSV)

    @property
    def taken(self) -> frozenset[str]:
        """The media types of all files that tasks may show."""
        return self.media_types | self.also_takes

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
