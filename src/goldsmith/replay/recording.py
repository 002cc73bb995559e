"""Reading recorded crowd labels: `labels.csv.gz` (task,worker,label), `gold.csv.gz`, perhaps `text.csv.gz`."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from goldsmith.errors import InvalidError

__all__ = ["ATTRIBUTE", "Recording", "ontology_of", "read_recording"]

ATTRIBUTE: Final = "label"
MOST_ANSWERS: Final = 50
MOST_CHOICES: Final = 200
_PLAIN_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}")


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What a crowd answered, by worker, then by task. Choices are stable names; `titles` is what the recording says."""

    name: str
    answers: Mapping[str, Mapping[str, str]]
    answers_per_task: Mapping[str, int]
    gold: Mapping[str, str]
    texts: Mapping[str, str]
    titles: Mapping[str, str]
    repeated: int
    beyond_limit: int

    @property
    def labels(self) -> int:
        return sum(self.answers_per_task.values())

    def text_of(self, task: str) -> str:
        return self.texts.get(task) or f"Item {task}"


def read_recording(folder: Path) -> Recording:
    """Read a folder. A worker's second answer to a task is left out, and so is what exceeds MOST_ANSWERS."""
    if not (folder / "labels.csv.gz").is_file():
        raise InvalidError(
            f"{folder} has no labels.csv.gz (task,worker,label): only categorical labels can be replayed."
        )
    answers: dict[str, dict[str, str]] = {}
    per_task: dict[str, int] = {}
    repeated = beyond = 0
    for task, worker, label in _rows(folder / "labels.csv.gz", ("task", "worker", "label")):
        own = answers.setdefault(worker, {})
        if task in own:
            repeated += 1
        elif per_task.get(task, 0) == MOST_ANSWERS:
            beyond += 1
        else:
            own[task] = label
            per_task[task] = per_task.get(task, 0) + 1
    gold = dict(_optional_rows(folder / "gold.csv.gz", ("task", "label")))
    names = _choice_names({label for own in answers.values() for label in own.values()} | set(gold.values()))
    return Recording(
        name=folder.name,
        answers={worker: {task: names[label] for task, label in own.items()} for worker, own in answers.items() if own},
        answers_per_task=per_task,
        gold={task: names[label] for task, label in gold.items() if task in per_task},
        texts=dict(_optional_rows(folder / "text.csv.gz", ("task", "text"))),
        titles={name: label for label, name in names.items()},
        repeated=repeated,
        beyond_limit=beyond,
    )


def ontology_of(recording: Recording) -> dict[str, object]:
    """Build one required question with the recorded labels as its choices."""
    choices = [{"name": name, "title": title} for name, title in recording.titles.items()]
    question = {"name": ATTRIBUTE, "title": "Label", "type": "category", "required": True, "choices": choices}
    return {"labels": [], "attributes": [question], "relations": []}


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise InvalidError(f"{path} lacks the column {', '.join(sorted(missing))}.")
        for row in reader:
            yield tuple(row[column] for column in columns)


def _optional_rows(path: Path, columns: tuple[str, str]) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in _rows(path, columns)] if path.is_file() else []


def _choice_names(labels: set[str]) -> dict[str, str]:
    """Find a stable name for each recorded label: itself where that is a name, else one by its place."""
    if len(labels) > MOST_CHOICES:
        raise InvalidError(
            f"{len(labels):,} different labels: these are not choices. Only categorical labels can be replayed."
        )
    ordered = sorted(labels)
    if all(_PLAIN_NAME.fullmatch(label) for label in ordered):
        return {label: label for label in ordered}
    return {label: f"choice_{place}" for place, label in enumerate(ordered)}
