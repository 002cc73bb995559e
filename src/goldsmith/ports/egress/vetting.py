"""Which addresses may be connected to: public ones, and those that the operator has allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from goldsmith.errors import InvalidError

_NAT64: Final = IPv6Network("64:ff9b::/96")
_LOCAL_NAT64: Final = IPv6Network("64:ff9b:1::/48")
_IPV4_COMPATIBLE: Final = IPv6Network("::/96")
_HOST: Final = re.compile(r"[A-Za-z0-9_.-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


@dataclass(frozen=True)
class _Rule:
    """One entry of the allow-list: a network or a host name, on one port or on all."""

    network: IPv4Network | IPv6Network | None
    host: str | None
    port: int | None

    def matches(self, host: str, address: IPv4Address | IPv6Address, port: int) -> bool:
        if self.port not in {None, port}:
            return False
        if self.network is not None:
            return address.version == self.network.version and address in self.network
        return host == self.host


class AllowList:
    """What may be reached although it is not public: `10.1.0.0/16`, `10.1.2.3:8080`, `models.internal`, `[::1]:80`."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._rules = [_parse(entry.strip()) for entry in entries]

    def admits(self, host: str, address: str, port: int) -> bool:
        """Tell whether this address, found under this host name, may be connected to."""
        ip = _plain(address)
        return is_public(address) or any(rule.matches(bare_host(host), ip, port) for rule in self._rules)


def is_public(address: str) -> bool:
    """Tell whether the address belongs to the public internet, also after unwrapping an IPv4 address inside IPv6.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False)
    """
    ip = _plain(address)
    if isinstance(ip, IPv6Address):
        if ip in _LOCAL_NAT64 or ip in _IPV4_COMPATIBLE or ip.is_site_local or (int(ip) >> 32 & 0xFFFFFFFF) in _ISATAP:
            return False
        inner = ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local)


def is_host(text: str) -> bool:
    """Tell whether this is written like a host name or an IP address."""
    return _HOST.fullmatch(text) is not None


def bare_host(host: str) -> str:
    """Write a host name in the one form that rules are compared in."""
    return host.lower().rstrip(".").strip("[]")


def _plain(address: str) -> IPv4Address | IPv6Address:
    ip = ip_address(address)
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


def _parse(entry: str) -> _Rule:
    network = _network(entry)
    if network is not None:
        return _Rule(network, None, None)
    try:
        parts = urlsplit("//" + entry)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not is_host(host) or parts.path or parts.query or parts.username is not None:
        raise InvalidError(
            f"The egress allow-list entry {entry!r} is neither a network nor host:port.", code="bad_allow_list"
        )
    return _Rule(_network(host), bare_host(host), port)


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
