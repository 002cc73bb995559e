"""Carry a Scale account over to Goldsmith: read with Scale's official client, written through our own Scale wire.

Client side, and pure of any screen: it takes two clients, yields how far it is, and keeps a report.
"""

from __future__ import annotations

from goldsmith.compat.scale.importing.files import Files, Known
from goldsmith.compat.scale.importing.patience import Door, act_for
from goldsmith.compat.scale.importing.report import Progress, Report
from goldsmith.compat.scale.importing.walk import Choices, Importer, Responses

__all__ = ["Choices", "Door", "Files", "Importer", "Known", "Progress", "Report", "Responses", "act_for"]
