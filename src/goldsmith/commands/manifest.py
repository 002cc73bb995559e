"""A manifest becomes tasks by a chunked import; one that was cut off goes on, one that is done is not sent again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goldsmith.commands.journal import Journal
from goldsmith.errors import NotFoundError

if TYPE_CHECKING:
    from goldsmith.client import Goldsmith, Import

__all__ = ["ingest_manifest"]

_RESUMABLE: Final = {"uploading", "running", "done"}


def ingest_manifest(
    client: Goldsmith,
    project_id: str,
    manifest: Path,
    *,
    format: str | None,  # noqa: A002 - the API's own word
    batch: str | None,
    journal: Journal,
    progress: Callable[[Import], None],
) -> tuple[Import, bool]:
    """Bring the manifest in and wait for its end; and whether it was in already."""
    known = _known_import(client, journal)
    if known is not None and known.status == "done":
        return known, True
    if known is None:
        known = client.imports.create(project_id, manifest, format=format, batch=batch)
        journal.record([("import", known.id)])
    return client.imports.resume(known.id, manifest, progress=progress), False


def _known_import(client: Goldsmith, journal: Journal) -> Import | None:
    import_id = journal.get("import")
    if import_id is None:
        return None
    try:
        known = client.imports.get(import_id)
    except NotFoundError:
        return None
    return known if known.status in _RESUMABLE else None
