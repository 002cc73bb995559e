"""Conversations: what a task of Scale's chat types asks, and its answers as threads. One file an idea."""

from goldsmith.compat.scale.types.chat.asking import TYPES
from goldsmith.compat.scale.types.chat.threads import Telling, threads_of

__all__ = ["TYPES", "Telling", "threads_of"]
