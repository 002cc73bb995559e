"""The API file: what Litestar reads from the handlers, and the refusals that every address knows."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

REFUSALS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in, or the key is wrong or revoked.",
    "403": "The role does not allow this.",
    "404": "It does not exist, or it is not yours.",
    "409": "The state has moved on; nothing was changed.",
    "413": "More bytes than allowed.",
    "415": "Another content type is needed.",
    "422": "The request can be read but does not make sense.",
    "429": "Too much at once; Retry-After says when to come back.",
    "503": "A part is away; nothing was lost, and Retry-After says when to come back.",
}
ERROR = {
    "title": "Error",
    "type": "object",
    "required": ["error", "code", "field"],
    "additionalProperties": False,
    "properties": {
        "error": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string", "description": "A word for a program."},
        "field": {"type": ["string", "null"], "description": "Where in the request."},
    },
}


class ApiFile(JsonRenderPlugin):
    """`/schema/openapi.json`."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        openapi_schema["components"]["schemas"]["Error"] = ERROR
        for item in openapi_schema["paths"].values():
            for operation in item.values():
                if isinstance(operation, dict) and "responses" in operation:
                    operation["responses"] |= _refusals()
        return self.render_json(request, openapi_schema)


def _refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": sentence, "content": content} for status, sentence in REFUSALS.items()}
