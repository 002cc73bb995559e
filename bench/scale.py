"""Tasks over Scale's wire: their own client, fifty threads, a new connection for each request, as its examples do.

`python -m bench.scale`. The client shares the machine with the server; `bare` is what the same client reaches against a
server that answers at once and does nothing, so the rest is ours.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scaleapi import ScaleClient
from scaleapi.tasks import TaskType

from bench import speed
from bench.product import running_product
from goldsmith.compat.scale import connect

WORDS = {"labels": [{"name": "Person", "description": "somebody"}, {"name": "Place"}]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=3_000)
    parser.add_argument("--threads", type=int, default=50)
    chosen = parser.parse_args()
    show("bare", **bare(chosen.tasks, chosen.threads))
    with running_product() as product:
        client = connect(product.admin_key, product.url)
        client.create_project("bench", TaskType.NamedEntityRecognition, WORDS)
        client.create_batch("bench", "bench")
        show("create_task", **measure(lambda number: create(client, number), chosen.tasks, chosen.threads))
        show("get_task", **reread(client, chosen.tasks, chosen.threads))


def create(client: ScaleClient, number: int) -> Any:
    return client.create_task(
        TaskType.NamedEntityRecognition,
        project="bench",
        batch="bench",
        text=f"Ada met Grace in London, {number}.",
        unique_id=f"bench-{number}",
    )


def reread(client: ScaleClient, tasks: int, threads: int) -> dict[str, float]:
    ids = [task.id for task in client.get_tasks(project_name="bench")][:tasks]
    return measure(lambda number: client.get_task(ids[number]), len(ids), threads)


def measure(work: Callable[[int], Any], times: int, threads: int) -> dict[str, float]:
    """Do one thing many times at once: how many a second, and how long one takes."""

    def timed(number: int) -> float:
        began = time.perf_counter()
        work(number)
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        seconds = sorted(pool.map(timed, range(times)))
    return {
        "per_second": round(times / (time.perf_counter() - began)),
        "p50_ms": round(1_000 * seconds[len(seconds) // 2]),
        "p99_ms": round(1_000 * seconds[int(len(seconds) * 0.99)]),
    }


def bare(tasks: int, threads: int) -> dict[str, float]:
    """The client alone: what it sends is answered at once."""
    found = multiprocessing.Queue()
    server = multiprocessing.Process(target=answer_at_once, args=(found,), daemon=True)
    server.start()
    client = connect("live_key", f"http://127.0.0.1:{found.get()}")
    figures = measure(lambda number: create(client, number), tasks, threads)
    server.terminate()
    return figures


def answer_at_once(found: multiprocessing.Queue[int]) -> None:
    asyncio.run(_answer(found))


async def _answer(found: multiprocessing.Queue[int]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        [length] = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        await reader.readexactly(int(length))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\nconnection: close\r\n\r\n" + b'{"task_id": "x"}')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=256)
    found.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def show(what: str, **figures: float) -> None:
    print(json.dumps({"what": what, **figures, "speed": speed.measure()}), flush=True)


if __name__ == "__main__":
    main()
