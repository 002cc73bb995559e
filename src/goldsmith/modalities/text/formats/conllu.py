"""CoNLL-U: the ten columns of Universal Dependencies, of which FORM and MISC are filled.

Format: https://universaldependencies.org/format.html. A span is an IOB2 tag in MISC (`NER=B-person`), as Stanza and
others write it, and the text comes back exactly: `SpaceAfter=No` as the format says, other white space as UDPipe
writes it (`SpacesAfter`, `SpacesBefore`; https://ufal.mff.cuni.cz/udpipe/1/users-manual). The unique id is the
`# newdoc id`, answers about the whole text are JSON in the comment `# global_attributes`. The entry that a span stands
for is `NEL=` in the MISC of its first token, with its name as `NELName=`; names of entries that answers about the whole
text name are the comment `# entity_names`. (`Entity=` says coreference in the Universal Dependencies.) Characters are
written as they are, not normalized, since spans count them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, rows_of
from goldsmith.modalities.text.formats.documents import Document, lines_of, row_of, span_of
from goldsmith.modalities.text.formats.entity_names import entity_names
from goldsmith.modalities.text.formats.linked_entities import LinkedEntities, answer_entities
from goldsmith.modalities.text.formats.tokens import Token, spans_of_tags, tag_tokens, tagged_documents
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["CONLLU", "read_conllu", "write_conllu"]

MOST_SENTENCE: Final = 10_000_000
MOST_DOCUMENT: Final = 40_000_000
MOST_ANSWERS: Final = 1_000_000
COLUMNS: Final = 10
_EMPTY: Final = ["_"] * 7
_ANSWERS: Final = msgspec.json.Decoder(dict[str, Any])
_ID: Final = re.compile(r"(?P<first>\d{1,9})(?:-(?P<last>\d{1,9})|(?P<empty>\.\d{1,9}))?\Z", re.ASCII)
_ESCAPES: Final = {" ": r"\s", "\t": r"\t", "\r": r"\r", "\n": r"\n", "|": r"\p", "\\": r"\\"}
_ESCAPED: Final = {written: letter for letter, written in _ESCAPES.items()}


def write_conllu(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write each text as a document; sentences are numbered by document and end at line breaks outside of spans."""
    report = LossReport()
    entities = LinkedEntities(context)
    for document, spans, found in tagged_documents(records, report, entities=entities):
        links = {span.start: _links(span, entities) for span in spans}
        sentences = list(found)
        after = _following([token for sentence in sentences for token in sentence], document.text)
        out.write(_head(document, context, report).encode())
        for number, sentence in enumerate(sentences, start=1):
            gaps = [next(after) for _ in sentence]
            before = document.text[: sentence[0].start] if number == 1 else ""
            words = [document.text[token.start : token.end] for token in sentence]
            spaced = "".join(word + " " * (gap != "") for word, gap in zip(words, gaps, strict=True)).rstrip()
            out.write(f"# sent_id = {document.number}-{number}\n# text = {spaced}\n".encode())
            for place, tag in enumerate(tag_tokens(sentence, spans)):
                link = links[sentence[place].start] if tag.startswith("B-") else []
                misc = _misc(tag, link, before if place == 0 else "", gaps[place])
                out.write("\t".join([str(place + 1), words[place], *_EMPTY, misc]).encode() + b"\n")
            out.write(b"\n")
    return report


def read_conllu(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per document; as long as there was no `# newdoc`, each sentence is a document of its own.

    Words of a multiword token are read as that token, and empty nodes are passed over. Without `SpacesAfter` tokens
    and sentences are parted by a space, paragraphs (`# newpar`) by a line break.
    """
    return rows_of(_documents(_sentences(lines_of(stream))), partial(_row, Vocabulary(context.ontology)))


class _Sentence(NamedTuple):
    comments: dict[str, str]
    lines: list[tuple[int, str]]


class _Piece(NamedTuple):
    """A token as the text shows it: line, form, tag, entry, and the white space around it, None where none is said."""

    line: int
    form: str
    tag: str
    entry_id: str
    before: str
    after: str | None


def _links(span: Span, entities: LinkedEntities) -> list[str]:
    said = {"NEL": entities.id_of(span), "NELName": entities.name_of(span)}
    return [f"{name}={_escape(text)}" for name, text in said.items() if text]


def _head(document: Document, context: ExportContext, report: LossReport) -> str:
    name = document.unique_id
    if name is not None and (name != name.strip() or "\n" in name or not name):
        report.lose("unique ids")
        name = None
    head = "# newdoc\n" if name is None else f"# newdoc id = {name}\n"
    if not document.global_attributes:
        return head
    said = {"global_attributes": document.global_attributes}
    said |= entity_names(msgspec.structs.replace(document, spans=[]), context)
    return head + "".join(f"# {name} = {msgspec.json.encode(body).decode()}\n" for name, body in said.items())


def _following(tokens: Sequence[Token], text: str) -> Iterator[str | None]:
    """Yield the white space after each token; None where a single space follows, as the format takes for granted."""
    for token, following in pairwise(tokens):
        gap = text[token.end : following.start]
        yield None if gap == " " else gap
    yield text[tokens[-1].end :]


def _misc(tag: str, link: Sequence[str], before: str, after: str | None) -> str:
    parts = [] if tag == "O" else [f"NER={tag}", *link]
    if after == "":
        parts.append("SpaceAfter=No")
    elif after is not None:
        parts.append(f"SpacesAfter={_escape(after)}")
    if before:
        parts.append(f"SpacesBefore={_escape(before)}")
    return "|".join(parts) or "_"


def _escape(spaces: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in spaces)


def _unescape(spaces: str) -> str:
    return re.sub(r"\\[strnp\\]", lambda found: _ESCAPED[found[0]], spaces)


def _sentences(lines: Iterable[tuple[int, str]]) -> Iterator[_Sentence]:
    """Gather lines to sentences, which end at blank lines."""
    sentence, size = _Sentence({}, []), 0
    for number, line in lines:
        size += len(line)
        if size > MOST_SENTENCE:
            raise MalformedError(f"The sentence that line {number:,} belongs to is too long.", code="too_large")
        if not line.strip():
            if sentence.comments or sentence.lines:
                yield sentence
            sentence, size = _Sentence({}, []), 0
        elif line.startswith("#"):
            name, _, value = line[1:].partition("=")
            sentence.comments[name.strip()] = value.strip()
        else:
            sentence.lines.append((number, line))
    if sentence.comments or sentence.lines:
        yield sentence


class _Document:
    """The sentences of one document; of one that is too long only its size."""

    def __init__(self) -> None:
        self.sentences: list[_Sentence] = []
        self._size = 0

    @property
    def is_too_long(self) -> bool:
        return self._size > MOST_DOCUMENT

    def take(self, sentence: _Sentence) -> None:
        self._size += sum(len(line) for _, line in sentence.lines)
        self.sentences.append(sentence)
        if self.is_too_long:
            self.sentences.clear()


def _documents(sentences: Iterable[_Sentence]) -> Iterator[_Document]:
    """Gather sentences to documents: from one `# newdoc` to the next, or as long as there was none, one by one."""
    document: _Document | None = None
    has_starts = False
    for sentence in sentences:
        is_start = "newdoc" in sentence.comments or "newdoc id" in sentence.comments
        has_starts = has_starts or is_start
        if document and (is_start or not has_starts):
            yield document
            document = None
        document = document or _Document()
        document.take(sentence)
    if document:
        yield document


def _row(words: Vocabulary, document: _Document) -> dict[str, Any]:
    if document.is_too_long:
        raise UnreadableError(f"A document has at most {MOST_DOCUMENT:,} characters.")
    text = _Text()
    found: list[tuple[_Piece, int, int, str]] = []
    for sentence in document.sentences:
        if {"newpar", "newpar id"} & sentence.comments.keys():
            text.begin_paragraph()
        pieces = list(_pieces(sentence.lines))
        places = [text.append(piece) for piece in pieces]
        for first, after, label in spans_of_tags([(piece.line, piece.tag) for piece in pieces]):
            found.append((pieces[first], places[first][0], places[after - 1][1], label))
    whole = text.join()
    spans = [span_of(whole, start, end, label, where=f"Line {piece.line:,}") for piece, start, end, label in found]
    linked = [(span, piece.entry_id) for span, (piece, *_) in zip(spans, found, strict=True) if piece.entry_id]
    metadata = answer_entities(words, linked)
    comments = document.sentences[0].comments
    row = row_of(
        words,
        whole,
        spans,
        global_attributes=_answers(comments.get("global_attributes")),
        unique_id=comments.get("newdoc id") or comments.get("sent_id"),
    )
    return {**row, "metadata": metadata} if metadata else row


class _Text:
    """A text that grows token by token."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap: str | None = ""
        self._default = " "

    def begin_paragraph(self) -> None:
        self._default = "\n"

    def append(self, piece: _Piece) -> tuple[int, int]:
        """Add a token and say where it stands."""
        gap = (self._default if self._gap is None else self._gap) + piece.before
        self._parts += (gap, piece.form)
        start = self._length + len(gap)
        self._length = start + len(piece.form)
        self._gap, self._default = piece.after, " "
        return start, self._length

    def join(self) -> str:
        return "".join([*self._parts, self._gap or ""])


def _pieces(lines: Iterable[tuple[int, str]]) -> Iterator[_Piece]:
    inside = 0
    for number, line in lines:
        cells = line.split("\t")
        found = _ID.match(cells[0])
        if len(cells) != COLUMNS or found is None or not cells[1]:
            message = (
                f"Line {number:,} is not a word of CoNLL-U: a number, a form and eight more columns, parted by tabs."
            )
            raise UnreadableError(message, f"line {number}")
        if found["empty"] or (found["last"] is None and int(found["first"]) <= inside):
            continue
        inside = int(found["last"] or 0)
        yield _piece(number, cells[1], cells[-1])


def _piece(line: int, form: str, misc: str) -> _Piece:
    said = dict(part.partition("=")[::2] for part in misc.split("|"))
    after = _unescape(said["SpacesAfter"]) if "SpacesAfter" in said else None
    if said.get("SpaceAfter") == "No":
        after = ""
    tag = said.get("NER") or said.get("ner") or "O"
    return _Piece(line, form, tag, _unescape(said.get("NEL", "")), _unescape(said.get("SpacesBefore", "")), after)


def _answers(comment: str | None) -> dict[str, Any]:
    if comment is None:
        return {}
    try:
        return decode_strictly(comment.encode(), _ANSWERS, field="global_attributes", limit_bytes=MOST_ANSWERS)
    except GoldsmithError as error:
        raise UnreadableError(f"The comment global_attributes: {error.message}", error.field) from None


CONLLU: Final = Codec(
    name="conllu",
    title="CoNLL-U",
    media_type="text/plain",
    suffix=".conllu",
    read=read_conllu,
    write=write_conllu,
)
