"""The walk: every project, its batches, its tasks page by page.

Nothing is remembered but what is here already: a project by its name and versions, a batch by its name, a task by its
unique_id. So a walk that was killed anywhere is walked again, and adds what is missing.

What was finished there does not become work here by itself: it waits in batches that are staged until somebody
finalizes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import Any, Final
from urllib.parse import quote_plus

import msgspec

from goldsmith.compat.scale.importing.bodies import (
    FINISHED,
    body_of,
    references,
    replaced,
    result_addresses,
    unique_id_of,
)
from goldsmith.compat.scale.importing.files import Files
from goldsmith.compat.scale.importing.patience import Door
from goldsmith.compat.scale.importing.places import PAGE, Place, Places, type_called
from goldsmith.compat.scale.importing.report import Progress, Report
from goldsmith.errors import ConflictError, GoldsmithError, InvalidError, NotFoundError

__all__ = ["Choices", "Importer", "Responses"]

AT_ONCE: Final = 4
LONGEST_QUERY: Final = 6_000
ABOUT_ONE: Final = (InvalidError, NotFoundError)
JUDGED: Final = ("accepted", "rejected", "fixed", "commented")


class Responses(Enum):
    """What becomes of a finished task's response."""

    HYPOTHESIS = "hypothesis"
    GOLD = "gold"
    NONE = "none"


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What to carry. Without `projects`, all; `attachments`: also files that lie behind plain addresses."""

    projects: tuple[str, ...] = ()
    responses: Responses = Responses.HYPOTHESIS
    attachments: bool = False


class _Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one task."""

    is_known: bool = False
    is_gold: bool = False
    lost_hypothesis: bool = False
    refusal: str | None = None
    waits_for: str | None = None


Task = dict[str, Any]
Addresses = Mapping[str, str | GoldsmithError]


class Importer:
    """Carries one account. `run` yields how far it is; `report` holds what was done so far."""

    def __init__(self, source: Door, target: Door, files: Files, choices: Choices) -> None:
        self._source, self._target, self._files, self._choices = source, target, files, choices
        self.report = Report()
        self._places = Places(source, target, self.report)

    def run(self) -> Iterator[Progress]:
        """Walk. Raises GoldsmithError for what stops everything: a key that is refused, a server that is away."""
        for project in self._chosen(self._source.ask(self._source.client.projects)):
            for place in self._open(project):
                yield from self._walk(place)
                self._places.let_begin(place)

    def _open(self, project: Any) -> list[Place]:
        try:
            return list(self._places.open(project))
        except ABOUT_ONE as refusal:
            self.report.refuse(project.name, refusal.message)
            return []

    def _chosen(self, projects: Sequence[Any]) -> list[Any]:
        names = self._choices.projects
        missing = sorted(set(names) - {project.name for project in projects})
        if missing:
            raise NotFoundError(f"The account has no project called {missing[0]}.", code="project_not_found")
        return [project for project in projects if not names or project.name in names]

    def _walk(self, place: Place) -> Iterator[Progress]:
        done = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for page in self._pages(place):
                self._carry(pool, place, [task.as_dict() for task in page.docs])
                done += len(page.docs)
                self.report.files, self.report.results = self._files.uploaded, self._files.saved
                yield Progress(place.here, done, max(done, page.total))

    def _pages(self, place: Place) -> Iterator[Any]:
        narrow: dict[str, str] = {"type": place.only_type} if place.only_type else {}
        while True:
            page = self._source.ask(
                self._source.client.tasks, project=place.there, limit=PAGE, include_attachment_url=True, **narrow
            )
            yield page
            if not page.has_more or not page.next_token:
                return
            narrow["next_token"] = page.next_token

    def _carry(self, pool: ThreadPoolExecutor, place: Place, page: list[Task]) -> None:
        """Make the tasks of one page that are to be carried and are not here yet."""
        for task in page:
            self._keep_result(place, task)
        wanted = [task for task in page if self._is_wanted(task)]
        known = self._known_here([unique_id_of(task) for task in wanted])
        new = [task for task in wanted if unique_id_of(task) not in known]
        self.report.known += len(wanted) - len(new)
        addresses = self._carry_files(pool, place, new)
        for name in sorted({name for task in new if (name := self._batch_of(place, task))} - place.batches.keys()):
            self._places.make_waiting_batch(place.here, name)
        for task, outcome in zip(new, pool.map(lambda task: self._try(place, task, addresses), new), strict=True):
            self._note(place, task, outcome)

    def _keep_result(self, place: Place, task: Task) -> None:
        if task["status"] != FINISHED:
            return
        failures = self._files.save_response(place.there, task)
        self.report.losses["result files that could not be downloaded"] += len(failures)
        if not self._files.saves_results:
            self.report.losses["result files (name a folder with --results)"] += len(result_addresses(task))
        if task.get("customer_review_status") in JUDGED:
            self.report.losses["your own verdicts on finished tasks, with their comments"] += 1

    def _is_wanted(self, task: Task) -> bool:
        status = task["status"]
        if status == FINISHED and self._choices.responses is Responses.NONE:
            self.report.losses["finished tasks (--responses none leaves them there)"] += 1
            return False
        if status not in ("pending", FINISHED):
            self.report.losses["canceled tasks" if status == "canceled" else "tasks that ended in an error"] += 1
            return False
        return True

    def _known_here(self, unique_ids: list[str]) -> set[str]:
        known: set[str] = set()
        for some in _in_queries(unique_ids):
            page = self._target.ask(self._target.client.tasks, unique_id=some, limit=PAGE)
            known |= {task.as_dict()["unique_id"] for task in page.docs}
        return known

    def _carry_files(self, pool: ThreadPoolExecutor, place: Place, new: Sequence[Task]) -> Addresses:
        """Our addresses of the files that tasks name and that have to lie here, or why there is none."""
        needing = {
            reference: task
            for task in new
            for reference in references(task.get("params") or {})
            if self._choices.attachments or not reference.startswith(("https://", "http://"))
        }
        made = pool.map(lambda each: self._try_file(each[1], each[0], place), needing.items())
        return dict(zip(needing, made, strict=True))

    def _try_file(self, task: Task, reference: str, place: Place) -> str | GoldsmithError:
        try:
            return self._files.carry(task, reference, place.here)
        except ABOUT_ONE as refusal:
            return refusal

    def _try(self, place: Place, task: Task, addresses: Addresses) -> _Outcome:
        """Make one task; what is wrong with it alone is its outcome, what stops everything is raised."""
        try:
            return self._bring(place, task, addresses)
        except ConflictError:
            return _Outcome(is_known=True)
        except ABOUT_ONE as refusal:
            return _Outcome(refusal=refusal.message)

    def _bring(self, place: Place, task: Task, addresses: Addresses) -> _Outcome:
        body = {**self._body(place, task, addresses), "project": place.here}
        if self._is_gold(task):
            return self._create(task["type"], {**body, "expected_response": task.get("response") or {}}, is_gold=True)
        if batch := self._batch_of(place, task):
            body["batch"] = batch
        if task["status"] == FINISHED:
            body["hypothesis"] = task.get("response")
        try:
            return self._create(task["type"], body)
        except InvalidError as refusal:
            if not refusal.message.startswith("hypothesis"):
                raise
            made = self._create(task["type"], {name: body[name] for name in body if name != "hypothesis"})
            return msgspec.structs.replace(made, lost_hypothesis=True)

    def _body(self, place: Place, task: Task, addresses: Addresses) -> dict[str, Any]:
        body = body_of(task, place.instructions)
        ours: dict[str, str] = {}
        for reference in references(body):
            address = addresses.get(reference, reference)
            if isinstance(address, GoldsmithError):
                raise address
            ours[reference] = address
        return replaced(body, ours)

    def _is_gold(self, task: Task) -> bool:
        return bool(task["status"] == FINISHED) and self._choices.responses is Responses.GOLD

    def _batch_of(self, place: Place, task: Task) -> str | None:
        return None if self._is_gold(task) else place.batch_of(task)

    def _create(self, kind: str, body: dict[str, Any], *, is_gold: bool = False) -> _Outcome:
        client = self._target.client
        create = client.create_evaluation_task if is_gold else client.create_task
        made = self._target.ask(create, type_called(kind), **body)
        return _Outcome(waits_for=made.as_dict().get("waits_for"), is_gold=is_gold)

    def _note(self, place: Place, task: Task, outcome: _Outcome) -> None:
        if outcome.is_known:
            self.report.known += 1
        elif outcome.refusal is not None:
            self.report.refuse(task["task_id"], outcome.refusal)
        else:
            self._note_made(place, task, outcome)

    def _note_made(self, place: Place, task: Task, outcome: _Outcome) -> None:
        self.report.tasks += 1
        if task.get("batch") and task["batch"] not in place.batches:
            self.report.losses["batches of a project that takes every type (their tasks came without)"] += 1
        if outcome.lost_hypothesis:
            self.report.losses["answers that cannot be read here (their tasks came without)"] += 1
        if outcome.waits_for:
            self.report.notes[f"wait for what is not built yet: {outcome.waits_for}"] += 1
        if task["status"] != FINISHED:
            self.report.notes["are open at Scale too; cancel them there, or both places do the work"] += 1
        elif not outcome.is_gold:
            self.report.notes["were finished there and rest in staged batches; finalize one to let people look"] += 1


def _in_queries(unique_ids: Sequence[str]) -> Iterator[list[str]]:
    """As many at once as an address may be long."""
    some: list[str] = []
    length = 0
    for unique_id in unique_ids:
        added = len(quote_plus(unique_id)) + len("unique_id=&")
        if some and length + added > LONGEST_QUERY:
            yield some
            some, length = [], 0
        some.append(unique_id)
        length += added
    if some:
        yield some
