"""A file of tasks, as Label Studio exports and imports it, task by task.

Format: https://labelstud.io/guide/task_format. The file is a list of tasks, or an archive of it (`tasks.json`) with the
labeling config (`config.xml`), as deliveries are written and as whole projects move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import open_archive, seekable
from goldsmith.modalities.codec import Loss, LossReport, RowError
from goldsmith.modalities.json_elements import iterate_array
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.layout import Layout, layout_of
from goldsmith.modalities.label_studio.results import PlaceReader, read_results
from goldsmith.modalities.label_studio.tags import MOST_CONFIG_BYTES
from goldsmith.modalities.label_studio.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["CONFIG", "TASKS", "Task", "read_tasks"]

CONFIG: Final = "config.xml"
TASKS: Final = "tasks.json"
_OF_JSON_MIN: Final = frozenset({"annotator", "annotation_id", "lead_time"})

Task = Mapping[str, Any]
ContentReader = Callable[[Task, Layout | None, LossReport], tuple[dict[str, Any], str, PlaceReader]]
"""Reads what is labeled from the data of a task: fields of the row, the field of the data, and a reader of places."""


def read_tasks(
    stream: BinaryIO, modality: str, read_content: ContentReader, ontology: Ontology
) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one row a task; what rows cannot hold is counted at the end.

    Labels and questions are found by the config of an archive, else by the titles and names of the ontology, else by
    spelling alone.
    """
    report = LossReport()
    with _open(stream) as (tasks, config):
        layout = _layout(config, modality, ontology)
        words = Vocabulary(layout)
        for number, task in enumerate(iterate_array(tasks, TASKS), start=1):
            _refuse_json_min(task)
            own = LossReport()
            try:
                row = _row(task, layout, words, read_content, own)
            except GoldsmithError as error:
                yield RowError(row=number, error=f"Task {number:,}: {error.message}", field=error.field)
                continue
            for what, count in own.lost.items():
                report.lose(what, count)
            yield row
    yield from (Loss(what, count) for what, count in report.lost.items())


@contextmanager
def _open(stream: BinaryIO) -> Iterator[tuple[IO[bytes], bytes | None]]:
    """Give the tasks, and the config if there is one."""
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if not is_archive:
            yield file, None
            return
        with open_archive(file) as archive:
            if TASKS not in archive:
                raise MalformedError(f"This archive has no {TASKS}.", field=TASKS)
            config = archive.read(CONFIG, MOST_CONFIG_BYTES) if CONFIG in archive else None
            with archive.open(TASKS) as tasks:
                yield tasks, config


def _layout(config: bytes | None, modality: str, ontology: Ontology) -> Layout | None:
    if config is None:
        return None if ontology == Ontology() else layout_of(ontology, modality)
    layout = read_config(config, CONFIG, modality).layout
    if layout.kind.modality != modality:
        raise InvalidError(f"{CONFIG} is about {layout.kind.modality}, this project about {modality}.", field=CONFIG)
    undirected = frozenset(each.name for each in ontology.relations if not each.directed)
    return msgspec.structs.replace(layout, undirected=undirected)


def _refuse_json_min(task: Any) -> None:
    if isinstance(task, dict) and "data" not in task and _OF_JSON_MIN & task.keys():
        message = "This is JSON-MIN, which leaves out where annotations are; export the project as JSON."
        raise MalformedError(message, code="json_min", field="data")


def _row(
    task: Any, layout: Layout | None, words: Vocabulary, read_content: ContentReader, report: LossReport
) -> dict[str, Any]:
    if not isinstance(task, dict):
        raise InvalidError("a task is an object.")
    data = _object(task, "data")
    content, field, read_place = read_content(data, layout, report)
    row: dict[str, Any] = {**content, **_name_and_metadata(task, data, field)}
    given = _choose_answer(task, report)
    if given is not None:
        name, results, place = given
        try:
            row[name] = read_results(results, words, read_place, report)
        except GoldsmithError as error:
            raise InvalidError(error.message, field=f"{place}.{error.field}") from None
    return row


def _name_and_metadata(task: Task, data: Task, field: str) -> dict[str, Any]:
    """Take what else a task says along: its id, `meta`, and the fields of its data that are not labeled."""
    meta = dict(_object(task, "meta")) if task.get("meta") else {}
    unique_id = meta.pop("unique_id", task.get("id"))
    metadata = {**{name: value for name, value in data.items() if name != field}, **meta}
    named = {} if unique_id is None else {"unique_id": str(unique_id)}
    return {**named, **({"metadata": metadata} if metadata else {})}


def _choose_answer(task: Task, report: LossReport) -> tuple[str, Any, str] | None:
    """Choose what labelers see first, or what is known to be right: (field of the row, results, place in the task).

    The newest annotation that is ground truth is what is expected; else the newest that was not canceled is where
    labelers start, else the newest prediction. All others are counted.
    """
    annotations = _objects(task, "annotations")
    predictions = _objects(task, "predictions")
    report.lose("drafts", len(_objects(task, "drafts")))
    whole = [number for number, each in enumerate(annotations) if not each.get("was_cancelled")]
    report.lose("canceled annotations", len(annotations) - len(whole))
    truths = [number for number in whole if annotations[number].get("ground_truth")]
    chosen = _newest(annotations, truths or whole)
    report.lose("annotations beside the one that is taken", max(0, len(whole) - 1))
    if chosen is not None:
        report.lose("predictions beside annotations", len(predictions))
        report.lose("who annotated and how long it took", int(bool(annotations[chosen].get("completed_by"))))
        name = "expected" if truths else "hypothesis"
        return name, annotations[chosen].get("result") or [], f"annotations[{chosen}]"
    report.lose("predictions beside the newest", max(0, len(predictions) - 1))
    newest = _newest(predictions, range(len(predictions)))
    return None if newest is None else ("hypothesis", predictions[newest].get("result"), f"predictions[{newest}]")


def _newest(entries: Sequence[Task], numbers: Sequence[int]) -> int | None:
    """Return the place of the newest: by its time, where times are there, else the last."""
    return max(numbers, key=lambda number: (str(entries[number].get("created_at") or ""), number), default=None)


def _object(task: Task, field: str) -> dict[str, Any]:
    value = task.get(field)
    if not isinstance(value, dict):
        raise InvalidError(f"{field} is not an object.", field=field)
    return value


def _objects(task: Task, field: str) -> list[dict[str, Any]]:
    value = task.get(field)
    if not isinstance(value, list | None):
        raise InvalidError(f"{field} is not a list.", field=field)
    for number, each in enumerate(value or ()):
        if not isinstance(each, dict):
            raise InvalidError("this is not an object.", field=f"{field}[{number}]")
    return value or []
