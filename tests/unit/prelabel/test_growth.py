"""When a learned model should learn again."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.journey.prelabel.growth import is_due

NEW = {
    "answers_seen": 0,
    "tasks_seen": 0,
    "is_held": False,
    "has_learnt": False,
    "is_rested": False,
    "found_few": False,
}
LEARNT = NEW | {"answers_seen": 100, "tasks_seen": 1_000, "has_learnt": True}


@pytest.mark.parametrize(
    ("model", "completed", "tasks", "expected"),
    [
        (NEW, 19, 1_000, False),
        (NEW, 20, 1_000, True),
        (LEARNT, 100, 1_000, False),
        (LEARNT, 119, 1_000, False),
        (LEARNT, 120, 1_000, True),
        (LEARNT, 100, 1_010, False),
        (LEARNT | {"is_rested": True}, 100, 1_010, True),
        (LEARNT | {"is_rested": True}, 100, 1_000, False),
        (LEARNT, 100, 1_050, True),
        (LEARNT | {"is_held": True}, 500, 9_000, False),
        (LEARNT | {"is_held": True, "is_rested": True}, 500, 9_000, False),
        (NEW | {"answers_seen": 30}, 30, 1_000, False),
        (NEW | {"answers_seen": 30, "found_few": True}, 30, 1_000, True),
        (NEW | {"found_few": True}, 19, 1_000, False),
    ],
)
def test_it_learns_again_when_answers_grew_by_a_fifth_or_new_tasks_wait(
    model: dict[str, Any], completed: int, tasks: int, expected: bool
) -> None:
    assert (
        is_due(model, {"completed": completed, "annotations": completed, "tasks": tasks + 7, "ingest": 7}) is expected
    )
