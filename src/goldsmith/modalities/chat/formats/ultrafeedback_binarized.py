"""UltraFeedback's binarized form: for each ranking the best response against the worst, as whole conversations.

Format: https://huggingface.co/datasets/HuggingFaceH4/ultrafeedback_binarized (Tunstall et al., 2023). Scores are the
mean of a response's ratings; null where it was not rated.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.pairs import rankings_of
from goldsmith.modalities.chat.formats.preferences import preferred
from goldsmith.modalities.chat.formats.reading import Reader
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.formats.ultrafeedback import score_of
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["ULTRAFEEDBACK_BINARIZED"]

KNOWN: Final = frozenset({"prompt", "prompt_id", "chosen", "rejected", "messages", "score_chosen", "score_rejected"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every ranking that has a best and a worst response: of equals, the first in the conversation."""
    places = {message_id: place for place, message_id in enumerate(conversation.graph.messages)}
    for ranking in rankings_of(conversation, asked, report):
        named = sum(map(len, ranking.groups))
        if len(ranking.groups) < 2:
            report.lose("rankings without a best and a worst response")
            continue
        best, worst = (min(group, key=lambda name: places[name]) for group in (ranking.groups[0], ranking.groups[-1]))
        report.lose("responses between the best and the worst", named - 2)
        report.lose("strengths of preferences", int(bool(ranking.strength)))
        report.lose("verdicts that none is good enough", int(ranking.all_bad))
        prompt = conversation.graph.path(ranking.after) if ranking.after else []
        text = prompt[-1].content if prompt else ""
        chosen, rejected = (wire([*prompt, *conversation.response(side)]) for side in (best, worst))
        yield {
            "prompt": text,
            "prompt_id": sha256(text.encode()).hexdigest(),
            "chosen": chosen,
            "rejected": rejected,
            "messages": chosen,
            "score_chosen": score_of(conversation, best, asked),
            "score_rejected": score_of(conversation, worst, asked),
        }


def _convert(reader: Reader, line: Row) -> Row:
    chosen, rejected = (reader.messages(line.get(field), field, role="assistant") for field in ("chosen", "rejected"))
    scores = [line.get("score_chosen"), line.get("score_rejected")]
    reader.report.lose("scores of responses", sum(_is_score(score) for score in scores))
    return preferred(reader, line, chosen, rejected, known=KNOWN)


def _is_score(value: Any) -> bool:
    if not isinstance(value, int | float | None):
        raise UnreadableError("A score is not a number.", "score_chosen")
    return value is not None


ULTRAFEEDBACK_BINARIZED: Final = lines_codec(
    Form(
        name="ultrafeedback_binarized",
        title="UltraFeedback binarized",
        held=Held(shapes=(Ranking,)),
        project=project,
        convert=_convert,
    )
)
