"""What the supervisor says when the product cannot be started."""

from __future__ import annotations

from goldsmith.errors import UnavailableError


class SupervisorError(UnavailableError):
    """A part of the product ended before it was ready, or its program cannot be run."""

    code = "not_started"
