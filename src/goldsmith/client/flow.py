"""An operation is described once, as a flow: a generator that yields requests, is sent responses, and returns a result.

It performs no I/O. A resource method wrapped in `operation` or `listing` runs its flow on the resource's transport,
so the same description answers `client.tasks.get(id)` and `await client.tasks.get(id)`, typed both times.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Hashable, Iterator, Mapping
from functools import lru_cache, update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, cast, overload

import msgspec

from goldsmith.client.errors import UnexpectedAnswerError
from goldsmith.client.wire import Request, Response, json_request

if TYPE_CHECKING:
    from goldsmith.client.transport import AsyncTransport, SyncTransport

__all__ = [
    "Flow",
    "Pages",
    "Resource",
    "call",
    "call_or_none",
    "decode",
    "listing",
    "operation",
    "pages",
    "run",
]

P = ParamSpec("P")
T = TypeVar("T")
TransportT = TypeVar("TransportT", bound="SyncTransport | AsyncTransport")

Flow: TypeAlias = Generator[Request, Response, T]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list, and the cursor of the one after it."""

    items: list[T]
    next: str | None = None


Pages: TypeAlias = Callable[["str | None"], Flow[Page[T]]]


class Resource(Generic[TransportT]):
    """A group of operations on one transport."""

    def __init__(self, transport: TransportT) -> None:
        self.transport = transport


class operation(Generic[P, T]):  # noqa: N801 - reads as the decorator that it is
    """Turns a described flow into a method: a plain call on a sync client, a coroutine on an async one."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        self._describe = describe
        update_wrapper(cast("Callable[..., Any]", self), describe)

    @overload
    def __get__(self, resource: Resource[SyncTransport], owner: object = None) -> Callable[P, T]: ...

    @overload
    def __get__(
        self, resource: Resource[AsyncTransport], owner: object = None
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...

    def __get__(self, resource: Any, owner: object = None) -> Any:
        if resource is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource.transport.run(self._describe(resource, *args, **kwargs))

        return update_wrapper(method, self._describe)


class listing(Generic[P, T]):  # noqa: N801 - reads as the decorator that it is
    """Turns described pages into an iterator over all items; a page is fetched only when the one before is used up."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Pages[T]]) -> None:
        self._describe = describe
        update_wrapper(cast("Callable[..., Any]", self), describe)

    @overload
    def __get__(self, resource: Resource[SyncTransport], owner: object = None) -> Callable[P, Iterator[T]]: ...

    @overload
    def __get__(self, resource: Resource[AsyncTransport], owner: object = None) -> Callable[P, AsyncIterator[T]]: ...

    def __get__(self, resource: Any, owner: object = None) -> Any:
        if resource is None:
            return self

        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource.transport.iterate(self._describe(resource, *args, **kwargs))

        return update_wrapper(method, self._describe)


def call(result: type[T], request: Request) -> Flow[T]:
    """Send one request and read its answer."""
    response = yield request
    return decode(result, response)


def call_or_none(result: type[T], request: Request) -> Flow[T | None]:
    """Send one request whose answer may be "nothing" (204)."""
    response = yield request
    return decode(result, response) if response.body else None


def run(request: Request) -> Flow[None]:
    """Send one request that answers nothing worth reading."""
    yield request


def pages(item: type[T], path: str, query: Mapping[str, object]) -> Pages[T]:
    """Describe a keyset list: each page names the cursor of the next."""
    page_type = cast("type[Page[T]]", Page[item])  # type: ignore[valid-type]

    def page(cursor: str | None) -> Flow[Page[T]]:
        return call(page_type, json_request("GET", path, query={**query, "cursor": cursor}))

    return page


def decode(result: type[T], response: Response) -> T:
    """Read the body as `result`; a body of another shape is an error that says so."""
    try:
        return cast("T", _decoder(cast("Hashable", result)).decode(response.body))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"The server's answer cannot be read ({error}). Is the URL a Goldsmith of this version?"
        raise UnexpectedAnswerError(message) from error


@lru_cache(maxsize=256)
def _decoder(result: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", result))
