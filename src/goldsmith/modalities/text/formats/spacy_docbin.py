"""spaCy's DocBin: what `spacy train` reads, written and read without spaCy.

Format: https://spacy.io/api/data-formats#binary-training and https://spacy.io/api/docbin (version 0.1 of the layout:
a MessagePack map, compressed with zlib). Tokens are cut as `tokens` describes, so the text is kept exactly and every
span starts and ends with a token. Spans that overlap no longer one and have no white space at their edges are entities;
all spans are the span group `sc`. Choices for the whole text are `cats`; the unique id, answers in words and numbers
and the names of linked entities are `user_data`. The entry that a span stands for is its `kb_id`, "NIL" where there is
none, as spaCy's entity linker has it. Links, other attributes and ids of spans have no place; ids that others gave to
spans are read.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from typing import IO, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import InvalidError, MalformedError
from goldsmith.modalities._contract import MOST_ANNOTATIONS, Value
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, rows_of
from goldsmith.modalities.text.formats.classes import class_titles, classes_of
from goldsmith.modalities.text.formats.documents import Document, documents_of, lose_details, row_of, span_of
from goldsmith.modalities.text.formats.entity_names import entity_names
from goldsmith.modalities.text.formats.linked_entities import LinkedEntities, answer_entities
from goldsmith.modalities.text.formats.spacy_layout import CHUNK_BYTES, UnpackedBin, groups_in, unpack, whole
from goldsmith.modalities.text.formats.spacy_strings import SYMBOLS, string_id
from goldsmith.modalities.text.formats.tokens import flatten, spaced_tokens_of
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["SPACY_DOCBIN", "read_docbin", "write_docbin"]

MOST_ARRAY_BYTES: Final = 2**32 - 1
SPANS_KEY: Final = "sc"
"""The group of spans that spaCy's span categorizer looks for."""
ORTH: Final = SYMBOLS["ORTH"]
ENT_IOB: Final = SYMBOLS["ENT_IOB"]
ENT_TYPE: Final = SYMBOLS["ENT_TYPE"]
ENT_KB_ID: Final = SYMBOLS["ENT_KB_ID"]
_ATTRIBUTES: Final = [ORTH, ENT_IOB, ENT_TYPE, ENT_KB_ID]
INSIDE, OUTSIDE, BEGINNING = 1, 2, 3
_SPAN: Final = struct.Struct(">QQQllll")
_ARRAYS: Final = ("tokens", "spaces", "lengths")
_LISTS: Final = ("cats", "flags", "span_groups", "user_data")
_encode: Final = msgspec.msgpack.encode


class _UserData(msgspec.Struct):
    unique_id: str | None = None
    global_attributes: dict[str, Value] = {}


def write_docbin(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one Doc per text. Its parts wait in temporary files; only the vocabulary stays in memory."""
    report = LossReport()
    strings: dict[str, int] = {}
    entities = LinkedEntities(context)
    with ExitStack() as stack:
        parts = {name: stack.enter_context(tempfile.TemporaryFile()) for name in (*_ARRAYS, *_LISTS)}
        count = 0
        for document in documents_of(records, report):
            _lose_what_has_no_place(document, entities, report)
            _write_document(document, context, entities, strings, parts)
            count += 1
        _write_bin(parts, count, strings, out)
    return report


def read_docbin(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per Doc: its entities and the spans of all its groups, and those categories above 0.5.

    A DocBin comes whole into memory, as its strings stand behind its tokens.
    """
    import numpy as np

    read = unpack(stream)
    lengths = np.frombuffer(whole(read.lengths, 4), dtype="<i4")
    width = len(read.attrs)
    tokens = np.frombuffer(whole(read.tokens, 8 * width), dtype="<u8").reshape(-1, width)
    spaces = np.frombuffer(read.spaces, dtype="u1")
    if (lengths < 0).any() or not lengths.sum(dtype=np.int64) == len(tokens) == len(spaces) or ORTH not in read.attrs:
        raise MalformedError("The tokens of this DocBin do not fit its documents.", code="bad_docbin")
    names = {string_id(text): text for text in read.strings} | {number: name for name, number in SYMBOLS.items()}
    words = Vocabulary(context.ontology)
    ends = np.cumsum(lengths, dtype=np.int64)

    def convert(place: int) -> dict[str, Any]:
        part = slice(int(ends[place] - lengths[place]), int(ends[place]))
        return _Reading(read, place, tokens[part], spaces[part], names).row(words)

    yield from rows_of(iter(range(len(lengths))), convert)


def _lose_what_has_no_place(document: Document, entities: LinkedEntities, report: LossReport) -> None:
    report.annotations += len(document.spans)
    lose_details(document, report, kept=entities.count(document.spans))
    places = {(span.start, span.end, span.label) for span in document.spans}
    report.lose("spans that repeat another", len(document.spans) - len(places))
    report.lose("links between annotations", len(document.links))


def _write_document(
    document: Document,
    context: ExportContext,
    entities: LinkedEntities,
    strings: dict[str, int],
    parts: Mapping[str, IO[bytes]],
) -> None:
    import numpy as np

    def number(text: str) -> int:
        if text not in strings:
            strings[text] = string_id(text)
        return strings[text]

    tokens = spaced_tokens_of(document.text, document.spans)
    first = {token.start: place for place, token in enumerate(tokens)}
    last = {token.end: place for place, token in enumerate(tokens)}
    rows = np.zeros((len(tokens), len(_ATTRIBUTES)), dtype="<u8")
    rows[:, 0] = [number(document.text[token.start : token.end]) for token in tokens]
    rows[:, 1] = OUTSIDE
    for span in _entities(document):
        rows[first[span.start] : last[span.end] + 1, 1:] = (INSIDE, number(span.label), number(entities.id_of(span)))
        rows[first[span.start], 1] = BEGINNING
    group = [
        _SPAN.pack(
            *(number(text) for text in (span.uuid, entities.id_of(span), span.label)),
            *(first[span.start], last[span.end] + 1, span.start, span.end),
        )
        for span in document.spans
    ]
    classes, others = classes_of(document.global_attributes, context.ontology)
    cats = {name: float(name in classes) for name in class_titles(context.ontology)}
    kept = _encode({"name": SPANS_KEY, "attrs": {}, "spans": group})
    said = {"unique_id": document.unique_id} if document.unique_id is not None else {}
    answers = {"global_attributes": others} if others else {}
    user_data = {**said, **answers, **entity_names(document, context)}
    parts["tokens"].write(rows.tobytes())
    parts["spaces"].write(bytes(token.has_space for token in tokens))
    parts["lengths"].write(struct.pack("<i", len(tokens)))
    parts["cats"].write(_encode(cats))
    parts["flags"].write(_encode({"has_unknown_spaces": False}))
    parts["span_groups"].write(_encode(_encode({kept: [SPANS_KEY]} if group else [])))
    parts["user_data"].write(_encode(_encode(user_data)))


def _entities(document: Document) -> list[Span]:
    clean = [span for span in document.spans if span.text == span.text.strip()]
    return flatten(document.text, clean, LossReport())


def _write_bin(parts: Mapping[str, IO[bytes]], count: int, strings: Mapping[str, int], out: BinaryIO) -> None:
    """Put the parts together as the map that `DocBin.to_bytes` writes, compressing on the way."""
    packed = zlib.compressobj()

    def put(body: bytes) -> None:
        out.write(packed.compress(body))

    put(b"\x8a" + _encode("version") + _encode("0.1") + _encode("attrs") + _encode(_ATTRIBUTES))
    for name in _ARRAYS:
        size = parts[name].tell()
        if size > MOST_ARRAY_BYTES:
            raise InvalidError("These texts have more tokens than one DocBin can hold.", code="too_large")
        put(_encode(name) + b"\xc6" + struct.pack(">I", size))
        _copy(parts[name], put)
    put(_encode("strings") + _encode(sorted(strings)))
    for name in _LISTS:
        put(_encode(name) + b"\xdd" + struct.pack(">I", count))
        _copy(parts[name], put)
    out.write(packed.flush())


def _copy(part: IO[bytes], put: Callable[[bytes], None]) -> None:
    part.seek(0)
    while chunk := part.read(CHUNK_BYTES):
        put(chunk)


class _Reading:
    """One Doc on its way to a task row."""

    def __init__(self, read: UnpackedBin, place: int, tokens: Any, spaces: Any, names: Mapping[int, str]) -> None:
        self._read, self._place, self._tokens, self._names = read, place, tokens, names
        flags = read.flags[place] if place < len(read.flags) else {}
        words = [self._name(int(number), "token") for number in tokens[:, read.attrs.index(ORTH)]]
        gaps = list(map(bool, spaces))
        if flags.get("has_unknown_spaces") is True:
            gaps = [place + 1 < len(words) for place in range(len(words))]
        self._starts, self._ends = [], []
        reached = 0
        for word, gap in zip(words, gaps, strict=True):
            self._starts.append(reached)
            self._ends.append(reached + len(word))
            reached += len(word) + gap
        self._text = "".join(word + " " * gap for word, gap in zip(words, gaps, strict=True))

    def row(self, words: Vocabulary) -> dict[str, Any]:
        spans: dict[tuple[int, int, str], dict[str, Any]] = {}
        linked: dict[tuple[int, int, str], str] = {}
        for start, end, label, uuid, entry_id in chain(self._grouped(), self._entities()):
            if len(spans) > MOST_ANNOTATIONS:
                raise UnreadableError(f"A text has at most {MOST_ANNOTATIONS:,} spans.", "spans")
            if not 0 <= start < end <= len(self._starts):
                raise UnreadableError("A span lies outside of the tokens.", "spans")
            place = (self._starts[start], self._ends[end - 1])
            spans.setdefault((*place, label), span_of(self._text, *place, label, where="A span", uuid=uuid))
            if entry_id:
                linked.setdefault((*place, label), entry_id)
        cats = self._read.cats[self._place] if self._place < len(self._read.cats) else {}
        said = self._user_data()
        answers = words.classes([name for name, share in cats.items() if share > 0.5], field="cats")
        metadata = answer_entities(words, [(spans[place], entry_id) for place, entry_id in linked.items()])
        row = row_of(
            words,
            self._text,
            list(spans.values()),
            global_attributes={**said.global_attributes, **answers},
            unique_id=said.unique_id,
        )
        return {**row, "metadata": metadata} if metadata else row

    def _entities(self) -> Iterator[tuple[int, int, str, str, str]]:
        if ENT_IOB not in self._read.attrs or ENT_TYPE not in self._read.attrs:
            return
        tags, labels, entries = (self._column(attribute) for attribute in (ENT_IOB, ENT_TYPE, ENT_KB_ID))
        start = None
        for place, tag in enumerate([*tags, OUTSIDE]):
            if start is not None and tag != INSIDE:
                yield start, place, self._name(labels[start], "label"), "", self._name(entries[start], "kb_id")
                start = None
            if tag == BEGINNING or (tag == INSIDE and start is None):
                start = place

    def _column(self, attribute: int) -> list[int]:
        """What each token says of an attribute; nothing where the DocBin does not hold it."""
        if attribute not in self._read.attrs:
            return [0] * len(self._tokens)
        numbers: list[int] = self._tokens[:, self._read.attrs.index(attribute)].tolist()
        return numbers

    def _grouped(self) -> Iterator[tuple[int, int, str, str, str]]:
        body = self._read.span_groups[self._place] if self._place < len(self._read.span_groups) else b""
        for group in groups_in(body):
            for packed in group.spans:
                if len(packed) != _SPAN.size:
                    raise UnreadableError("A span of a group is cut short.", "span_groups")
                uuid, entry, label, start, end, _, _ = _SPAN.unpack(packed)
                # Older spaCy packs ids of groups without the strings that they stand for.
                ids = (self._names.get(uuid, ""), self._names.get(entry, ""))
                yield start, end, self._name(label, "label"), *ids

    def _user_data(self) -> _UserData:
        body = self._read.user_data[self._place] if self._place < len(self._read.user_data) else None
        try:
            said = msgspec.msgpack.decode(body, type=dict[Any, Any]) if body else {}
            ours = {name: said[name] for name in ("unique_id", "global_attributes") if name in said}
            return msgspec.convert(ours, _UserData)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise UnreadableError("The user data of this document cannot be read.", "user_data") from None

    def _name(self, number: int, kind: str) -> str:
        if number not in self._names:
            raise UnreadableError(f"The DocBin has no string for a {kind} of this document.", "strings")
        return self._names[number]


SPACY_DOCBIN: Final = Codec(
    name="spacy",
    title="spaCy DocBin",
    media_type="application/octet-stream",
    suffix=".spacy",
    read=read_docbin,
    write=write_docbin,
)
