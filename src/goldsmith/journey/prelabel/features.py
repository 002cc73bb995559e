"""Tasks into rows of numbers, side by side from every encoder there is; costly ones are asked once and kept."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from goldsmith.errors import NotFoundError
from goldsmith.journey.ingest.assets import object_key
from goldsmith.journey.prelabel.runs import Run
from goldsmith.journey.prelabel.service import SQL
from goldsmith.ports.models.contract import TextEncoder
from goldsmith.ports.models.encoders import text_encoders
from goldsmith.ports.models.pictures import ClassicalPictures, OnnxPictures, PictureEncoder

__all__ = ["TasksReader", "asset_bytes", "text_of"]

LONGEST_FILE = 200_000  # bytes of a text in a file: what it is about stands at its beginning
LARGEST_PICTURE = 50_000_000
TEXTS_AT_ONCE = 2_000
PICTURES_AT_ONCE = 256

Rows = dict[Any, npt.NDArray[np.float16]]


class TasksReader:
    """Turns tasks of one project into features, keeping its encoders loaded."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.is_text = run.modality.name == "text.v1"
        self.at_once = TEXTS_AT_ONCE if self.is_text else PICTURES_AT_ONCE
        own = run.foundry.settings.image_encoder
        self._texts: list[TextEncoder] = text_encoders() if self.is_text else []
        self._pictures: PictureEncoder | None = None
        if not self.is_text:
            self._pictures = OnnxPictures(own) if own else ClassicalPictures()

    @property
    def names(self) -> list[str]:
        return [self._pictures.name] if self._pictures else [encoder.name for encoder in self._texts]

    async def read_all(self, tasks: Sequence[Any]) -> tuple[list[Any], Any]:
        """The same for any number of tasks: what a costly encoder made is safe after each part."""
        parts = [await self.read(tasks[start : start + self.at_once]) for start in range(0, len(tasks), self.at_once)]
        rows = [part for _, part in parts if part is not None]
        readable = [task for kept, _ in parts for task in kept]
        if not rows:
            return readable, None
        return readable, sparse.csr_array(sparse.vstack(rows)) if self.is_text else np.concatenate(rows)

    async def read(self, tasks: Sequence[Any]) -> tuple[list[Any], Any]:
        """The tasks that can be read, and a row of features for each of them."""
        if self._pictures is None:
            return list(tasks), await self._read_texts(tasks)
        kept = await self._read_pictures(self._pictures, tasks)
        readable = [task for task in tasks if task["id"] in kept]
        rows = [kept[task["id"]] for task in readable]
        return readable, np.array(rows, dtype=np.float32) if rows else None

    async def _read_texts(self, tasks: Sequence[Any]) -> Any:
        texts = [await text_of(self._run, task) for task in tasks]
        parts = [await self._encode(encoder, tasks, texts) for encoder in self._texts]
        return sparse.csr_array(sparse.hstack(parts, format="csr")) if len(parts) > 1 else parts[0]

    async def _encode(self, encoder: TextEncoder, tasks: Sequence[Any], texts: Sequence[str]) -> Any:
        if not encoder.is_costly:
            return await asyncio.to_thread(encoder.encode, texts)
        kept = await self._kept(encoder.name, tasks)
        missing = [number for number, task in enumerate(tasks) if task["id"] not in kept]
        if missing:
            rows = await asyncio.to_thread(encoder.encode, [texts[number] for number in missing])
            fresh = {tasks[number]["id"]: row.astype(np.float16) for number, row in zip(missing, rows, strict=True)}
            await self._keep(encoder.name, fresh)
            kept |= fresh
        return np.array([kept[task["id"]] for task in tasks], dtype=np.float32)

    async def _read_pictures(self, encoder: PictureEncoder, tasks: Sequence[Any]) -> Rows:
        kept = await self._kept(encoder.name, tasks)
        missing = [task for task in tasks if task["id"] not in kept and task["sha256"] is not None]
        for start in range(0, len(missing), encoder.at_once):
            fresh = await self._describe(encoder, missing[start : start + encoder.at_once])
            await self._keep(encoder.name, fresh)
            kept |= fresh
        return kept

    async def _describe(self, encoder: PictureEncoder, tasks: Sequence[Any]) -> Rows:
        with tempfile.TemporaryDirectory(prefix="goldsmith-pictures-") as folder:
            files = [Path(folder) / str(number) for number in range(len(tasks))]
            for task, file in zip(tasks, files, strict=True):
                await asyncio.to_thread(file.write_bytes, await asset_bytes(self._run, task, LARGEST_PICTURE))
            rows = await encoder.encode(files)
        return {task["id"]: row for task, row in zip(tasks, rows, strict=True) if row is not None}

    async def _kept(self, encoder: str, tasks: Sequence[Any]) -> Rows:
        async with self._run.foundry.db.transaction(self._run.customer_id) as tx:
            rows = await tx.rows(SQL.embeddings, task_ids=[task["id"] for task in tasks], encoder=encoder)
        return {row["task_id"]: np.frombuffer(row["vector"], dtype=np.float16) for row in rows}

    async def _keep(self, encoder: str, rows: Rows) -> None:
        if rows:
            vectors = [row.tobytes() for row in rows.values()]
            async with self._run.foundry.db.transaction(self._run.customer_id) as tx:
                await tx.run(SQL.insert_embeddings, task_ids=list(rows), vectors=vectors, encoder=encoder)


async def text_of(run: Run, task: Any) -> str:
    """The text of a task: what it holds itself, or the beginning of its file."""
    text = task["content"].get("text")
    return text if isinstance(text, str) else (await asset_bytes(run, task, LONGEST_FILE)).decode("utf-8", "replace")


async def asset_bytes(run: Run, task: Any, at_most: int) -> bytes:
    """The first bytes of a task's file; none if it is gone."""
    found = bytearray()
    with contextlib.suppress(NotFoundError):
        key = object_key(run.customer_id, task["sha256"])
        async for chunk in await run.foundry.objects.get_stream(key):
            found += chunk
            if len(found) >= at_most:
                break
    return bytes(found[:at_most])
