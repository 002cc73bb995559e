"""What a file says about a conversation, put into the words of a task row: messages, alternates, judgements."""

from __future__ import annotations

import string
import zlib
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import msgspec

from goldsmith.modalities.chat.content import MOST_FILES, MOST_MESSAGES
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.pictures import picture_of
from goldsmith.modalities.chat.shapes import MOST_STRENGTH
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Comparison

__all__ = ["MOST_ALTERNATES", "Reader", "Said", "chain", "goes_first", "text_in"]

MOST_ALTERNATES: Final = len(string.ascii_lowercase)
ROLES: Final = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
_PICTURES: Final = "pictures"
_REASONING: Final = ("reasoning", "reasoning_content", "thinking")

Said = dict[str, Any]


def text_in(line: Mapping[str, Any], field: str, *, needed: bool = True) -> str:
    """Return a text of a line; one that is not needed may be absent, and is empty then."""
    value = line.get(field)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise UnreadableError(f"{field} is not a text.", field)
    return value


def chain(messages: Sequence[Said], *, after: str = "", name: str = "") -> list[Said]:
    """Name messages that follow one another: 1, 2, 3; the first of a response by its letter, the next a2, a3."""
    named = []
    for place, message in enumerate(messages, start=1):
        own = f"{name}{place}" if place > 1 or not name else name
        named.append({"id": own, "parent": after, **message})
        after = own
    return named


class Reader:
    """Turns what lines say into task rows in a project's words, and counts what a task cannot hold."""

    def __init__(self, asked: Asked, report: LossReport) -> None:
        self.asked = asked
        self.report = report
        self.words = Vocabulary(asked.ontology)

    def messages(self, value: Any, field: str, *, role: str) -> list[Said]:
        """Read messages in OpenAI's form; a text is one message of this role."""
        if isinstance(value, str):
            return [{"role": role, "content": value}]
        if not isinstance(value, list) or not value:
            raise UnreadableError(f"{field} is neither a text nor a list of messages.", field)
        if len(value) > MOST_MESSAGES:
            raise UnreadableError(f"{field} has more than {MOST_MESSAGES:,} messages.", field)
        return [self._message(message, f"{field}[{place}]") for place, message in enumerate(value)]

    def alternates(
        self, prompt: Sequence[Said], responses: Sequence[Sequence[Said]]
    ) -> tuple[list[Said], str, list[str]]:
        """Put responses after a prompt: all messages, the id of what they follow, and the id of each response."""
        if len(responses) > MOST_ALTERNATES:
            raise UnreadableError(f"There are more than {MOST_ALTERNATES} responses.")
        before = chain(prompt)
        after = before[-1]["id"] if before else ""
        named = [
            chain(response, after=after, name=letter)
            for letter, response in zip(string.ascii_lowercase, responses, strict=False)
        ]
        return before + [each for response in named for each in response], after, [each[0]["id"] for each in named]

    def ranking(
        self, after: str, groups: Sequence[Sequence[str]], strength: float = 0, *, all_bad: bool = False
    ) -> list[Said]:
        """Say which responses are better, as far as the project has room for it."""
        label = self.asked.ranking
        if label is None:
            self.report.lose("rankings, for which the project has no label")
            return []
        rules = label.comparison or Comparison(strengths=MOST_STRENGTH, allow_all_bad=True)
        if not rules.allow_ties and any(len(group) > 1 for group in groups):
            self.report.lose("ties, which the project does not have")
            return []
        if all_bad and not rules.allow_all_bad:
            self.report.lose("verdicts that none is good enough, which the project does not have")
        said: Said = {"type": "ranking", "label": label.name, "after": after, "groups": [list(each) for each in groups]}
        most = rules.strengths if rules.strengths > 1 else 0
        if strength and len(groups) == 2 and most:
            said["strength"] = max(1, min(most, round(strength)))
        if all_bad and rules.allow_all_bad:
            said["all_bad"] = True
        return [said]

    def rating(self, message: str, values: Mapping[str, Any]) -> list[Said]:
        """Rate a message; questions that the project does not ask are counted as lost."""
        label = self.asked.rating
        given = {name: value for name, value in values.items() if value is not None}
        known = {found.name: value for name, value in given.items() if (found := self.asked.number(name))}
        self.report.lose("ratings that the project does not ask for", len(given) - len(known))
        for name, value in known.items():
            if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
                raise UnreadableError(f"{name} is not a number.", name)
        if label is None or not known:
            return []
        return [{"type": "rating", "label": label.name, "message": message, "attributes": known}]

    def steps(self, message: str, ratings: Sequence[int]) -> list[Said]:
        """Judge the first steps of a message, in their order."""
        label = self.asked.step
        if label is None:
            self.report.lose("verdicts on steps, for which the project has no label", len(ratings))
            return []
        return [
            {"type": "step", "label": label.name, "message": message, "step": place, "rating": rating}
            for place, rating in enumerate(ratings)
        ]

    def demonstration(self, messages: list[Said]) -> tuple[list[Said], list[Said]]:
        """Where the project asks for the assistant's message, the last one is what is written; else all are given."""
        label = self.asked.demonstration
        last = messages[-1]
        if label is None or last["role"] != "assistant" or len(messages) < 2 or "tool_calls" in last:
            return messages, []
        self.report.lose("pictures in written messages", len(last.get(_PICTURES, ())))
        said = {"type": "message", "uuid": "w", "label": label.name, "parent": last["parent"], "role": "assistant"}
        return messages[:-1], [{**said, "content": last["content"]}]

    def row(
        self,
        line: Mapping[str, Any],
        messages: Sequence[Said],
        annotations: Sequence[Said] = (),
        *,
        known: frozenset[str],
        name: str | None = None,
        **content: Any,
    ) -> Said:
        """Build the task row. Plain values of a line that a form does not know (`known`) stay as metadata."""
        row: Said = {**self._with_files(messages), **{field: value for field, value in content.items() if value}}
        row["hypothesis"] = {"annotations": _named(annotations), "links": [], "global_attributes": {}}
        unique_id = line.get(name) if name else None
        if isinstance(unique_id, str | int) and not isinstance(unique_id, bool) and str(unique_id):
            row["unique_id"] = str(unique_id)
        metadata = {field: value for field, value in line.items() if field not in known and _is_plain(value)}
        rest = [field for field, value in line.items() if field not in known and not _is_plain(value) and value]
        self.report.lose("fields that are no plain values", len(rest))
        return {**row, "metadata": metadata} if metadata else row

    def tools(self, line: Mapping[str, Any]) -> list[Said]:
        """Read definitions of tools, which tables keep as JSON."""
        value = line.get("tools")
        if isinstance(value, str):
            try:
                value = msgspec.json.decode(value)
            except (msgspec.DecodeError, RecursionError):
                raise UnreadableError("tools is not JSON.", "tools") from None
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(tool, dict) for tool in value):
            raise UnreadableError("tools is not a list of definitions.", "tools")
        return value

    def _message(self, value: Any, field: str) -> Said:
        if not isinstance(value, dict):
            raise UnreadableError(f"{field} is not a message.", field)
        role = value.get("role")
        if not isinstance(role, str) or role not in ROLES:
            raise UnreadableError(f"{field} has no role that is known here.", f"{field}.role")
        said: Said = {"role": ROLES[role], "content": self._text(value.get("content"), f"{field}.content")}
        for own in ("name", "tool_call_id"):
            if value.get(own):
                said[own] = text_in(value, own)
        if value.get("tool_calls"):
            said["tool_calls"] = _tool_calls(value["tool_calls"], f"{field}.tool_calls")
        for reasoning in _REASONING:
            if value.get(reasoning):
                said["reasoning"] = text_in(value, reasoning)
        if pictures := _pictures(value.get("content")):
            said[_PICTURES] = pictures
        self.report.lose("weights of messages", int(value.get("weight") is not None))
        return said

    def _with_files(self, messages: Sequence[Said]) -> Said:
        """Name the pictures of messages by their places among all; those beyond the most of a task are lost."""
        every = dict.fromkeys(picture for message in messages for picture in message.get(_PICTURES, ()))
        places = {picture: place for place, picture in enumerate(every) if place < MOST_FILES}
        self.report.lose("pictures beyond the first twenty of a conversation", len(every) - len(places))
        placed = [_placed(message, places) for message in messages]
        return {"messages": placed, **({"attachments": list(places)} if places else {})}

    def _text(self, content: Any, field: str) -> str:
        """Read the text of a message, of which the content may be parts."""
        if content is None:
            return ""
        if isinstance(content, str):
            return content
        if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
            raise UnreadableError(f"{field} is neither a text nor a list of parts.", field)
        texts = [part["text"] for part in content if isinstance(part.get("text"), str)]
        self.report.lose("parts of messages that are no text", len(content) - len(texts) - len(_pictures(content)))
        return "\n\n".join(texts)


def goes_first(first: Sequence[Said], second: Sequence[Said]) -> bool:
    """Tell whether the first of two responses goes first, by a checksum: so a place says nothing about what is better.

    >>> goes_first([{"content": "a"}], [{"content": "a"}])
    True
    """
    return _checksum(first) <= _checksum(second)


def _checksum(messages: Sequence[Said]) -> int:
    return zlib.crc32("\0".join(message["content"] for message in messages).encode("utf-8", "replace"))


def _named(annotations: Sequence[Said]) -> list[Said]:
    return [{"uuid": f"i{place}", **each} for place, each in enumerate(annotations, start=1)]


def _pictures(content: Any) -> list[str]:
    """The addresses or names of the pictures among the parts of a content; one that holds its bytes has none."""
    parts = content if isinstance(content, list) else []
    return [shown for part in parts if isinstance(part, dict) and (shown := picture_of(part)) is not None]


def _placed(message: Said, places: Mapping[str, int]) -> Said:
    shown = [places[each] for each in message.get(_PICTURES, ()) if each in places]
    said = {field: value for field, value in message.items() if field != _PICTURES}
    return {**said, "attachments": shown} if shown else said


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, str | bool | int)


def _tool_calls(value: Any, field: str) -> list[Said]:
    if not isinstance(value, list):
        raise UnreadableError(f"{field} is not a list.", field)
    return [_tool_call(call, f"{field}[{place}]") for place, call in enumerate(value)]


def _tool_call(call: Any, field: str) -> Said:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str) or not function["name"]:
        raise UnreadableError(f"{field} calls no function.", field)
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        arguments = msgspec.json.encode(arguments or {}).decode()
    said: Said = {"type": "function", "function": {"name": function["name"], "arguments": arguments}}
    return {**said, "id": call["id"]} if isinstance(call.get("id"), str) else said
