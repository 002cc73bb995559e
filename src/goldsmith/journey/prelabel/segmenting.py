"""Segment Anything as an assistant: each image is seen once, by a job, and every click is answered from that."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from goldsmith.errors import NotFoundError, UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.assets import object_key
from goldsmith.journey.prelabel.features import LARGEST_PICTURE
from goldsmith.journey.prelabel.files import model_file, try_in_child
from goldsmith.journey.prelabel.runs import Run
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import SegmenterSettings, read_settings
from goldsmith.journey.prelabel.warm import Warm
from goldsmith.ports.jobs import Job
from goldsmith.ports.models.detector import Preparation
from goldsmith.ports.models.pixels import read_pictures
from goldsmith.ports.models.segmenter import Decoder, Embedding, Encoder, ImageToMark, Prompt, Region

__all__ = ["OnnxSegmenter", "embed_image", "embedding_key", "prepare_images", "try_segmenter"]

IMAGES_AT_ONCE: Final = 4
_TRY: Final = "goldsmith.ports.models.segmenter:try_pair"
_encoders: Warm[Encoder] = Warm(1)
_decoders: Warm[Decoder] = Warm(2)
_embeddings: Warm[Embedding] = Warm(4)
_one_at_a_time = asyncio.Semaphore(1)


class OnnxSegmenter:
    """A Segmenter: the pair of files that the settings of a model name. It answers images that were seen before."""

    def __init__(self, foundry: Foundry, settings: SegmenterSettings) -> None:
        self._foundry, self._settings = foundry, settings

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        key = embedding_key(image.customer_id, self._settings, image.sha256)
        try:
            embedding = await _embeddings.get(key, lambda: _read_embedding(self._foundry, key))
        except NotFoundError:
            raise NotSeenYet("The model has to look at this image first; that takes a moment.") from None
        of = (image.customer_id, self._settings.decoder)
        decoder = await _decoders.get(of, lambda: _load_decoder(self._foundry, image.customer_id, self._settings))
        async with _one_at_a_time:
            return await asyncio.to_thread(decoder.decode, embedding, prompt)


class NotSeenYet(UnavailableError):  # noqa: N818  (it says how far the model is)
    """The model has not looked at this image yet."""

    code = "image_not_seen"


def embedding_key(customer_id: UUID, settings: SegmenterSettings, sha256: str) -> str:
    """Where the encoder's view of an image lies: the same for all models that see it in the same way."""
    how = msgspec.json.encode((settings.fit, settings.side, settings.scale, settings.mean, settings.deviation))
    view = f"{settings.encoder}-{settings.decoder[:16]}-{_short(how)}"
    return f"customers/{customer_id}/views/{view}/{sha256}"


async def prepare_images(run: Run) -> str | None:
    """A run: see the images of the open tasks ahead of the clicks."""
    settings = run.settings
    if not isinstance(settings, SegmenterSettings):
        raise TypeError("these are not the settings of a segmenter")
    reason = None
    while tasks := await run.next_tasks(IMAGES_AT_ONCE):
        async with run.foundry.db.transaction(run.customer_id) as tx:
            await run.check(tx)
        hashes = list(dict.fromkeys(task["sha256"].hex() for task in tasks if task["sha256"]))
        prepared, missing = await _see(run.foundry, run.customer_id, settings, hashes)
        if missing:
            reason = "Some images could not be read, so nobody can ask about them."
        await run.pass_by(tasks, prepared=prepared)
    return reason


async def embed_image(foundry: Foundry, job: Job) -> None:
    """The job behind a first click: see the images of an assignment, for each segmenter of its project."""
    async with foundry.db.transaction(job.customer_id) as tx:
        images = await tx.rows(SQL.images_of_assignment, id=job.subject_id)
        models = await tx.rows(SQL.segmenters, project_id=images[0]["project_id"]) if images else []
    for model in models:
        settings = read_settings("segmenter", model["settings"])
        if isinstance(settings, SegmenterSettings):
            for image in images:  # one after another: the first may be clicked into while the others are seen
                await _see(foundry, job.customer_id, settings, [image["sha256"].hex()])


async def try_segmenter(foundry: Foundry, customer_id: UUID, settings: SegmenterSettings) -> None:
    """Let the pair answer a click into a grey picture in the bounded child. Raises InvalidError if it cannot."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-model-") as folder:
        for name, sha256 in (("encoder", settings.encoder), ("decoder", settings.decoder)):
            content = await model_file(foundry, customer_id, sha256)
            await asyncio.to_thread((Path(folder) / name).write_bytes, content)
        how, fit = msgspec.json.encode(_preparation(settings)), msgspec.json.encode(settings.fit)
        await try_in_child(_TRY, Path(folder), how.decode(), str(settings.side), fit.decode())


async def _see(
    foundry: Foundry, customer_id: UUID, settings: SegmenterSettings, hashes: Sequence[str]
) -> tuple[int, int]:
    """See the images that were not seen; how many those were, and how many could not be read."""
    fresh = [sha256 for sha256 in hashes if not await _was_seen(foundry, customer_id, settings, sha256)]
    if not fresh:
        return 0, 0
    decoder = await _decoders.get(
        (customer_id, settings.decoder), lambda: _load_decoder(foundry, customer_id, settings)
    )
    encoder = await _encoders.get((customer_id, settings), lambda: _load_encoder(foundry, customer_id, settings))
    contents = [await _bytes_of(foundry, object_key(customer_id, bytes.fromhex(sha256))) for sha256 in fresh]
    pictures = await read_pictures(contents, encoder.size, settings.fit or decoder.fit, encoder.padding)
    for sha256, picture in zip(fresh, pictures, strict=True):
        if picture is not None:
            embedding = await asyncio.to_thread(encoder.encode, picture)
            await foundry.objects.put_stream(embedding_key(customer_id, settings, sha256), _whole(embedding.to_bytes()))
    return sum(each is not None for each in pictures), sum(each is None for each in pictures)


async def _was_seen(foundry: Foundry, customer_id: UUID, settings: SegmenterSettings, sha256: str) -> bool:
    try:
        await foundry.objects.head(embedding_key(customer_id, settings, sha256))
    except NotFoundError:
        return False
    return True


async def _read_embedding(foundry: Foundry, key: str) -> Embedding:
    return Embedding.from_bytes(await _bytes_of(foundry, key, most=None))


async def _bytes_of(foundry: Foundry, key: str, most: int | None = LARGEST_PICTURE) -> bytes:
    found = bytearray()
    async for chunk in await foundry.objects.get_stream(key):
        found += chunk
        if most is not None and len(found) >= most:
            break
    return bytes(found if most is None else found[:most])


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _load_encoder(foundry: Foundry, customer_id: UUID, settings: SegmenterSettings) -> Encoder:
    content = await model_file(foundry, customer_id, settings.encoder)
    return await asyncio.to_thread(Encoder, content, _preparation(settings), settings.side)


async def _load_decoder(foundry: Foundry, customer_id: UUID, settings: SegmenterSettings) -> Decoder:
    content = await model_file(foundry, customer_id, settings.decoder)
    return await asyncio.to_thread(Decoder, content)


def _preparation(settings: SegmenterSettings) -> Preparation:
    return Preparation(scale=settings.scale, mean=settings.mean, deviation=settings.deviation)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
