"""`python -m goldsmith.scaffold NAME`: a new modality in one folder that works at once, to be changed step by step."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from goldsmith.errors import ConflictError, GoldsmithError, InvalidError

__all__ = ["make_modality"]

TEMPLATE: Final = Path(__file__).parent / "modalities" / "_template"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,30}\Z")
_WRITTEN: Final = frozenset({".py", ".md", ".tsx", ".ts", ".json"})


def make_modality(name: str, into: Path) -> Path:
    """Write the folder `into`/`name` from the template; refuses a name that does not fit or a folder that is there."""
    if not _NAME.match(name) or name in {"blank", "template"}:
        raise InvalidError("A modality's name is 2 to 31 of a-z 0-9 _ and starts with a letter.", field="name")
    folder = into / name
    if folder.exists():
        raise ConflictError(f"The folder {folder} is there already.")
    for source in sorted(TEMPLATE.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            _copy(source, folder / source.relative_to(TEMPLATE), name)
    return folder


def _copy(source: Path, target: Path, name: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in _WRITTEN:
        text = source.read_text(encoding="utf-8")
        title = name.replace("_", " ").capitalize()
        target.write_text(text.replace("blank", name).replace("Blank", title), encoding="utf-8")
    else:
        target.write_bytes(source.read_bytes())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="goldsmith.scaffold", description=__doc__)
    parser.add_argument("name", help="for example thermal: the modality will be thermal.v1")
    parser.add_argument("--into", type=Path, default=TEMPLATE.parent, metavar="FOLDER")
    asked = parser.parse_args(arguments)
    try:
        folder = make_modality(asked.name, asked.into)
    except GoldsmithError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    sys.stdout.write(f"{folder} is a working modality, {asked.name}.v1. Its README.md says what to change first.\n")
    if asked.into != TEMPLATE.parent:
        sys.stdout.write(f"To use it from there: export GOLDSMITH_EXTRA_MODALITIES={folder.resolve()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
