"""Who asks: dependencies that turn a request into a Principal and a Foundry."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from goldsmith.errors import ForbiddenError, UnauthenticatedError
from goldsmith.foundry import Foundry
from goldsmith.tenancy.access import AccessDesk
from goldsmith.tenancy.principal import Principal

COOKIE = "goldsmith_session"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def provide_foundry(request: Request[Any, Any, Any]) -> Foundry:
    foundry: Foundry = request.app.state.foundry
    return foundry


async def provide_principal(request: Request[Any, Any, Any], foundry: Foundry) -> Principal:
    """The caller. Asks for the foundry only so that the two are resolved in turn: side by side costs a task group."""
    return await principal_of(request)


async def principal_of(request: Request[Any, Any, Any]) -> Principal:
    """The caller, for the customer that they name or their own."""
    desk: AccessDesk = request.app.state.access_desk
    authorization = request.headers.get("authorization")
    cookie = None if authorization else session_cookie(request)
    customer = request.headers.get("goldsmith-customer") or request.query_params.get("customer")
    return await desk.admit(authorization, cookie, customer)


def session_cookie(request: Request[Any, Any, Any]) -> str | None:
    """The session's secret; for a request that changes something, only when our own pages sent it."""
    cookie = request.cookies.get(COOKIE)
    if cookie and request.method not in _SAFE_METHODS and not _is_same_origin(request):
        raise ForbiddenError("This request came from another site. Nothing was changed.", code="cross_site")
    return cookie


def need_cookie(request: Request[Any, Any, Any]) -> str:
    cookie = session_cookie(request)
    if not cookie:
        raise UnauthenticatedError("Please sign in.")
    return cookie


def _is_same_origin(request: Request[Any, Any, Any]) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
