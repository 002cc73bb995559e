"""What every verb needs to do its work: the ports, opened once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goldsmith.ports.db import Database
from goldsmith.ports.jobs import Jobs
from goldsmith.ports.objects import Objects
from goldsmith.settings import Settings

if TYPE_CHECKING:
    from goldsmith.ports.egress import Egress
    from goldsmith.ports.sandbox.warm import WarmChildren


@dataclass(eq=False)
class Foundry:
    """The open ports of one process."""

    settings: Settings
    db: Database
    objects: Objects
    jobs: Jobs
    secret: bytes
    """The installation's own secret: signs asset links and derives webhook secrets."""

    @cached_property
    def egress(self) -> Egress:
        """The one door out, opened when somebody goes through it: the API's processes do so only to check a bucket."""
        from goldsmith.ports.egress import Egress

        return Egress(allow=self.settings.egress_allow, offline=self.settings.offline)

    @cached_property
    def children(self) -> WarmChildren:
        """Bounded children that read strangers' files; the worker has them."""
        from goldsmith.ports.sandbox.warm import WarmChildren

        return WarmChildren()
