"""MOTChallenge: for each video a folder with `gt/gt.txt`, a box a line and frame, and `seqinfo.ini`.

Format: https://motchallenge.net/instructions/ (frames and places count from 1 there) and, for `gt/labels.txt`, a class
a line, https://docs.cvat.ai/docs/dataset_management/formats/format-mot/. Every frame is written out; what is read
becomes keyframes again, as few as say the same to a thousandth of a pixel.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from io import TextIOWrapper
from itertools import pairwise
from typing import IO, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import FileNames, read_number, spell
from goldsmith.modalities.video.formats.delivered import DeliveredVideo, read_delivered, report_losses, task_row
from goldsmith.modalities.video.interpolate import keyframe_at, spans
from goldsmith.modalities.video.shapes import MOST_FRAMES, BoxTrack, Track
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["MOT", "read_mot", "write_mot"]

TRUTH: Final = "gt/gt.txt"
INFO: Final = "seqinfo.ini"
LABELS: Final = "gt/labels.txt"
MOST_BOXES: Final = 1_000_000
MOST_WRITTEN: Final = 5_000_000
MOST_LINE: Final = 1_000
MOST_LITTLE_BYTES: Final = 1_000_000
PRECISION: Final = 0.001
EXACT: Final = 6
_COLUMNS: Final = 6
_USUAL: Final = (
    *("pedestrian", "person_on_vehicle", "car", "bicycle", "motorbike", "non_motorized_vehicle", "static_person"),
    *("distractor", "occluder", "occluder_on_the_ground", "occluder_full", "reflection"),
)
"""The classes of MOT16 and MOT17, from 1."""


def write_mot(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write an archive with a folder for each video."""
    report = LossReport()
    names = FileNames(report)
    classes = [label.name for label in context.ontology.labels]
    with ArchiveWriter(out) as archive:
        for record in records:
            video = read_delivered(record)
            report_losses(report, video)
            folder = names.take(video.file_name)
            boxes = [track for track in video.tracks if isinstance(track, BoxTrack)]
            report.lose("tracks that are not boxes", len(video.tracks) - len(boxes))
            report.lose("places in the pile", sum(1 for track in boxes if track.z_order))
            report.annotations += len(boxes)
            archive.add(f"{folder}/{TRUTH}", _truth(video, boxes, classes, report).encode())
            archive.add(f"{folder}/{LABELS}", "".join(f"{name}\n" for name in classes).encode())
            archive.add(f"{folder}/{INFO}", _info(video, folder).encode())
            report.records += 1
    return report


def read_mot(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per folder with a `gt/gt.txt`; its name is that of the video."""
    report = LossReport()
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive:
        folders = [name[: -len(TRUTH)] for name in archive.names if name.endswith(TRUTH)]
        if not folders:
            raise MalformedError(f"This archive holds no {TRUTH}.", field=TRUTH)
        for row, folder in enumerate(folders, start=1):
            try:
                yield _read_folder(archive, folder, words, report)
            except MalformedError:
                raise
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)
    yield from report.losses()


def _truth(video: DeliveredVideo, tracks: Sequence[Track], classes: Sequence[str], report: LossReport) -> str:
    """Spell every box of every frame, ordered by frame; where that would be too much, nothing."""
    there = [spans(track, video.horizon) for track in tracks]
    if sum(end - start for each in there for start, end in each) > MOST_WRITTEN:
        report.lose("tracks of videos with more than five million boxes", len(tracks))
        return ""
    lines = [
        (frame, number, _line(frame, number, track, classes))
        for number, (track, each) in enumerate(zip(tracks, there, strict=True), start=1)
        for start, end in each
        for frame in range(start, end)
    ]
    return "".join(line for _, _, line in sorted(lines))


def _line(frame: int, number: int, track: Track, classes: Sequence[str]) -> str:
    box: Any = keyframe_at(track, frame)
    places = (box.left + 1, box.top + 1, box.width, box.height)
    spelled = ",".join(spell(place, EXACT) for place in places)
    return f"{frame + 1},{number},{spelled},1,{classes.index(track.label) + 1},1\n"


def _info(video: DeliveredVideo, folder: str) -> str:
    width, height = video.size or (0, 0)
    rate = spell(video.frame_rate or 0, EXACT)
    return (
        f"[Sequence]\nname={folder}\nimDir=img1\nframeRate={rate}\nseqLength={video.horizon}\n"
        f"imWidth={width}\nimHeight={height}\nimExt=.jpg\n"
    )


def _read_folder(archive: Archive, folder: str, words: Vocabulary, report: LossReport) -> dict[str, Any]:
    name, length = _read_info(archive, folder)
    if not name:
        raise InvalidError("The folder of a video has a name, or seqinfo.ini says one.", field=INFO)
    classes = _read_classes(archive, folder)
    with archive.open(folder + TRUTH) as file:
        found = _read_boxes(file, folder + TRUTH, report)
    end = length or max((int(rows[-5]) for rows in found.values()), default=0) + 1
    tracks = [
        {"uuid": str(number), "type": "box", "label": _class(classes, kind), "keyframes": _keyframes(rows, end)}
        for (number, kind), rows in found.items()
    ]
    return task_row(words, name, tracks)


def _read_info(archive: Archive, folder: str) -> tuple[str, int]:
    """Return the name and the number of frames, 0 where nothing says it."""
    name = folder.rstrip("/").rsplit("/", 1)[-1]
    if folder + INFO not in archive:
        return name, 0
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(archive.read_text(folder + INFO, MOST_LITTLE_BYTES))
        length = parser.getint("Sequence", "seqLength", fallback=0)
    except (Error, ValueError):
        raise InvalidError(f"{folder}{INFO} cannot be read.", field=INFO) from None
    if not 0 <= length <= MOST_FRAMES:
        raise InvalidError(f"{folder}{INFO}: a video has at most {MOST_FRAMES:,} frames.", field=INFO)
    return name or parser.get("Sequence", "name", fallback=""), length


def _read_classes(archive: Archive, folder: str) -> Sequence[str]:
    if folder + LABELS not in archive:
        return _USUAL
    return archive.read_text(folder + LABELS, MOST_LITTLE_BYTES).split("\n")


def _class(classes: Sequence[str], kind: int) -> str:
    return classes[kind - 1].strip() if 0 < kind <= len(classes) else str(kind)


def _read_boxes(file: IO[bytes], name: str, report: LossReport) -> Mapping[tuple[int, int], array[float]]:
    """Gather five numbers a box (frame from 0, left, top, width, height) by identity and class, ordered by frame."""
    found: dict[tuple[int, int], array[float]] = {}
    count = 0
    for number, line in enumerate(_lines(file, name), start=1):
        place = f"{name}, line {number:,}"
        columns = line.split(",")
        if len(columns) < _COLUMNS:
            raise InvalidError(f"{place}: a box has at least {_COLUMNS} columns.", field=TRUTH)
        if len(columns) > _COLUMNS and read_number(columns[6], place, "confidence") == 0:
            report.lose("boxes that are marked as not to be considered")
            continue
        frame, identity = (_whole(columns[at], place, what) for at, what in ((0, "frame"), (1, "id")))
        kind = _whole(columns[7], place, "class") if len(columns) > _COLUMNS + 1 else 1
        left, top, width, height = (read_number(each, place, "box") for each in columns[2:_COLUMNS])
        if not (1 <= frame <= MOST_FRAMES and width > 0 and height > 0):
            raise InvalidError(
                f"{place}: frames count from 1, and a box has a width and a height above 0.", field=TRUTH
            )
        count += 1
        if count > MOST_BOXES:
            raise InvalidError(f"{name} holds more than {MOST_BOXES:,} boxes.", field=TRUTH)
        found.setdefault((identity, kind), array("d")).extend((frame - 1, left - 1, top - 1, width, height))
    return {key: _ordered(rows, name, key[0]) for key, rows in found.items()}


def _lines(file: IO[bytes], name: str) -> Iterator[str]:
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline=None)
    while line := text.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise InvalidError(f"{name} holds a line of more than {MOST_LINE} characters.", field=TRUTH)
        if line.strip():
            yield line


def _whole(text: str, place: str, name: str) -> int:
    number = read_number(text, place, name)
    if not number.is_integer() or abs(number) > 1e15:
        raise InvalidError(f"{place}: {name} is not a whole number.", field=name)
    return int(number)


def _ordered(rows: array[float], name: str, identity: int) -> array[float]:
    import numpy as np

    table = np.frombuffer(rows).reshape(-1, 5)
    table = table[np.argsort(table[:, 0], kind="stable")]
    if (np.diff(table[:, 0]) == 0).any():
        raise InvalidError(f"{name}: {identity} is on one frame twice.", field=TRUTH)
    return array("d", table.tobytes())


def _keyframes(rows: array[float], end: int) -> list[dict[str, Any]]:
    """Fewest keyframes for a dense run of boxes; where frames are missing the object is gone."""
    import numpy as np

    table = np.frombuffer(rows).reshape(-1, 5)
    frames = table[:, 0].astype(np.int64)
    gaps = (np.flatnonzero(np.diff(frames) > 1) + 1).tolist()
    found: list[dict[str, Any]] = []
    for low, high in pairwise([0, *gaps, len(frames)]):
        found += _run(frames[low:high], table[low:high, 1:])
        gone = int(frames[high - 1]) + 1
        if gone < end:
            found.append({**found[-1], "frame": gone, "is_outside": True})
    return found


def _run(frames: Any, numbers: Any) -> list[dict[str, Any]]:
    from goldsmith.algorithms.tracks import thin_path

    kept = thin_path(frames, numbers, PRECISION)
    # Shapes hold still at the end.
    if len(kept) > 1 and (numbers[kept[-1]] == numbers[kept[-2]]).all():
        kept.pop()
    names = ("left", "top", "width", "height")
    return [{"frame": int(frames[row]), **dict(zip(names, map(float, numbers[row]), strict=True))} for row in kept]


MOT: Final = Codec(
    name="mot",
    title="MOTChallenge",
    media_type="application/zip",
    suffix=".zip",
    read=read_mot,
    write=write_mot,
    joins=True,
)
