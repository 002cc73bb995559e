"""Anthropic's HH form: two whole conversations as texts, a chosen and a rejected one.

Format: https://huggingface.co/datasets/Anthropic/hh-rlhf (Bai et al., 2022). Of its conversations a few part before the
last turn: what is compared begins where they part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.pairs import pairs_of
from goldsmith.modalities.chat.formats.preferences import preferred
from goldsmith.modalities.chat.formats.reading import Reader, Said, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.formats.trl_preference import lose_demonstrations
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["ANTHROPIC_HH"]

KNOWN: Final = frozenset({"chosen", "rejected"})
SPEAKERS: Final = {"user": "Human", "assistant": "Assistant"}
ROLES: Final = {"Human": "user", "Assistant": "assistant"}
_TURN: Final = re.compile(r"(?:\A|\n\n)(Human|Assistant):(?: |(?=\n)|\Z)")


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every pair whose conversations are of people and assistants alone."""
    lose_demonstrations(conversation, report)
    for pair in pairs_of(conversation, asked, report):
        report.lose("margins of pairs", int(pair.margin is not None))
        whole = [[*pair.prompt, *side] for side in (pair.chosen, pair.rejected)]
        if any(message.role == "tool" or message.tool_calls for side in whole for message in side):
            report.lose("pairs of conversations with tools")
            continue
        report.lose("messages of the system", sum(message.role == "system" for message in pair.prompt))
        chosen, rejected = (_transcript(side, report) for side in whole)
        yield {"chosen": chosen, "rejected": rejected}


def _transcript(messages: Sequence[Message], report: LossReport) -> str:
    spoken = [message for message in messages if message.role in SPEAKERS]
    report.lose("messages that name a speaker as a turn does", sum(_names_speaker(each.content) for each in spoken))
    return "".join(f"\n\n{SPEAKERS[message.role]}: {message.content}" for message in spoken)


def _names_speaker(content: str) -> bool:
    return "\n\nHuman:" in content or "\n\nAssistant:" in content


def _convert(reader: Reader, line: Row) -> Row:
    chosen, rejected = (_turns(text_in(line, field), field) for field in ("chosen", "rejected"))
    return preferred(reader, line, chosen, rejected, known=KNOWN)


def _turns(transcript: str, field: str) -> list[Said]:
    found = list(_TURN.finditer(transcript))
    if not found or transcript[: found[0].start()].strip():
        raise UnreadableError(f"{field} does not begin with a turn of Human or Assistant.", field)
    ends = [turn.start() for turn in found[1:]] + [len(transcript)]
    return [
        {"role": ROLES[turn[1]], "content": transcript[turn.end() : end]} for turn, end in zip(found, ends, strict=True)
    ]


ANTHROPIC_HH: Final = lines_codec(
    Form(
        name="anthropic_hh",
        title="Anthropic HH",
        held=Held(shapes=(Ranking, Written)),
        project=project,
        convert=_convert,
    )
)
