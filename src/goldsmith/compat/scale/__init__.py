"""Scale's wire: their official client works unmodified against `/v1` and `/v2`, thin over the journey's services.

Source: the client's own code (https://github.com/scaleapi/scaleapi-python-client, 2.18) and Scale's public pages.
"""

from __future__ import annotations

from goldsmith.compat.scale.connecting import connect

__all__ = ["connect"]
