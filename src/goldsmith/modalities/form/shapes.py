"""What labelers may answer with: questions alone."""

from __future__ import annotations

from typing import Any

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting

__all__ = ["check_form"]


def check_form(answer: Answer[Any], setting: Setting) -> None:
    """Nothing is marked in a form; InvalidError for anything that is."""
    if answer.annotations:
        raise InvalidError("Nothing is marked in a form; answer its questions.", field=f"{setting.field}.annotations")
