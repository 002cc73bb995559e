"""The names of other people's labels, choices and questions, spelled as ours are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Final, TypeVar

__all__ = ["label_name", "name_each", "new_name", "spell_names"]

LONGEST: Final = 64
W = TypeVar("W", bound=Hashable)


def label_name(title: str) -> str:
    """Spell a class as labels are named: "traffic light" is traffic_light."""
    return re.sub(r"[^a-z0-9_.-]+", "_", title.lower()).lstrip(".-")[:LONGEST]


def new_name(title: str, taken: Collection[str]) -> str:
    """Spell a title as a name that is not taken: a number is added to the second that spells alike."""
    stem = label_name(title) or "_"
    name, number = stem, 2
    while name in taken:
        suffix = f"_{number}"
        name, number = stem[: LONGEST - len(suffix)] + suffix, number + 1
    return name


def spell_names(titles: Iterable[str]) -> list[str]:
    """Spell titles as names, each its own.

    >>> spell_names(["Traffic light", "traffic-light", "Traffic Light"])
    ['traffic_light', 'traffic-light', 'traffic_light_2']
    """
    names: dict[str, None] = {}
    for title in titles:
        names[new_name(title, names)] = None
    return list(names)


def name_each(words: Iterable[W], spell: Callable[[W], str] = str) -> dict[W, str]:
    """Return a name for each word, none twice.

    >>> name_each(["Big Cow", "big cow", "牛"])
    {'Big Cow': 'big_cow', 'big cow': 'big_cow_2', '牛': '_'}
    """
    each = list(dict.fromkeys(words))
    return dict(zip(each, spell_names(map(spell, each)), strict=True))
