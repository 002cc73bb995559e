"""What a chat task asks: chat, chatlite, chatexperimental, multichat.

A project's parameters say what is asked (`template` names one of ours, `ontology` is one) and perhaps what is talked
about (`content`, whose texts have places `{{like_this}}`). A task's `template_variables` fill those places, or are
parts of the conversation themselves: `prompt`, `responses`, `messages` and what else a conversation holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types.chat.threads import threads_of
from goldsmith.compat.scale.types.contract import (
    SCALE_FILE,
    Asked,
    Params,
    TaskType,
    Waits,
    as_it_is,
    checked_ontology,
    dict_in,
)
from goldsmith.errors import InvalidError
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.modalities.chat.graph import Graph
from goldsmith.ontology import Ontology, read_ontology

__all__ = ["TYPES", "named_ontology"]

MODALITY: Final = "chat.v1"
PARTS: Final = (
    "messages",
    "system",
    "prompt",
    "responses",
    "tools",
    "tool_results",
    "rubric",
    "reference",
    "attachments",
)
BEGINNINGS: Final = ("messages", "system", "prompt")
MOST_DEPTH: Final = 12
NOTHING_SAID: Final = f"{MODALITY} with variables that begin a conversation: a prompt, a system message or messages"
_PLACE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_.-]{1,100})\s*\}\}")
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


def _ask(params: Params) -> Asked | Waits:
    content = _content(params)
    if not any(content.get(name) for name in BEGINNINGS):
        return Waits(NOTHING_SAID)
    named = named_ontology(params)
    asked = named or _ontology_for(content)
    shapes = registry.get(MODALITY).shape_names
    return Asked(MODALITY, checked_ontology(asked, shapes), content, is_its_own=named is None)


def _content(params: Params) -> dict[str, Any]:
    """The conversation as a row has it: the project's, filled in, under what the task itself says."""
    variables = dict_in(params, "template_variables")
    content = _fill(dict_in(params, "content"), variables)
    said = {name: variables[name] for name in PARTS if variables.get(name) not in _EMPTY}
    whole = {**content, **said}
    if isinstance(whole.get("attachments"), list):
        whole["attachments"] = [_attachment(each) for each in whole["attachments"]]
    return whole


def _attachment(given: Any) -> Any:
    return given.removeprefix(SCALE_FILE) if isinstance(given, str) else given


def _fill(given: Any, variables: Mapping[str, Any], depth: int = 0) -> Any:
    """The same with each place in its texts filled. Raises InvalidError for a place that no variable fills."""
    if depth > MOST_DEPTH:
        raise InvalidError("The content of a project is not nested this deep.", field="content")
    if isinstance(given, str):
        return _PLACE.sub(lambda place: _text_of(variables, place[1]), given)
    if isinstance(given, list):
        return [_fill(each, variables, depth + 1) for each in given]
    if isinstance(given, dict):
        return {name: _fill(each, variables, depth + 1) for name, each in given.items()}
    return given


def _text_of(variables: Mapping[str, Any], name: str) -> str:
    if name not in variables:
        message = f"The project's content has a place for {name}, and no variable fills it."
        raise InvalidError(message, field="template_variables")
    value = variables[name]
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def named_ontology(params: Params) -> Ontology | None:
    """What the project's parameters say is asked."""
    if params.get("ontology") not in _EMPTY:
        return read_ontology(params["ontology"], registry.get(MODALITY).shape_names)
    if params.get("template") not in _EMPTY:
        return _template(params["template"])
    return None


def _template(name: Any) -> Ontology:
    found = {each.name: each.ontology for each in registry.get(MODALITY).templates}
    if not isinstance(name, str) or name not in found:
        raise InvalidError(f"A template is one of: {', '.join(found)}.", field="template")
    return found[name]


def _ontology_for(content: Mapping[str, Any]) -> Ontology:
    """What is asked where nobody says so: responses are compared and improved; where there is none, one is written."""
    read: Any = read_content(content, registry.get(MODALITY))
    compared = len(Graph(read.messages).candidates()) > 1
    return _template("preference-rewrite" if compared else "demonstration")


def _show(params: Params, answer: Params) -> dict[str, Any]:
    asked = _ask(params)
    if isinstance(asked, Waits):
        return {"threads": []}
    content: Any = read_content(asked.content, registry.get(MODALITY))
    return {"threads": threads_of(content, asked.ontology, answer)}


TYPES: Final = tuple(
    TaskType(name, (), _ask, as_it_is, _show, {"threads": "array"})
    for name in ("chat", "chatlite", "chatexperimental", "multichat")
)
