"""What a task type of Scale's is made of, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from goldsmith.compat.scale.types.trees import Above, in_tree
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Attribute, Choice, Ontology, check_ontology

__all__ = [
    "MADE_FILE",
    "Asked",
    "Choosable",
    "Params",
    "ResponseFiles",
    "TaskType",
    "Waits",
    "as_it_is",
    "attribute_of",
    "checked_ontology",
    "choices_in_tree",
    "choosable",
    "dict_in",
    "is_tree",
    "list_in",
    "names_of",
    "nothing",
    "reference_in",
    "text_in",
    "values_of",
]

Params = Mapping[str, Any]
SCALE_FILE: Final = "scaledata://"
MADE_FILE: Final = "made://"
"""How a response names a file that was made with it, until the file has an address."""
MOST_TITLE: Final = 300
MOST_DEPTH: Final = 8


class Asked(msgspec.Struct, frozen=True):
    """What a task asks, in our words: the modality, the ontology, and the content of the row.

    `is_its_own`: the task itself says so, not its project's parameters.
    """

    modality: str
    ontology: Ontology
    content: dict[str, Any]
    is_its_own: bool = False


class Waits(msgspec.Struct, frozen=True):
    """A task that nobody can be asked yet: what is not built."""

    what: str


class ResponseFiles(NamedTuple):
    """How a type answers whose response names files. `write` and `read` run in a bounded child.

    `named`: the files that a response of theirs needs to be read, as name → address, given the path of the response.
    `write`: params, an answer of ours, the facts of the first asset and a folder → the response, with the files in the
    folder. `read`: params, a response of theirs, its files by name, facts where they are known, and the path.
    """

    named: Callable[[Params, str], dict[str, str]]
    write: Callable[[Params, Params, Params, Path], dict[str, Any]]
    read: Callable[[Params, Params, Mapping[str, Path], Params, str], dict[str, Any]]


class TaskType(NamedTuple):
    """One of Scale's task types. `read` turns a response of theirs into an answer of ours, `show` turns it back.

    Where responses name files, `files` does both instead.
    """

    name: str
    required: Sequence[str]
    ask: Callable[[Params], Asked | Waits]
    read: Callable[[Params, Params, str], dict[str, Any]]
    show: Callable[[Params, Params], dict[str, Any]]
    response: Mapping[str, str]
    """What a response always holds, and its JSON type."""
    files: ResponseFiles | None = None


def as_it_is(params: Params, given: Params, field: str) -> dict[str, Any]:
    """`read` of a type whose answers nobody reads here."""
    del params, field
    return dict(given)


def nothing(params: Params, answer: Params) -> dict[str, Any]:
    """`show` of a type whose answers nobody shows here."""
    del params, answer
    return {}


class Choosable(NamedTuple):
    """One choice: the value that goes back, our name of it, what labelers read, and what it stands below."""

    value: str | int | float | bool
    name: str
    title: str
    above: Above = ()

    @property
    def path(self) -> str:
        """What labelers read where nothing shows what it stands below."""
        return ": ".join((*self.above, self.title))[:MOST_TITLE]


def choosable(given: Any, field: str) -> list[Choosable]:
    """The choices of a list of words, or of trees of `{label, value}` or `{choice}`: only leaves are chosen."""
    # True and 1 are equal in Python, and two choices in JSON.
    leaves = {(type(value).__name__, value): (title, above) for value, title, above in _leaves(given, field, (), 0)}
    if not leaves:
        raise InvalidError("There has to be at least one choice.", field=field)
    names = name_each(leaves, lambda leaf: str(leaf[1]))
    return [Choosable(leaf[1], names[leaf], title[:MOST_TITLE], above) for leaf, (title, above) in leaves.items()]


def choices_in_tree(choices: Sequence[Choosable]) -> tuple[Choice, ...]:
    """Our choices, below those that group them."""
    leaves = [Choice(each.name, each.title) for each in choices]
    above = {each.name: each.above for each in choices}
    return in_tree(leaves, above, lambda name, title, _: Choice(name, title))


def is_tree(choices: Iterable[Choosable]) -> bool:
    return any(each.above for each in choices)


def _leaves(given: Any, field: str, path: Above, depth: int) -> Iterator[tuple[Any, str, Above]]:
    if not isinstance(given, list) or depth > MOST_DEPTH:
        raise InvalidError("This is a list of choices.", field=field)
    for place, choice in enumerate(given):
        at = f"{field}[{place}]"
        if isinstance(choice, dict):
            value = choice.get("value", choice.get("choice", choice.get("name")))
            label = choice.get("label", choice.get("display_name", choice.get("display", value)))
            below = choice.get("subchoices", choice.get("children"))
        else:
            value, label, below = choice, choice, None
        if not isinstance(value, str | int | float | bool) or value == "":
            raise InvalidError("A choice is a text, a number, true or false.", field=at)
        if below:
            yield from _leaves(below, f"{at}.subchoices", (*path, str(label)), depth + 1)
        else:
            yield value, str(label), path


def names_of(choices: Sequence[Choosable], value: Any, field: str) -> list[str]:
    """Our names of what they chose: a value or a list of values."""
    table = {(type(each.value), each.value): each.name for each in choices}
    given = value if isinstance(value, list) else [value]
    names = [table.get((type(each), each), "") if isinstance(each, str | int | float) else "" for each in given]
    if "" in names:
        raise InvalidError("There is no such choice.", field=field)
    return names


def values_of(choices: Sequence[Choosable], value: Any) -> Any:
    """What they call what was chosen here: a name or a list of names."""
    table = {each.name: each.value for each in choices}
    return [table.get(each, each) for each in value] if isinstance(value, list) else table.get(value, value)


def attribute_of(name: str, key: str, given: Any, field: str) -> Attribute:
    """One of their annotation attributes as ours."""
    if not isinstance(given, dict):
        raise InvalidError("An attribute is an object.", field=field)
    kind = given.get("type", "category")
    described: dict[str, Any] = {"title": key[:MOST_TITLE], "description": str(given.get("description") or "")[:10_000]}
    required = bool(given.get("required")) and not given.get("conditions")
    if kind in ("number", "angle"):
        return Attribute(
            name=name,
            type="number",
            required=required,
            minimum=_number(given, "min"),
            maximum=_number(given, "max"),
            **described,
        )
    if kind != "category":
        return Attribute(name=name, type="text", required=required, **described)
    found = choosable(given.get("choices"), f"{field}.choices")
    return Attribute(
        name=name,
        type="category",
        choices=choices_in_tree(found),
        allow_multiple=bool(given.get("allow_multiple")),
        only_leaves=is_tree(found),
        required=required,
        **described,
    )


def _number(given: Params, name: str) -> float | None:
    value = given.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def checked_ontology(ontology: Ontology, shapes: Sequence[str]) -> Ontology:
    check_ontology(ontology, shapes, field="params")
    return ontology


def reference_in(params: Params, field: str) -> str:
    """An attachment as a row names it: an address, or the asset behind a `scaledata://` address."""
    return text_in(params, field).removeprefix(SCALE_FILE)


def text_in(params: Params, field: str) -> str:
    value = params.get(field)
    if not isinstance(value, str) or not value:
        raise InvalidError("This is a text.", field=field)
    return value


def dict_in(params: Params, field: str) -> dict[str, Any]:
    value = params.get(field) or {}
    if not isinstance(value, dict):
        raise InvalidError("This is an object.", field=field)
    return value


def list_in(params: Params, field: str) -> list[Any]:
    value = params.get(field) or []
    if not isinstance(value, list):
        raise InvalidError("This is a list.", field=field)
    return value
