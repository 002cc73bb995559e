"""From what a person types to what is meant: a project by name or by id, a JSON file by its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.errors import ConflictError, MalformedError, NotFoundError

if TYPE_CHECKING:
    from goldsmith.client import Goldsmith, Project

__all__ = ["choose_project", "read_json_file"]


def choose_project(client: Goldsmith, text: str) -> Project:
    """Find the project with this id, or the only one with this name."""
    if text.startswith("project_"):
        return client.projects.get(text)
    named = [project for project in client.projects.list() if project.name == text]
    if not named:
        raise NotFoundError(f"There is no project {text!r}. `goldsmith projects list` shows yours.", field="project")
    if len(named) > 1:
        ids = ", ".join(project.id for project in named)
        raise ConflictError(f"Several projects are called {text!r}; name one by its id: {ids}.", field="project")
    return client.projects.get(named[0].id)


def read_json_file(path: Path, field: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise MalformedError(f"{path} is not JSON: {error}.", field=field) from error
