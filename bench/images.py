"""`python -m bench.images`: pictures per second, from the first upload to the last asset that is ready.

Each JPEG is sent over HTTP, hashed and stored, then probed and given a thumbnail in a bounded child. `--children` runs
the look alone, once in processes of their own and once in children of the zygote. Processor time is what all processes
of the product spend; on a machine that does other work beside, it says more than the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import resource
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench import speed
from bench.product import ONTOLOGY, Product, running_product, tree_of
from goldsmith.modalities.image.modality import MODALITY
from goldsmith.ports.sandbox import run_bounded
from goldsmith.ports.sandbox.warm import WarmChildren

PICTURE = (640, 480)
DRAWN = 100
SENDERS = 8
AT_ONCE = 4
LOOK = "goldsmith.journey.ingest.looking:look_at"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--pictures", type=int, default=10_000)
    asked.add_argument("--children", action="store_true")
    options = asked.parse_args()
    if options.children:
        for is_warm in (False, True):
            print(json.dumps({"what": "look", "warm": is_warm, **asyncio.run(look(options.pictures, is_warm=is_warm))}))
        return
    with running_product() as product:
        print(json.dumps({"what": "pictures", **ingest(product, options.pictures)}))


def make_picture(number: int) -> bytes:
    """Something like a photograph: soft noise, different each time; about 50 kB."""
    draw = np.random.default_rng(number)
    coarse = draw.integers(0, 255, (PICTURE[1] // 10, PICTURE[0] // 10, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(coarse).resize(PICTURE, Image.Resampling.BICUBIC).save(written, "JPEG", quality=92)
    return written.getvalue()


async def look(pictures: int, *, is_warm: bool) -> dict[str, Any]:
    """Probe and thumbnail of one file again and again."""
    children = WarmChildren()
    readers = (MODALITY.probe, MODALITY.thumbnail)
    modules = {"modules": [reader.partition(":")[0] for reader in readers]} if is_warm else {}
    turns = asyncio.Semaphore(AT_ONCE)

    async def look_once(path: Path, number: int) -> None:
        async with turns:
            scratch = path.with_name(f"made-{number}")
            scratch.mkdir()
            run: Any = children.run if is_warm else run_bounded
            await run(LOOK, path, str(scratch), *readers, scratch=scratch, most_bytes=1_000_000, **modules)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(make_picture(1))
        await look_once(path, pictures)
        began, spent = time.perf_counter(), _spent_by_children()
        await asyncio.gather(*[look_once(path, number) for number in range(pictures)])
        seconds = time.perf_counter() - began
    children.close()
    processor = _spent_by_children() - spent  # children of the zygote are counted when it ends
    return {
        "pictures": pictures,
        "per_second": round(pictures / seconds, 1),
        "processor_ms_each": round(1_000 * processor / pictures, 1),
        "loop": speed.measure(),
    }


def _spent_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ingest(product: Product, pictures: int) -> dict[str, Any]:
    """Send them, and wait until the tasks on all of them can be labeled."""
    settings = {"name": "pictures", "modality": "image.v1", "ontology": ONTOLOGY, "review_percent": 0}
    project = product.call("POST", "/projects", settings)["id"]
    kind = {"Content-Type": "image/jpeg"}

    def send(number: int) -> str:
        content = drawn[number % DRAWN] + number.to_bytes(8, "big")  # what follows a JPEG's end makes it another file
        made = product.call("POST", f"/assets?name=picture-{number}.jpg", content, kind)
        asset_id: str = made["id"]
        return asset_id

    drawn = [make_picture(number) for number in range(DRAWN)]
    with ThreadPoolExecutor(SENDERS) as senders:
        began, spent = time.perf_counter(), _spent(product)
        sent = list(senders.map(send, range(pictures)))
    for start in range(0, pictures, 1_000):
        rows = [{"attachment": asset_id} for asset_id in sent[start : start + 1_000]]
        product.call("POST", f"/projects/{project}/tasks", {"tasks": rows})
    uploaded = time.perf_counter() - began
    while product.call("GET", f"/projects/{project}")["counts"].get("label", 0) < pictures:
        time.sleep(0.2)
    seconds = time.perf_counter() - began
    return {
        "pictures": pictures,
        "uploaded_per_second": round(pictures / uploaded, 1),
        "ready_per_second": round(pictures / seconds, 1),
        "processor_ms_each": round(1_000 * (_spent(product) - spent) / pictures, 1),
        "loop": speed.measure(),
    }


def _spent(product: Product) -> float:
    """Seconds of processor of the product's processes and of their children that have ended."""
    ticks = 0
    for pid in tree_of(product.pid):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
