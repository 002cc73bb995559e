"""The shapes of the API file: readable names, what is always there in an answer, nothing that nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from goldsmith.http.openapi.shared import ERROR, Json

_PREFIX = "#/components/schemas/"
_PAGE = re.compile(r"Page_(?:.*\.)?(\w+?)_")


def complete_schemas(document: Json) -> None:
    """Make the shapes of a document true and readable, in place."""
    schemas = document["components"]["schemas"]
    _rename(document, {name: f"{found[1]}Page" for name in schemas if (found := _PAGE.fullmatch(name))})
    _walk(document, _straighten)
    for schema in schemas.values():
        schema.pop("default", None)  # of the field that named it first, whichever that was
    schemas["Error"] = dict(ERROR)
    _part_inputs(document)
    document["components"] = _used(document)


def _rename(document: Json, names: Mapping[str, str]) -> None:
    schemas = document["components"]["schemas"]
    for old, new in names.items():
        schemas[new] = {**schemas.pop(old), "title": new}
    _walk(document, lambda node: _refer_anew(node, names))


def _refer_anew(node: Json, names: Mapping[str, str]) -> None:
    name = _name(node)
    if name in names:
        node["$ref"] = _PREFIX + names[name]


def _straighten(node: Json) -> None:
    """Of several shapes a value may fit more than one (3 is an integer and a number); bounds of integers are whole."""
    if "oneOf" in node:
        choices = node.pop("oneOf")
        node |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    for bound in ("minimum", "maximum"):
        if isinstance(node.get(bound), float) and node[bound].is_integer():
            node[bound] = int(node[bound])


def _part_inputs(document: Json) -> None:
    """An answer always holds every field; a request may leave out those with a default.

    A shape that is both and has such fields gets a second one for requests: `Contract` and `ContractInput`.
    """
    schemas: dict[str, Json] = document["components"]["schemas"]
    bodies = [body for operation in operations(document) if (body := operation.get("requestBody"))]
    sent = _reach(schemas, bodies)
    answered = _reach(schemas, [operation["responses"] for operation in operations(document)])
    loose = {name for name in sent & answered if any(map(_is_loose, _reach_of(schemas, name)))}
    inputs = {name: f"{name}Input" for name in sorted(loose)}
    for name, new in inputs.items():
        schemas[new] = {**_copy(schemas[name]), "title": new}
    for carrier in [*bodies, *(schemas[name] for name in [*inputs.values(), *(sent - answered)])]:
        _walk(carrier, lambda node: _refer_anew(node, inputs))
    for name in answered:
        if "properties" in schemas[name]:
            schemas[name]["required"] = sorted(schemas[name]["properties"])


def _is_loose(schema: Json) -> bool:
    return len(schema.get("properties", ())) > len(schema.get("required", ()))


def _reach_of(schemas: Mapping[str, Json], name: str) -> list[Json]:
    return [schemas[each] for each in _reach(schemas, [schemas[name]]) | {name}]


def _reach(schemas: Mapping[str, Json], roots: list[Json]) -> set[str]:
    """Collect the names of all shapes that these hold, directly or through others."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        new = {name for name in _names_in(waiting.pop()) if name in schemas} - found
        found |= new
        waiting += [schemas[name] for name in new]
    return found


def _used(document: Json) -> Json:
    """Keep the components that something refers to, in the order of their names."""
    components: dict[str, Json] = document["components"]
    used: set[str] = set()
    waiting: list[Any] = [document["paths"]]
    while waiting:
        for reference in set(_references(waiting.pop())) - used:
            used.add(reference)
            section, name = reference.removeprefix("#/components/").split("/")
            waiting.append(components[section][name])
    kept = {
        section: {name: each[name] for name in sorted(each) if f"#/components/{section}/{name}" in used}
        for section, each in components.items()
        if section != "securitySchemes"
    }
    return {**kept, "securitySchemes": components["securitySchemes"]}


def operations(document: Json) -> Iterator[Json]:
    """Yield every operation of a document."""
    for item in document["paths"].values():
        yield from item.values()


def _name(node: Json) -> str:
    return str(node.get("$ref", "")).removeprefix(_PREFIX)


def _names_in(node: Any) -> Iterator[str]:
    return (reference.removeprefix(_PREFIX) for reference in _references(node))


def _references(node: Any) -> Iterator[str]:
    found: list[str] = []
    _walk(node, lambda each: found.append(each["$ref"]) if isinstance(each.get("$ref"), str) else None)
    return iter(found)


def _walk(node: Any, visit: Any) -> None:
    """Show every object within to `visit`, the outer ones first."""
    if isinstance(node, dict):
        visit(node)
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            _walk(each, visit)


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _copy(each) for name, each in node.items()}
    return [_copy(each) for each in node] if isinstance(node, list) else node
