"""The labels and choices of a control, as the tags inside it say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from goldsmith.modalities.label_studio.layout import Option
from goldsmith.modalities.label_studio.tags import Notes, Tag

__all__ = ["read_choices", "read_labels"]

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")


def read_labels(control: Tag, notes: Notes) -> list[Option]:
    """Read the labels of a control in their order. Names are still to be given."""
    return [_label(tag, notes) for tag in _find(control, "label", notes)]


def read_choices(control: Tag, notes: Notes) -> list[Option]:
    """Read choices; those inside others stand below them. Names are still to be given."""
    return list(_choices(control, (), notes))


def _label(tag: Tag, notes: Notes) -> Option:
    notes.add_unread(tag, ("value", "alias", "background", "hint"))
    return Option(
        name="",
        value=tag.get("value") or tag.get("alias"),
        alias=tag.get("alias"),
        color=_color(tag, notes),
        hint=tag.get("hint"),
    )


def _color(tag: Tag, notes: Notes) -> str | None:
    """Read a color as CSS names it; one of another kind is noted."""
    said = tag.get("background").strip()
    if not said or _HEX.match(said):
        return said or None
    from PIL import ImageColor  # only configs that name colors need it

    try:
        red, green, blue = ImageColor.getrgb(said)[:3]
    except ValueError:
        notes.add("color that is not understood", tag)
        return None
    return f"#{red:02x}{green:02x}{blue:02x}"


def _choices(tag: Tag, path: Sequence[str], notes: Notes) -> Iterator[Option]:
    for child in _find(tag, "choice", notes):
        notes.add_unread(child, ("value", "alias"))
        value, alias = child.get("value") or child.get("alias"), child.get("alias")
        steps = (*path, alias or value)
        yield Option(name="", value=value, alias=alias, steps=steps)
        yield from _choices(child, steps, notes)


def _find(tag: Tag, kind: str, notes: Notes) -> Iterator[Tag]:
    """Find the options in a control, also inside of tags that only lay them out; those that say nothing are noted."""
    for child in tag.children:
        if child.kind != kind:
            if child.kind not in ("view", "header"):
                notes.add(f"tag {child.name}", child)
            yield from _find(child, kind, notes)
        elif (child.get("value") or child.get("alias")).strip() and not child.get("value").startswith("$"):
            yield child
        else:
            notes.add(f"{child.name} without a value of its own", child)
