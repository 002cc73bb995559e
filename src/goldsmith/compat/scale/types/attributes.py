"""Annotation attributes: questions about a shape, a span or the whole, and their values there and back.

Source: https://scale.com/docs/api-reference/annotation-attributes
"""

from __future__ import annotations

from typing import Any

from goldsmith.compat.scale.types.contract import (
    Choosable,
    Params,
    attribute_of,
    choosable,
    names_of,
    values_of,
)
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Attribute

__all__ = ["Attributes"]


class Attributes:
    """The attributes that one part of a task asks for, by their keys."""

    def __init__(self, given: Params, field: str) -> None:
        self._given, self._field = given, field
        self._names = name_each(given)
        self._keys = {name: key for key, name in self._names.items()}

    def asked(self, label: str | None = None) -> tuple[Attribute, ...]:
        """As our attributes; those alone that a label has."""
        found = []
        for key, attribute in self._given.items():
            allowed = attribute.get("allowed_labels") if isinstance(attribute, dict) else None
            if label is None or not allowed or label in allowed:
                found.append(attribute_of(self._names[key], key, attribute, f"{self._field}.{key}"))
        return tuple(found)

    def read(self, values: Params, field: str) -> dict[str, Any]:
        """Their values as ours."""
        read = {}
        for key, value in values.items():
            if key not in self._names:
                raise InvalidError("The task does not ask for this attribute.", field=field)
            if value is not None:
                read[self._names[key]] = self._read(key, value, f"{field}.{key}")
        return read

    def show(self, values: Params) -> dict[str, Any]:
        """Our values as theirs. What the task did not ask for was asked here besides, and keeps our name."""
        return {
            self._keys.get(name, name): self._show(self._keys[name], value) if name in self._keys else value
            for name, value in values.items()
        }

    def _read(self, key: str, value: Any, field: str) -> Any:
        if (choices := self._choices(key)) is None:
            return value
        names = names_of(choices, value, field)
        return names if self._given[key].get("allow_multiple") else names[0] if names else None

    def _show(self, key: str, value: Any) -> Any:
        choices = self._choices(key)
        return value if choices is None else values_of(choices, value)

    def _choices(self, key: str) -> list[Choosable] | None:
        attribute = self._given[key]
        if attribute.get("type", "category") != "category":
            return None
        return choosable(attribute.get("choices"), f"{self._field}.{key}.choices")
