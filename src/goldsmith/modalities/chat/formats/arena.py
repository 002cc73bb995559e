"""Battles of an arena: two conversations with models, and which of the two won.

Format: https://huggingface.co/datasets/lmsys/chatbot_arena_conversations (Zheng et al., 2023), as FastChat and
arena-rank read it. `winner` is `model_a`, `model_b`, `tie` or `tie (bothbad)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.pairs import Duel, duels_of
from goldsmith.modalities.chat.formats.preferences import part
from goldsmith.modalities.chat.formats.reading import Reader, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["ARENA"]

KNOWN: Final = frozenset({"question_id", "model_a", "model_b", "winner", "conversation_a", "conversation_b"})
BOTH_BAD: Final = ("tie (bothbad)", "both_bad", "bothbad")


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a battle for every two responses, in the order in which they were shown."""
    for number, duel in enumerate(duels_of(conversation, asked, report), start=1):
        report.lose("strengths of preferences", int(bool(duel.ranking.strength)))
        report.lose("verdicts that none is good enough, of pairs with a winner", int(duel.are_both_bad and duel.lead))
        whole = [[*duel.prompt, *side] for side in (duel.first, duel.second)]
        yield {
            "question_id": conversation.row_name(number),
            "model_a": duel.first[0].source,
            "model_b": duel.second[0].source,
            "winner": _winner(duel),
            "judge": conversation.labelers[0] if conversation.labelers else "",
            "conversation_a": wire(whole[0]),
            "conversation_b": wire(whole[1]),
            "turn": sum(message.role == "user" for message in whole[0]),
        }


def _winner(duel: Duel) -> str:
    if duel.lead:
        return "model_a" if duel.lead > 0 else "model_b"
    return BOTH_BAD[0] if duel.are_both_bad else "tie"


def _convert(reader: Reader, line: Row) -> Row:
    winner = line.get("winner")
    if winner not in ("model_a", "model_b", "tie", *BOTH_BAD):
        raise UnreadableError("winner is none of model_a, model_b, tie and both_bad.", "winner")
    said = [reader.messages(line.get(side), side, role="assistant") for side in ("conversation_a", "conversation_b")]
    prompt, one, other = part(*said)
    for response, model in ((one, "model_a"), (other, "model_b")):
        source = text_in(line, model, needed=False)
        response[0] = {**response[0], "source": source} if source else response[0]
    messages, after, (first, second) = reader.alternates(prompt, [one, other])
    groups = {"model_a": [[first], [second]], "model_b": [[second], [first]]}.get(winner, [[first, second]])
    ranking = reader.ranking(after, groups, all_bad=winner in BOTH_BAD)
    return reader.row(line, messages, ranking, known=KNOWN | {"judge", "turn"}, name="question_id")


ARENA: Final = lines_codec(
    Form(
        name="arena",
        title="Arena battles",
        held=Held(shapes=(Ranking,), unique_ids=True, sources=True),
        project=project,
        convert=_convert,
    )
)
