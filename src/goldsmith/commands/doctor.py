"""`goldsmith doctor`: is this machine fit, and if not, what to do."""

from __future__ import annotations

import typer

from goldsmith.commands.frame import register_offline
from goldsmith.commands.output import Output


def add_to(app: typer.Typer) -> None:
    register_offline(app, "doctor")(doctor)


def doctor(output: Output) -> None:
    """Check whether this machine is fit.

    Exit code 1 when something is bad.
    """
    from goldsmith.commands.checks import CHECKS
    from goldsmith.settings import read_settings

    settings = read_settings()
    findings = [check(settings) for check in CHECKS]
    columns = [
        ("", lambda finding: finding.level),
        ("Check", lambda finding: finding.check),
        ("Found", lambda finding: finding.finding),
        ("What to do", lambda finding: finding.remedy),
    ]
    output.listing([finding._asdict() if output.as_json else finding for finding in findings], columns, empty="")
    if any(finding.level == "bad" for finding in findings):
        raise typer.Exit(1)
