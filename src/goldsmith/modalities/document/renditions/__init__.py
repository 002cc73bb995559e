"""What is made of a PDF so that people can see and select in it: pictures of its pages, and the words on them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from goldsmith.modalities.document.reading import open_pdf, page_sizes
from goldsmith.modalities.document.renditions.layer import WordLayer
from goldsmith.modalities.document.renditions.packs import PackWriter
from goldsmith.modalities.document.renditions.pictures import SCALES, draw_page, draw_thumbnail
from goldsmith.modalities.document.renditions.words import pack_words

__all__ = ["make_renditions"]


def make_renditions(path: Path, folder: str, *kinds: str) -> dict[str, dict[str, Any]]:
    """Write `pages` and `words`, as wanted, and a thumbnail into the folder; tell of each by its kind.

    In both files each page is a part that can be fetched alone; in `pages` there is one for each of the scales. The
    facts of `words` tell how many pages are pictures: `recognized` of them were read, `unread` were not.
    """
    began, target = time.monotonic(), Path(folder)
    made: dict[str, dict[str, Any]] = {}
    with open_pdf(path) as document:
        count = len(page_sizes(document))
        if "pages" in kinds:
            with PackWriter(target / "pages", count * len(SCALES)) as pack:
                for number in range(count):
                    for picture in draw_page(document[number]):
                        pack.add(picture)
            facts = {"pages": count, "scales": list(SCALES)}
            made["pages"] = {"file": "pages", "media_type": "application/octet-stream", "facts": facts}
        if "words" in kinds:
            layer = WordLayer(began)
            with PackWriter(target / "words", count) as pack:
                for number in range(count):
                    pack.add(pack_words(layer.of(document, number)))
            facts = {"pages": count, **layer.facts}
            made["words"] = {"file": "words", "media_type": "application/octet-stream", "facts": facts}
        return {**made, "thumbnail": draw_thumbnail(document[0], target / "thumbnail")}
