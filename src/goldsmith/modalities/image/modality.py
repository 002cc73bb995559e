"""image.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Facts, Modality
from goldsmith.modalities.extras import IMAGES
from goldsmith.modalities.image.agree import align, merge, similarity
from goldsmith.modalities.image.checks import check_geometry
from goldsmith.modalities.image.formats.coco import COCO
from goldsmith.modalities.image.formats.coco_panoptic import COCO_PANOPTIC
from goldsmith.modalities.image.formats.cvat_images import CVAT_IMAGES
from goldsmith.modalities.image.formats.huggingface import ARROW, HUGGINGFACE, PARQUET
from goldsmith.modalities.image.formats.indexed import DAVIS, VOC_SEGMENTATION
from goldsmith.modalities.image.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.image.formats.labelme import LABELME
from goldsmith.modalities.image.formats.open_images import OPEN_IMAGES
from goldsmith.modalities.image.formats.open_images_masks import OPEN_IMAGES_MASKS
from goldsmith.modalities.image.formats.sagemaker import SAGEMAKER
from goldsmith.modalities.image.formats.sagemaker_masks import SAGEMAKER_MASKS
from goldsmith.modalities.image.formats.views import one_entry_a_picture
from goldsmith.modalities.image.formats.voc import VOC
from goldsmith.modalities.image.formats.webdataset import WEBDATASET
from goldsmith.modalities.image.formats.yolo import YOLO, YOLO_OBB, YOLO_POSE, YOLO_SEGMENT
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    ImageContent,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
    show_image,
)
from goldsmith.modalities.image.templates import TEMPLATES
from goldsmith.modalities.rows import CSV, JSONL

__all__ = ["MODALITY"]

_PICTURES: Final = (
    COCO,
    COCO_PANOPTIC,
    YOLO,
    YOLO_OBB,
    YOLO_SEGMENT,
    YOLO_POSE,
    VOC,
    VOC_SEGMENTATION,
    DAVIS,
    CVAT_IMAGES,
    LABELME,
    OPEN_IMAGES,
    OPEN_IMAGES_MASKS,
    HUGGINGFACE,
    ARROW,
    PARQUET,
    SAGEMAKER,
    SAGEMAKER_MASKS,
    WEBDATASET,
    LABEL_STUDIO,
)

_MOST_PIXELS_IN_SECONDS: Final = 200_000_000


def _is_gigantic(facts: Facts) -> bool:
    return bool(facts["width"] * facts["height"] > _MOST_PIXELS_IN_SECONDS)


MODALITY: Final = Modality(
    name="image.v1",
    title="Image",
    description="Classify images; mark objects with boxes, outlines, masks, skeletons and more.",
    folder=Path(__file__).parent,
    media_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff"}),
    probe="goldsmith.modalities.image.probe:probe",
    thumbnail="goldsmith.modalities.image.renditions:make_thumbnail",
    renditions="goldsmith.modalities.image.renditions:make_renditions",
    takes_long=_is_gigantic,
    shapes=(Box, RotatedBox, Polygon, Line, Point, Ellipse, Cuboid, Skeleton, Mask),
    content=ImageContent,
    attachments=("attachment", "attachments"),
    check=check_geometry,
    align=align,
    merge=merge,
    similarity=similarity,
    snippet=show_image,
    templates=TEMPLATES,
    extras=(IMAGES,),
    codecs=(JSONL, CSV, *map(one_entry_a_picture, _PICTURES)),
)
