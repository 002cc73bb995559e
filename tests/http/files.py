"""Small files for tests, and their way into a customer's store."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from ..product import Customer, wait_until


def png(width: int = 8, height: int = 6) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(buffer, "PNG")
    return buffer.getvalue()


def upload(customer: Customer, content: bytes, name: str = "cat.png", media_type: str = "image/png") -> Any:
    answer = customer.operator.ask(
        "POST", "/assets", params={"name": name}, content=content, headers={"Content-Type": media_type}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def looked_at(customer: Customer, asset_id: str) -> Any:
    return wait_until(lambda: _no_longer_pending(customer, asset_id), 90)


def _no_longer_pending(customer: Customer, asset_id: str) -> Any:
    asset = customer.operator.get(f"/assets/{asset_id}")
    return asset if asset["status"] != "pending" else None
