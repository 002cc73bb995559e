"""What every verb needs to do its work: the ports, opened once a process."""

from __future__ import annotations

from typing import NamedTuple

from goldsmith.ports.db import Database
from goldsmith.ports.egress import Egress
from goldsmith.ports.jobs import Jobs
from goldsmith.ports.objects import Objects
from goldsmith.settings import Settings


class Foundry(NamedTuple):
    """The open ports of one process."""

    settings: Settings
    db: Database
    objects: Objects
    jobs: Jobs
    egress: Egress
    secret: bytes
    """The installation's own secret: signs asset links and derives webhook secrets."""
