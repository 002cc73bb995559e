"""HelpSteer3's preference form: a context, two responses, and a preference from -3 to 3.

Format: https://huggingface.co/datasets/nvidia/HelpSteer3 (Wang et al., 2025): -3 says that the first response is much
better, 0 that both are about the same. A preference whose strength nobody was asked for is 2, "better".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.pairs import Duel, duels_of
from goldsmith.modalities.chat.formats.reading import Reader, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in

__all__ = ["HELPSTEER3"]

KNOWN: Final = frozenset({"context", "response1", "response2", "overall_preference", "individual_preference"})
MOST: Final = 3


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every two responses, in the order in which they were shown."""
    others = [name for ranking in conversation.said(Ranking) for name in ranking.attributes if name != "reason"]
    report.lose("attributes of annotations", len(others))
    for duel in duels_of(conversation, asked, report):
        if len(duel.first) > 1 or len(duel.second) > 1:
            report.lose("pairs of responses that are not one message")
            continue
        report.lose("verdicts that none is good enough", int(duel.are_both_bad))
        report.lose("strengths above 3", int(abs(duel.lead) > MOST))
        preference = -max(-MOST, min(MOST, duel.lead))
        yield {
            "domain": _told(conversation, "domain"),
            "language": _told(conversation, "language"),
            "context": wire(duel.prompt),
            "response1": duel.first[0].content,
            "response2": duel.second[0].content,
            "overall_preference": preference,
            "individual_preference": _reasons(duel, preference),
        }


def _told(conversation: Conversation, name: str) -> str | None:
    value = conversation.answer.global_attributes.get(name, conversation.metadata.get(name))
    return value if isinstance(value, str) else None


def _reasons(duel: Duel, preference: int) -> list[dict[str, Any]]:
    reason = duel.ranking.attributes.get("reason")
    return [{"score": preference, "reasoning": reason, "feedback1": "", "feedback2": ""}] if reason else []


def _convert(reader: Reader, line: Row) -> Row:
    preference = line.get("overall_preference")
    if not isinstance(preference, int | float) or isinstance(preference, bool) or not -MOST <= preference <= MOST:
        raise UnreadableError("overall_preference is not a number from -3 to 3.", "overall_preference")
    prompt = reader.messages(line.get("context"), "context", role="user")
    responses = [[{"role": "assistant", "content": text_in(line, field)}] for field in ("response1", "response2")]
    messages, after, (first, second) = reader.alternates(prompt, responses)
    groups = [[first, second]] if not preference else [[first], [second]] if preference < 0 else [[second], [first]]
    reader.report.lose("preferences of single people", len(list_in(line, "individual_preference")))
    return reader.row(line, messages, reader.ranking(after, groups, abs(preference)), known=KNOWN)


HELPSTEER3: Final = lines_codec(
    Form(
        name="helpsteer3",
        title="HelpSteer3 preference",
        held=Held(shapes=(Ranking,), attributes=True),
        project=project,
        convert=_convert,
    )
)
