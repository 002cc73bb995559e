"""CoNLL-2003: one token a line with its tag in the last column, a blank line between sentences.

Format: https://aclanthology.org/W03-0419 (section 3) and https://huggingface.co/datasets/eriktks/conll2003. Four
columns are written: the token, -X- for the part of speech, O for the chunk and an IOB2 tag; `-DOCSTART- -X- O O` stands
before each document. Tokens are cut as `tokens` describes, sentences at line breaks. The format holds flat spans and
nothing else. Read back, a text is its tokens joined by a space and its sentences joined by a line break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, Final, NamedTuple

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, rows_of
from goldsmith.modalities.text.formats.documents import lines_of, row_of, span_of
from goldsmith.modalities.text.formats.tokens import spans_of_tags, tag_tokens, tagged_documents
from goldsmith.modalities.text.shapes import MOST_CHARACTERS
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["CONLL", "read_conll", "write_conll"]

DOCUMENT_START: Final = "-DOCSTART-"
_START_LINE: Final = f"{DOCUMENT_START} -X- O O\n\n".encode()


def write_conll(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write each text as a document. Every text but one of single-spaced tokens loses its white space."""
    del context
    report = LossReport()
    for document, spans, sentences in tagged_documents(records, report):
        report.lose("answers about whole texts", len(document.global_attributes))
        report.lose("unique ids", document.unique_id is not None)
        out.write(_START_LINE)
        written = []
        for sentence in sentences:
            words = [document.text[token.start : token.end] for token in sentence]
            tags = tag_tokens(sentence, spans)
            lines = "".join(f"{word} -X- O {tag}\n" for word, tag in zip(words, tags, strict=True))
            out.write(f"{lines}\n".encode())
            written.append(" ".join(words))
        if "\n".join(written) != document.text:
            report.lose("texts whose white space is not kept")
    return report


def read_conll(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per document; in a file that does not begin with -DOCSTART- each sentence is a document.

    Columns are parted by tabs, or else by spaces. The first is the token, the last its tag: IOB1, IOB2, BIOES or BILUO.
    """
    return rows_of(_documents(lines_of(stream)), partial(_row, Vocabulary(context.ontology)))


class _Line(NamedTuple):
    number: int
    cells: list[str]


class _Document:
    """The sentences of one document; of one that is too long only its length."""

    def __init__(self) -> None:
        self.sentences: list[list[_Line]] = []
        self.characters = 0
        self._is_open = False

    def end_sentence(self) -> None:
        self._is_open = False

    def take(self, line: _Line) -> None:
        self.characters += len(line.cells[0]) + 1
        if self.characters > MOST_CHARACTERS:
            self.sentences.clear()
            return
        if not self._is_open:
            self.sentences.append([])
            self._is_open = True
        self.sentences[-1].append(line)


def _documents(lines: Iterable[tuple[int, str]]) -> Iterator[_Document]:
    """Gather lines to documents: from one -DOCSTART- to the next, or as long as there was none, to each blank line."""
    document: _Document | None = None
    has_starts = False
    for number, line in lines:
        is_start = line.startswith(DOCUMENT_START)
        is_blank = not line.strip()
        has_starts = has_starts or is_start
        if document and (is_start or (is_blank and not has_starts)):
            yield document
            document = None
        if is_start:
            document = _Document()
        elif is_blank and document:
            document.end_sentence()
        elif not is_blank:
            document = document or _Document()
            document.take(_Line(number, line.split("\t") if "\t" in line else line.split()))
    if document:
        yield document


def _row(words: Vocabulary, document: _Document) -> dict[str, Any]:
    if document.characters > MOST_CHARACTERS:
        raise UnreadableError(f"A document has at most {MOST_CHARACTERS:,} characters.")
    text = "\n".join(" ".join(map(_token, sentence)) for sentence in document.sentences)
    start, spans = 0, []
    for sentence in document.sentences:
        places = [start]
        places += (start := start + len(_token(line)) + 1 for line in sentence)
        for found in spans_of_tags([(line.number, line.cells[-1].strip()) for line in sentence]):
            where = f"Line {sentence[found.first].number:,}"
            spans.append(span_of(text, places[found.first], places[found.after] - 1, found.label, where=where))
    return row_of(words, text, spans)


def _token(line: _Line) -> str:
    token = line.cells[0].strip()
    if len(line.cells) < 2 or not token:
        message = f"Line {line.number:,} is not a token and its tag, parted by a tab or a space."
        raise UnreadableError(message, f"line {line.number}")
    return token


CONLL: Final = Codec(
    name="conll",
    title="CoNLL-2003",
    media_type="text/plain",
    suffix=".conll",
    read=read_conll,
    write=write_conll,
)
