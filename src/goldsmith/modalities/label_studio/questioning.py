"""The controls that ask, as a config has them: about the whole item, or about each place that is marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Final

import msgspec

from goldsmith.modalities.label_names import new_name, spell_names
from goldsmith.modalities.label_studio.layout import APART, Control, Option
from goldsmith.modalities.label_studio.options import read_choices
from goldsmith.modalities.label_studio.tags import Notes, Tag, refuse_tag

__all__ = ["ASKING", "read_questions"]

ASKING: Final = {
    "choices": ("choice", "required", "allowNested"),
    "taxonomy": ("required", "maxUsages", "leafsOnly"),
    "textarea": ("required", "maxSubmissions"),
    "number": ("required", "min", "max"),
    "rating": ("required", "maxRating"),
    "datetime": ("required",),
}
"""The controls that ask, and which of their attributes are read."""
_WIRING: Final = ("name", "toName", "perRegion", "whenLabelValue")
_OFFERING: Final = frozenset({"choices", "taxonomy"})
_APART: Final = re.compile(APART + r"[0-9]+\Z")
_STARS: Final = 5


def read_questions(controls: Sequence[Tag], labels: Sequence[Option], notes: Notes, file: str) -> list[Control]:
    """Read the questions in their order; one whose choices are not in the config is noted and left out."""
    reader = _Questions(labels, notes, file)
    questions = []
    for tag in controls:
        if tag.kind in ASKING:
            options = reader.read_options(tag)
            if options is not None:
                questions.append(reader.read(tag, options))
    return questions


class _Questions:
    """Reads questions and names them, so that no label and no item is asked two of one name."""

    def __init__(self, labels: Sequence[Option], notes: Notes, file: str) -> None:
        self._labels, self._notes, self._file = labels, notes, file
        self._taken: dict[str | None, set[str]] = {}

    def read_options(self, tag: Tag) -> tuple[Option, ...] | None:
        """Read the choices of a question; None where it offers choices and has none."""
        if tag.kind not in _OFFERING:
            return ()
        found = {option.steps: option for option in reversed(read_choices(tag, self._notes))}
        once = list(reversed(found.values()))
        if not once:
            self._notes.add(f"{tag.name} whose choices are not in the config", tag)
            return None
        return _named(once)

    def read(self, tag: Tag, options: tuple[Option, ...]) -> Control:
        self._notes.add_unread(tag, (*_WIRING, *ASKING[tag.kind]))
        about = self._about(tag)
        title = _APART.sub("", tag.get("name"))
        is_rating = tag.kind == "rating"
        return Control(
            name=tag.get("name"),
            tag=tag.name,
            options=options,
            attribute=self._name(title, about),
            title=title,
            labels=about,
            allow_multiple=_allows_several(tag),
            required=self._is_required(tag),
            minimum=1 if is_rating else self._number(tag, "min"),
            maximum=(self._number(tag, "maxRating") or _STARS) if is_rating else self._number(tag, "max"),
            only_leaves=tag.kind == "taxonomy" and tag.says("leafsOnly"),
        )

    def _about(self, tag: Tag) -> tuple[str, ...] | None:
        if not tag.says("perRegion"):
            return None
        wanted = {each.strip() for each in tag.get("whenLabelValue").split(",") if each.strip()}
        return tuple(each.name for each in self._labels if not wanted or wanted & {each.value, each.said})

    def _name(self, title: str, about: tuple[str, ...] | None) -> str:
        scopes = [self._taken.setdefault(scope, set()) for scope in (about if about is not None else (None,))]
        name = new_name(title, set().union(*scopes))
        for scope in scopes:
            scope.add(name)
        return name

    def _is_required(self, tag: Tag) -> bool:
        """A question that is not always shown cannot be required: here it always is."""
        is_required = tag.says("required")
        if is_required and tag.is_conditional:
            self._notes.add("required question that is not always shown", tag)
            return False
        return is_required

    def _number(self, tag: Tag, attribute: str) -> float | None:
        text = tag.get(attribute)
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            raise refuse_tag(self._file, tag, f"{attribute} is not a number", attribute)
        return number


def _named(options: Sequence[Option]) -> tuple[Option, ...]:
    """Give each a name: its alias, else what results say of it, which is the path where it stands below another."""
    names = spell_names([option.alias or option.said for option in options])
    by_steps = {option.steps: name for option, name in zip(options, names, strict=True)}
    return tuple(
        msgspec.structs.replace(option, name=name, parent=by_steps.get(option.steps[:-1], ""))
        for option, name in zip(options, names, strict=True)
    )


def _allows_several(tag: Tag) -> bool:
    if tag.kind == "taxonomy":
        return tag.get("maxUsages") != "1"
    return tag.kind == "choices" and tag.get("choice") == "multiple"
