"""A whole project of Label Studio, moved here: its labeling config makes the project, both files become the import."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goldsmith.errors import ConflictError, MalformedError

if TYPE_CHECKING:
    from goldsmith.client import Goldsmith, Project
    from goldsmith.client.types import LabelStudioProject
    from goldsmith.commands.frame import Session

__all__ = ["PROJECT", "pack_project"]

PROJECT: Final = "label_studio_project"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@contextmanager
def pack_project(session: Session, name: str, files: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Make the project, tell what of its config is not taken over, and give (its id, the archive to import).

    An earlier run's project of this name is used again when it asks the same. The archive is the same each time.
    """
    if len(files) != 2:
        raise MalformedError(f"{PROJECT} takes two files: config.xml and tasks.json.", field="FILE")
    config, tasks = files
    read = session.client.projects.read_label_studio(_read_text(config))
    for each in read.not_understood:
        session.output.note(f"  not taken over: {each.what} ({each.count:,}, from line {each.line:,})")
    project = _find(session.client, name, read) or session.client.projects.create(
        name=name, modality=read.modality, ontology=read.ontology, instructions=read.instructions
    )
    with tempfile.TemporaryDirectory(prefix="goldsmith-import-") as folder:
        yield project.id, _pack(Path(folder) / "project.zip", config, tasks)


def _read_text(config: Path) -> str:
    try:
        return config.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError(f"{config} is not UTF-8 text.", field="FILE") from None


def _find(client: Goldsmith, name: str, read: LabelStudioProject) -> Project | None:
    named = [project for project in client.projects.list() if project.name == name]
    for project in named:
        if project.modality == read.modality and client.ontology.get(project.id).ontology == read.ontology:
            return project
    if named:
        raise ConflictError(f"There is a project {name!r} already, which asks something else.", field="project")
    return None


def _pack(archive: Path, config: Path, tasks: Path) -> Path:
    """Pack both as they are: what repeats itself would be refused as swelling when it is unpacked."""
    with zipfile.ZipFile(archive, "w") as packed:
        for name, path in (("config.xml", config), ("tasks.json", tasks)):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as member:
                shutil.copyfileobj(source, member)
    return archive
