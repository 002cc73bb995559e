"""What is made of a video so that browsers can show it: a copy that they play, frame for frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from goldsmith.modalities.video.transcode import transcode

__all__ = ["make_renditions"]


def make_renditions(path: Path, folder: str, *kinds: str) -> dict[str, dict[str, Any]]:
    """Write the copy named `playable` into the folder, with the frames of the original at the times of the original."""
    del kinds
    facts = transcode(path, Path(folder) / "playable")
    media_type = facts.pop("media_type")
    return {"playable": {"file": "playable", "media_type": media_type, "facts": facts}}
