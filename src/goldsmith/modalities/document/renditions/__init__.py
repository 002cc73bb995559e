"""What is made of a document so that people can see and select in it: pictures of its pages, and the words on them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from goldsmith.modalities.document.renditions.layer import WordLayer
from goldsmith.modalities.document.renditions.packs import PackWriter, parts_of, write_pack
from goldsmith.modalities.document.renditions.pictures import draw_page, draw_thumbnail
from goldsmith.modalities.document.renditions.progress import Progress
from goldsmith.modalities.document.renditions.sources import Source, open_source
from goldsmith.modalities.document.renditions.words import pack_words

__all__ = ["draw_slice", "make_renditions"]

FIRST_SECONDS: Final = 3.0
"""After so long a slice ends with the page that it is at: the first one, which other files may wait for, …"""
SECONDS: Final = 10.0
"""… and each of the others."""


def make_renditions(path: Path, folder: str, *kinds: str) -> dict[str, dict[str, Any]]:
    """Write `pages` and `words`, as wanted, and a thumbnail into the folder; tell of each by its kind.

    In both files each page is a part that can be fetched alone; in `pages` there is one for each of the scales. The
    facts of `words` tell how many pages are pictures: `recognized` of them were read, `unread` were not.
    """
    drawn = _draw(path, Path(folder), Progress(), kinds, math.inf)
    return _join(path, Path(folder), drawn, kinds)


def draw_slice(path: Path, folder: str, progress: str, *kinds: str) -> dict[str, Any]:
    """Draw and read pages for some seconds, on from `progress`, which is empty at first.

    Tells {"progress", "is_last"}, having left the files of this slice in the folder, until all pages are drawn; then,
    with the files of all slices in the folder, {"made"}, as `make_renditions` tells. A short document is made at once.
    """
    so_far, target = Progress.read(progress), Path(folder)
    if not so_far.is_whole:
        so_far = _draw(path, target, so_far, kinds, SECONDS if progress else FIRST_SECONDS)
        if not (so_far.is_whole and so_far.slices == 1):
            return {"progress": so_far.write(), "is_last": so_far.is_whole}
    return {"made": _join(path, target, so_far, kinds)}


def _draw(path: Path, folder: Path, so_far: Progress, kinds: tuple[str, ...], seconds: float) -> Progress:
    """Write the next pages into packs of their own; what is done then."""
    ends_at = time.monotonic() + seconds
    layer = WordLayer(so_far.reading)
    pictures: list[bytes] = []
    words: list[bytes] = []
    with open_source(path) as source:
        count = len(source.sizes)
        number = so_far.pages
        while number < count and (number == so_far.pages or time.monotonic() < ends_at):
            if "pages" in kinds:
                pictures.extend(draw_page(source, number))
            if "words" in kinds:
                words.append(pack_words(layer.of(source, number)))
            number += 1
    for kind, parts in (("pages", pictures), ("words", words)):
        if kind in kinds:
            write_pack(folder / _slice(so_far.slices, kind), parts)
    return Progress(number, so_far.slices + 1, number == count, layer.reading)


def _join(path: Path, folder: Path, drawn: Progress, kinds: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    with open_source(path) as source:
        return _join_pages(source, folder, drawn, kinds)


def _join_pages(source: Source, folder: Path, drawn: Progress, kinds: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    facts = {
        "pages": {"pages": drawn.pages, "scales": list(source.scales)},
        "words": {"pages": drawn.pages, **drawn.reading.facts},
    }
    made: dict[str, dict[str, Any]] = {}
    for kind, parts_a_page in (("pages", len(source.scales)), ("words", 1)):
        if kind in kinds:
            with PackWriter(folder / kind, drawn.pages * parts_a_page) as pack:
                for part in _all_parts(folder, drawn, kind):
                    pack.add(part)
            made[kind] = {"file": kind, "media_type": "application/octet-stream", "facts": facts[kind]}
    return {**made, "thumbnail": draw_thumbnail(source, folder / "thumbnail")}


def _all_parts(folder: Path, drawn: Progress, kind: str) -> Iterator[bytes]:
    for number in range(drawn.slices):
        slice_ = folder / _slice(number, kind)
        yield from parts_of(slice_)
        slice_.unlink()


def _slice(number: int, kind: str) -> str:
    return f"{kind}_{number}"
