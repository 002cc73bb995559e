"""The first API, `/v1`: one file a resource, handlers without logic."""

from __future__ import annotations

from typing import Final

from goldsmith.compat.scale.v1 import batches, files, projects, studio, tasks

__all__ = ["ROUTES"]

ROUTES: Final = (*tasks.ROUTES, *batches.ROUTES, *projects.ROUTES, *files.ROUTES, *studio.ROUTES)
