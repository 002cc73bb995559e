"""Why a request did not go out or did not come back: our own sentences, never a word of what the other side said."""

from __future__ import annotations

from goldsmith.errors import InvalidError


class EgressError(InvalidError):
    """The address cannot be used, or what answers there does not behave."""

    code = "egress_refused"
