"""Import: tasks per second from a manifest of 1 kB rows, from the first byte sent to the last row written."""

from __future__ import annotations

import json
import random
import time

from bench.product import ONTOLOGY, Product

ROW_BYTES = 1_000
PART_BYTES = 16_000_000


def make_manifest(rows: int) -> bytes:
    """JSONL rows of 1 kB: a unique id and some text."""
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(2, 9))) for _ in range(2_000)]
    lines = []
    for number in range(rows):
        text = " ".join(draw.choices(words, k=180))[: ROW_BYTES - 40]
        lines.append(json.dumps({"unique_id": f"row-{number}", "text": text}))
    return ("\n".join(lines) + "\n").encode()


def make_project(product: Product, name: str, **settings: object) -> str:
    body = {"name": name, "modality": "text.v1", "ontology": ONTOLOGY, "review_percent": 0, "audit_percent": 0}
    project_id: str = product.call("POST", "/projects", body | settings)["id"]
    return project_id


def load(product: Product, project_id: str, rows: int, at_once: int = 200_000) -> tuple[float, int]:
    """Import rows in manifests of at most `at_once`; (seconds, rows created)."""
    seconds, created = 0.0, 0
    for start in range(0, rows, at_once):
        manifest = make_manifest(min(at_once, rows - start)).replace(b'"row-', f'"row-{start}-'.encode())
        began = time.perf_counter()
        entry = product.call("POST", f"/projects/{project_id}/imports", {"name": f"m{start}", "format": "jsonl"})
        path = f"/imports/{entry['id']}"
        for offset in range(0, len(manifest), PART_BYTES):
            part = manifest[offset : offset + PART_BYTES]
            product.call("PATCH", f"{path}/content", part, {"Upload-Offset": str(offset)})
        product.call("POST", f"{path}/start")
        while (state := product.call("GET", path))["status"] == "running":
            time.sleep(0.1)
        seconds += time.perf_counter() - began
        created += state["created"]
        if state["status"] != "done":
            raise SystemExit(f"import: {state}")
    return seconds, created


def measure(product: Product, rows: int = 200_000) -> dict[str, float]:
    project_id = make_project(product, f"ingest {rows}")
    seconds, created = load(product, project_id, rows)
    return {"rows": created, "seconds": round(seconds, 2), "tasks_per_second": round(created / seconds)}
