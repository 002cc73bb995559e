"""What happened: one event per change, in its transaction; sealed, counted and sent on within a second."""

from goldsmith.events.record import Happened, record, record_all

__all__ = ["Happened", "record", "record_all"]
