"""CoNLL-2012: one token a line, and in the last column the chains of mentions that begin and end there.

Format: https://aclanthology.org/W12-4501 (table 3). Twelve columns are written: document, part, number of the word, the
word, six columns without a word (`-`), `*` for the named entities, and the chains: `(0`, `0)`, `(0)`, parted by `|`, or
`-`. Mentions in no chain are chains of one. The format knows no labels: of several the reader takes the first that the
equivalence joins. Tokens are cut as `tokens` describes, sentences at line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, BinaryIO, Final, NamedTuple

from goldsmith.modalities.chains import equivalences
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, rows_of
from goldsmith.modalities.text.formats.documents import (
    Document,
    documents_of,
    lines_of,
    link_of,
    lose_details,
    row_of,
    span_of,
)
from goldsmith.modalities.text.formats.tokens import Token, sentences_of, tokens_of
from goldsmith.modalities.text.shapes import MOST_CHARACTERS, Span
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["CONLL2012", "read_conll2012", "write_conll2012"]

MOST_MENTIONS: Final = 20_000
_BEGIN: Final = re.compile(r"#begin document \((.*)\)(?:; part (\d{1,6}))?\s*\Z")
_PIECE: Final = re.compile(r"(\()?(\d{1,9})(\))?\Z", re.ASCII)


def write_conll2012(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write each text as a document of one part, with the chains of the first equivalence of the ontology."""
    report = LossReport()
    name = next(iter(equivalences(context.ontology)), None)
    for document in documents_of(records, report):
        lose_details(document, report)
        report.lose("labels of spans", len(document.spans) if len(context.ontology.labels) != 1 else 0)
        report.lose("links between annotations", sum(link.type != name for link in document.links))
        report.lose("ids of links", sum(link.type == name for link in document.links))
        report.lose("answers about whole texts", len(document.global_attributes))
        spans = [span for span in document.spans if _is_tight(span, report)]
        report.annotations += len(spans)
        out.write(_written(document, spans, name, report).encode())
    return report


def _is_tight(span: Span, report: LossReport) -> bool:
    """Tell whether a span begins and ends with a token."""
    is_tight = span.text == span.text.strip()
    report.lose("spans with white space at their edges", not is_tight)
    return is_tight


def _written(document: Document, spans: list[Span], relation: str | None, report: LossReport) -> str:
    title = _title_of(document, report)
    chain = _chain_numbers(document, spans, relation)
    begins: dict[int, list[tuple[int, Span]]] = {}
    ends: dict[int, list[tuple[int, Span]]] = {}
    for number, span in zip(chain, spans, strict=True):
        begins.setdefault(span.start, []).append((number, span))
        ends.setdefault(span.end, []).append((number, span))
    lines, kept = [], []
    for sentence in sentences_of(document.text, tokens_of(document.text, spans), sorted(spans, key=_place)):
        words = [document.text[token.start : token.end] for token in sentence]
        kept.append(" ".join(words))
        column = re.sub(r"\s", "_", title)
        for number, (token, word) in enumerate(zip(sentence, words, strict=True)):
            cells = [column, "0", str(number), word, *"------", "*", _chains_at(token, begins, ends)]
            lines.append(" ".join(cells))
        lines.append("")
    report.lose("texts whose white space is not kept", "\n".join(kept) != document.text)
    body = "".join(f"{line}\n" for line in lines)
    return f"#begin document ({title}); part 000\n{body}#end document\n"


def _place(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _title_of(document: Document, report: LossReport) -> str:
    name = document.unique_id
    if name is not None and name.isprintable() and name.strip() == name:
        return name
    report.lose("unique ids", name is not None)
    return f"text-{document.number:08}"


def _chain_numbers(document: Document, spans: list[Span], relation: str | None) -> list[int]:
    """Which chain each span is in, from 0 in the order of their first mentions; alone it is a chain of one."""
    from goldsmith.algorithms.coreference import connect

    places = {span.uuid: place for place, span in enumerate(spans)}
    linked = [(link.from_, link.to) for link in document.links if link.type == relation]
    pairs = [(places[start], places[end]) for start, end in linked if {start, end} <= places.keys()]
    root = {place: members[0] for members in connect(pairs) for place in members}
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root.get(place, place), len(numbers)) for place in range(len(spans))]


Marked = dict[int, list[tuple[int, Span]]]


def _chains_at(token: Token, begins: Marked, ends: Marked) -> str:
    """What begins here, the longest first, what is this token, and what ends here, the shortest first."""
    opened = sorted(begins.get(token.start, ()), key=lambda each: (-each[1].end, each[0]))
    closed = sorted(ends.get(token.end, ()), key=lambda each: (-each[1].start, each[0]))
    pieces = [f"({number}" for number, span in opened if span.end > token.end]
    pieces += [f"({number})" for number, span in opened if span.end == token.end]
    pieces += [f"{number})" for number, span in closed if span.start < token.start]
    return "|".join(pieces) or "-"


def read_conll2012(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per part of a document. The word is in the fourth column, its chains are in the last."""
    label, relation = _asked(context.ontology)
    words = Vocabulary(context.ontology)
    return rows_of(_parts(lines_of(stream)), partial(_row, words, label, relation))


def _asked(ontology: Ontology) -> tuple[str, str | None]:
    relation = next((each for each in ontology.relations if each.is_equivalence and not each.retired), None)
    joined = relation.from_ if relation else ()
    labels = [label.name for label in ontology.labels if not label.retired and (not joined or label.name in joined)]
    return next(iter(labels), ""), relation.name if relation else None


class _Line(NamedTuple):
    number: int
    word: str
    chains: str


class _Part:
    """The sentences of one part of a document; of one that is too long only its length."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sentences: list[list[_Line]] = [[]]
        self.characters = 0

    def take(self, line: _Line) -> None:
        self.characters += len(line.word) + 1
        if self.characters > MOST_CHARACTERS:
            self.sentences = [[]]
        else:
            self.sentences[-1].append(line)

    def end_sentence(self) -> None:
        if self.sentences[-1]:
            self.sentences.append([])


def _parts(lines: Iterable[tuple[int, str]]) -> Iterator[_Part]:
    part: _Part | None = None
    for number, line in lines:
        begun = _BEGIN.match(line)
        if begun:
            part = _Part(begun[1] if int(begun[2] or 0) == 0 else f"{begun[1]}-{int(begun[2])}")
        elif line.startswith("#end document"):
            if part:
                yield part
            part = None
        elif not line.strip():
            if part:
                part.end_sentence()
        else:
            part = part or _Part("")
            part.take(_line_of(number, line))
    if part:
        yield part


def _line_of(number: int, line: str) -> _Line:
    cells = line.split()
    if len(cells) < 5:
        return _Line(number, "", line)
    return _Line(number, cells[3], cells[-1])


def _row(words: Vocabulary, label: str, relation: str | None, part: _Part) -> dict[str, Any]:
    if part.characters > MOST_CHARACTERS:
        raise UnreadableError(f"A document has at most {MOST_CHARACTERS:,} characters.")
    sentences = [sentence for sentence in part.sentences if sentence]
    text = "\n".join(" ".join(_word(line) for line in sentence) for sentence in sentences)
    spans: list[dict[str, Any]] = []
    chains: dict[str, list[str]] = {}
    start = 0
    for sentence in sentences:
        for chain, begin, end, number in _mentions(sentence, start):
            if not label:
                raise UnreadableError("This project has no label to mark mentions with; add one first.")
            uuid = f"mention-{len(spans) + 1}"
            spans.append(span_of(text, begin, end, label, where=f"Line {number:,}", uuid=uuid))
            chains.setdefault(chain, []).append(uuid)
            if len(spans) > MOST_MENTIONS:
                raise UnreadableError(f"A text has at most {MOST_MENTIONS:,} mentions.")
        start += sum(len(line.word) + 1 for line in sentence)
    links = [
        link_of(one, other, relation, where="A chain", uuid="")
        for members in chains.values()
        for one, other in pairwise(members)
        if relation is not None
    ]
    return row_of(words, text, spans, links=links, unique_id=part.name or None)


def _word(line: _Line) -> str:
    if not line.word:
        message = f"Line {line.number:,} has fewer than five columns; the word is the fourth, its chains are the last."
        raise UnreadableError(message, f"line {line.number}")
    return line.word


def _mentions(sentence: list[_Line], start: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield (chain, start, end, line) of each mention, in the order in which they end; one chain closes as a stack."""
    waiting: dict[str, list[int]] = {}
    for line in sentence:
        end = start + len(line.word)
        for piece in line.chains.split("|") if line.chains not in ("-", "_", "*") else ():
            found = _PIECE.match(piece)
            if found is None or not (found[1] or found[3]):
                message = f"Line {line.number:,}: {piece[:40]!r} is no chain; one looks like (0, 0) or (0)."
                raise UnreadableError(message, f"line {line.number}")
            if found[1]:
                waiting.setdefault(found[2], []).append(start)
            if found[3]:
                if not waiting.get(found[2]):
                    message = f"Line {line.number:,}: the chain {found[2]} ends a mention that did not begin."
                    raise UnreadableError(message, f"line {line.number}")
                yield found[2], waiting[found[2]].pop(), end, line.number
        start = end + 1
    if any(waiting.values()):
        message = f"Line {sentence[-1].number:,}: the sentence ends within a mention."
        raise UnreadableError(message, f"line {sentence[-1].number}")


CONLL2012: Final = Codec(
    name="conll2012",
    title="CoNLL-2012 (coreference)",
    media_type="text/plain",
    suffix=".conll",
    read=read_conll2012,
    write=write_conll2012,
)
