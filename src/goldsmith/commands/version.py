"""`goldsmith version`."""

from __future__ import annotations

import typer

from goldsmith import __version__
from goldsmith.commands.frame import register_offline
from goldsmith.commands.output import Output


def add_to(app: typer.Typer) -> None:
    register_offline(app, "version")(version)


def version(output: Output) -> None:
    """Show which Goldsmith this is."""
    output.result({"version": __version__}, __version__)
