"""Models that others made, behind protocols: encoders on this machine, chat models and prediction servers elsewhere."""

from goldsmith.ports.models.contract import (
    Chat,
    ChatReply,
    Ending,
    ModelAwayError,
    ModelBrokeOffError,
    ModelRefusedError,
    PredictionBackend,
    Talker,
    TextEncoder,
)

__all__ = [
    "Chat",
    "ChatReply",
    "Ending",
    "ModelAwayError",
    "ModelBrokeOffError",
    "ModelRefusedError",
    "PredictionBackend",
    "Talker",
    "TextEncoder",
]
