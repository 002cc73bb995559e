"""video.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Facts, Modality, Parting
from goldsmith.modalities.extras import VIDEO
from goldsmith.modalities.rows import CSV, JSONL
from goldsmith.modalities.video.agree import align, merge, similarity
from goldsmith.modalities.video.checks import check_tracks
from goldsmith.modalities.video.cutting import clip_answer, cut_video
from goldsmith.modalities.video.formats.cvat_video import CVAT_VIDEO
from goldsmith.modalities.video.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.video.formats.mot import MOT
from goldsmith.modalities.video.joining import join_videos
from goldsmith.modalities.video.shapes import SHAPES, VideoContent, show_video
from goldsmith.modalities.video.templates import TEMPLATES

__all__ = ["MODALITY"]

_VIDEOS: Final = frozenset(
    {
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/x-matroska",
        "video/x-msvideo",
        "video/mp2t",
        "video/mpeg",
        "video/ogg",
        "video/x-flv",
        "video/x-ms-wmv",
    }
)
_FRAMES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/bmp"})

_MOST_PIXELS_IN_SECONDS: Final = 200_000_000
"""Of all frames: some 30 seconds of 640 by 360 pixels."""


def _is_long(facts: Facts) -> bool:
    return bool(facts["width"] * facts["height"] * facts["frame_count"] > _MOST_PIXELS_IN_SECONDS)


MODALITY: Final = Modality(
    name="video.v1",
    title="Video",
    description="Follow objects through time and mark when things happen.",
    folder=Path(__file__).parent,
    media_types=_VIDEOS | _FRAMES,
    probe="goldsmith.modalities.video.probe:probe",
    renditions="goldsmith.modalities.video.renditions:make_renditions",
    takes_long=_is_long,
    shapes=SHAPES,
    content=VideoContent,
    attachments=("attachment", "attachments"),
    check=check_tracks,
    align=align,
    merge=merge,
    similarity=similarity,
    snippet=show_video,
    templates=TEMPLATES,
    extras=(VIDEO,),
    parting=Parting(measure="frames", counts="frames", cut=cut_video, clip=clip_answer, join=join_videos),
    codecs=(JSONL, CSV, CVAT_VIDEO, MOT, LABEL_STUDIO),
)
