"""What rows attach: uploaded assets by id or by file name, and addresses that are fetched once the task exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from goldsmith.buckets.references import is_reference, parse_reference
from goldsmith.buckets.service import bucket_of, buckets_in_use
from goldsmith.errors import InvalidError
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, parse_id
from goldsmith.journey.ingest.rows import NewTask, Rejected
from goldsmith.modalities._contract import Modality
from goldsmith.ports.db import Tx, read_sql
from goldsmith.words import Stage

SQL = read_sql(__file__)
PREPARE_ASSET = "prepare_asset"


class Attached(NamedTuple):
    """A row, what it attaches (uploaded assets by id, addresses as they are), and the stage that it starts in."""

    row: NewTask
    links: list[tuple[str, UUID | str]]
    stage: Stage


async def find_attachments(
    tx: Tx, modality: Modality, rows: Sequence[NewTask]
) -> tuple[list[Attached], list[Rejected]]:
    """Find the uploaded assets that rows name; a row that names one which is not there, or unfit, is rejected."""
    known = await _find_uploaded(tx, {value for row in rows for _, value in row.attachments if not _is_address(value)})
    buckets = await _find_buckets(tx, rows)
    attached: list[Attached] = []
    rejected: list[Rejected] = []
    for row in rows:
        refusals = [(field, _refuse(value, known.get(value), buckets, modality)) for field, value in row.attachments]
        refused = next(((field, why) for field, why in refusals if why), None)
        if refused:
            rejected.append(Rejected(row=row.row, field=refused[0], error=refused[1], unique_id=row.unique_id))
            continue
        is_ready = all(value in known and known[value]["status"] == "ready" for _, value in row.attachments)
        links = [(field, known[value]["id"] if value in known else value) for field, value in row.attachments]
        attached.append(Attached(row, links, "label" if is_ready else "ingest"))
    return attached, rejected


async def write_attachments(foundry: Foundry, tx: Tx, made: Sequence[Attached]) -> None:
    """Link new tasks with their assets; an address becomes an asset that a job fetches."""
    linked = [
        (each.row.id, ordinal, field, await _asset_id(foundry, tx, link))
        for each in made
        for ordinal, (field, link) in enumerate(each.links)
    ]
    if linked:
        task_ids, ordinals, names, asset_ids = map(list, zip(*linked, strict=True))
        await tx.run(SQL.insert_task_assets, task_ids=task_ids, ordinals=ordinals, names=names, asset_ids=asset_ids)


async def _find_buckets(tx: Tx, rows: Sequence[NewTask]) -> Sequence[Any]:
    """This customer's buckets, looked up only where a row names one."""
    is_needed = any(is_reference(value) for row in rows for _, value in row.attachments)
    return await buckets_in_use(tx) if is_needed else []


async def _find_uploaded(tx: Tx, values: set[str]) -> dict[str, Any]:
    """The assets behind ids and file names; `different` counts the different files that share a name."""
    if not values:
        return {}
    ids = {value: parse_id("asset", value) for value in values if value.startswith("asset_")}
    named = {row["name"]: row for row in await tx.rows(SQL.assets_named, names=list(values - ids.keys()))}
    wanted = [*ids.values(), *(row["id"] for row in named.values())]
    assets = {row["id"]: row for row in await tx.rows(SQL.assets, ids=wanted)}
    found = {value: dict(assets[asset_id]) for value, asset_id in ids.items() if asset_id in assets}
    return found | {
        name: {**assets[row["id"]], "different": row["different"]} for name, row in named.items() if row["id"] in assets
    }


def _refuse(value: str, asset: Any, buckets: Sequence[Any], modality: Modality) -> str | None:
    if is_reference(value):
        return _refuse_reference(value, buckets)
    return None if _is_address(value) else _refuse_uploaded(asset, modality)


def _refuse_uploaded(asset: Any, modality: Modality) -> str | None:
    if asset is None:
        return "There is no such asset. Upload the file first, or give an address that starts with https://."
    if asset.get("different", 1) > 1:
        return "Several files were uploaded under this name; say which by its asset id."
    if asset["status"] == "rejected":
        return f"This asset was rejected: {asset['reason']}"
    return refusal_of(asset["facts"], modality) if asset["status"] == "ready" else None


def refusal_of(facts: Mapping[str, Any], modality: Modality) -> str | None:
    """Why such a file cannot be labeled here; the same whether it was known before its task or after."""
    if facts["media_type"] not in modality.taken:
        return f"This file is {facts['media_type']}, which this project's modality does not take."
    return modality.unfit(facts)


def _refuse_reference(value: str, buckets: Sequence[Any]) -> str | None:
    try:
        bucket_of(parse_reference(value), buckets)
    except InvalidError as refusal:
        return refusal.message
    return None


def _is_address(value: str) -> bool:
    return value.startswith(("https://", "http://")) or is_reference(value)


async def _asset_id(foundry: Foundry, tx: Tx, link: UUID | str) -> UUID:
    if isinstance(link, UUID):
        return link
    asset_id: UUID = (await note_address(foundry, tx, link))["id"]
    return asset_id


async def note_address(foundry: Foundry, tx: Tx, address: str) -> Any:
    """An asset that lies at an address elsewhere; a job fetches it."""
    path = address if is_reference(address) else address.partition("?")[0].rstrip("/")
    name = path.rpartition("/")[2][:200] or "file"
    asset_id = new_id()
    row = await tx.row(SQL.insert_asset, id=asset_id, name=name, source_url=address, sha256=None, bytes=None)
    await foundry.jobs.enqueue(tx, PREPARE_ASSET, asset_id)
    return row
