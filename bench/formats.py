"""How fast a large COCO file is written and read, and in how much memory.

`python -m bench.formats --images 100000 --boxes 5` makes records of a delivery, writes them as COCO to a temporary file
and reads that file back to task rows, each in a process of its own whose peak memory is what Linux says of it. Prints
one line of JSON for each: seconds, images a second, the size of the file, and the peak in MB, beside the peak of a
process that only starts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench import speed
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext
from goldsmith.ontology import Label, Ontology

ONTOLOGY = Ontology(labels=tuple(Label(f"class_{number}") for number in range(80)))
UUIDS = "0190a5c8-0000-7000-8000-{:012x}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--boxes", type=int, default=5)
    parser.add_argument("--format", default="coco")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-bench-") as folder:
        path = str(Path(folder) / "file")
        for what, work in (("start", start), ("write", write), ("read", read)):
            figures = alone(work, path, chosen.format, chosen.images, chosen.boxes)
            size = Path(path).stat().st_size if Path(path).exists() else 0
            line = {"what": what, **figures, "file_mb": round(size / 1e6, 1), "speed": speed.measure()}
            print(json.dumps(line), flush=True)


def alone(work: Callable[..., int], *arguments: Any) -> dict[str, float]:
    """Do some work in a process of its own; how long it took and its peak memory."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(measured, (work, *arguments))


def measured(work: Callable[..., int], *arguments: Any) -> dict[str, float]:
    began = time.perf_counter()
    images = work(*arguments)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 2),
        "images_per_second": round(images / seconds) if images else 0,
        "peak_mb": round(peak),
    }


def start(_: str, format_name: str, *__: int) -> int:
    """Load the modality and do nothing."""
    registry.get("image.v1").codec(format_name)
    return 0


def write(path: str, format_name: str, images: int, boxes: int) -> int:
    codec = registry.get("image.v1").codec(format_name)
    if codec is None or codec.write is None:
        raise SystemExit(f"image.v1 does not write {format_name}.")
    with Path(path).open("wb") as out:
        return codec.write(records(images, boxes), out, ExportContext(ontology=ONTOLOGY)).records


def read(path: str, format_name: str, *_: int) -> int:
    codec = registry.get("image.v1").codec(format_name)
    if codec is None or codec.read is None:
        raise SystemExit(f"image.v1 does not read {format_name}.")
    with Path(path).open("rb") as file:
        return sum(isinstance(row, dict) for row in codec.read(file, ImportContext(ontology=ONTOLOGY)))


def records(images: int, boxes: int) -> Iterator[bytes]:
    """Make delivered records with that many boxes each."""
    for number in range(images):
        annotations = [box(number * boxes + place) for place in range(boxes)]
        asset = {"name": f"{number:08}.jpg", "sha256": "0" * 64, "facts": {"width": 1920, "height": 1080}}
        answer = {"annotations": annotations, "global_attributes": {}, "links": []}
        body = {"task_id": f"task_{number}", "unique_id": f"item-{number}", "content": {"attachment": asset["name"]}}
        yield msgspec.json.encode({**body, "answer": answer, "assets": [asset], "metadata": {}})


def box(number: int) -> dict[str, Any]:
    place = {"left": number % 1700 + 0.25, "top": number % 900 + 0.5, "width": 40.5, "height": 30.75}
    label = f"class_{number % 80}"
    return {"type": "box", "uuid": UUIDS.format(number), "label": label, "attributes": {}, **place}


if __name__ == "__main__":
    main()
