"""Files that take long to draw let short ones go first, whoever came later, and nothing is drawn twice."""

from __future__ import annotations

from typing import Any

from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.words import unpack_words

from ..product import Customer, wait_until
from ..unit.modalities.pdfs import numbered
from .files import looked_at, upload

PAGES = 150
SLICES = "select count(*) from rendition_slice"


def upload_pages(customer: Customer, count: int, **options: Any) -> str:
    return str(upload(customer, numbered(count, **options), "pages.pdf", "application/pdf")["id"])


def page_texts(customer: Customer, asset: Any) -> list[str]:
    words = next(each for each in asset["renditions"] if each["kind"] == "words")
    pack = customer.product.http.get(words["url"]).content
    return [" ".join(word.text for word in unpack_words(read_part(pack, page))) for page in range(PAGES)]


def test_a_short_document_does_not_wait_for_a_long_one(customer: Customer, rival: Customer) -> None:
    long = upload_pages(customer, PAGES)
    wait_until(lambda: customer.value(SLICES) > 0)
    for whose in (customer, rival):
        assert looked_at(whose, upload_pages(whose, 1))["status"] == "ready"
    assert customer.operator.get(f"/assets/{long}")["status"] == "pending"
    asset = looked_at(customer, long)
    assert asset["status"] == "ready"
    assert page_texts(customer, asset) == [f"Page {number}" for number in range(1, PAGES + 1)]
    assert customer.value(SLICES) == 0


def test_the_same_bytes_are_drawn_once_however_many_ask_at_a_time(customer: Customer) -> None:
    size = (595, 700)
    first = upload_pages(customer, PAGES, size=size)
    wait_until(lambda: customer.value(SLICES) > 0)
    second = upload_pages(customer, PAGES, size=size)
    ready = [looked_at(customer, each) for each in (first, second)]
    assert [each["status"] for each in ready] == ["ready", "ready"]
    assert customer.value("select count(*) from event where kind = 'asset.ready'") == 2
    written = "select count(distinct object_key) from rendition where kind = 'pages' and status = 'ready'"
    assert customer.value(written) == 1
