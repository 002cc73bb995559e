"""Requests that connect only to a checked address, follow redirects only through the same check, and end in time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import httpcore
import httpx

from goldsmith.ports.egress.connecting import CheckedBackend, Resolver, resolve
from goldsmith.ports.egress.errors import EgressError
from goldsmith.ports.egress.vetting import AllowList, is_host

MOST_REDIRECTS: Final = 5
LONGEST_URL: Final = 8192
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
# A header that we do not know may be a secret meant for the first host alone.
_HARMLESS: Final = frozenset({"accept", "accept-language", "content-type", "range", "user-agent"})


@dataclass(frozen=True)
class Fetched:
    """A whole answer. `url` is where it came from after redirects; header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Opened:
    """An answer whose body is still to be read."""

    url: str
    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True)
class _Request:
    url: httpx.URL
    method: str
    headers: Mapping[str, str]
    body: bytes | None


class Egress:
    """Reaches public addresses and those in `allow` (`CIDR`, `host`, `host:port`); nothing at all when `offline`.

    Neither proxies nor credentials are taken from the environment.
    """

    def __init__(
        self,
        allow: Iterable[str] = (),
        *,
        offline: bool = False,
        resolver: Resolver = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._offline = offline
        self._backend = CheckedBackend(AllowList(allow), resolver)
        self._ssl_context = ssl_context

    async def fetch(
        self,
        url: str,
        *,
        max_bytes: int,
        seconds: float,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        redirects: int = MOST_REDIRECTS,
    ) -> Fetched:
        """Send a request and read the whole answer: at most `max_bytes`, in `seconds`, redirects included."""
        opening = self.open(
            url, max_bytes=max_bytes, seconds=seconds, method=method, headers=headers, body=body, redirects=redirects
        )
        async with opening as opened:
            content = b"".join([chunk async for chunk in opened.chunks])
            return Fetched(opened.url, opened.status, opened.headers, content)

    @asynccontextmanager
    async def open(
        self,
        url: str,
        *,
        max_bytes: int,
        seconds: float,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        redirects: int = MOST_REDIRECTS,
    ) -> AsyncIterator[Opened]:
        """Send a request and leave the body to be read in constant memory, under the same bounds as `fetch`."""
        if self._offline:
            raise EgressError(
                "Goldsmith runs offline: nothing is fetched from or sent to other machines.", code="offline"
            )
        request = _Request(_parse(url), method, _lower(headers), body)
        try:
            async with (
                asyncio.timeout(seconds),
                self._pool() as pool,
                _follow(pool, request, redirects) as (final, response),
            ):
                chunks = _at_most(response, max_bytes)
                yield Opened(str(final.url), response.status, _read_headers(response), chunks)
        except TimeoutError:
            raise EgressError("The address took too long to answer.", code="egress_timeout") from None
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            raise EgressError("Nothing answers at this address.", code="egress_unreachable") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.UnsupportedProtocol):
            raise EgressError(
                "The answer from this address broke off or made no sense.", code="egress_broken"
            ) from None

    def _pool(self) -> httpcore.AsyncConnectionPool:
        if self._ssl_context is None:
            self._ssl_context = httpx.create_ssl_context(trust_env=False)
        return httpcore.AsyncConnectionPool(
            ssl_context=self._ssl_context, network_backend=self._backend, max_connections=1, max_keepalive_connections=0
        )


@asynccontextmanager
async def _follow(
    pool: httpcore.AsyncConnectionPool, request: _Request, redirects: int
) -> AsyncIterator[tuple[_Request, httpcore.Response]]:
    """Send, and while the answer points elsewhere send again there; every connection is vetted anew."""
    for _ in range(redirects + 1):
        async with _send(pool, request) as response:
            location = _read_headers(response).get("location")
            if response.status not in _REDIRECTS or location is None or redirects == 0:
                yield request, response
                return
            request = _redirected(request, response.status, location)
    raise EgressError("The address redirects too often.", code="too_many_redirects")


@asynccontextmanager
async def _send(pool: httpcore.AsyncConnectionPool, request: _Request) -> AsyncIterator[httpcore.Response]:
    # No compression: a small answer must not unfold into a large one.
    headers = {"user-agent": "goldsmith", "accept": "*/*", **request.headers, "accept-encoding": "identity"}
    headers["host"] = request.url.netloc.decode("ascii")
    if request.body is not None:
        headers["content-length"] = str(len(request.body))
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    async with pool.stream(request.method, url, headers=encoded, content=request.body) as response:
        yield response


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url) if len(url) <= LONGEST_URL else None
    except (httpx.InvalidURL, ValueError, TypeError):
        parsed = None
    if parsed is None or parsed.scheme not in {"http", "https"} or not _names_a_place(parsed):
        raise EgressError(
            "This is not a web address: it should start with http:// or https:// and name a host.", code="bad_url"
        )
    if parsed.userinfo:
        raise EgressError("The address must not hold a user name or password.", code="bad_url")
    return parsed


def _names_a_place(url: httpx.URL) -> bool:
    return is_host(url.raw_host.decode("ascii")) and (url.port is None or 0 < url.port < 65536)


def _redirected(request: _Request, status: int, location: str) -> _Request:
    url = _parse(_join(str(request.url), location))
    same_origin = (url.scheme, url.host, url.port) == (request.url.scheme, request.url.host, request.url.port)
    kept = {name: value for name, value in request.headers.items() if same_origin or name in _HARMLESS}
    if status in _KEEPS_METHOD or request.method in {"GET", "HEAD"}:
        return _Request(url, request.method, kept, request.body)
    kept.pop("content-type", None)
    return _Request(url, "GET", kept, None)


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


async def _at_most(response: httpcore.Response, max_bytes: int) -> AsyncIterator[bytes]:
    declared = _read_headers(response).get("content-length", "")
    received = int(declared) if declared.isdecimal() and len(declared) < 20 and int(declared) > max_bytes else 0
    if received == 0:
        async for chunk in response.aiter_stream():
            received += len(chunk)
            if received > max_bytes:
                break
            yield chunk
    if received > max_bytes:
        raise EgressError(f"The answer is larger than the {max_bytes:,} bytes allowed.", code="too_large")


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _read_headers(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
