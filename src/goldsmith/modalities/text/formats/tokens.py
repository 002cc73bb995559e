"""Characters to tokens and back: what the formats of tokens and tags (CoNLL, DocBin) need.

The rule: a token is a run of letters, digits, underscores, combining marks and invisible joiners; any other character
that is not white space is a token of its own; and every start and end of a span cuts. So no span splits a token.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.text.formats.documents import Document, documents_of, lose_details
from goldsmith.modalities.text.formats.linked_entities import LinkedEntities
from goldsmith.modalities.text.shapes import Span

__all__ = [
    "SpacedToken",
    "Tagged",
    "Token",
    "flatten",
    "sentences_of",
    "spaced_tokens_of",
    "spans_of_tags",
    "tag_tokens",
    "tagged_documents",
    "tokens_of",
]

_PIECE: Final = re.compile(r"\w+|[^\w\s]")
_TAG: Final = re.compile(r"([BIESLU])-(.+)", re.DOTALL)
_JOINING: Final = frozenset({"Mn", "Mc", "Me", "Cf"})


class Token(NamedTuple):
    """Characters from `start` up to, but not including, `end`."""

    start: int
    end: int


class SpacedToken(NamedTuple):
    """Characters from `start` up to, but not including, `end`, and whether a space that belongs to no token follows."""

    start: int
    end: int
    has_space: bool


class Tagged(NamedTuple):
    """An entity of a tagged sentence: tokens from `first` up to, but not including, `after`."""

    first: int
    after: int
    label: str


def tagged_documents(
    records: Iterator[bytes], report: LossReport, *, entities: LinkedEntities | None = None
) -> Iterator[tuple[Document, list[Span], Iterator[list[Token]]]]:
    """Yield (document, flat spans, sentences) and report what tags of tokens cannot hold.

    Tags know neither ids nor attributes nor links, and a text of white space only has no token to stand on. A format
    that has a place for `entities` keeps those of its flat spans.
    """
    for document in documents_of(records, report):
        spans = flatten(document.text, document.spans, report)
        report.annotations += len(spans)
        lose_details(document, report, kept=entities.count(spans) if entities else 0)
        report.lose("links between annotations", len(document.links))
        if document.text.isspace():
            report.lose("texts of white space only")
        else:
            tokens = tokens_of(document.text, document.spans)
            yield document, spans, sentences_of(document.text, tokens, spans)


def tokens_of(text: str, spans: Sequence[Span]) -> list[Token]:
    """Cut a text into tokens, in the order of the text; white space belongs to none."""
    cuts = sorted({place for span in spans for place in (span.start, span.end)})
    tokens = []
    for start, end in _words(text):
        inner = cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]
        tokens += [Token(*pair) for pair in pairwise([start, *inner, end])]
    return tokens


def spaced_tokens_of(text: str, spans: Sequence[Span]) -> list[SpacedToken]:
    """Cut a text as spaCy counts it: a token may be followed by one space, any other white space is a token too.

    Joined again the tokens give the text exactly, and every span starts and ends with a token.
    """
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    cuts = sorted(starts | ends)
    spaced: list[SpacedToken] = []
    reached = 0
    for start, end in [*tokens_of(text, spans), Token(len(text), len(text))]:
        if spaced and text[reached:start].startswith(" ") and reached not in starts and reached + 1 not in ends:
            spaced[-1] = spaced[-1]._replace(has_space=True)
            reached += 1
        inner = cuts[bisect_left(cuts, reached + 1) : bisect_left(cuts, start)]
        spaced += [SpacedToken(*pair, False) for pair in pairwise([reached, *inner, start]) if pair[0] < pair[1]]
        spaced += [SpacedToken(start, end, False)] if start < end else []
        reached = end
    return spaced


def sentences_of(text: str, tokens: Sequence[Token], spans: Sequence[Span]) -> Iterator[list[Token]]:
    """Begin a sentence at each line break of the text that lies in no span."""
    sentence: list[Token] = []
    ordered = sorted((span.start, span.end) for span in spans)
    reached = following = 0
    for token in tokens:
        while following < len(ordered) and ordered[following][0] < token.start:
            reached = max(reached, ordered[following][1])
            following += 1
        if sentence and reached <= token.start and "\n" in text[sentence[-1].end : token.start]:
            yield sentence
            sentence = []
        sentence.append(token)
    if sentence:
        yield sentence


def flatten(text: str, spans: Sequence[Span], report: LossReport) -> list[Span]:
    """Keep what tags can hold: spans without white space at their edges, of which none overlaps another.

    Of overlapping spans the longest is kept, then the one that starts first. What is lost is reported.
    """
    kept: list[Span] = []
    places: list[tuple[int, int]] = []
    for span in sorted(
        (_trim(text, span, report) for span in spans), key=lambda span: (span.start - span.end, span.start)
    ):
        place = bisect_left(places, (span.end, 0))
        if not span.text:
            report.lose("spans of white space only")
        elif place and places[place - 1][1] > span.start:
            report.lose("spans that overlap longer ones")
        else:
            insort(places, (span.start, span.end))
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def tag_tokens(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """Tag each token of a sentence as IOB2: B-label at the start of a span, I-label inside, O outside.

    The spans are flat and in the order of the text; those of other sentences are passed over.
    """
    tags = []
    following = bisect_left(spans, tokens[0].start + 1, key=lambda span: span.end)
    for token in tokens:
        if following < len(spans) and spans[following].end <= token.start:
            following += 1
        span = spans[following] if following < len(spans) else None
        if span is None or token.start < span.start:
            tags.append("O")
        else:
            tags.append(f"{'B' if token.start == span.start else 'I'}-{span.label}")
    return tags


def spans_of_tags(tags: Sequence[tuple[int, str]]) -> Iterator[Tagged]:
    """Read (line, tag) pairs of one sentence in any of the usual ways: IOB1, IOB2, BIOES, BILUO."""
    first, label = 0, ""
    for index, (line, tag) in enumerate(tags):
        part, name = _part_of(tag, line)
        if label and (part not in "IEL" or name != label):
            yield Tagged(first, index, label)
            label = ""
        if name and not label:
            first, label = index, name
        if label and part in "ESLU":
            yield Tagged(first, index + 1, label)
            label = ""
    if label:
        yield Tagged(first, len(tags), label)


def _part_of(tag: str, line: int) -> tuple[str, str]:
    if tag == "O":
        return "O", ""
    found = _TAG.fullmatch(tag)
    if found is None:
        message = f"Line {line:,} has the tag {tag[:40]!r}; a tag is O, or one of B I E S L U, a hyphen and a label."
        raise UnreadableError(message, f"line {line}")
    return found[1], found[2]


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Find runs of word characters (marks and joiners included) and single other characters."""
    start = end = 0
    is_open = False
    for found in _PIECE.finditer(text):
        letter = text[found.start()]
        joins = unicodedata.category(letter) in _JOINING
        is_word = joins or letter == "_" or letter.isalnum()
        if is_open and is_word and found.start() == end:
            end = found.end()
            continue
        if end:
            yield start, end
        start, end = found.span()
        is_open = is_word
    if end:
        yield start, end


def _trim(text: str, span: Span, report: LossReport) -> Span:
    inner = text[span.start : span.end]
    kept = inner.strip()
    if kept and len(kept) < len(inner):
        report.lose("white space at the edges of spans")
    start = span.start + len(inner) - len(inner.lstrip()) if kept else span.start
    return msgspec.structs.replace(span, start=start, end=start + len(kept), text=kept)
