"""A detector as a labeler: an ONNX file of the operator's own, asked about a few images at a time."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.features import LARGEST_PICTURE, asset_bytes
from goldsmith.journey.prelabel.files import model_file, try_in_child
from goldsmith.journey.prelabel.questions import labels_of
from goldsmith.journey.prelabel.runs import Opinion, Run
from goldsmith.journey.prelabel.settings import DetectorSettings
from goldsmith.journey.prelabel.shapes import Geometry, box_between, fit_to_label, mask_of, polygons_of
from goldsmith.journey.prelabel.warm import Warm
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Label
from goldsmith.ports.models.detector import PADDING, Found, OnnxDetector, Preparation
from goldsmith.ports.models.pixels import Picture, read_pictures

if TYPE_CHECKING:
    from goldsmith.algorithms.detection.pixels import Area

__all__ = ["Detector", "ask_detector", "try_detector"]

IMAGES_AT_ONCE: Final = 4
_TRY: Final = "goldsmith.ports.models.detector:try_detector"
_warm: Warm[OnnxDetector] = Warm(2)


async def ask_detector(run: Run) -> str | None:
    """Go through the open tasks; why the last image could not be answered, if one could not."""
    detector = await Detector.of(run)
    reason = None
    while tasks := await run.next_tasks(IMAGES_AT_ONCE):
        async with run.foundry.db.transaction(run.customer_id) as tx:
            await run.check(tx)
        opinions: list[Opinion] = []
        for task, picture in zip(tasks, await detector.pictures(tasks), strict=True):
            try:
                opinions += [await detector.opinion(task, picture)] if picture else []
            except UnavailableError:
                raise
            except GoldsmithError as refusal:
                reason = f"Some images could not be answered, the last one for this reason: {refusal.message}"
        await run.advance(tasks, opinions)
    return reason


class Detector:
    """A loaded detector in one run."""

    def __init__(self, run: Run, settings: DetectorSettings, model: OnnxDetector) -> None:
        self._run, self._settings, self._model = run, settings, model

    @classmethod
    async def of(cls, run: Run) -> Detector:
        settings = run.settings
        if not isinstance(settings, DetectorSettings):
            raise TypeError("these are not the settings of a detector")
        key = (run.customer_id, settings.file, _preparation(settings), len(settings.classes), settings.output)
        return cls(run, settings, await _warm.get(key, lambda: _load(run, settings)))

    async def pictures(self, tasks: Sequence[Any]) -> list[Picture | None]:
        contents = [await asset_bytes(self._run, task, LARGEST_PICTURE) for task in tasks]
        return await read_pictures(contents, self._model.size, self._model.fit, PADDING)

    async def opinion(self, task: Any, picture: Picture, least_score: float | None = None) -> Opinion:
        """What it finds in the image of a task, as an answer, with a score for each object; of a set in each image.

        Raises InvalidError when an image of a set cannot be read.
        """
        ontology, others = await self._run.ontology(task["ontology_version"]), await self._run.other_files(task)
        labels = labels_of(self._settings.classes, self._settings.labels, ontology)
        marked = await self._look(picture, labels, least_score)
        for view, file in enumerate(others, start=1):
            [other] = await self.pictures([file])
            if other is None:
                raise InvalidError(f"Image {view + 1} of the task's {len(others) + 1} could not be read.")
            marked += [
                ({**shape, "view": view}, score) for shape, score in await self._look(other, labels, least_score)
            ]
        shapes = [{"uuid": f"object-{number}", **shape} for number, (shape, _) in enumerate(marked, start=1)]
        answer = read_answer(
            self._run.modality,
            ontology,
            {"annotations": shapes},
            facts=task["facts"],
            other_facts=[file["facts"] for file in others],
            complete=False,
        )
        scores = {shape["uuid"]: round(score, 4) for shape, (_, score) in zip(shapes, marked, strict=True)}
        mean = sum(scores.values()) / len(scores) if scores else None
        return Opinion(task, msgspec.json.encode(answer), mean, scores)

    async def _look(
        self, picture: Picture, labels: Mapping[int, Label], least_score: float | None
    ) -> list[tuple[Geometry, float]]:
        found = await asyncio.to_thread(
            self._model.detect,
            picture,
            least_score=self._settings.least_score if least_score is None else least_score,
            most_overlap=self._settings.most_overlap,
            most_objects=self._settings.most_objects,
        )
        return list(self._marked(found, labels))

    def _marked(self, found: Found, labels: Mapping[int, Label]) -> Iterator[tuple[Geometry, float]]:
        """Shapes with their labels and scores; what has no label, or is too small, is left out."""
        if found.boxes is not None:
            for corners, number, score in zip(*found.boxes, strict=True):
                label = labels.get(int(number))
                box = box_between(corners) if label else None
                shape = fit_to_label(box, label.shapes) if box and label else None
                if shape and label:
                    yield {**shape, "label": label.name}, float(score)
        for area in found.areas:
            label = labels.get(area.number)
            for shape in self._shapes_of(area) if label else ():
                fitted = fit_to_label(shape, label.shapes) if label else None
                if fitted and label:
                    yield {**fitted, "label": label.name}, area.score

    def _shapes_of(self, area: Area) -> list[Geometry]:
        """One mask for all its pixels, or an outline for each part."""
        if self._settings.marks == "polygon":
            return polygons_of(area.pixels)[: self._settings.most_objects]
        mask = mask_of(area.pixels)
        return [mask] if mask else []


async def try_detector(foundry: Foundry, customer_id: UUID, settings: DetectorSettings) -> None:
    """Ask the file about a grey picture in the bounded child. Raises InvalidError where that does not go well."""
    with tempfile.NamedTemporaryFile(prefix="goldsmith-model-") as file:
        content = await model_file(foundry, customer_id, settings.file)
        await asyncio.to_thread(Path(file.name).write_bytes, content)
        how, form = msgspec.json.encode(_preparation(settings)), msgspec.json.encode(settings.output)
        await try_in_child(_TRY, Path(file.name), how.decode(), str(len(settings.classes)), form.decode())


async def _load(run: Run, settings: DetectorSettings) -> OnnxDetector:
    content = await model_file(run.foundry, run.customer_id, settings.file)
    classes = len(settings.classes)
    return await asyncio.to_thread(OnnxDetector, content, _preparation(settings), classes, settings.output)


def _preparation(settings: DetectorSettings) -> Preparation:
    same = {name: getattr(settings, name) for name in Preparation.__struct_fields__}
    return Preparation(**same)
