"""`goldsmith quality`: what is proved of a project's answers, and what was learnt of its labelers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, register

if TYPE_CHECKING:
    from goldsmith.client.types import LabelerSkills


def add_to(app: typer.Typer) -> None:
    register(app, "quality")(show_quality)


def show_quality(
    session: Session,
    project: Annotated[str, typer.Argument(help="A project, by name or id.")],
    labelers: Annotated[bool, typer.Option("--labelers", help="What was learnt of each labeler instead.")] = False,
    error_rates: Annotated[
        bool, typer.Option("--error-rates", help="Error rates of the field instead, such as word error rates.")
    ] = False,
) -> None:
    """Show how right a project's answers are: what audits prove, what the engine believes, what more would take."""
    found = choose_project(session.client, project)
    if labelers:
        _list_skills(session, found.id)
        return
    if error_rates:
        _list_error_rates(session, found.id)
        return
    quality = session.client.quality.get(found.id)
    session.output.facts(quality, _facts(quality.figures) if quality.figures else {"Quality": "not measured yet"})


def _list_skills(session: Session, project_id: str) -> None:
    columns = [
        ("Labeler", lambda row: row.labeler.name),
        ("Kind", lambda row: row.labeler.kind),
        ("Answers", lambda row: f"{row.answers:,}"),
        ("At each question", _sentences),
    ]
    empty = "Nobody is known yet: the engine learns from answers that several people gave to the same tasks."
    session.output.listing(session.client.quality.skills(project_id), columns, empty=empty)


def _list_error_rates(session: Session, project_id: str) -> None:
    columns = [
        ("Measure", lambda row: row["measure"].replace("_", " ")),
        ("Labeler", lambda row: row["labeler"]["name"]),
        ("Against accepted", lambda row: _rate(row["accepted"])),
        ("Errors", lambda row: _errors(row["accepted"])),
        ("Against people", lambda row: _rate(row["people"])),
    ]
    measured = session.client.quality.error_rates(project_id).items
    rows = [{"measure": each["measure"], **labeler} for each in measured for labeler in each["labelers"]]
    session.output.listing(
        rows, columns, empty="No error rate was measured: they are for recordings, once tasks are completed."
    )


def _rate(rate: dict[str, Any] | None) -> str | None:
    if rate is None or rate["rate"] is None:
        return None
    interval = "" if rate["low"] is None else f" ({_percent(rate['low'])} to {_percent(rate['high'])})"
    return f"{_percent(rate['rate'])}{interval}"


def _errors(rate: dict[str, Any]) -> str:
    return ", ".join(f"{count:g} {kind.replace('_', ' ')}" for kind, count in rate["errors"].items())


def _sentences(row: LabelerSkills) -> str:
    return "\n".join(f"{skill['title']}: {skill['sentence']}" for skill in row.skills)


def _facts(figures: dict[str, Any]) -> dict[str, object]:
    accuracy, audits, labels = figures["accuracy"], figures["audits"], figures["labels"]
    error = figures["calibration"]["error"]
    return {
        "Accuracy": _accuracy(accuracy),
        "Contract": _contract(accuracy),
        "To prove it": _effort(figures["plan"], accuracy),
        "Engine's belief": _percent(accuracy["believed"]),
        "Calibration": None if error is None else f"stated and found differ by {error * 100:.1f} points",
        "Audits": f"{audits['done']:,} done, {audits['wrong']:,} wrong, {audits['waiting']:,} waiting",
        "Answers per task": _answers(labels),
        "Completed": f"{labels['completed']:,}",
    }


def _accuracy(accuracy: dict[str, Any]) -> str:
    if accuracy["estimate"] is None:
        return "nothing was audited yet"
    interval = f"{_percent(accuracy['low'])} to {_percent(accuracy['high'])}"
    return f"{_percent(accuracy['estimate'])} ({interval}), at least {_percent(accuracy['at_least'])}"


def _contract(accuracy: dict[str, Any]) -> str:
    is_proved = "proved" if accuracy["at_least"] >= accuracy["target"] else "not proved yet"
    return f"{_percent(accuracy['target'])} with {accuracy['confidence']:.0%} confidence: {is_proved}"


def _effort(plan: dict[str, Any], accuracy: dict[str, Any]) -> str | None:
    target = next((each for each in plan["targets"] if each["target"] == accuracy["target"]), None)
    if target is None:
        return None
    if target["audits"] is None:
        return "no number of audits: too few answers are right. Ask for more answers per task, or review more"
    more = max(0, target["audits"] - accuracy["audited"])
    return f"about {more:,} more audits"


def _answers(labels: dict[str, Any]) -> str | None:
    if labels["mean"] is None:
        return None
    saved = "" if labels["saved"] is None else f", {labels['saved']:.0%} fewer than allowed"
    return f"{labels['mean']:.2f}{saved}"


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"
