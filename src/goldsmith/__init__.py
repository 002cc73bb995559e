"""Goldsmith: an open, self-hosted data foundry. Raw data in, gold out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldsmith.functions import label_function

__all__ = ["__version__", "label_function"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the decorator when somebody asks for it, so that `import goldsmith` stays light."""
    if name == "label_function":
        from goldsmith.functions import label_function

        return label_function
    message = f"module 'goldsmith' has no attribute {name!r}"
    raise AttributeError(message)
