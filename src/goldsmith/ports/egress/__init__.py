"""The one door out: every request that Goldsmith makes to an address somebody named passes here."""

from goldsmith.ports.egress.door import Egress, Fetched, Opened
from goldsmith.ports.egress.errors import EgressError
from goldsmith.ports.egress.vetting import AllowList

__all__ = ["AllowList", "Egress", "EgressError", "Fetched", "Opened"]
