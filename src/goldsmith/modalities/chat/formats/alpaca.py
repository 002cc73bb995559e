"""Stanford Alpaca's form: an instruction, an input and an output; earlier turns are its `history`.

Format: https://github.com/tatsu-lab/stanford_alpaca#data-release; `system` and `history` as LLaMA-Factory reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.endings import lines_of
from goldsmith.modalities.chat.formats.reading import Reader, Said, chain, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in

__all__ = ["ALPACA"]

KNOWN: Final = frozenset({"instruction", "input", "output", "system", "history"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every line in which user and assistant take turns."""
    del asked
    for line in lines_of(conversation, report):
        system = [message.content for message in line if message.role == "system"]
        turns = [message for message in line if message.role != "system"]
        if len(system) > 1 or not _take_turns(turns):
            report.lose("conversations in which user and assistant do not take turns")
            continue
        row = {"instruction": turns[-2].content, "input": "", "output": turns[-1].content}
        if system:
            row["system"] = system[0]
        history = [[turns[place].content, turns[place + 1].content] for place in range(0, len(turns) - 2, 2)]
        yield {**row, "history": history} if history else row


def _take_turns(turns: Sequence[Message]) -> bool:
    roles = [message.role for message in turns]
    return roles == ["user", "assistant"] * (len(roles) // 2) and not any(message.tool_calls for message in turns)


def _convert(reader: Reader, line: Row) -> Row:
    instruction, given = text_in(line, "instruction"), text_in(line, "input", needed=False)
    output, system = text_in(line, "output", needed=False), text_in(line, "system", needed=False)
    messages: list[Said] = [{"role": "system", "content": system}] if system else []
    for place, turn in enumerate(list_in(line, "history")):
        messages += _turn(turn, f"history[{place}]")
    messages.append({"role": "user", "content": f"{instruction}\n\n{given}" if given else instruction})
    messages += [{"role": "assistant", "content": output}] if output else []
    before, written = reader.demonstration(chain(messages))
    return reader.row(line, before, written, known=KNOWN)


def _turn(turn: Any, field: str) -> list[Said]:
    if not isinstance(turn, list) or len(turn) != 2 or not all(isinstance(said, str) for said in turn):
        raise UnreadableError(f"{field} is not what was asked and what was answered.", field)
    return [{"role": "user", "content": turn[0]}, {"role": "assistant", "content": turn[1]}]


ALPACA: Final = lines_codec(
    Form(name="alpaca", title="Alpaca", held=Held(shapes=(Written,)), project=project, convert=_convert)
)
