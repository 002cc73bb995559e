"""What can be marked in a text, and whether it fits that text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting, Shape

__all__ = ["MOST_CHARACTERS", "MOST_FRAGMENTS", "Fragment", "Span", "TextContent", "check_spans", "show_text"]

MOST_CHARACTERS = 5_000_000
MOST_FRAGMENTS = 100

Offset = Annotated[int, msgspec.Meta(ge=0, le=MOST_CHARACTERS)]


class Fragment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a span with gaps, in code points of the whole text; `end` is exclusive."""

    start: Offset
    end: Offset


class Span(Shape, tag="span"):
    """Characters from `start` up to, but not including, `end`, counted in Unicode code points; `text` repeats them.

    A span with gaps ("left and right *ventricle*" → "left … ventricle") names its `fragments` in the order of the text.
    The first starts with the span, the last ends with it, and between two of them stands more than white space.
    """

    start: Offset
    end: Offset
    text: str
    fragments: Annotated[tuple[Fragment, ...], msgspec.Meta(min_length=2, max_length=MOST_FRAGMENTS)] | UnsetType = (
        UNSET
    )

    @property
    def parts(self) -> Sequence[tuple[int, int]]:
        """(start, end) of each fragment, or of the whole span."""
        if isinstance(self.fragments, UnsetType):
            return [(self.start, self.end)]
        return [(fragment.start, fragment.end) for fragment in self.fragments]


class TextContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Either the text itself or a file that holds it."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)] | None = None
    attachment: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)] | None = None

    def __post_init__(self) -> None:
        if (self.text is None) == (self.attachment is None):
            message = "Give either text or attachment"
            raise ValueError(message)


def check_spans(answer: Answer[Any], setting: Setting) -> None:
    """Every span lies in the text and repeats it exactly; a text in a file is known by its length only."""
    text = getattr(setting.content, "text", None)
    length = len(text) if text is not None else (setting.facts or {}).get("characters", MOST_CHARACTERS)
    for index, span in enumerate(answer.annotations):
        path = f"{setting.field}.annotations[{index}]"
        if span.start >= span.end:
            raise InvalidError("A span holds at least one character.", field=f"{path}.end")
        if span.end > length:
            raise InvalidError("The span ends after the text.", field=f"{path}.end")
        if span.end - span.start != len(span.text) or (text is not None and text[span.start : span.end] != span.text):
            raise InvalidError("The text of the span is not what stands there.", field=f"{path}.text")
        _check_fragments(span, f"{path}.fragments")


def _check_fragments(span: Span, path: str) -> None:
    parts = span.parts
    if (parts[0][0], parts[-1][1]) != (span.start, span.end):
        raise InvalidError("The first fragment starts with the span, and the last one ends with it.", field=path)
    if any(start >= end for start, end in parts):
        raise InvalidError("A fragment holds at least one character.", field=path)
    for (_, end), (start, _) in pairwise(parts):
        if start < end:
            raise InvalidError("Fragments stand in the order of the text and share no character.", field=path)
        if not span.text[end - span.start : start - span.start].strip():
            raise InvalidError("More than white space stands between two fragments; else they are one.", field=path)


def show_text(content: Any) -> str:
    """Show the first words, for lists."""
    if content.text is None:
        return str(content.attachment).rsplit("/", 1)[-1][:120]
    return " ".join(content.text[:600].split())[:120]
