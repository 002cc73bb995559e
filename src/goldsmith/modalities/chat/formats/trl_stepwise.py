"""TRL's stepwise supervision form, for process reward models: a prompt, the steps, and whether each is right.

Format: https://huggingface.co/docs/trl/v0.17.0/dataset_formats (stepwise supervision; TRL 1.16 no longer has it). As in
TRL's own conversion of PRM800K only a good step is true; a neutral one is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.reading import Reader, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec, table_codec
from goldsmith.modalities.chat.formats.stepped import solutions_of
from goldsmith.modalities.chat.formats.trl_kto import FLAG
from goldsmith.modalities.chat.shapes import Step
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.features import TEXT, list_of
from goldsmith.modalities.json_lines import UnreadableError, list_in

__all__ = ["TRL_STEPWISE", "TRL_STEPWISE_PARQUET"]

KNOWN: Final = frozenset({"prompt", "completions", "labels"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every solution: the steps that were judged, and which are right."""
    for solution in solutions_of(conversation, asked, report):
        count = len(solution.ratings)
        report.lose("verdicts that a step is neutral, now wrong", solution.ratings.count(0))
        report.lose("steps that were not judged", len(solution.steps) - count)
        yield {
            "prompt": solution.problem,
            "completions": solution.steps[:count],
            "labels": [rating > 0 for rating in solution.ratings],
        }


def _convert(reader: Reader, line: Row) -> Row:
    steps, labels = list_in(line, "completions"), list_in(line, "labels")
    if not steps or not all(isinstance(step, str) and step for step in steps):
        raise UnreadableError("completions is not a list of texts.", "completions")
    if len(labels) != len(steps) or not all(isinstance(label, bool | int) for label in labels):
        raise UnreadableError("labels is not a list of as many verdicts as there are completions.", "labels")
    response = [{"role": "assistant", "content": "\n\n".join(steps), "steps": steps}]
    messages, _, ids = reader.alternates([{"role": "user", "content": text_in(line, "prompt")}], [response])
    verdicts = reader.steps(ids[0], [1 if label else -1 for label in labels])
    return reader.row(line, messages, verdicts, known=KNOWN)


def _columns(asked: Asked) -> Mapping[str, Any]:
    del asked
    return {"prompt": TEXT, "completions": list_of(TEXT), "labels": list_of(FLAG)}


_FORM: Final = Form(
    name="trl_stepwise",
    title="TRL stepwise supervision",
    held=Held(shapes=(Step,)),
    project=project,
    convert=_convert,
)
TRL_STEPWISE: Final = lines_codec(_FORM)
TRL_STEPWISE_PARQUET: Final = table_codec(_FORM, _columns, dict)
