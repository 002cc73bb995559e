"""Write the API that the server describes, docs/reference/{openapi.json,http.md}: `python docs/build_reference.py`."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parent / "reference"
TARGET = REFERENCE / "http.md"
API_FILE = REFERENCE / "openapi.json"
SECTIONS = {
    "access": "Sessions, customers, members, keys",
    "projects": "Projects",
    "ingest": "Assets, tasks, imports",
    "functions": "Labeling functions",
    "models": "Models",
    "talk": "Talking to models",
    "rubrics": "Testing rubrics",
    "work": "Work",
    "tasks": "Tasks",
    "quality": "Quality",
    "deliveries": "Deliveries",
    "events": "Events",
    "webhooks": "Webhooks",
    "buckets": "Buckets",
    "knowledge": "Knowledge bases",
    "scale": "Scale's client",
    "health": "Health",
}
INTRODUCTION = """# HTTP API

Written by `python docs/build_reference.py` from the server's own description, which every installation serves as
`/schema/openapi.json`; [openapi.json](openapi.json) is a copy. Do not edit this page.

- Bodies are JSON with snake_case names; times are RFC 3339 in UTC; ids are [TypeIDs](../why/011-typeids.md).
- Send a key as `Authorization: Bearer …`. The header `Goldsmith-Customer` (a name or an id) chooses the customer; see
  [tenancy](tenancy.md).
- Errors are `{"error": a sentence, "code": a word, "field": a path or null}`: 400 malformed, 401, 403 (role),
  404 (also: not yours), 409 (the state moved on), 413, 415, 422 (makes no sense), 429 and 503 with `Retry-After`.
- Lists are `{"items": [...], "next": a cursor or null}`; send the cursor back as `?cursor=`. Parameters that are not
  known are refused.
- Every POST takes `Idempotency-Key`, any text of yours: the same request under the same key within two days is carried
  out once and gets the same answer, another request under it is refused (409). Answers that show a secret (keys,
  members, webhooks) are kept nowhere, so their repeat is refused too. What was refused may be corrected under
  its key. Only signing in takes no key: nobody is known there yet.
- Changing a project takes `If-Match` with the `ETag` that you read.
"""

Json = Mapping[str, Any]


def build(schema: Json) -> str:
    """The whole page."""
    parts = [
        INTRODUCTION,
        *_operations(schema["paths"]),
        "## Structures\n",
        *_structures(schema["components"]["schemas"]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def read_api() -> Json:
    """The OpenAPI document of a server of this version."""
    from goldsmith.app import create_app
    from goldsmith.http.openapi import describe_api
    from goldsmith.settings import Settings

    return describe_api(create_app(Settings()))


def show_api(schema: Json) -> str:
    """The document as it is kept: one thing a line, so that changes can be read."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _operations(paths: Json) -> Iterator[str]:
    sections: dict[str, list[str]] = defaultdict(list)
    for path, methods in sorted(paths.items()):
        for method, operation in methods.items():
            sections[operation["tags"][0]].append(_operation(method.upper(), path, operation))
    for name, title in SECTIONS.items():
        if sections[name]:
            yield f"## {title}\n"
            yield from sections.pop(name)


def _operation(method: str, path: str, operation: Json) -> str:
    said = ". ".join(filter(None, (operation["summary"], operation.get("description")))).removesuffix(".")
    lines = [f"### {method} {path}\n", f"{said}.\n"]
    query = [_parameter(each) for each in operation.get("parameters", []) if each.get("in", "path") != "path"]
    if query:
        lines.append(f"- parameters: {', '.join(query)}")
    if body := operation.get("requestBody"):
        lines.append(f"- body: {_content(body)}")
    status, answer = next(iter(operation["responses"].items()))
    lines.append(
        f"- answers {status}: {_content(answer)}"
        if answer.get("content") and status != "204"
        else f"- answers {status}"
    )
    return "\n".join(line for line in lines if line) + "\n"


def _parameter(parameter: Json) -> str:
    needed = "" if parameter.get("required") else "?"
    place = " (header)" if parameter["in"] == "header" else ""
    return f"`{parameter['name']}{needed}`{place}"


def _content(carrier: Json) -> str:
    media_type, content = next(iter(carrier.get("content", {}).items()), ("", {}))
    shown = _type(content.get("schema", {}))
    return shown if media_type == "application/json" and shown != "any" else f"`{media_type}`"


def _structures(schemas: Json) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        if "properties" in schema and not name.endswith("Page"):
            yield f"### {name}\n"
            yield " ".join(schema["description"].split()) + "\n"
            needed = set(schema.get("required", ()))
            yield "\n".join(_field(field, kind, field in needed) for field, kind in schema["properties"].items()) + "\n"


def _field(name: str, schema: Json, is_required: bool) -> str:
    default = schema.get("default")
    shown = "" if is_required or default is None else f", by default `{_spell(default)}`"
    return f"- `{name}`: {_type(schema)}{'' if is_required or shown else ', optional'}{shown}"


def _type(schema: Json) -> str:
    """One schema in a few words."""
    if reference := schema.get("$ref"):
        return _link(reference.rsplit("/", 1)[-1])
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return " or ".join(dict.fromkeys(map(_type, choices)))
    if "enum" in schema:
        return " or ".join(f"`{_spell(each)}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{_spell(schema['const'])}`"
    return _plain_type(schema)


def _plain_type(schema: Json) -> str:
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(dict.fromkeys(_type({**schema, "type": each}) for each in kind))
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return {"string": "date-time" if schema.get("format") == "date-time" else "text"}.get(kind, kind)


def _link(name: str) -> str:
    if name.endswith("Page"):
        return f"a page of {_link(name.removesuffix('Page'))}"
    return f"[{name}](#{name.lower()})"


def _spell(value: Any) -> str:
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


if __name__ == "__main__":
    described = read_api()
    API_FILE.write_text(show_api(described), encoding="utf-8")
    TARGET.write_text(build(described), encoding="utf-8")
    sys.stdout.write(f"{API_FILE} and {TARGET} are written.\n")
