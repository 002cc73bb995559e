"""`goldsmith tasks`: find them, look at one, cancel or reopen some."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import MalformedError

if TYPE_CHECKING:
    from goldsmith.client import Task

tasks = new_group("Tasks: the items to label.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(tasks, name="tasks")


@register(tasks, "list")
def list_tasks(
    session: Session,
    *,
    project: Annotated[str, typer.Option(help="A project, by name or id.")],
    stage: Annotated[str | None, typer.Option(help="ingest, label, reconcile, review, audit or done.")] = None,
    status: Annotated[str | None, typer.Option(help="pending, completed, canceled or error.")] = None,
    batch: Annotated[str | None, typer.Option(help="Only this batch.")] = None,
    unique_id: Annotated[str | None, typer.Option(help="Only the task with this id of your own.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
) -> None:
    """Show tasks, filtered."""
    found = choose_project(session.client, project)
    chosen = session.client.tasks.list(
        found.id, stage=stage, status=status, batch=batch, unique_id=unique_id, limit=min(limit, 1000)
    )
    columns = [
        ("Your id", lambda t: t.unique_id),
        ("Stage", lambda t: t.stage),
        ("Status", lambda t: t.status),
        ("Answers", lambda t: f"{t.answers_have}/{t.answers_needed}"),
        ("Id", lambda t: t.id),
    ]
    session.output.listing(islice(chosen, limit), columns, empty="No task fits.")


@register(tasks, "show")
def show_task(session: Session, task_id: Annotated[str, typer.Argument(help="A task, by its id.")]) -> None:
    """Show one task: what it is, where it is, who answered."""
    task = session.client.tasks.get(task_id)
    session.output.facts(task, _facts(task))


@register(tasks, "cancel")
def cancel_tasks(
    session: Session,
    task_ids: Annotated[list[str], typer.Argument(help="Tasks, by their ids.")],
    with_parts: Annotated[bool, typer.Option("--with-parts", help="Also the other parts of what was cut.")] = False,
) -> None:
    """Cancel tasks. Answers already given are kept."""
    for task_id in task_ids:
        session.client.tasks.cancel(task_id, with_parts=with_parts)
    session.output.result({"canceled": task_ids}, f"Canceled {len(task_ids)}.")


@register(tasks, "reopen")
def reopen_tasks(
    session: Session,
    task_ids: Annotated[list[str] | None, typer.Argument(help="Tasks, by their ids.")] = None,
    *,
    failed: Annotated[
        str | None, typer.Option(metavar="PROJECT", help="All tasks of this project whose files could not be shown.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it stays in their history.")] = "Look again.",
) -> None:
    """Ask about finished tasks anew. Files that failed are looked at again."""
    chosen = list(task_ids or [])
    if failed is not None:
        found = choose_project(session.client, failed)
        chosen += [task.id for task in session.client.tasks.list(found.id, status="error")]
    elif not chosen:
        raise MalformedError("Say which: ids of tasks, or --failed PROJECT.", field="task_ids")
    for task_id in chosen:
        session.client.tasks.reopen(task_id, reason)
    session.output.result({"reopened": chosen}, f"Reopened {len(chosen):,}.")


def _facts(task: Task) -> dict[str, object]:
    answers = {
        f"{annotation.kind} by {(annotation.labeler and annotation.labeler.name) or 'Goldsmith'}": annotation.answer
        for annotation in task.annotations
    }
    return {
        "Your id": task.unique_id,
        "Id": task.id,
        "Stage": task.stage,
        "Status": task.status,
        "Answers": f"{task.answers_have}/{task.answers_needed}",
        "Priority": task.priority,
        "Content": task.snippet or task.content,
        "Created": task.created_at,
        **answers,
    }
