"""What is done with files of responses in a bounded child: a folder of its own to write in, and one file to read.

The file is a request in JSON; what comes of it lies in the folder, since it may be long.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types import files_of

__all__ = ["ANSWER", "RESPONSE", "read_response", "write_response"]

RESPONSE: Final = "response"
ANSWER: Final = "answer"


def write_response(path: Path, folder: str) -> dict[str, Any]:
    """Turn the answer of a request into a response and its files."""
    request, place = msgspec.json.decode(path.read_bytes()), Path(folder)
    response = files_of(request["type"]).write(request["params"], request["answer"], request["facts"], place)
    (place / RESPONSE).write_bytes(msgspec.json.encode(response))
    return {}


def read_response(path: Path, folder: str) -> dict[str, Any]:
    """Turn the response of a request, whose files lie in the folder by their names, into an answer."""
    request, place = msgspec.json.decode(path.read_bytes()), Path(folder)
    files = {name: place / name for name in request["files"]}
    said = files_of(request["type"]).read(
        request["params"], request["given"], files, request["facts"], request["field"]
    )
    (place / ANSWER).write_bytes(msgspec.json.encode(said))
    return {}
