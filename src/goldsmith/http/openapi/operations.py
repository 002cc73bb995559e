"""One operation of the API file: its words, its parameters, its answers and its refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from goldsmith.http.openapi.shared import GIVES, REFUSALS, TAKES, Json, refer

BASE: Final = "/api/v1"
NOBODY_YET: Final = frozenset({"checkAlive", "checkReady", "createSession", "readAsset", "readRendition", "readTile"})
"""Operations that need nobody to be signed in."""
COOKIE_ONLY: Final = frozenset({"readSession", "deleteSession", "replacePassword"})
MAY_CLAIM: Final = frozenset({"claimTask", "submitAnswer", "skipTask", "flagTask", "submitReview", "submitAudit"})
FILES: Final = frozenset({"showCertificate", "showCertificateSheet", "takeExport"})
"""Files that cannot be taken before they are built."""

OF_THEIR_OWN: Final = {
    "createSession": ("401", "403", "429"),
    **dict.fromkeys(("readAsset", "readRendition", "readTile"), ("403", "404")),
    "takeExport": ("416",),
    **dict.fromkeys(MAY_CLAIM | {"askForReplies", "streamReplies"}, ("429",)),
}
"""Refusals of single operations; whoever claims or asks too fast is told to wait."""
OUTCOMES: Final = {
    "200": "Done.",
    "201": "Made.",
    "202": "Begun; it goes on in the background.",
    "204": "Done, and there is nothing to tell.",
}

_ID: Final = "[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}"
_OTHER_PARAMETERS: Final[dict[str, tuple[str, Json]]] = {
    "version": ("Which version; the first is 1.", {"type": "integer", "minimum": 1}),
    "function_name": ("The function's name.", {"type": "string", "maxLength": 200}),
    "kind": ("What was made of it: thumbnail, ….", {"type": "string", "maxLength": 40}),
    "sha256": ("As the link has it.", {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    **{
        name: (f"The {name} of the tile, counted from 0.", {"type": "integer", "minimum": 0, "maximum": 1_000_000})
        for name in ("level", "column", "row", "band")
    },
}


def complete_operation(path: str, method: str, operation: Json) -> None:
    """Add what the handler does not say itself, because it holds for every handler of its kind."""
    name = operation["operationId"]
    _word(operation)
    operation.pop("deprecated", None)
    own = [_plain_parameter(each) for each in operation.get("parameters", [])]
    shared = [refer("parameters", each) for each in _shared_parameters(path, method, name)]
    if own or shared:
        operation["parameters"] = own + shared
    if name in NOBODY_YET:
        operation["security"] = []
    elif name in COOKIE_ONLY:
        operation["security"] = [{"session": []}]
    operation["responses"] = dict(_answers(operation)) | dict(_refusals(path, method, operation))


def _word(operation: Json) -> None:
    """Split the docstring into a title and the rest."""
    said = operation.pop("description", None)
    if said is None:
        return
    first, _, rest = " ".join(said.split()).partition(". ")
    operation["summary"] = first.removesuffix(".")
    if rest:
        operation["description"] = rest


def _plain_parameter(parameter: Json) -> Json:
    """Describe one parameter; what is absent is left out of an address, never null."""
    plain = {name: parameter[name] for name in ("name", "in", "description", "required") if parameter.get(name)}
    schema = {name: value for name, value in parameter["schema"].items() if name != "description"}
    choices = [each for each in schema.pop("oneOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        schema = choices[0] | schema
    if plain["in"] == "path":
        plain["description"], schema = _path_parameter(plain["name"])
    return {**plain, "schema": schema}


def _path_parameter(name: str) -> tuple[str, Json]:
    if name in _OTHER_PARAMETERS:
        return _OTHER_PARAMETERS[name]
    kind = name.removesuffix("_id")
    return f"The {kind}'s id: `{kind}_…`.", {"type": "string", "pattern": f"^{kind}_{_ID}$"}


def _shared_parameters(path: str, method: str, name: str) -> Iterator[str]:
    if name not in NOBODY_YET | {"readSession", "deleteSession"}:
        yield "Customer"
        if method == "get":
            yield "CustomerInAddress"
        if method == "post" and path.startswith(BASE):
            yield "IdempotencyKey"
    yield from TAKES.get(name, ())


def _answers(operation: Json) -> Iterator[tuple[str, Json]]:
    """Keep what the handler answers when all goes well; Litestar's own idea of a refusal is not ours."""
    for status, answer in sorted(operation["responses"].items()):
        if status < "400":
            headers = GIVES.get((operation["operationId"], status), {})
            told = {name: refer("headers", each) for name, each in headers.items()}
            content = {"content": answer["content"]} if "content" in answer and status != "204" else {}
            yield (
                status,
                {
                    "description": _outcome(status, answer["description"]),
                    **({"headers": told} if told else {}),
                    **content,
                },
            )


def _outcome(status: str, described: str) -> str:
    return OUTCOMES[status] if described == HTTPStatus(int(status)).description else described


def _refusals(path: str, method: str, operation: Json) -> Iterator[tuple[str, Json]]:
    possible = set(_possible_refusals(path, method, operation))
    return ((status, refer("responses", name)) for status, (name, _) in REFUSALS.items() if status in possible)


def _possible_refusals(path: str, method: str, operation: Json) -> Iterator[str]:
    """Yield the statuses that can occur at an address, from what it takes and does."""
    name = operation["operationId"]
    if path.startswith(BASE):
        yield "400"
    if name not in NOBODY_YET:
        yield from ("401", "403", "404")
    if method != "get" or name in FILES:
        yield "409"
    if "requestBody" in operation:
        yield from ("413", "415", "422")
    elif method != "get" or any(each.get("in") == "query" for each in operation.get("parameters", [])):
        yield "422"
    yield from OF_THEIR_OWN.get(name, ())
    if name != "checkAlive":
        yield "503"


def operation_name(handler_name: str, path_components: list[object]) -> str:
    """`show_ontology` → `showOntology`; the address of an older version of it → `showOntologyVersion`.

    >>> operation_name("list_projects", [])
    'listProjects'
    """
    words = re.split("_+", handler_name)
    name = words[0] + "".join(word.capitalize() for word in words[1:])
    is_older = getattr(path_components[-1], "name", None) == "version" if path_components else False
    return f"{name}Version" if is_older and not name.endswith("Source") else name
