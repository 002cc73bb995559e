"""How long and how formatted a message is, so that votes can be held free of it.

Source: W.-L. Chiang et al., "Does style matter? Disentangling style and substance in Chatbot Arena" (LMSYS, 2024).
"""

from __future__ import annotations

import re
from math import log2
from typing import Final

__all__ = ["count_marks", "doublings"]

_MARKS: Final = re.compile(
    r"^[ \t]{0,3}#{1,6}[ \t]"  # a heading
    r"|^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]"  # an item of a list
    r"|^[ \t]{0,3}\|.*\|[ \t]*$"  # a row of a table
    r"|\*\*[^*\n]{1,500}\*\*|__[^_\n]{1,500}__",  # bold words
    re.MULTILINE,
)


def count_marks(text: str) -> int:
    """Headings, items of lists, rows of tables and bold words of a text in Markdown.

    >>> count_marks("## How to make **good** tea"), count_marks("Pour hot water over leaves.")
    (2, 0)
    """
    return sum(1 for _ in _MARKS.finditer(text))


def doublings(left: int, right: int) -> float:
    """How often the right count doubles to be the left one; both are taken one more, so that none is a count too.

    >>> doublings(31, 7), doublings(0, 0)
    (2.0, 0.0)
    """
    return round(log2((left + 1) / (right + 1)), 2)
