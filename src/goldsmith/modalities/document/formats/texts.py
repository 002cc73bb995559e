"""Texts as formats hold them that know lines and words, and no spaces."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.document.shapes import Block, Table

__all__ = ["report_spaces", "words_of"]


def words_of(text: str) -> list[list[str]]:
    """The words of each line."""
    return [line.split() for line in text.split("\n")] if text.strip() else []


def report_spaces(report: LossReport, marks: Sequence[Block | Table]) -> None:
    """Count the texts that do not come back as they are: with spaces at their ends, several together, or tabs."""
    texts = [mark.text for mark in marks if isinstance(mark, Block)]
    report.lose("spaces of texts", sum("\n".join(" ".join(line) for line in words_of(text)) != text for text in texts))
