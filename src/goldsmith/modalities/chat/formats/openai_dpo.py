"""OpenAI's preference form, which Azure, Fireworks and Together read as well: one input, a better and a worse output.

Format: https://platform.openai.com/docs/guides/direct-preference-optimization. An output is one message of the
assistant; a response of several messages has no place in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.pairs import Pair, pairs_of
from goldsmith.modalities.chat.formats.pictures import illustrated, lose_texts
from goldsmith.modalities.chat.formats.preferences import preferred
from goldsmith.modalities.chat.formats.reading import Reader
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.formats.trl_preference import lose_demonstrations
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import object_in

__all__ = ["OPENAI_DPO"]

KNOWN: Final = frozenset({"input", "preferred_output", "non_preferred_output"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every pair of single messages of the assistant."""
    lose_demonstrations(conversation, report)
    lose_texts(conversation, report)
    for pair in pairs_of(conversation, asked, report):
        report.lose("margins of pairs", int(pair.margin is not None))
        if _is_of_one_message_each(pair):
            tools = {"tools": conversation.content.tools} if conversation.content.tools else {}
            yield {
                "input": {"messages": illustrated(conversation, pair.prompt), **tools},
                "preferred_output": illustrated(conversation, pair.chosen),
                "non_preferred_output": illustrated(conversation, pair.rejected),
            }
        else:
            report.lose("pairs of responses that are not one message of the assistant")


def _is_of_one_message_each(pair: Pair) -> bool:
    return all(len(side) == 1 and side[0].role == "assistant" for side in (pair.chosen, pair.rejected))


def _convert(reader: Reader, line: Row) -> Row:
    given = object_in(line, "input")
    prompt = reader.messages(given.get("messages"), "input.messages", role="user")
    chosen, rejected = (
        prompt + reader.messages(line.get(field), field, role="assistant")
        for field in ("preferred_output", "non_preferred_output")
    )
    reader.report.lose("whether tools may be called together", int("parallel_tool_calls" in given))
    return preferred(reader, line, chosen, rejected, known=KNOWN, tools=reader.tools(given))


OPENAI_DPO: Final = lines_codec(
    Form(
        name="openai_dpo",
        title="OpenAI preference",
        held=Held(shapes=(Ranking, Written), tools=True, pictures=True),
        project=project,
        convert=_convert,
    )
)
