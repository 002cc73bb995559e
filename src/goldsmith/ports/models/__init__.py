"""Models that others made, behind protocols: encoders on this machine, chat models and prediction servers elsewhere."""

from goldsmith.ports.models.contract import (
    Chat,
    ChatReply,
    ModelAwayError,
    ModelRefusedError,
    PredictionBackend,
    TextEncoder,
)

__all__ = ["Chat", "ChatReply", "ModelAwayError", "ModelRefusedError", "PredictionBackend", "TextEncoder"]
