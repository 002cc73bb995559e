"""HTTP: error rates in the terms of a modality's field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from litestar import get

from goldsmith.foundry import Foundry
from goldsmith.http.wire import LabelerRef, labeler_to_wire
from goldsmith.ids import parse_id
from goldsmith.quality import service
from goldsmith.quality.figures import ErrorRate, ErrorRates
from goldsmith.quality.sentences import describe_question
from goldsmith.tenancy.principal import Principal

__all__ = ["show_error_rates"]


class LearntReliability(msgspec.Struct, frozen=True):
    """What the engine learnt of somebody at the question that they answered most, with a 95 % interval."""

    title: str
    reliability: float
    low: float
    high: float
    answers: int


class LabelerErrorRate(msgspec.Struct, frozen=True):
    """Somebody against what was accepted, and against the other people; beside it what the engine learnt of them."""

    labeler: LabelerRef
    accepted: ErrorRate
    people: ErrorRate | None
    engine: LearntReliability | None


class PairErrorRate(msgspec.Struct, frozen=True):
    """Somebody against another, who is taken to be right."""

    reference: LabelerRef
    labeler: LabelerRef
    rate: ErrorRate


class MeasureView(msgspec.Struct, frozen=True):
    """An error rate in the latest completed tasks: `kinds` of errors, counted in `unit`."""

    measure: str
    unit: Literal["words", "characters", "seconds"]
    kinds: list[str]
    tasks: int
    labelers: list[LabelerErrorRate]
    pairs: list[PairErrorRate]


class MeasuredErrorRates(msgspec.Struct, frozen=True):
    """A project's error rates; none where its modality has none, or no task is completed."""

    items: list[MeasureView]


@get("/projects/{project_id:str}/error-rates")
async def show_error_rates(project_id: str, foundry: Foundry, principal: Principal) -> MeasuredErrorRates:
    """How far labelers are from what was accepted and from each other, in the terms of the field.

    Of recordings: word, character, diarization and identification error rates. Measured in the background, in the
    latest 500 completed tasks, with intervals drawn by task.
    """
    found = await service.show_error_rates(foundry, principal, parse_id("project", project_id, field="project_id"))
    people = {key: ref for key, row in found.labelers.items() if (ref := labeler_to_wire(row))}
    return MeasuredErrorRates([_measure(each, people, found) for each in found.rates])


def _measure(rates: ErrorRates, people: Mapping[str, LabelerRef], found: service.MeasuredErrors) -> MeasureView:
    return MeasureView(
        rates.measure,
        rates.unit,
        rates.kinds,
        rates.tasks,
        [
            LabelerErrorRate(people[each.labeler_id], each.accepted, each.people, _engine(each.labeler_id, found))
            for each in rates.labelers
            if each.labeler_id in people
        ],
        [
            PairErrorRate(people[each.reference_id], people[each.labeler_id], each.rate)
            for each in rates.pairs
            if {each.reference_id, each.labeler_id} <= people.keys()
        ],
    )


def _engine(labeler_id: str, found: service.MeasuredErrors) -> LearntReliability | None:
    skill: Any = found.skills.get(labeler_id)
    if skill is None:
        return None
    reliability, low, high = (round(skill[name], 4) for name in ("reliability", "low", "high"))
    title = describe_question(skill["question"], found.ontology)
    return LearntReliability(title, reliability, low, high, skill["answers"])
