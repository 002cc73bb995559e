"""A knowledge base of a million entries: loaded, then searched as labelers do (`python -m bench.knowledge`)."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import quote

from bench.product import Product, running_product

SYLLABLES: Final = ("ka", "lo", "mi", "ran", "to", "ves", "ber", "an", "shi", "dor", "él", "ø", "un", "gra", "pe", "zu")
COMMON: Final = ("University of", "Saint", "John", "Mary", "New", "River", "Society of", "Battle of")
ENTRIES: Final = 1_000_000
SEARCHES: Final = 200


def entries(count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Names of one to three words; words are as uneven as in a language (Zipf), a third has an alias."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(60_000)]
    for number in range(count):
        chosen = [words[min(int(chance.paretovariate(0.35)) - 1, len(words) - 1)] for _ in range(chance.randint(1, 3))]
        name = " ".join([chance.choice(COMMON), *chosen] if number % 4 == 0 else chosen)
        aliases = [f"{chosen[-1]} {number % 1000}"] if number % 3 == 0 else []
        description = f"number {number} of a generated world"
        yield {"id": f"Q{number}", "name": name, "aliases": aliases, "description": description}


def load(product: Product, rows: Iterator[dict[str, Any]]) -> float:
    """Seconds from sending the file until its last entry can be found."""
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    product.call("POST", "/knowledge-bases", {"name": "world"})
    begun = time.perf_counter()
    made = product.call("POST", "/knowledge-bases/world/loads", content)
    while (now := product.call("GET", f"/knowledge-bases/world/loads/{made['id']}"))["status"] == "running":
        time.sleep(0.5)
    if now["status"] != "done":
        raise RuntimeError(now["error"])
    return time.perf_counter() - begun


def search(product: Product, queries: list[str]) -> list[float]:
    """Milliseconds of each search, through HTTP."""
    taken = []
    for query in queries:
        begun = time.perf_counter()
        product.call("GET", f"/knowledge-bases/world/search?query={quote(query)}")
        taken.append((time.perf_counter() - begun) * 1_000)
    return taken


def queries(rows: list[dict[str, Any]], chance: random.Random) -> dict[str, list[str]]:
    names = [row["name"] for row in chance.choices(rows, k=SEARCHES)]
    return {
        "a whole name": names,
        "its first letter": [name[0] for name in names],
        "its first three letters": [name[:3] for name in names],
        "its words in another order": [" ".join(reversed(name.split())) for name in names],
        "two of the most frequent words": [" ".join(chance.sample(COMMON, 2)) for _ in names],
        "a word too many": [f"Professor {name}" for name in names],
        "what is not there": [f"xq{number}" for number in range(SEARCHES)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    count = parser.parse_args().entries
    rows = list(entries(count, random.Random(7)))
    with running_product() as product:
        seconds = load(product, iter(rows))
        print(f"{count:,} entries loaded in {seconds:.0f} s, {count / seconds:,.0f} a second", flush=True)
        for kind, asked in queries(rows, random.Random(8)).items():
            taken = search(product, asked)
            cut = quantiles(taken, n=100)
            print(f"{kind}: median {median(taken):.1f} ms, p95 {cut[94]:.1f} ms, p99 {cut[98]:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
