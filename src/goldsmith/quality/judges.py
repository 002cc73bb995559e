"""How well models that judge stand in for people, question by question: always beside what a person reaches."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.algorithms.pairs import LEFT, RIGHT, TIE
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.journey.prelabel.pair_questions import PairSaid
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.pairings import Verdict, in_order
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.quality.service import LOOKING, SQL
from goldsmith.tenancy.principal import Principal

__all__ = ["Judge", "Shares", "show_judges"]

MOST_TASKS: Final = 2_000
_NUMBERS: Final = {"left": LEFT, "right": RIGHT, "tie": TIE}


class Shares(msgspec.Struct, frozen=True):
    """A share with its 95 % interval, of so many verdicts; 0 of 0 where nothing is known."""

    value: float
    low: float
    high: float
    of: int


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """A model that judges, at one question, beside the people who judged the same pairs.

    `agreement`: how often it says what most people say of a pair. `ceiling`: how often a person says what most of the
    other people say. `short` is the ceiling less the agreement, in [-1, 1]. `decisive_…`: the same where nobody ties.
    `left`: how often it takes what stands left where it takes one. `steady`: how often it is the same both ways round.
    """

    model_id: str
    name: str
    question: str
    title: str
    pairs: int
    agreement: Shares
    ceiling: Shares
    short: Shares
    decisive_agreement: Shares
    decisive_ceiling: Shares
    ties: Shares
    people_ties: Shares
    left: Shares
    people_left: Shares
    steady: Shares


class _Said(NamedTuple):
    """A verdict of somebody on a pair of a task."""

    task_id: UUID
    verdict: Verdict


async def show_judges(foundry: Foundry, principal: Principal, project_id: UUID) -> list[Judge]:
    """Each judge of a project at each question, by the newest 2,000 tasks that it judged."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        modality = registry.get(project["modality"])
        if modality.judging is None:
            return []
        newest = await tx.rows(SQL.newest_judged, project_id=project_id, limit=MOST_TASKS)
        judged = await tx.rows(SQL.judged_pairs, project_id=project_id, task_ids=[row["task_id"] for row in newest])
        task_ids = list({row["task_id"] for row in judged})
        answers = await tx.rows(SQL.people_on_tasks, task_ids=task_ids)
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
    titles = {label.name: label.title or label.name for label in ontology.labels}
    return await asyncio.to_thread(_compare, judged, list(_read(modality, answers)), titles)


def _read(modality: Modality, answers: Iterable[Any]) -> Iterable[_Said]:
    decode, judging = modality.answer_decoder.decode, modality.judging
    for row in answers:
        for verdict in judging.verdicts(decode(row["answer"])) if judging else ():
            yield _Said(row["task_id"], verdict)


def _compare(judged: Sequence[Any], people: Sequence[_Said], titles: Mapping[str, str]) -> list[Judge]:
    by_judge: dict[tuple[UUID, str, str], list[_Said]] = defaultdict(list)
    for row in judged:
        said = msgspec.json.decode(row["reply"], type=PairSaid)
        verdict = Verdict(said.pairing, said.winner)
        by_judge[row["model_id"], row["name"], said.pairing.question].append(_Said(row["task_id"], verdict))
    return [
        _report(model_id, name, question, titles.get(question, question), verdicts, people)
        for (model_id, name, question), verdicts in sorted(by_judge.items(), key=lambda each: each[0][1:])
    ]


def _report(
    model_id: UUID, name: str, question: str, title: str, judge: Sequence[_Said], people: Sequence[_Said]
) -> Judge:
    from goldsmith.algorithms.judges import compare_judge

    asked = [each for each in people if each.verdict.pairing.question == question]
    places: dict[Any, int] = {}
    report = compare_judge(_columns(judge, places), _columns(asked, places))
    shares = {field: _rounded(getattr(report, field)) for field in report.__struct_fields__}
    pairs = len({(each.task_id, in_order(each.verdict)[0]) for each in judge})
    return Judge(model_id=show_id("model", model_id), name=name, question=question, title=title, pairs=pairs, **shares)


def _columns(said: Sequence[_Said], places: dict[Any, int]) -> Any:
    """Verdicts as columns; `places` numbers the pairs of all tasks."""
    from goldsmith.algorithms.judges import Verdicts

    ordered = [in_order(each.verdict) for each in said]
    pairs = [
        places.setdefault((each.task_id, pairing), len(places))
        for each, (pairing, _, _) in zip(said, ordered, strict=True)
    ]
    return Verdicts(pairs, [_NUMBERS[each.verdict.winner] for each in said], [is_turned for _, _, is_turned in ordered])


def _rounded(share: Any) -> Shares:
    return Shares(round(share.value, 4), round(share.low, 4), round(share.high, 4), share.of)
