"""A worker that is killed while it draws a long document loses no page that was drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..http.files import looked_at
from ..http.test_fair_drawing import PAGES, SLICES, page_texts, upload_pages
from ..product import Product, wait_until
from .killing import kill, worker


@pytest.mark.timeout(240)
def test_a_worker_killed_between_slices_goes_on_where_it_was(start_own: Callable[..., Product]) -> None:
    own = start_own()
    customer = own.found_customer()
    asset = upload_pages(customer, PAGES)
    wait_until(lambda: customer.value(SLICES) > 0)
    kill(own, worker)
    first = "select files::text from rendition_slice where number = 0"
    drawn = customer.value(first)
    wait_until(lambda: customer.value(SLICES) != 1)
    assert customer.value(first) in (drawn, None)
    ready = looked_at(customer, asset)
    assert page_texts(customer, ready) == [f"Page {number}" for number in range(1, PAGES + 1)]
    left = [path for path in (own.folder / "data").rglob("*") if path.is_file() and "slices" in path.parts]
    assert left == []
