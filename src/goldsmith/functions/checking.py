"""Whether functions fit what a project asks: before they are kept, and vote by vote when they run. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.functions.sandboxed import Found
from goldsmith.functions.voting import Ballot, Outcome, make_answer
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Attribute, Ontology, choosable

__all__ = ["Counted", "Votes", "check_functions", "content_fields", "read_votes"]

Votes = dict[int, dict[str, Any]]
"""item → {"answer": …, "confidence": …}"""


class Counted(msgspec.Struct):
    """One function's votes that hold, and what went wrong."""

    votes: Votes
    errors: int
    first_error: str | None


def content_fields(modality: Modality) -> tuple[str, ...]:
    """The names that the content of a task of this modality may have."""
    return tuple(field.encode_name for field in msgspec.structs.fields(modality.content))


def check_functions(found: Sequence[Found], ontology: Ontology) -> list[Found]:
    """Give each function the attribute that it votes on. InvalidError names the line of what the ontology lacks."""
    asked = {attribute.name: attribute for attribute in ontology.attributes if not attribute.retired}
    default = _only_required(asked)
    return [_checked(each, asked, default) for each in found]


def read_votes(
    outcome: Outcome,
    ballot: Ballot,
    function: Found,
    tasks: Sequence[Any],
    modality: Modality,
    ontology: Ontology,
) -> Counted:
    """Turn what a function said into answers; what the ontology does not know counts as an error of the function."""
    counted = Counted({}, outcome.errors, outcome.first_error)
    known: dict[int, bytes | str] = {}
    for item, number in zip(outcome.items, outcome.values, strict=True):
        read = known.get(number)
        if read is None:
            value = msgspec.json.decode(ballot.values[number])
            read = _read(value, function, tasks[item]["content"], modality, ontology)
            if not (isinstance(value, dict) and value.get("annotations")):
                known[number] = read  # what marks nothing fits one item as it fits the next
        if isinstance(read, str):
            counted.errors += 1
            counted.first_error = counted.first_error or read
        else:
            counted.votes[item] = {"answer": msgspec.Raw(read), "confidence": function.confidence}
    return counted


def _only_required(asked: Mapping[str, Attribute]) -> str | None:
    required = [name for name, attribute in asked.items() if attribute.type == "category" and attribute.required]
    return required[0] if len(required) == 1 else None


def _checked(function: Found, asked: Mapping[str, Attribute], default: str | None) -> Found:
    name = function.attribute or default
    if name is not None and name not in asked:
        names = ", ".join(asked) or "none"
        raise _refuse(
            function.line,
            f"{function.name} votes on {name!r}, which this project does not ask. Its questions: {names}.",
        )
    for line, value in function.returns:
        if name is None:
            raise _refuse(line, f"{function.name} must say what it votes on: @label_function(attribute=…).")
        _check_constant(function.name, line, value, asked[name])
    return msgspec.structs.replace(function, attribute=name)


def _check_constant(function: str, line: int, value: str, attribute: Attribute) -> None:
    choices = [choice.name for choice in choosable(attribute.choices, only_leaves=attribute.only_leaves)]
    if attribute.type == "category" and value not in choices:
        shown = ", ".join(choices[:20])
        raise _refuse(
            line, f"{function} returns {value!r}, which is no choice of {attribute.name}. Its choices: {shown}."
        )


def _read(value: Any, function: Found, content: Any, modality: Modality, ontology: Ontology) -> bytes | str:
    """Return the answer as JSON, or the sentence that says why it is none."""
    shown = msgspec.json.encode(value).decode()[:80]
    if function.attribute is None and not isinstance(value, dict):
        return f"{shown}: this function names no attribute, so it votes with whole answers or None."
    try:
        held = msgspec.convert(content, modality.content)
        answer = read_answer(
            modality, ontology, make_answer(value, function.attribute), content=held, field="vote", complete=False
        )
    except GoldsmithError as refusal:
        return f"{shown}: {refusal.message}"
    return msgspec.json.encode(answer)


def _refuse(line: int, sentence: str) -> InvalidError:
    return InvalidError(f"Line {line}: {sentence}", code="bad_functions", field="source")
