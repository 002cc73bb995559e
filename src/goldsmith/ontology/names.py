"""Names in an ontology: how they look, that each is there once, that what is named exists, and that none is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from goldsmith.errors import InvalidError

__all__ = ["NAME", "Named", "check_known", "check_names", "check_same", "each", "kept"]

NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}\Z")


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def each(items: Sequence[N], path: str) -> Iterable[tuple[N, str]]:
    """Give every entry with the path of its place."""
    for index, item in enumerate(items):
        yield item, f"{path}[{index}]"


def check_names(items: Sequence[Named], path: str, at_most: int) -> None:
    """Refuse too many entries, names that are none, and a name that is there twice."""
    if len(items) > at_most:
        raise InvalidError(f"At most {at_most:,} entries fit here.", field=path)
    seen: set[str] = set()
    for item, at in each(items, path):
        if not NAME.match(item.name):
            raise InvalidError("A name is 1 to 64 of a-z 0-9 _ . - and starts with none of . -", field=f"{at}.name")
        if item.name in seen:
            raise InvalidError(f"The name {item.name} is there twice.", field=f"{at}.name")
        seen.add(item.name)


def check_known(names: Sequence[str], known: Collection[str], kind: str, path: str) -> None:
    """Refuse names of things that are not there, and one that is named twice."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in known:
            raise InvalidError(f"There is no such {kind} here.", field=f"{path}[{index}]")
        if name in seen:
            raise InvalidError(f"The {kind} {name} is there twice.", field=f"{path}[{index}]")
        seen.add(name)


def kept(old: Iterable[N], new: Sequence[N], path: str) -> Iterable[tuple[N, N, str]]:
    """Pair each old entry with its later self; one that is gone is an error."""
    later = {item.name: (index, item) for index, item in enumerate(new)}
    for before in old:
        if before.name not in later:
            raise InvalidError(f"The name {before.name} must stay, as answers hold it; retire it instead.", field=path)
        index, after = later[before.name]
        yield before, after, f"{path}[{index}]"


def check_same(before: object, after: object, path: str) -> None:
    """Refuse a change of what older answers depend on."""
    if before != after:
        raise InvalidError("This may not change, as older answers depend on it; retire it instead.", field=path)
