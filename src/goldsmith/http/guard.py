"""Before every request: query parameters that no handler knows are refused, not ignored."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.typing import FieldDefinition

from goldsmith.errors import MalformedError

_EVERYWHERE = frozenset({"customer"})


async def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    """A filter that we do not have must not look as if it had found everything."""
    unknown = request.query_params.keys() - known_parameters(request.route_handler) - _EVERYWHERE
    if unknown and request.url.path.startswith("/api/"):
        names = ", ".join(sorted(known_parameters(request.route_handler))) or "none"
        raise MalformedError(
            f"This address does not know one of these parameters. It takes: {names}.", code="unknown_parameter"
        )


@lru_cache(maxsize=500)
def known_parameters(handler: BaseRouteHandler) -> frozenset[str]:
    """The query parameters of a handler."""
    inside = {"data", "request", "foundry", "principal", "scope", "headers"}
    in_path = {parameter for path in handler.paths for parameter in _path_parameters(path)}
    named = {_name(name, field) for name, field in handler.parsed_fn_signature.parameters.items() if name not in inside}
    return frozenset(named) - in_path


def _name(name: str, field: FieldDefinition) -> str:
    """What a parameter is called in the address, which may be another word than in the code."""
    return getattr(field.kwarg_definition, "query", None) or name


def _path_parameters(path: str) -> list[str]:
    return [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]
