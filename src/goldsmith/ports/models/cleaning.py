"""What a model elsewhere said, piece by piece, as text that can be kept and shown: no broken characters, no key."""

from __future__ import annotations

from typing import Final

__all__ = ["Cleaner"]

REPLACEMENT: Final = "\ufffd"
HIDDEN: Final = "[key removed]"
SHORTEST_KEY: Final = 8
"""What is shorter is no secret, and may well be a word."""


class Cleaner:
    r"""Takes pieces as they come and gives them back clean, holding back what the next piece may complete.

    >>> cleaner = Cleaner("sk-secret")
    >>> cleaner.feed("It is sk-se"), cleaner.feed("cret, \x00 well"), cleaner.end()
    ('It is ', '[key removed], � well', '')
    """

    def __init__(self, key: str | None = None) -> None:
        self._key = key if key is not None and len(key) >= SHORTEST_KEY else None
        self._held = ""

    def feed(self, piece: str) -> str:
        text = self._held + piece
        if self._key is not None:
            text = text.replace(self._key, HIDDEN)
        held = max(self._begun_key(text), 1 if text and "\ud800" <= text[-1] <= "\udbff" else 0)
        self._held = text[len(text) - held :]
        return _whole(text[: len(text) - held])

    def end(self) -> str:
        """What was held back and was not completed."""
        held, self._held = self._held, ""
        return _whole(held)

    def _begun_key(self, text: str) -> int:
        """How many characters at the end of the text may be the beginning of the key."""
        if self._key is None:
            return 0
        longest = min(len(self._key) - 1, len(text))
        return next((length for length in range(longest, 0, -1) if self._key.startswith(text[-length:])), 0)


def _whole(text: str) -> str:
    """Join halves of characters that came apart; what has no other half, and NUL, is replaced."""
    if text.isascii():
        return text.replace("\x00", REPLACEMENT)
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", REPLACEMENT)
