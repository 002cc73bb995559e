"""What is done with files in their bounded child: a modality says what each is and makes a thumbnail of it."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from goldsmith.errors import GoldsmithError

__all__ = ["look_at", "look_at_all"]


def look_at_all(files: Path, folder: str, count: str, probe: str, thumbnail: str, *adders: str) -> list[dict[str, Any]]:
    """What is seen of each file "0", "1" … of a folder, or the words in which its reader refuses it.

    Each has a folder of its own to make files in. Whatever else goes wrong with one goes wrong with all.
    """
    return [
        _look_or_refuse(files / str(number), f"{folder}/{number}", probe, thumbnail, *adders)
        for number in range(int(count))
    ]


def _look_or_refuse(path: Path, folder: str, probe: str, thumbnail: str, *adders: str) -> dict[str, Any]:
    try:
        return {"seen": look_at(path, folder, probe, thumbnail, *adders)}
    except GoldsmithError as error:
        return {"refusal": error.to_json()}


def look_at(path: Path, folder: str, probe: str, thumbnail: str, *adders: str) -> dict[str, Any]:
    """The facts of a file and, unless renditions are demanded anyway, what became of its thumbnail.

    A file that is shown as it is needs no thumbnail: where none can be made, there is none. What other modalities may
    show of it, too, is told by `adders`.
    """
    facts = _call(probe, path)
    for adder in adders:
        facts = _add(facts, _call(adder, path, facts))
    is_shown = bool(thumbnail) and not facts.get("renditions")
    return {"facts": facts, "made": _try_thumbnail(thumbnail, path, folder) if is_shown else {}}


def _add(facts: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    renditions = [*facts.get("renditions", []), *more.get("renditions", [])]
    return {**facts, **more, **({"renditions": renditions} if renditions else {})}


def _try_thumbnail(thumbnail: str, path: Path, folder: str) -> dict[str, Any]:
    try:
        made = {"thumbnail": _call(thumbnail, path, folder)}
        json.dumps(made)
    except Exception:  # whatever a decoder raises, the file itself was found good
        return {}
    return made


def _call(function: str, *arguments: Any) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*arguments)
