"""The names of other people's labels, spelled as ours are."""

from __future__ import annotations

import re

__all__ = ["label_name"]


def label_name(title: str) -> str:
    """Spell a class as labels are named: "traffic light" is traffic_light."""
    return re.sub(r"[^a-z0-9_.-]+", "_", title.lower()).lstrip(".-")[:64]
