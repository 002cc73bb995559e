"""The encoders of texts that this installation has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldsmith.algorithms.learning import hash_words
from goldsmith.ports.models.contract import TextEncoder
from goldsmith.ports.models.minilm import find_minilm

__all__ = ["HashedWords", "text_encoders"]


class HashedWords:
    """Words and letters, counted: always there, in any language, and quicker to count again than to keep."""

    name = "hashed-words"
    is_costly = False

    def encode(self, texts: Sequence[str]) -> Any:
        return hash_words(texts)


def text_encoders() -> list[TextEncoder]:
    """Their rows stand side by side: words are the better evidence for some questions, meaning for others."""
    minilm = find_minilm()
    return [HashedWords(), *([minilm] if minilm else [])]
