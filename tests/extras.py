"""Names the extras that people install, one a line: all of the package but the developers'."""

from __future__ import annotations

import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def extras() -> list[str]:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return sorted(project["optional-dependencies"].keys() - {"dev"})


if __name__ == "__main__":
    print("\n".join(extras()))
