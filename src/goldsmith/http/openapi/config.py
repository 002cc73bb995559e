"""`/schema/openapi.json`: what it says of the whole server, and how it comes together."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Contact, License, Server

from goldsmith import __version__
from goldsmith.http.openapi.operations import complete_operation, operation_name
from goldsmith.http.openapi.schemas import complete_schemas
from goldsmith.http.openapi.shared import SIGNING_IN, TAGS, Json, components

DESCRIPTION = (
    "Raw data in, gold out. Errors are `{error, code, field}`; lists are `{items, next}`, and `next` is the `cursor` "
    "of the following page. Times are RFC 3339 in UTC. Parameters that an address does not know are refused."
)


class ApiFile(JsonRenderPlugin):
    """`/schema/openapi.json`, put together when it is first asked for."""

    _file: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self._file is None:
            self._file = json.dumps(_complete(openapi_schema), ensure_ascii=False).encode()
        return self._file


def describe_api(app: Litestar) -> Json:
    """The whole OpenAPI document of a server."""
    return _complete(app.openapi_schema.to_schema())


def _complete(described: Json) -> Json:
    document: Json = msgspec.json.decode(msgspec.json.encode(described))
    document["paths"] = dict(sorted(document["paths"].items()))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            complete_operation(path, method, operation)
    document["components"] |= components()
    complete_schemas(document)
    return document


API_FILE = OpenAPIConfig(
    title="Goldsmith",
    version=__version__,
    summary="An open, self-hosted data foundry.",
    description=DESCRIPTION,
    license=License(name="Apache-2.0", identifier="Apache-2.0"),
    contact=Contact(name="Goldsmith"),
    servers=[Server(url="/", description="The server that this file came from.")],
    tags=TAGS,
    use_handler_docstrings=True,
    operation_id_creator=lambda handler, _, path: operation_name(handler.handler_name, list(path)),
    path="/schema",
    render_plugins=[ApiFile()],
    components=Components(security_schemes=SIGNING_IN),
    security=[{name: []} for name in SIGNING_IN],
)
