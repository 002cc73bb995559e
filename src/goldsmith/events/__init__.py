"""What happened: one event per change, in its transaction; sealed, counted and sent on within a second."""

from goldsmith.events.record import record

__all__ = ["record"]
