"""What the chunks of a reply say besides its text: why it ended, what it cost, which tools it calls."""

from __future__ import annotations

import json
from typing import Any, Final

from goldsmith.ports.models.cleaning import Cleaner
from goldsmith.ports.models.contract import Ending, ModelBrokeOffError

__all__ = ["ReplyParts"]

FINISH_REASONS: Final = ("stop", "length", "content_filter", "tool_calls")
"""All that is told; a word of a server's own could tell whose it is."""
OTHER: Final = "other"
MOST_TOOL_CALLS: Final = 64
LONGEST_ARGUMENTS: Final = 50_000
LONGEST_NAME: Final = 200
MOST_TOKENS: Final = 2**31 - 1


class _Call:
    """A call of a tool as its pieces come: by the place and the id that the server gives it."""

    def __init__(self, index: Any, call_id: str) -> None:
        self.index, self.id = index, call_id
        self.name, self.arguments = "", ""


class ReplyParts:
    """Collects the parts of one reply, whole or in chunks, and believes nothing about their form."""

    def __init__(self, attempts: int) -> None:
        self.is_ended = False
        self._attempts = attempts
        self._finish_reason = OTHER
        self._tokens: list[int | None] = [None, None]
        self._calls: list[_Call] = []

    def take(self, said: Any, *, is_whole: bool) -> str:
        """The text of one chunk, or of the whole answer. Raises ModelBrokeOffError for what is no answer."""
        if not isinstance(said, dict) or "error" in said:
            raise ModelBrokeOffError("The model's server sent an error instead of a reply.")
        self._take_usage(said.get("usage"))
        choices = said.get("choices")
        if not isinstance(choices, list) or (is_whole and not choices):
            raise ModelBrokeOffError("The model's server sent no reply.")
        if not choices:
            return ""
        return self._take_choice(choices[0], "message" if is_whole else "delta", is_whole=is_whole)

    def ending(self, key: str | None) -> Ending:
        tokens_in, tokens_out = self._tokens
        calls = tuple(
            {"name": _clean(call.name, key)[:LONGEST_NAME], "arguments": _clean(call.arguments, key)}
            for call in self._calls
            if call.name
        )
        return Ending(
            finish_reason=self._finish_reason,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            tool_calls=calls,
            attempts=self._attempts,
        )

    def _take_choice(self, choice: Any, where: str, *, is_whole: bool) -> str:
        message = choice.get(where) if isinstance(choice, dict) else None
        if message is None and not is_whole:
            message = {}
        if not isinstance(message, dict):
            raise ModelBrokeOffError("The model's server sent no reply.")
        reason = choice.get("finish_reason")
        if is_whole or reason is not None:
            self.is_ended = True
            self._finish_reason = reason if reason in FINISH_REASONS else OTHER
        self._take_calls(message.get("tool_calls"))
        said = [message.get(name) for name in ("content", "refusal")]
        return "".join(part for part in said if isinstance(part, str))

    def _take_usage(self, usage: Any) -> None:
        if isinstance(usage, dict):
            self._tokens = [_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")]

    def _take_calls(self, calls: Any) -> None:
        for place, call in enumerate(calls if isinstance(calls, list) else ()):
            if not isinstance(call, dict) or not isinstance(called := call.get("function"), dict):
                continue
            kept = self._call(call.get("index", place), call.get("id"))
            if kept is None:
                continue
            if isinstance(name := called.get("name"), str):
                kept.name += name[:LONGEST_NAME]
            if isinstance(arguments := called.get("arguments"), str | dict):
                text = arguments if isinstance(arguments, str) else json.dumps(arguments)
                kept.arguments = (kept.arguments + text)[:LONGEST_ARGUMENTS]

    def _call(self, index: Any, call_id: Any) -> _Call | None:
        """The call that a piece belongs to. Servers that number all calls alike tell them apart by their ids."""
        named = call_id if isinstance(call_id, str) else ""
        same = [call for call in self._calls if call.index == index and (not named or call.id in ("", named))]
        if not same and len(self._calls) < MOST_TOOL_CALLS:
            self._calls.append(_Call(index, named))
            return self._calls[-1]
        return same[-1] if same else None


def _count(given: Any) -> int | None:
    return min(max(given, 0), MOST_TOKENS) if isinstance(given, int) and not isinstance(given, bool) else None


def _clean(text: str, key: str | None) -> str:
    cleaner = Cleaner(key)
    return cleaner.feed(text) + cleaner.end()
