"""Which modalities there are. Built-in ones and installed packages use the same entry point, `goldsmith.modalities`."""

from __future__ import annotations

import importlib.metadata
import threading
from typing import Final

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Modality

__all__ = ["get", "names", "register", "registered"]

GROUP: Final = "goldsmith.modalities"

_known: dict[str, Modality] = {}
_lock: Final = threading.Lock()
_is_loaded = False


def get(name: str, *, field: str = "modality") -> Modality:
    """Find the modality of this name; InvalidError when there is none."""
    modality = _known.get(name) or registered().get(name)
    if modality is None:
        raise InvalidError(f"There is no such modality; there are {', '.join(names())}.", field=field)
    return modality


def names() -> list[str]:
    return sorted(registered())


def registered() -> dict[str, Modality]:
    """Every modality by name, loading the installed ones on first use."""
    global _is_loaded  # noqa: PLW0603  (loading once per process is the point)
    with _lock:
        if not _is_loaded:
            for entry in importlib.metadata.entry_points(group=GROUP):
                _known.setdefault(entry.name, _load(entry))
            _is_loaded = True
        return dict(_known)


def register(modality: Modality) -> None:
    """Add a modality that is not installed as a package: a folder under development, a test."""
    with _lock:
        _known[modality.name] = modality


def _load(entry: importlib.metadata.EntryPoint) -> Modality:
    modality = entry.load()
    if not isinstance(modality, Modality) or modality.name != entry.name:
        message = f"The entry point {entry.name} must name a Modality of the same name."
        raise TypeError(message)
    return modality
