"""The API file: what Litestar reads from the handlers, completed with what holds at every address.

OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from goldsmith.http.openapi.config import API_FILE, describe_api
from goldsmith.http.openapi.structs import BytesIn, Extensible, ShownAs, StructPlugin

__all__ = ["API_FILE", "BytesIn", "Extensible", "ShownAs", "StructPlugin", "describe_api"]
