"""A labeling config as a tree of tags that know their lines.

Format: https://labelstud.io/guide/setup and https://labelstud.io/tags. Case says nothing in names of tags and
attributes, as in Label Studio itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from goldsmith.errors import InvalidError, MalformedError, TooLargeError
from goldsmith.modalities.xml_elements import walk_xml

__all__ = ["MOST_CONFIG_BYTES", "NotUnderstood", "Notes", "Tag", "read_tags", "refuse_tag"]

MOST_CONFIG_BYTES: Final = 2_000_000

_CONDITIONS: Final = frozenset({"visiblewhen", "whentagname", "whenchoicevalue"})


class Tag(msgspec.Struct, kw_only=True):
    """One tag of a config, which `is_conditional` where it is not always shown, or around it something is not.

    `attributes` go by their names in small letters; `spelled` are these as they are written.
    """

    name: str
    attributes: dict[str, str]
    spelled: dict[str, str]
    line: int
    is_conditional: bool
    children: list[Tag]

    @property
    def kind(self) -> str:
        return self.name.lower()

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute.lower(), default)

    def says(self, attribute: str) -> bool:
        return self.get(attribute).strip().lower() in ("true", "1", "yes")

    def walk(self) -> Iterator[Tag]:
        """Yield this tag and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


class NotUnderstood(msgspec.Struct, frozen=True):
    """Something in a config that a project does not take over: in words, how often, and the line where it first is."""

    what: str
    count: int
    line: int


class Notes:
    """Collects what a config says that a project does not take over."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int]] = {}

    def add(self, what: str, tag: Tag) -> None:
        count, line = self._found.get(what, (0, tag.line))
        self._found[what] = (count + 1, line)

    def listed(self) -> list[NotUnderstood]:
        return [NotUnderstood(what, count, line) for what, (count, line) in self._found.items()]

    def add_unread(self, tag: Tag, read: Sequence[str]) -> None:
        """Add each attribute of a tag that is none of those which were read, under its name as it is written."""
        understood = {name.lower() for name in read}
        for name in tag.attributes:
            if name not in understood:
                self.add(f"attribute {tag.spelled[name]} of {tag.name}", tag)


def read_tags(config: str | bytes, file: str = "config.xml") -> Tag:
    """Read a config of at most 2 MB. Raises MalformedError, naming file and line, for what is no such XML."""
    body = config.encode(errors="surrogatepass") if isinstance(config, str) else config
    if len(body) > MOST_CONFIG_BYTES:
        raise TooLargeError(f"{file}: a labeling config takes at most {MOST_CONFIG_BYTES:,} bytes.")
    path: list[Tag] = []
    roots: list[Tag] = []

    def start(name: str, attributes: dict[str, str], line: int) -> None:
        lowered = {attribute.lower(): value for attribute, value in attributes.items()}
        spelled = {attribute.lower(): attribute for attribute in attributes}
        is_conditional = bool(_CONDITIONS & lowered.keys()) or (bool(path) and path[-1].is_conditional)
        tag = Tag(name=name, attributes=lowered, spelled=spelled, line=line, is_conditional=is_conditional, children=[])
        (path[-1].children if path else roots).append(tag)
        path.append(tag)

    walk_xml(body, file, start, path.pop)
    if roots[0].kind != "view":
        raise MalformedError(f"{file}: the outermost tag of a labeling config is View.", code="bad_xml", field="View")
    return roots[0]


def refuse_tag(file: str, tag: Tag, why: str, attribute: str = "") -> InvalidError:
    """Make the error about a tag, or about one attribute of it."""
    return InvalidError(f"{file}, line {tag.line}: {why}.", field=f"{tag.name}.{attribute}" if attribute else tag.name)
