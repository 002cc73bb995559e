"""What Argilla's records say, whatever they are about (https://docs.argilla.io)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in

__all__ = ["answers_in"]


def answers_in(record: Mapping[str, Any], report: LossReport) -> Iterator[tuple[str, Any]]:
    """Each question with its value: the first person's response, else what was suggested."""
    responses, suggestions = object_in(record, "responses"), object_in(record, "suggestions")
    for question in {**suggestions, **responses}:
        given = list_in(responses, question)
        report.lose("responses of further people", max(0, len(given) - 1))
        said = given[0] if given else suggestions.get(question)
        if not isinstance(said, dict | None):
            raise UnreadableError(f"{question} has a value that is no object.", question)
        if said and said.get("value") is not None:
            yield question, said["value"]
