"""The classes in the data.yaml of a YOLO dataset: the part of YAML in which people and programs write them.

Format: https://docs.ultralytics.com/datasets/detect/. `names` is a list or a mapping from numbers, in one line, in
several, or in brackets; anchors, tags and all else that YAML has are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from goldsmith.errors import MalformedError
from goldsmith.ontology import Ontology

__all__ = ["read_class_names", "write_class_names"]

_NAMES: Final = re.compile(r"names[ \t]*:(?P<rest>[^\n]*)\n?", re.MULTILINE)
_SCALAR: Final = r"""(?P<name>"(?:[^"\\\n]|\\.){0,999}"|'(?:[^'\n]|''){0,999}'|%s)"""
_IN_BRACKETS: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,6})\s*:\s)?\s*" + _SCALAR % r"""[^\s,\[\]{}"'#&*!|>%@`][^,\[\]{}#\n]{0,999}"""
)
_IN_LINES: Final = re.compile(
    r"[ \t]*(?:-|(?P<number>[0-9]{1,6})[ \t]*:)[ \t]+"
    + _SCALAR % r"""[^\s\[\]{}"'#&*!|>%@`](?:[^#\n]|(?<![ \t])#){0,999}"""
    + r"[ \t]*(?:#.*)?\Z"
)
_EMPTY: Final = re.compile(r"[ \t]*(?:#.*)?\Z")


def write_class_names(ontology: Ontology) -> str:
    """Number the labels from 0 in the ontology's order, all quoted, so that none is taken for a number or a truth."""
    lines = "".join(f"  {number}: {json.dumps(label.name)}\n" for number, label in enumerate(ontology.labels))
    return "names:\n" + lines if lines else "names: []\n"


def read_class_names(text: str, file: str) -> dict[int, str]:
    """Read what each number is called; MalformedError names the line that cannot be understood."""
    found = [each for each in _NAMES.finditer(text) if each.start() == 0 or text[each.start() - 1] == "\n"]
    if len(found) != 1:
        raise MalformedError(f"{file} must say names, once: the classes of the labels.", field="names")
    (names,) = found
    rest = names["rest"].strip()
    line = text.count("\n", 0, names.start()) + 1
    if rest.startswith(("[", "{")):
        entries = _bracketed(text, names.start("rest") + names["rest"].index(rest[0]), file)
    elif _EMPTY.match(rest):
        entries = _listed(text[names.end() :].splitlines(), line, file)
    else:
        raise _refuse(file, line)
    return _numbered(entries, file, line)


def _bracketed(text: str, start: int, file: str) -> Iterator[tuple[str | None, str]]:
    end = "]" if text[start] == "[" else "}"
    at = _skip_space(text, start + 1)
    while not text.startswith(end, at):
        found = _IN_BRACKETS.match(text, at)
        if found is None:
            raise _refuse(file, text.count("\n", 0, at) + 1)
        yield found["number"], found["name"]
        at = _skip_space(text, found.end())
        if text.startswith(",", at):
            at = _skip_space(text, at + 1)
        elif not text.startswith(end, at):
            raise _refuse(file, text.count("\n", 0, at) + 1)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _listed(lines: Iterable[str], line: int, file: str) -> Iterator[tuple[str | None, str]]:
    for number, content in enumerate(lines, start=line + 1):
        if _EMPTY.match(content):
            continue
        if not content.startswith((" ", "\t", "-")):
            return
        found = _IN_LINES.match(content)
        if found is None:
            raise _refuse(file, number)
        yield found["number"], found["name"]


def _numbered(entries: Iterable[tuple[str | None, str]], file: str, line: int) -> dict[int, str]:
    names: dict[int, str] = {}
    for place, (number, written) in enumerate(entries):
        index = place if number is None else int(number)
        if index in names:
            raise MalformedError(f"{file}: the class {index} is there twice.", field="names")
        names[index] = _unquote(written.strip(), file, line)
    return names


def _unquote(written: str, file: str, line: int) -> str:
    if written.startswith("'"):
        return written[1:-1].replace("''", "'")
    if not written.startswith('"'):
        return written
    try:
        return str(json.loads(written))
    except ValueError:
        raise _refuse(file, line) from None


def _refuse(file: str, line: int) -> MalformedError:
    return MalformedError(f"{file}, line {line}: the names of the classes cannot be read.", field="names")
