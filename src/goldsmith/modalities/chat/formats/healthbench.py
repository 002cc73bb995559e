"""HealthBench's form: a prompt, the rubric by which responses are graded, and an ideal completion.

Format: https://github.com/openai/simple-evals (HealthBench; Arora et al., 2025). A criterion of negative points
is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any, Final

from goldsmith.modalities.chat.content import Criterion
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.reading import Reader, Said, chain, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Line, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in

__all__ = ["HEALTHBENCH"]

KNOWN: Final = frozenset({"prompt", "prompt_id", "rubrics", "example_tags", "ideal_completions_data"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give one row: the prompt with its rubric, the given criteria before those that labelers wrote."""
    del asked
    prompt, written = conversation.prompt(), conversation.said(Line)
    if not prompt:
        report.lose("criteria that labelers wrote", len(written))
        return
    rubric: list[Criterion | Line] = [*conversation.content.rubric, *written]
    report.lose("which criteria labelers wrote", len(written))
    report.lose("messages after the prompt", len(conversation.graph.messages) - len(prompt))
    own = [each.content for each in conversation.said(Written) if each.role == "assistant" and not each.reply]
    ideal = next(iter(own), conversation.content.reference)
    report.lose("messages that labelers wrote after the first", max(0, len(conversation.said(Written)) - 1))
    yield {
        "prompt": wire(prompt),
        "prompt_id": conversation.name,
        "rubrics": [{"criterion": each.criterion, "points": each.points, "tags": list(each.tags)} for each in rubric],
        "example_tags": [],
        "ideal_completions_data": _ideal(ideal) if ideal else None,
    }


def _ideal(completion: str) -> dict[str, Any]:
    return {
        "ideal_completion": completion,
        "ideal_completions_group": None,
        "ideal_completions_ref_completions": [],
    }


def _convert(reader: Reader, line: Row) -> Row:
    """Read the prompt; its criteria are what was written where the project asks for criteria and not for grades."""
    messages = chain(reader.messages(line.get("prompt"), "prompt", role="user"))
    criteria = [_criterion(each, f"rubrics[{place}]") for place, each in enumerate(list_in(line, "rubrics"))]
    ideal = text_in(object_in(line, "ideal_completions_data"), "ideal_completion", needed=False)
    reader.report.lose("tags of examples", len(list_in(line, "example_tags")))
    label = reader.asked.criterion
    if label is None or reader.asked.grade is not None:
        return reader.row(line, messages, known=KNOWN, name="prompt_id", rubric=criteria, reference=ideal)
    written = [{"type": "criterion", "label": label.name, **each} for each in criteria]
    return reader.row(line, messages, written, known=KNOWN, name="prompt_id", reference=ideal)


def _criterion(value: Any, field: str) -> Said:
    if not isinstance(value, dict) or not isinstance(value.get("criterion"), str) or not value["criterion"]:
        raise UnreadableError(f"{field} has no criterion.", field)
    points, tags = value.get("points", 1), value.get("tags") or []
    if not isinstance(points, int | float) or isinstance(points, bool) or not isfinite(points):
        raise UnreadableError(f"{field} has points that are no number.", f"{field}.points")
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        raise UnreadableError(f"{field} has tags that are no texts.", f"{field}.tags")
    return {"criterion": value["criterion"], "points": points, **({"tags": tags} if tags else {})}


HEALTHBENCH: Final = lines_codec(
    Form(
        name="healthbench",
        title="HealthBench",
        held=Held(shapes=(Line, Written), unique_ids=True, rubric=True, reference=True),
        project=project,
        convert=_convert,
    )
)
