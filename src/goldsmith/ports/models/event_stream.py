"""The `data` of server-sent events, as they come over a wire.

Source: WHATWG HTML, 9.2.6 Interpreting an event stream.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

__all__ = ["read_events"]

LONGEST_LINE: Final = 1_000_000


async def read_events(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The data of each event. Raises ValueError for a line that does not end."""
    rest, data = b"", list[bytes]()
    async for chunk in chunks:
        *lines, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise ValueError("a line without an end")
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[5:].strip())
            elif not line.strip() and data:
                yield b"\n".join(data)
                data.clear()
    if rest.startswith(b"data:"):
        data.append(rest[5:].strip())
    if data:
        yield b"\n".join(data)
