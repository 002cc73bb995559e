"""`goldsmith taxonomies`: trees of labels and choices from files and into files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, new_group, register
from goldsmith.commands.projects import ProjectArgument
from goldsmith.errors import MalformedError

taxonomies = new_group("Taxonomies: labels and choices that form a tree, as tables and lists.")

Question = Annotated[
    str | None,
    typer.Option(help="Whose choices: a question's name, LABEL/QUESTION for one of a label; without it the labels."),
]


class Form(StrEnum):
    """How a tree is written."""

    CSV = "csv"
    TSV = "tsv"
    LEVELS = "levels"
    PATHS = "paths"
    INDENTED = "indented"


def add_to(app: typer.Typer) -> None:
    app.add_typer(taxonomies, name="taxonomies")


@register(taxonomies, "show")
def show_taxonomy(
    session: Session,
    project: ProjectArgument,
    *,
    question: Question = None,
    form: Annotated[Form, typer.Option("--as", help="A table, or a list.")] = Form.CSV,
) -> None:
    """Write the labels of a project, or the choices of a question, as text."""
    found = choose_project(session.client, project)
    text = session.client.taxonomies.get(found.id, question, form.value)
    session.output.result({"text": text}, text.rstrip("\n"))


@register(taxonomies, "put")
def put_taxonomy(
    session: Session,
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A table, paths, or indented lines.")],
    *,
    question: Question = None,
    only_leaves: Annotated[
        bool | None, typer.Option("--only-leaves/--any-level", help="Whether those above others only group.")
    ] = None,
) -> None:
    """Make the labels of a project, or the choices of a question, what a file says; what it leaves out is retired."""
    found = choose_project(session.client, project)
    made = session.client.taxonomies.put(found.id, _read_text(file), question, only_leaves=only_leaves)
    session.output.result(made, f"{found.name} asks version {made.version} now.")


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError(f"{file} is not UTF-8 text.", field="FILE") from None
