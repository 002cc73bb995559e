"""`python -m bench.reconcile`: milliseconds to reconcile one crowded image that five people answered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from bench import speed
from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Label, Masks, Ontology, Skeleton, SkeletonPoint

PEOPLE, OBJECTS, ROUNDS = 5, 100, 15
WIDTH, HEIGHT = 4_000, 3_000
SPREAD: Final = 2.0
IMAGE: Final = registry.get("image.v1")
BODY: Final = Skeleton(tuple(SkeletonPoint(f"k{n}", 0.5, 0.5) for n in range(17)))
LABELS: Final = tuple(Label(name=name, skeleton=BODY) for name in ("car", "bus"))

Places = Iterator[tuple[float, float, float, float]]


def main() -> None:
    for name, draw in DRAWINGS.items():
        show(name, draw, Masks())
    show("masks that may not overlap", mask, Masks(may_overlap=False))


def show(name: str, draw: Callable[..., dict[str, Any]], rules: Masks) -> None:
    """One line of JSON: what was measured, the figures, and how fast the machine is right after."""
    line = {"what": "reconcile", "shape": name, **measure(draw, rules), "speed": speed.measure()}
    print(json.dumps(line), flush=True)


def measure(draw: Callable[..., dict[str, Any]], rules: Masks) -> dict[str, float]:
    """The median round and its processor time, and the quickest, after one round that loads what is needed."""
    chance = np.random.default_rng(1)
    ontology = Ontology(labels=LABELS, masks=rules)
    given = [Given(who, answer(draw, chance, ontology)) for who in range(PEOPLE)]
    timed(ontology, given)
    rounds = np.array([timed(ontology, given) for _ in range(ROUNDS)])
    (median, processor), least = np.median(rounds, axis=0).round(1), rounds[:, 0].min()
    figures = {"median_ms": float(median), "processor_ms": float(processor), "least_ms": round(float(least), 1)}
    return {"people": PEOPLE, "objects": OBJECTS, **figures}


def timed(ontology: Ontology, given: list[Given]) -> tuple[float, float]:
    """Milliseconds of one round, by the clock and by the processor."""
    began, began_processor = time.perf_counter(), time.process_time()
    (found,) = reconcile_answers(IMAGE, ontology, [TaskAnswers("task", given)])
    taken = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - began_processor)
    if len(found.answer.annotations) != OBJECTS:
        raise AssertionError(f"{len(found.answer.annotations)} objects were found, not {OBJECTS}")
    return taken


def answer(draw: Callable[..., dict[str, Any]], chance: np.random.Generator, ontology: Ontology) -> Any:
    """One person's answer: the same objects, each a little beside its place, some under the other label."""
    marks = [
        {"uuid": str(number), "label": "bus" if chance.random() < 0.05 else "car", **draw(chance, *place)}
        for number, place in enumerate(places())
    ]
    # A rule against overlap is kept in the merged answer; single answers may break it here.
    return read_answer(IMAGE, ontology, {"annotations": marks}, complete=False)


def places() -> Places:
    """Where the objects lie: middles and half sizes, the same for everybody, many of them touching."""
    truth = np.random.default_rng(0)
    for _ in range(OBJECTS):
        size = truth.uniform(40, 160)
        yield truth.uniform(200, WIDTH - 200), truth.uniform(200, HEIGHT - 200), size, size * truth.uniform(0.4, 1)


def box(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    left, top = x - half_width + chance.normal(0, SPREAD), y - half_height + chance.normal(0, SPREAD)
    return {"type": "box", "left": left, "top": top, "width": 2 * half_width, "height": 2 * half_height}


def rotated_box(chance: np.random.Generator, *place: float) -> dict[str, Any]:
    return {**box(chance, *place), "type": "rotated_box", "rotation": place[0] % 180 + chance.normal(0, SPREAD)}


def ellipse(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    middle = {"x": x + chance.normal(0, SPREAD), "y": y + chance.normal(0, SPREAD)}
    return {"type": "ellipse", **middle, "radius_x": half_width, "radius_y": half_height, "rotation": x % 180}


def polygon(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    around = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    xs = x + half_width * np.cos(around) + chance.normal(0, SPREAD, 24)
    ys = y + half_height * np.sin(around) + chance.normal(0, SPREAD, 24)
    return {"type": "polygon", "vertices": [{"x": float(x), "y": float(y)} for x, y in zip(xs, ys, strict=True)]}


def cuboid(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    face = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    corners = [(x + across * half_width, y + down * half_height) for across, down in face]
    corners += [(across + half_width / 3, down - half_height / 3) for across, down in corners]
    vertices = [{"x": across + chance.normal(0, SPREAD), "y": down} for across, down in corners]
    return {"type": "cuboid", "vertices": vertices}


def skeleton(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    body = np.random.default_rng(int(x)).uniform(-1, 1, (17, 2)) * (half_width, half_height)
    spots = np.array((x, y)) + body + chance.normal(0, SPREAD, body.shape)
    keypoints = [{"name": f"k{n}", "x": float(a), "y": float(b)} for n, (a, b) in enumerate(spots)]
    return {"type": "skeleton", "keypoints": keypoints}


def mask(chance: np.random.Generator, x: float, y: float, half_width: float, half_height: float) -> dict[str, Any]:
    """A disc with a border as uneven as a brush leaves it."""
    reach = int(half_width) + 8
    rows, columns = np.mgrid[-reach:reach, -reach:reach]
    uneven = 1 + chance.normal(0, SPREAD / half_width, rows.shape)
    pixels = (columns / half_width) ** 2 + (rows / half_height) ** 2 < uneven
    left, top = int(x) - reach, int(y) - reach
    counts = compress(runs_of(pixels))
    return {"type": "mask", "left": left, "top": top, "width": 2 * reach, "height": 2 * reach, "counts": counts}


DRAWINGS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "boxes": box,
    "rotated boxes": rotated_box,
    "ellipses": ellipse,
    "polygons": polygon,
    "cuboids": cuboid,
    "skeletons": skeleton,
    "masks": mask,
}

if __name__ == "__main__":
    main()
