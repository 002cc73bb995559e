"""How far labelers are from what was accepted and from each other, in the terms of the modality's field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.measures import ErrorMeasure, Errors
from goldsmith.ontology import Ontology
from goldsmith.quality.figures import ErrorRate, ErrorRates, LabelerErrors, PairErrors

__all__ = ["MOST_BYTES", "MOST_MEASURED", "find_error_rates"]

MOST_MEASURED: Final = 500
MOST_BYTES: Final = 16 << 20
"""Answers that are compared at most, so that measuring stays short."""
MOST_LABELERS: Final = 100
MOST_PAIRS: Final = 100


class _Given(NamedTuple):
    """An answer of somebody to a task."""

    labeler: str
    is_person: bool
    answer: Any


class _Task(NamedTuple):
    """What was accepted, and what people and machines said, each once."""

    accepted: Any
    given: Sequence[_Given]


Counts = Mapping[Any, Sequence[Errors]]
"""By whom is measured: the errors in each task, or in each comparison."""


def find_error_rates(modality: Modality, ontology: Ontology, rows: Sequence[Any]) -> list[ErrorRates]:
    """Measure answers in every way that the modality knows and the ontology asks for.

    `rows` are answers by task, each with what was accepted of it. A measure that finds nothing to count is left out.
    """
    measures = [each for each in modality.error_rates if each.is_asked(ontology)]
    tasks = _read(modality, rows) if measures else []
    found = (_measure(measure, tasks) for measure in measures)
    return [each for each in found if each.labelers]


def _read(modality: Modality, rows: Sequence[Any]) -> list[_Task]:
    decode = modality.answer_decoder.decode
    return [
        _Task(
            decode(accepted),
            [_Given(str(row["labeler_id"]), row["kind"] == "person", decode(row["answer"])) for row in given],
        )
        for (_, accepted), given in groupby(rows, key=lambda row: (row["task_id"], row["accepted"]))
    ]


def _measure(measure: ErrorMeasure, tasks: Sequence[_Task]) -> ErrorRates:
    accepted: dict[str, list[Errors]] = defaultdict(list)
    people: dict[str, list[list[Errors]]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[Errors]] = defaultdict(list)
    for task in tasks:
        for given in task.given:
            if (errors := measure.count(task.accepted, given.answer)) is not None:
                accepted[given.labeler].append(errors)
            beside = dict(_beside_people(measure, given, task.given))
            if beside:
                people[given.labeler].append(list(beside.values()))
            for other, errors in beside.items():
                pairs[other, given.labeler].append(errors)
    return ErrorRates(
        measure=measure.name,
        unit=measure.unit,
        kinds=list(measure.kinds),
        tasks=len(tasks),
        labelers=_labelers(measure, accepted, people),
        pairs=_pairs(measure, pairs),
    )


def _beside_people(measure: ErrorMeasure, given: _Given, all_given: Iterable[_Given]) -> Iterable[tuple[str, Errors]]:
    """What is wrong in an answer if another person's is right, by who that is."""
    for other in all_given:
        if other.is_person and other.labeler != given.labeler:
            errors = measure.count(other.answer, given.answer)
            if errors is not None:
                yield other.labeler, errors


def _labelers(
    measure: ErrorMeasure, accepted: Counts, people: Mapping[str, Sequence[Sequence[Errors]]]
) -> list[LabelerErrors]:
    busiest = sorted(accepted, key=lambda labeler: (-len(accepted[labeler]), labeler))[:MOST_LABELERS]
    return [
        LabelerErrors(
            labeler_id=labeler,
            accepted=_rate(measure, accepted[labeler]),
            people=_rate(measure, [_together(each) for each in people[labeler]]) if labeler in people else None,
        )
        for labeler in busiest
    ]


def _pairs(measure: ErrorMeasure, pairs: Mapping[tuple[str, str], Sequence[Errors]]) -> list[PairErrors]:
    """Each two once; of two people, the one with the lower id is the reference."""
    once = {pair: found for pair, found in pairs.items() if pair < pair[::-1] or pair[::-1] not in pairs}
    busiest = sorted(once, key=lambda pair: (-len(once[pair]), pair))[:MOST_PAIRS]
    return [
        PairErrors(reference_id=reference, labeler_id=labeler, rate=_rate(measure, once[reference, labeler]))
        for reference, labeler in busiest
    ]


def _together(errors: Sequence[Errors]) -> Errors:
    by_kind = tuple(map(sum, zip(*(each.by_kind for each in errors), strict=True)))
    return Errors(by_kind, sum(each.reference for each in errors))


def _rate(measure: ErrorMeasure, by_task: Sequence[Errors]) -> ErrorRate:
    from goldsmith.algorithms.rate_intervals import interval_of_rate

    by_kind, reference = _together(by_task)
    interval = interval_of_rate([sum(each.by_kind) for each in by_task], [each.reference for each in by_task])
    return ErrorRate(
        rate=round(sum(by_kind) / reference, 4) if reference else None,
        low=round(interval[0], 4) if interval and reference else None,
        high=round(interval[1], 4) if interval and reference else None,
        errors={kind: round(count, 3) for kind, count in zip(measure.kinds, by_kind, strict=True)},
        reference=round(reference, 3),
        tasks=len(by_task),
    )
