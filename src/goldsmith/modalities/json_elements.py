"""Walks through one big JSON array, or an object whose members are arrays, element by element, in constant memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, NoReturn

from goldsmith.errors import MalformedError

__all__ = ["iterate_array", "iterate_elements"]

CHUNK_BYTES: Final = 1 << 18
MOST_ELEMENT: Final = 16_000_000
_SPACE: Final = " \t\n\r"


def iterate_elements(stream: IO[bytes], file: str = "The file") -> Iterator[tuple[str, Any]]:
    """Yield (member name, element) for every object in every array of the outermost object, in the order of the file.

    Members that are not arrays are skipped. Raises MalformedError, naming the line, for what is not such a file.
    """
    text = _Text(stream)
    with _refusing_what_is_no_json(text, file):
        yield from _members(text)


def iterate_array(stream: IO[bytes], file: str = "The file") -> Iterator[Any]:
    """Yield the elements of an array that is the whole file. Raises MalformedError, naming the line, for any other."""
    text = _Text(stream)
    with _refusing_what_is_no_json(text, file):
        yield from _array(text)


@contextmanager
def _refusing_what_is_no_json(text: _Text, file: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, RecursionError):
        message = f"{file}, line {text.line:,}: this is not the JSON that it should be, or it is broken."
        raise MalformedError(message, code="bad_json") from None


def _members(text: _Text) -> Iterator[tuple[str, Any]]:
    text.expect("{")
    while text.peek() != "}":
        name = text.decode()
        text.expect(":")
        if text.peek() == "[":
            for element in _array(text):
                yield str(name), element
        else:
            text.decode()
        text.expect_another("}")


def _array(text: _Text) -> Iterator[Any]:
    text.expect("[")
    while text.peek() != "]":
        yield text.decode()
        text.expect_another("]")
    text.expect("]")


class _Text:
    """The text of a stream, of which only the part that is being read stays in memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decode_bytes = codecs.getincrementaldecoder("utf-8-sig")()
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        self._buffer = ""
        self._at = 0
        self._is_over = False
        self._lines_gone = 0

    @property
    def line(self) -> int:
        """The line that is being read, counted from 1."""
        return 1 + self._lines_gone + self._buffer.count("\n", 0, self._at)

    def peek(self) -> str:
        """Return the next character that is not white space."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            self._read(CHUNK_BYTES)

    def expect(self, character: str) -> None:
        if self.peek() != character:
            raise ValueError(f"{character} is missing")
        self._at += 1

    def expect_another(self, end: str) -> None:
        """Pass the comma before another member or element, unless the end comes here."""
        if self.peek() != end:
            self.expect(",")
            if self.peek() == end:
                raise ValueError("a comma has nothing behind it")

    def decode(self) -> Any:
        """Decode the value that starts here, reading on until it is whole."""
        self.peek()
        wanted = CHUNK_BYTES
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._is_over:
                    self._at = error.pos
                    raise
            else:
                # A number at the end of the buffer may go on in the next piece.
                if end < len(self._buffer) or self._is_over:
                    self._at = end
                    return value
            self._read(wanted)
            wanted *= 2

    def _read(self, size: int) -> None:
        if self._is_over or len(self._buffer) - self._at > MOST_ELEMENT:
            raise ValueError("the file ends too early, or one element is too large")
        chunk = self._stream.read(size)
        self._is_over = not chunk
        self._lines_gone += self._buffer.count("\n", 0, self._at)
        self._buffer = self._buffer[self._at :] + self._decode_bytes.decode(chunk, final=self._is_over)
        self._at = 0


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
