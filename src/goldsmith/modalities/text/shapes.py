"""What can be marked in a text, and whether it fits that text."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting, Shape

__all__ = ["MOST_CHARACTERS", "Span", "TextContent", "check_spans", "show_text"]

MOST_CHARACTERS = 5_000_000

Offset = Annotated[int, msgspec.Meta(ge=0, le=MOST_CHARACTERS)]


class Span(Shape, tag="span"):
    """Characters from `start` up to, but not including, `end`, counted in Unicode code points; `text` repeats them."""

    start: Offset
    end: Offset
    text: str


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


def show_text(content: Any) -> str:
    """Show the first words, for lists."""
    if content.text is None:
        return str(content.attachment).rsplit("/", 1)[-1][:120]
    return " ".join(content.text[:600].split())[:120]
