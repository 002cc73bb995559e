"""`make bench`: start-up, idle memory, import, claim+submit and lists at several sizes, and a big delivery."""

from __future__ import annotations

import argparse
import json
import sys
import time

from bench import cycle, export, ingest, pages, speed
from bench.product import memory_mb, running_product, tree_of

PARTS = ("idle", "ingest", "cycle", "export")
SIZES = (10_000, 100_000, 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=PARTS, help=", ".join(PARTS))
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="tasks in the project, for cycle")
    parser.add_argument("--seconds", type=float, default=15.0)
    chosen = parser.parse_args()
    began = time.perf_counter()
    with running_product() as product:
        show("start", seconds=round(time.perf_counter() - began, 2))
        if "idle" in chosen.what:
            time.sleep(3)
            pids = tree_of(product.pid)
            show("idle", processes=len(pids), rss_mb=round(memory_mb(pids)), pss_mb=round(memory_mb(pids, "Pss")))
        if "ingest" in chosen.what:
            show("ingest", **ingest.measure(product))
        if "cycle" in chosen.what:
            for size in chosen.sizes:
                project_id, figures = cycle.measure(product, size, chosen.seconds)
                show("cycle", tasks=size, **figures)
                show("pages", tasks=size, **pages.measure(product, project_id))
    if "export" in chosen.what:
        sys.argv = [sys.argv[0], "--records", str(max(chosen.sizes))]
        export.main()


def show(what: str, **figures: float) -> None:
    """One line of JSON: what was measured, the figures, and how fast the machine is right after."""
    print(json.dumps({"what": what, **figures, "speed": speed.measure()}), flush=True)


if __name__ == "__main__":
    main()
