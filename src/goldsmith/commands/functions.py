"""`goldsmith functions`: try labeling functions here, push them, see how they do, take one away."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import MalformedError

if TYPE_CHECKING:
    from goldsmith.client import LabelFunction, LabelFunctions

PythonFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A Python file.")]
ProjectOption = Annotated[str, typer.Option(help="A project, by name or id.")]

functions = new_group("Labeling functions: Python code that votes on every task.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(functions, name="functions")


@register(functions, "try")
def try_functions(
    session: Session,
    file: PythonFile,
    *,
    project: ProjectOption,
    limit: Annotated[int, typer.Option(min=1, help="On how many tasks, newest first.")] = 100,
) -> None:
    """Run the functions of a file here, on some tasks of a project. Nothing is written."""
    from goldsmith.commands.function_trial import try_here

    found = choose_project(session.client, project)
    source = _read(file)
    tasks = [session.client.tasks.get(task.id) for task in islice(session.client.tasks.list(found.id), limit)]
    ontology = session.client.ontology.get(found.id).ontology
    rows = try_here(source, found, ontology, tasks)
    session.output.listing(rows, _columns(), empty="No functions.")
    session.output.note(
        f"Tried on {len(tasks):,} tasks; nothing was written. `goldsmith functions push` lets them vote."
    )


@register(functions, "push")
def push_functions(
    session: Session,
    file: PythonFile,
    *,
    project: ProjectOption,
    wait: Annotated[bool, typer.Option("--wait", help="Come back when every task was looked at.")] = False,
) -> None:
    """Let the functions of a file vote on every task, now and later. A mistake is refused with its line."""
    found = choose_project(session.client, project)
    pushed = session.client.functions.push(found.id, _read(file))
    if wait:
        _show(session, session.client.functions.wait(found.id))
        return
    names = ", ".join(each.name for each in pushed.functions)
    session.output.result(
        pushed, f"Version {pushed.version} votes: {names}. Next: `goldsmith functions list --project {found.id}`."
    )


@register(functions, "list")
def list_functions(session: Session, *, project: ProjectOption) -> None:
    """Show a project's functions: how much they cover, how they agree, how right they are."""
    found = choose_project(session.client, project)
    _show(session, session.client.functions.get(found.id))


@register(functions, "show")
def show_source(
    session: Session,
    *,
    project: ProjectOption,
    version: Annotated[int | None, typer.Option(min=1, help="An older version; default: the one that votes.")] = None,
) -> None:
    """Print the file that votes, or an older version of it."""
    found = choose_project(session.client, project)
    wanted = version or session.client.functions.get(found.id).version
    if wanted is None:
        raise MalformedError(_EMPTY, field="version")
    kept = session.client.functions.source(found.id, wanted)
    session.output.result(kept, kept.source)


@register(functions, "remove")
def remove_functions(
    session: Session,
    names: Annotated[list[str], typer.Argument(help="Functions, by their names.")],
    *,
    project: ProjectOption,
) -> None:
    """Take functions' votes back, until a file that holds them is pushed again."""
    found = choose_project(session.client, project)
    for name in names:
        session.client.functions.remove(found.id, name)
    session.output.result({"removed": names}, f"Removed {', '.join(names)}.")


_EMPTY = "No functions yet. Try some with `goldsmith functions try FILE`, then `goldsmith functions push FILE`."


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise MalformedError(f"{file} is not text in UTF-8.", field="file") from None


def _show(session: Session, found: LabelFunctions) -> None:
    if session.output.as_json:
        session.output.result(found, "")
        return
    session.output.listing(found.functions, _columns(), empty=_EMPTY)
    if found.error:
        session.output.note(f"Version {found.version} failed: {found.error}")
    elif not found.is_settled:
        session.output.note(f"Version {found.version} runs: {found.passed:,} of {found.tasks:,} tasks so far.")


def _columns() -> list[Any]:
    return [
        ("Function", lambda f: f.name),
        ("Votes on", lambda f: f.attribute),
        ("Coverage", lambda f: _percent(f.coverage)),
        ("Overlaps", lambda f: _percent(f.overlaps)),
        ("Conflicts", lambda f: _percent(f.conflicts)),
        ("Accuracy", _accuracy),
        ("Votes for", lambda f: ", ".join(f"{name} {count:,}" for name, count in f.choices.items())),
        ("Errors", lambda f: f.error or (f"{f.errors.count:,}: {f.errors.first}" if f.errors.count else "")),
    ]


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"


def _accuracy(function: LabelFunction) -> str | None:
    found = function.accuracy
    return f"{found.estimate:.1%} ({found.low:.0%} to {found.high:.0%}, of {found.judged:,})" if found else None
