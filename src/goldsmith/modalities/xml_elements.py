"""XML from outside, element by element: no document types, no entities, nothing external, and all of it bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser, iterparse  # type: ignore[import-untyped]

from goldsmith.errors import MalformedError
from goldsmith.modalities.codec import LossReport

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["escape_xml", "iterate_xml", "walk_xml"]

MOST_ELEMENT_BYTES: Final = 32_000_000
CHUNK_BYTES: Final = 1 << 18
MOST_NODES: Final = 1_000_000
DEEPEST: Final = 32

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def iterate_xml(stream: IO[bytes], file: str, *, root: str, depth: int) -> Iterator[Element]:
    """Yield every whole element that lies this deep (0 is the outermost, which is named `root`), then forget it.

    Raises MalformedError, naming the file and the line, for what is not such XML or would take too much memory.
    """
    source = _Bounded(stream, file)
    with _refusing(file):
        yield from _elements(source, file, root, depth)


def walk_xml(
    body: bytes, file: str, start: Callable[[str, dict[str, str], int], None], end: Callable[[], object]
) -> None:
    """Walk through a small file: `start` gets the name, the attributes and the line of an element, `end` follows it.

    Raises MalformedError as `iterate_xml` does.
    """
    walker = _Walker(file, start, end)
    with _refusing(file):
        walker.parser = DefusedXMLParser(target=walker, forbid_dtd=True)
        walker.parser.feed(body)
        walker.parser.close()


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    try:
        yield
    except DefusedXmlException:
        raise _refuse(f"{file} declares a document type or entities, which is refused.") from None
    except ParseError as error:
        line, _ = error.position
        raise _refuse(f"{file}, line {line}: this is not well-formed XML.") from None
    except (LookupError, ValueError):
        raise _refuse(f"{file} is in an encoding that is not read here; save it as UTF-8.") from None


def _elements(source: _Bounded, file: str, root: str, depth: int) -> Iterator[Element]:
    path: list[Element] = []
    nodes = 0
    for event, element in iterparse(source, ("start", "end"), forbid_dtd=True):
        if event == "start":
            if not path and element.tag != root:
                raise _refuse(f"{file}: the outermost element is not {root}.")
            path.append(element)
            nodes += 1
            if len(path) > DEEPEST or nodes > MOST_NODES:
                raise _refuse(f"{file}: one element holds too much.")
            continue
        path.pop()
        if len(path) == depth:
            yield element
            (path[-1] if path else element).clear()
            nodes = 0
            source.taken = 0


def escape_xml(text: str, report: LossReport) -> str:
    """Spell text for an element or a quoted attribute; characters that XML forbids are counted as lost."""
    allowed, count = _ILLEGAL.subn("\ufffd", text)
    report.lose("characters that XML cannot hold", count)
    return escape(allowed).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


class _Walker:
    """What the parser tells of a small file, passed on with lines; refused where it is nested or filled too much."""

    def __init__(self, file: str, start: Callable[[str, dict[str, str], int], None], end: Callable[[], object]) -> None:
        self._file, self._start, self._end = file, start, end
        self._depth = self._nodes = 0
        self.parser: Any = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._nodes += 1
        if self._depth > DEEPEST or self._nodes > MOST_NODES:
            raise _refuse(f"{self._file}: one element holds too much.")
        self._start(name, attributes, self.parser.parser.CurrentLineNumber)

    def end(self, _: str) -> None:
        self._depth -= 1
        self._end()

    def close(self) -> None:
        """Nothing is kept."""


class _Bounded:
    """A stream of which only so much is read until an element was whole."""

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self._stream, self._file = stream, file
        self.taken = 0

    def read(self, _: int) -> bytes:
        # More than asked for: the parser starts over with every piece of a long tag, which small ones make quadratic.
        chunk = self._stream.read(CHUNK_BYTES)
        self.taken += len(chunk)
        if self.taken > MOST_ELEMENT_BYTES:
            raise _refuse(f"{self._file}: one element holds too much.")
        return chunk


def _refuse(message: str) -> MalformedError:
    return MalformedError(message, code="bad_xml")
