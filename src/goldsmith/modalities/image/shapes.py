"""What can be marked in an image: pixels of the original asset, x to the right, y down, floats; angles in degrees.

Scale's names where Scale has the shape; docs/why/023 says where and why ours differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities._contract import MOST_VERTICES, Shape

__all__ = [
    "MOST_COLUMNS",
    "MOST_SIDE",
    "MOST_VIEWS",
    "Box",
    "Cuboid",
    "Ellipse",
    "ImageContent",
    "ImageShape",
    "Keypoint",
    "Line",
    "Mask",
    "Point",
    "Polygon",
    "RotatedBox",
    "Skeleton",
    "Vertex",
    "ViewShape",
    "are_few",
    "bounds",
    "corners",
    "show_image",
    "view_of",
]

_FARTHEST: Final = 1e7
MOST_SIDE: Final = 1_000_000
MOST_VIEWS: Final = 64
"""Pictures that one task shows at most."""
MOST_HOLES: Final = 1_000
MOST_KEYPOINTS: Final = 1_000
MOST_COUNTS: Final = 4_000_000
MOST_COLUMNS: Final = 5_000_000
"""Columns of all windows and characters of all counts that are held at once where masks are compared."""

Coordinate = Annotated[float, msgspec.Meta(ge=-_FARTHEST, le=_FARTHEST)]
Length = Annotated[float, msgspec.Meta(gt=0, le=_FARTHEST)]
Angle = Annotated[float, msgspec.Meta(gt=-360, lt=360)]
Pixel = Annotated[int, msgspec.Meta(ge=0, le=MOST_SIDE)]
Side = Annotated[int, msgspec.Meta(ge=1, le=MOST_SIDE)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
ViewName = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Vertex(msgspec.Struct, forbid_unknown_fields=True):
    """A corner of a polygon, line or cuboid."""

    x: Coordinate
    y: Coordinate


Ring = Annotated[list[Vertex], msgspec.Meta(min_length=3, max_length=MOST_VERTICES)]


class ImageShape(Shape, kw_only=True):
    """What every shape of an image may have: a place in the pile, and a group of shapes that belong together.

    A higher `z_order` lies above; without one it is 0. Shapes with the same `group` are parts of one thing.
    """

    z_order: Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)] | UnsetType = UNSET
    group: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | UnsetType = UNSET


class ViewShape(ImageShape, kw_only=True):
    """A shape that lies in one of the task's pictures: `view` counts them from 0, and the first goes without saying."""

    view: Annotated[int, msgspec.Meta(ge=0, lt=MOST_VIEWS)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.view == 0:
            self.view = UNSET


class Box(ViewShape, tag="box"):
    """An upright rectangle."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length


class RotatedBox(ViewShape, tag="rotated_box"):
    """A rectangle turned about its middle: `left` to `height` before it is turned, `rotation` in degrees clockwise."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length
    rotation: Angle


class Polygon(ViewShape, tag="polygon"):
    """A closed outline; the last vertex joins the first. `holes` are outlines inside it that do not belong to it."""

    vertices: Ring
    holes: Annotated[list[Ring], msgspec.Meta(min_length=1, max_length=MOST_HOLES)] | UnsetType = UNSET


class Line(ViewShape, tag="line"):
    """An open line through its vertices, in drawing order."""

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=2, max_length=MOST_VERTICES)]


class Point(ViewShape, tag="point"):
    """One place."""

    x: Coordinate
    y: Coordinate


class Ellipse(ViewShape, tag="ellipse"):
    """`x`, `y` is its middle, `radius_x` and `radius_y` before it is turned, `rotation` in degrees clockwise."""

    x: Coordinate
    y: Coordinate
    radius_x: Length
    radius_y: Length
    rotation: Angle = 0.0


class Cuboid(ViewShape, tag="cuboid"):
    """A block in perspective by its eight corners: the face towards the viewer, then the one away from the viewer.

    Each face runs top left, top right, bottom right, bottom left; a corner and the one four later are joined.
    """

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=8, max_length=8)]


class Keypoint(msgspec.Struct, forbid_unknown_fields=True):
    """A joint of a skeleton; `occluded` means that its place is known and something lies before it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    x: Coordinate
    y: Coordinate
    visibility: Literal["visible", "occluded"] = "visible"


class Skeleton(ViewShape, tag="skeleton"):
    """The keypoints that the label's skeleton names, as far as they are in the image; the others are left out."""

    keypoints: Annotated[list[Keypoint], msgspec.Meta(min_length=1, max_length=MOST_KEYPOINTS)]


class Mask(ViewShape, tag="mask"):
    """Pixels, inside a window of whole pixels. `counts` are COCO's compressed run lengths of the window.

    Runs go down the columns and alternate, the first is of pixels that do not belong to it; their sum is
    `width` x `height`. `goldsmith.algorithms.masks` reads and writes them.
    """

    left: Pixel
    top: Pixel
    width: Side
    height: Side
    counts: Annotated[str, msgspec.Meta(pattern="^[0-o]+$", max_length=MOST_COUNTS)]


class ImageContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Either one picture, or several of the same scene or thing, each of which `views` may give a short name."""

    attachment: Address | None = None
    attachments: Annotated[list[Address], msgspec.Meta(min_length=1, max_length=MOST_VIEWS)] | None = None
    views: Annotated[list[ViewName], msgspec.Meta(min_length=1, max_length=MOST_VIEWS)] | None = None

    def __post_init__(self) -> None:
        if (self.attachment is None) == (self.attachments is None):
            message = "Give either attachment or attachments"
            raise ValueError(message)
        if self.views is not None and len(self.views) != len(self.attachments or ()):
            message = "Give as many views as attachments: a name for each picture"
            raise ValueError(message)
        if len(set(self.views or ())) < len(self.views or ()):
            message = "Give each view a name of its own"
            raise ValueError(message)

    @property
    def count(self) -> int:
        """How many pictures the task shows."""
        return len(self.attachments) if self.attachments is not None else 1


def show_image(content: Any) -> str:
    """Show the name of the file, or of the first picture and how many more there are, for lists."""
    name = str(content.attachment or content.attachments[0]).rsplit("/", 1)[-1][:120]
    return name if content.count == 1 else f"{name} + {content.count - 1}"


def view_of(shape: Any) -> int:
    """The picture that a shape of an image lies in, counted from 0."""
    return shape.view or 0


def corners(shape: RotatedBox) -> list[Vertex]:
    """Top left, top right, bottom right, bottom left, after it was turned."""
    middle_x, middle_y = shape.left + shape.width / 2, shape.top + shape.height / 2
    turn = math.radians(shape.rotation)
    cos, sin = math.cos(turn), math.sin(turn)
    half = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    offsets = [(across * shape.width / 2, down * shape.height / 2) for across, down in half]
    return [Vertex(middle_x + x * cos - y * sin, middle_y + x * sin + y * cos) for x, y in offsets]


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of any image shape."""
    if isinstance(shape, Box | Mask):
        return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
    if isinstance(shape, Polygon | Line | Cuboid):
        return _around(shape.vertices)
    if isinstance(shape, Skeleton):
        return _around(shape.keypoints)
    if isinstance(shape, RotatedBox):
        return _around(corners(shape))
    if isinstance(shape, Ellipse):
        return _around_ellipse(shape)
    if isinstance(shape, Point):
        return shape.x, shape.y, shape.x, shape.y
    message = f"{type(shape).__name__} is not a shape of images"
    raise TypeError(message)


def are_few(masks: Sequence[Mask]) -> bool:
    """Whether memory holds these masks' pixels as intervals: each column of a window may need one, or many."""
    return sum(mask.width + len(mask.counts) for mask in masks) <= MOST_COLUMNS


def _around(places: Sequence[Vertex] | Sequence[Keypoint]) -> tuple[float, float, float, float]:
    xs = [place.x for place in places]
    ys = [place.y for place in places]
    return min(xs), min(ys), max(xs), max(ys)


def _around_ellipse(shape: Ellipse) -> tuple[float, float, float, float]:
    turn = math.radians(shape.rotation)
    reach_x = math.hypot(shape.radius_x * math.cos(turn), shape.radius_y * math.sin(turn))
    reach_y = math.hypot(shape.radius_x * math.sin(turn), shape.radius_y * math.cos(turn))
    return shape.x - reach_x, shape.y - reach_y, shape.x + reach_x, shape.y + reach_y
