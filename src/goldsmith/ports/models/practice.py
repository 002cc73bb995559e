"""The built-in practice model: no model at all, but something to talk to offline, always the same for the same words.

What it says depends on its personality, its seed and the messages alone. It is text made of ready parts, and says so
when it is asked who it is; it is there to try things out, to train people and to test with, never to be learnt from.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from goldsmith.ports.models.contract import Ending, ModelAwayError
from goldsmith.ports.models.practice_parts import (
    CODE,
    CONFIDENT_MISTAKES,
    FORMULAS,
    GIVEN_BACK,
    OPENINGS,
    POINTS,
    REMARKS,
    SEEN,
    TERSE,
    WHO_I_AM,
)
from goldsmith.ports.models.practice_tools import call_asked_for, last_words, pictures_shown

__all__ = ["Personality", "PracticeTalker"]

Personality = Literal["plain", "terse", "verbose", "wrong", "silent"]
"""`wrong` states falsehoods with confidence; `silent` never answers, as a server that is away."""

ASKS_WHO: Final = re.compile(r"\b(who|what) are you\b|\bwhich model\b|\byour name\b", re.IGNORECASE)
ABOUT: Final = re.compile(r"[^\W_][\w'-]{3,}")
LONGEST_TOPIC: Final = 60
DEFAULT_TOKENS: Final = 1_024


class PracticeTalker:
    """A Talker without a model behind it."""

    def __init__(self, personality: Personality, seed: int = 0) -> None:
        self._personality, self._seed = personality, seed

    async def talk(self, body: Mapping[str, Any]) -> AsyncIterator[str | Ending]:
        """As Talker.talk; words stand for tokens. `max_tokens` cuts it short, as it does a model.

        It calls the tool that is named in what the user says; a `wrong` one breaks the JSON of its arguments.
        """
        if self._personality == "silent":
            raise ModelAwayError("This practice model never answers: that is what it is for.")
        messages = body["messages"]
        asked = sum(len(str(message["content"]).split()) for message in messages)
        topic = _topic(last_words(messages))
        if call := call_asked_for(body, topic, is_broken=self._personality == "wrong"):
            yield Ending(finish_reason="tool_calls", tokens_in=asked, tokens_out=1, tool_calls=(call,))
            return
        words = re.findall(r"\S+\s*|\s+", self._say(messages))
        most = body.get("max_tokens", DEFAULT_TOKENS)
        for word in words[:most]:
            yield word
        reason = "stop" if len(words) <= most else "length"
        yield Ending(finish_reason=reason, tokens_in=asked, tokens_out=min(len(words), most))

    def _say(self, messages: Sequence[Mapping[str, Any]]) -> str:
        chance = self._chance(messages)
        asked = last_words(messages)
        if ASKS_WHO.search(asked):
            return WHO_I_AM
        topic = _topic(asked)
        if self._personality == "terse":
            return chance.choice(TERSE).format(topic=topic)
        parts = [_seen(pictures_shown(messages)), _given_back(messages, asked)]
        parts = [part for part in parts if part]
        parts += [chance.choice(OPENINGS).format(topic=topic)]
        if self._personality == "wrong":
            parts.append(chance.choice(CONFIDENT_MISTAKES).format(topic=topic))
        parts.append(_list(chance, topic, count=3 if self._personality == "plain" else 5))
        parts += self._extras(chance, topic)
        return "\n\n".join(parts)

    def _extras(self, chance: random.Random, topic: str) -> list[str]:
        """Code, formulas and remarks: now and then, or, of one that talks much, all of them."""
        says_all = self._personality == "verbose"
        drawn = [chance.choice(kind) for kind in (CODE, FORMULAS, REMARKS) if chance.random() < 0.4 or says_all]
        return [part.replace("{topic}", topic) for part in drawn]

    def _chance(self, messages: Sequence[Mapping[str, Any]]) -> random.Random:
        said = [[message["role"], message["content"]] for message in messages]
        digest = hashlib.sha256(msgspec.json.encode([self._personality, self._seed, said])).digest()
        return random.Random(digest)  # noqa: S311  (the same draw each time, no secret)


def _seen(count: int) -> str:
    return SEEN.format(count=count, pictures="picture" if count == 1 else "pictures") if count else ""


def _given_back(messages: Sequence[Mapping[str, Any]], asked: str) -> str:
    return GIVEN_BACK.format(result=asked[:LONGEST_TOPIC]) if messages and messages[-1]["role"] == "tool" else ""


def _list(chance: random.Random, topic: str, *, count: int) -> str:
    points = chance.sample(POINTS, count)
    return "\n".join(f"{number}. {point.format(topic=topic)}" for number, point in enumerate(points, 1))


def _topic(asked: str) -> str:
    """A few words of what was asked, without what Markdown could take for its own."""
    found = [word for word in ABOUT.findall(asked) if word.lower() not in _SMALL_WORDS]
    return ", ".join(found[:3])[:LONGEST_TOPIC] or "this"


_SMALL_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """what when where which with from that this there have does could would should please write explain tell about
        into your mine their them they make give than then also some very""",
    )
)
