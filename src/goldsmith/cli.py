"""The command `goldsmith`: assembles the groups of commands, nothing else."""

from __future__ import annotations

import json
import sys

import typer

from goldsmith.commands import (
    buckets,
    deliveries,
    doctor,
    functions,
    ingest,
    knowledge,
    login,
    models,
    people,
    processes,
    projects,
    quality,
    replay,
    tasks,
    taxonomies,
    version,
)
from goldsmith.commands.frame import new_group

__all__ = ["app", "main"]

app = new_group("Goldsmith: raw data in, certified gold out.")
for group in (
    processes,
    login,
    people,
    buckets,
    knowledge,
    projects,
    ingest,
    models,
    tasks,
    taxonomies,
    functions,
    quality,
    deliveries,
    replay,
    doctor,
    version,
):
    group.add_to(app)


def main() -> None:
    """Run the command line. With --json even a wrong call is answered in JSON."""
    if "--json" not in sys.argv[1:]:
        app()
        return
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        sys.stderr.write(json.dumps({"error": error.format_message(), "code": "usage", "field": None}) + "\n")
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
