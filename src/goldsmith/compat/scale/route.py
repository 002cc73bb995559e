"""Addresses of Scale's wire, found by method and parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from goldsmith.compat.scale.calls import Call
from goldsmith.errors import NotFoundError

__all__ = ["Handler", "Route", "Routes"]

Handler = Callable[[Call], Awaitable[Any]]


class Route(NamedTuple):
    """A method and a path, as in `task/{task_id}/cancel`, and who answers."""

    method: str
    path: str
    handler: Handler


class Routes:
    """Routes by method and number of parts; literal parts win over names."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes: dict[tuple[str, int], list[tuple[tuple[str, ...], Handler]]] = {}
        for method, path, handler in routes:
            parts = tuple(path.split("/"))
            self._routes.setdefault((method, len(parts)), []).append((parts, handler))
        for found in self._routes.values():
            found.sort(key=lambda route: [part.startswith("{") for part in route[0]])

    def find(self, method: str, parts: Sequence[str]) -> tuple[Handler, dict[str, str]]:
        """The handler and the names in the address. Raises NotFoundError."""
        for pattern, handler in self._routes.get((method, len(parts)), ()):
            pairs = list(zip(pattern, parts, strict=True))
            if all(wanted[0] == "{" or wanted == part for wanted, part in pairs):
                return handler, {wanted[1:-1]: part for wanted, part in pairs if wanted[0] == "{"}
        raise NotFoundError("There is nothing at this address.")
