"""Opens connections to checked addresses only: looked up once, and what was checked is what is connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import httpcore

from goldsmith.ports.egress.errors import EgressError
from goldsmith.ports.egress.vetting import AllowList

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MOST_ADDRESSES_TRIED: Final = 4


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for every address of a host; it also understands the odd spellings of an IP address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Makes httpcore connect to vetted addresses, while Host and TLS name stay what the URL says."""

    def __init__(self, allow: AllowList, resolver: Resolver) -> None:
        self._allow = allow
        self._resolver = resolver
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._checked_addresses(host, port)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise EgressError("Only web addresses can be reached.", code="bad_url")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)

    async def _checked_addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise EgressError("The host of this address cannot be found.", code="egress_unreachable")
        # One private address among public ones is an attack or a mistake: none of them is used.
        if not all(self._allow.admits(host, address, port) for address in addresses):
            raise EgressError("This address is neither public nor on the list of allowed addresses.", code="not_public")
        return addresses[:MOST_ADDRESSES_TRIED]
