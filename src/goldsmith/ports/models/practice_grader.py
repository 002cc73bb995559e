"""The built-in practice model as a grader: a criterion is met where a response has half of its words. No model at all.

It is there to try rubrics out offline, always the same for the same words; what it finds means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goldsmith.ports.models.contract import ChatReply, ModelAwayError
from goldsmith.ports.models.practice import Personality

__all__ = ["PracticeGrader"]

_WORD: Final = re.compile(r"[^\W_]{3,}")
_SAY_NOTHING: Final = frozenset(
    re.findall(
        r"\w+",
        """the and for that this with from what when where which says say said states state mentions mention explains
        explain names name gives give tells tell uses use does not response answer should must contains contain""",
    )
)


class PracticeGrader:
    """A Chat that answers questions about criteria: `met` or `unmet` for each, as the request's last part shows them.

    `wrong` says the opposite of what it finds, `silent` never answers.
    """

    def __init__(self, personality: Personality) -> None:
        self._personality = personality

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        """As Chat.ask, for requests whose first part is JSON of criteria by name and whose last is the response."""
        if self._personality == "silent":
            raise ModelAwayError("This practice model never answers: that is what it is for.")
        criteria, *_, response = (part["text"] for part in body["messages"][1]["content"])
        found = {name: self._verdict(text, response) for name, text in msgspec.json.decode(criteria).items()}
        content = msgspec.json.encode(found).decode()
        return ChatReply(content=content, tokens_in=len(criteria.split() + response.split()), tokens_out=2 * len(found))

    def _verdict(self, criterion: str, response: str) -> str:
        is_met = _shares_words(criterion, response) != (self._personality == "wrong")
        return "met" if is_met else "unmet"


def _shares_words(criterion: str, response: str) -> bool:
    """Whether half of a criterion's words, and at least one, stand in a response.

    >>> _shares_words("Names the price", "The price is 3 euros."), _shares_words("Names the price", "I do not know.")
    (True, False)
    """
    wanted = {word for word in _WORD.findall(criterion.lower()) if word not in _SAY_NOTHING}
    there = set(_WORD.findall(response.lower()))
    return bool(wanted) and 2 * len(wanted & there) >= len(wanted)
