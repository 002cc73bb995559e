"""How far the drawing and reading of a document has come: what one slice tells the next."""

from __future__ import annotations

from typing import Any, Self

import msgspec

__all__ = ["Progress", "Reading"]


class Reading(msgspec.Struct, frozen=True):
    """Words found, pages that are pictures and were read or not, and seconds of processor time that this took."""

    words: int = 0
    recognized: int = 0
    unread: int = 0
    unread_because: str = ""
    seconds: float = 0.0

    @property
    def facts(self) -> dict[str, Any]:
        """How many words there are and, where pages are pictures, how many of those were read and how many not."""
        facts: dict[str, Any] = {"words": self.words}
        if self.recognized:
            facts["recognized"] = self.recognized
        if self.unread:
            facts["unread"] = self.unread
            facts["unread_because"] = self.unread_because
        return facts


class Progress(msgspec.Struct, frozen=True):
    """Pages drawn, in how many slices, and whether these are all."""

    pages: int = 0
    slices: int = 0
    is_whole: bool = False
    reading: Reading = Reading()

    @classmethod
    def read(cls, text: str) -> Self:
        return msgspec.json.decode(text, type=cls) if text else cls()

    def write(self) -> str:
        return msgspec.json.encode(self).decode()
