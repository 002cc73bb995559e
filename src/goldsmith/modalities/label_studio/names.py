"""What names and titles of ours are called in a config, where any text may be a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from goldsmith.modalities.label_names import new_name

__all__ = ["is_sayable", "say_names"]

_UNSAYABLE: Final = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def say_names(named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (value, alias) of each (name, title); the alias is the name where the value would be spelled otherwise.

    >>> say_names([("car", "Car"), ("good", "I like it"), ("bad", "")])
    [('Car', ''), ('I like it', 'good'), ('bad', '')]
    """
    said: list[tuple[str, str]] = []
    names: list[str] = []
    values: set[str] = set()
    own = {name for name, _ in named}
    for name, title in named:
        is_free = title not in values and title not in own - {name}
        value = title if is_sayable(title) and is_free else name
        said.append((value, "" if new_name(value, names) == name else name))
        names.append(name)
        values.add(value)
    return said


def is_sayable(text: str) -> bool:
    """Tell whether a text can be the value of a tag: no variable, nothing that XML changes or cannot hold."""
    return bool(text) and text == text.strip() and not text.startswith("$") and not _UNSAYABLE.search(text)
