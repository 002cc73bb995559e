"""Look at each file before anybody gets it: fetch it if need be, probe it in a bounded child, start what waited."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.errors import GoldsmithError, InvalidError, TooLargeError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.attachments import SQL
from goldsmith.journey.ingest.looks import Seen, look_as
from goldsmith.journey.ingest.opened import bring_asset, reject_asset, show_assets_ready
from goldsmith.journey.ingest.renditions import Stored, ask_for_renditions, keep_renditions, store_made
from goldsmith.modalities import registry
from goldsmith.ports.egress import EgressError
from goldsmith.ports.jobs import Job
from goldsmith.ports.sandbox import ProbeRefused
from goldsmith.together import Together

__all__ = ["prepare_asset"]


async def prepare_asset(foundry: Foundry, job: Job) -> None:
    """Fetch an asset if need be, look at it, and start or fail the tasks that waited for it."""
    async with foundry.db.transaction(job.customer_id) as tx:
        asset = await tx.row(SQL.asset, id=job.subject_id)
    if asset is None or asset["status"] != "pending":
        return
    with tempfile.TemporaryDirectory(prefix="goldsmith-asset-") as folder:
        path, scratch = Path(folder) / "asset", Path(folder) / "made"
        scratch.mkdir()
        try:
            sha256 = await bring_asset(foundry, asset, path)
            seen = await _look(foundry, job.customer_id, path, scratch, asset["name"])
            stored = await store_made(foundry, job.customer_id, sha256, seen.made, scratch)
        except (EgressError, ProbeRefused, TooLargeError, InvalidError) as refusal:
            async with foundry.db.transaction(job.customer_id) as tx:
                await reject_asset(tx, job.subject_id, str(refusal))
            return
    await _written.ask((foundry, job.customer_id), _Looked(job.subject_id, seen.facts, stored))


class _Looked(NamedTuple):
    """What was found in a file, and what was made of it."""

    asset_id: UUID
    facts: Mapping[str, Any]
    stored: Sequence[Stored]


async def _write_down(whose: tuple[Foundry, UUID], looked: Sequence[_Looked]) -> Sequence[None]:
    """Keep what was seen; an asset is ready once everything is there that it needs to be shown."""
    foundry, customer_id = whose
    async with foundry.db.transaction(customer_id) as tx:
        await keep_renditions(tx, {each.asset_id: each.stored for each in looked})
        lacking = [each for each in looked if await ask_for_renditions(foundry, tx, each.asset_id, each.facts)]
        for asset_id, facts, _ in lacking:
            await tx.run(SQL.asset_described, id=asset_id, media_type=facts["media_type"], facts=facts)
        await show_assets_ready(tx, {each.asset_id: each.facts for each in looked if each not in lacking})
    return [None] * len(looked)


_written: Final = Together(_write_down, turns=1)


async def _look(foundry: Foundry, customer_id: UUID, path: Path, scratch: Path, name: str) -> Seen:
    """Ask each modality's probe what this file is: the one for which it is named first, the least picky last.

    A code that begins with not_ says that it is no file of that modality's kind. Where all say so, the one for which
    the file is named is heard: of a broken picture nobody wants to know that it is no text.
    """
    media_type = guess_type(name)[0]
    modalities = sorted(
        (each for each in registry.registered().values() if each.probe),
        key=lambda each: ("text/plain" in each.media_types, media_type not in each.media_types, each.name),
    )
    named = next((modality for modality in modalities if media_type in modality.media_types), None)
    refusal: GoldsmithError = InvalidError("No modality here knows this kind of file.")
    refusal_of_named: GoldsmithError | None = None
    for modality in modalities:
        try:
            return await look_as(foundry.children, customer_id, modality, path, scratch)
        except ProbeRefused as error:
            if _knows_it(error):
                raise
            refusal = error
            refusal_of_named = error if modality is named else refusal_of_named
    raise refusal_of_named or refusal


def _knows_it(refusal: ProbeRefused) -> bool:
    """It is of this modality's kind and unfit: no other needs to be asked, and none has a better sentence."""
    is_unfit = refusal.reason == "refused" and not refusal.code.startswith("not_")
    return is_unfit or refusal.reason in ("memory", "time")
