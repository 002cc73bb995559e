"""Claim and submit: two requests a cycle, 32 labelers at once, in projects of growing size."""

from __future__ import annotations

import asyncio
import json
import statistics
import time

import uvloop

from bench.ingest import load, make_project
from bench.product import ANSWER, Connection, Product

LABELERS = 32


def measure(product: Product, tasks: int, seconds: float = 15.0) -> tuple[str, dict[str, float]]:
    """A project of this many tasks; in it, cycles per second and latencies in ms."""
    project_id = make_project(product, f"cycle {tasks}")
    load(product, project_id, tasks)
    keys = [product.call("POST", "/keys", {"name": f"labeler {n}", "role": "labeler"})["key"] for n in range(LABELERS)]
    return project_id, uvloop.run(_run(product, project_id, keys, seconds))


async def _run(product: Product, project_id: str, keys: list[str], seconds: float) -> dict[str, float]:
    claims: list[float] = []
    submits: list[float] = []
    end = time.perf_counter() + seconds
    began = time.perf_counter()
    await asyncio.gather(*(_labeler(product, project_id, key, end, claims, submits) for key in keys))
    passed = time.perf_counter() - began
    return {
        "cycles_per_second": round(len(submits) / passed, 1),
        "claim_p50_ms": _percentile(claims, 50),
        "claim_p99_ms": _percentile(claims, 99),
        "submit_p50_ms": _percentile(submits, 50),
        "submit_p99_ms": _percentile(submits, 99),
    }


async def _labeler(
    product: Product, project_id: str, key: str, end: float, claims: list[float], submits: list[float]
) -> None:
    connection = Connection(product.url, key)
    answer = json.dumps(ANSWER)
    try:
        while time.perf_counter() < end:
            began = time.perf_counter()
            status, body = await connection.post(f"/api/v1/projects/{project_id}/claims", b'{"purpose":"label"}')
            claimed = time.perf_counter()
            if status != 200:
                raise SystemExit(f"claim: {status} {body[:300]!r}")
            claim = json.loads(body)
            submission = f'{{"generation":{claim["generation"]},"answer":{answer},"seconds":1.5}}'.encode()
            status, body = await connection.post(f"/api/v1/assignments/{claim['assignment_id']}/submit", submission)
            if status != 200:
                raise SystemExit(f"submit: {status} {body[:300]!r}")
            claims.append(claimed - began)
            submits.append(time.perf_counter() - claimed)
    finally:
        connection.close()


def _percentile(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100)[percent - 1] * 1000, 1)
