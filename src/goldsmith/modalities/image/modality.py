"""image.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.image.agree import align, merge, similarity
from goldsmith.modalities.image.formats.coco import COCO
from goldsmith.modalities.image.formats.cvat_images import CVAT_IMAGES
from goldsmith.modalities.image.formats.labelme import LABELME
from goldsmith.modalities.image.formats.open_images import OPEN_IMAGES
from goldsmith.modalities.image.formats.voc import VOC
from goldsmith.modalities.image.formats.yolo import YOLO, YOLO_OBB, YOLO_SEGMENT
from goldsmith.modalities.image.shapes import Box, Line, Point, Polygon, check_geometry
from goldsmith.modalities.image.templates import TEMPLATES
from goldsmith.modalities.rows import CSV, JSONL

__all__ = ["MODALITY"]

MODALITY: Final = Modality(
    name="image.v1",
    title="Image",
    description="Classify images, mark objects with boxes, polygons, lines and points.",
    folder=Path(__file__).parent,
    media_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff"}),
    probe="goldsmith.modalities.image.probe:probe",
    shapes=(Box, Polygon, Line, Point),
    check=check_geometry,
    align=align,
    merge=merge,
    similarity=similarity,
    templates=TEMPLATES,
    codecs=(JSONL, CSV, COCO, YOLO, YOLO_OBB, YOLO_SEGMENT, VOC, CVAT_IMAGES, LABELME, OPEN_IMAGES),
)
