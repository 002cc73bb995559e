"""A page of the task list: the first, the last and filtered ones, and the project's other pages, at growing size."""

from __future__ import annotations

import statistics
import time
from uuid import UUID

from bench.product import Product
from goldsmith.http.paging import show_cursor
from goldsmith.ids import parse_id

TIMES = 30


def measure(product: Product, project_id: str) -> dict[str, float]:
    """Median ms of pages of 50 tasks."""
    path = f"/projects/{project_id}/tasks?limit=50"
    first = product.call("GET", f"{path}&unique_id=row-0-0")["items"][0]["id"]
    near_the_end = show_cursor(UUID(int=parse_id("task", first).int + (1 << 80)))
    return {
        "first_ms": _median(product, path),
        "last_ms": _median(product, f"{path}&cursor={near_the_end}"),
        "one_stage_ms": _median(product, f"{path}&stage=done"),
        "one_status_ms": _median(product, f"{path}&status=pending"),
        "projects_ms": _median(product, "/projects"),
        "progress_ms": _median(product, f"/projects/{project_id}/progress"),
        "quality_ms": _median(product, f"/projects/{project_id}/quality"),
        "skills_ms": _median(product, f"/projects/{project_id}/skills"),
        "why_ms": _median(product, f"/tasks/{first}/why"),
    }


def _median(product: Product, path: str) -> float:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        product.call("GET", path)
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds) * 1000, 1)
