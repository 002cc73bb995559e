"""Which modalities there are: every folder beside this file, every folder named from outside, every installed package.

A folder holds `modality.py` with a MODALITY. GOLDSMITH_EXTRA_MODALITIES names folders elsewhere by absolute path (the
web build reads it too); a package says where its own is by the entry point `goldsmith.modalities`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Modality

__all__ = ["get", "load_folder", "names", "register", "registered"]

HERE: Final = Path(__file__).parent
GROUP: Final = "goldsmith.modalities"
EXTRA: Final = "GOLDSMITH_EXTRA_MODALITIES"

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
    """Every modality by name, looked for on first use."""
    global _is_loaded  # noqa: PLW0603  (looking once per process is the point)
    with _lock:
        if not _is_loaded:
            for modality in (*_in_folders(), *_in_packages()):
                _known.setdefault(modality.name, modality)
            _is_loaded = True
        return dict(_known)


def register(modality: Modality) -> None:
    """Add a modality that lies in none of these places."""
    with _lock:
        _known[modality.name] = modality


def load_folder(folder: Path) -> Modality:
    """Load the modality of a folder that lies anywhere, without registering it.

    The folder becomes a top-level package, last in line on the import path, so that probes find it in their child
    process too: what lies beside the folder can be read there.
    """
    if folder.parent == HERE:
        return _checked(importlib.import_module(f"{__package__}.{folder.name}.modality").MODALITY, folder)
    if str(folder.parent) not in sys.path:
        sys.path.append(str(folder.parent))
    module = importlib.import_module(f"{folder.name}.modality")
    if Path(str(module.__file__)).resolve().parent != folder.resolve():
        message = f"Another package has the name {folder.name}; rename the folder {folder}."
        raise ImportError(message)
    return _checked(module.MODALITY, folder)


def _in_folders() -> Iterator[Modality]:
    outside = [Path(folder) for folder in os.environ.get(EXTRA, "").split(os.pathsep) if folder]
    for folder in (*(path.parent for path in sorted(HERE.glob("[!_]*/modality.py"))), *outside):
        yield load_folder(folder)


def _in_packages() -> Iterator[Modality]:
    for entry in importlib.metadata.entry_points(group=GROUP):
        yield _checked(entry.load(), entry.name)


def _checked(found: object, where: object) -> Modality:
    if not isinstance(found, Modality):
        message = f"{where} must give a Modality."
        raise TypeError(message)
    return found
