"""The learned model: fitted to what people agreed on, it says of every open task what they would probably say.

It learns from what is accepted, or believed meanwhile, of tasks that a person has answered, never from what only models
said, and it is as sure as its cross-validation on those answers allows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from goldsmith.algorithms.learning.classifier import Classifier, fit_classifier
from goldsmith.events import record
from goldsmith.journey.prelabel.features import TasksReader
from goldsmith.journey.prelabel.growth import LEAST_ANSWERS, ready_tasks
from goldsmith.journey.prelabel.questions import answer_with, choices_of, item_questions
from goldsmith.journey.prelabel.runs import Opinion, Run
from goldsmith.journey.prelabel.service import SQL
from goldsmith.ontology import Attribute, Ontology

__all__ = ["learn_and_answer"]

MOST_EXAMPLES = 20_000


async def learn_and_answer(run: Run) -> str | None:
    """Fit one classifier a question, then go through the open tasks; what is missing, if it cannot learn yet."""
    async with run.foundry.db.transaction(run.customer_id) as tx:
        totals = {row["name"]: row["value"] for row in await tx.rows(SQL.totals, scope_ids=[run.project["id"]])}
        examples = await tx.rows(SQL.examples, project_id=run.project["id"], limit=MOST_EXAMPLES)
    reader, ontology = TasksReader(run), await run.ontology()
    readable, rows = await reader.read_all(examples)
    learned = await asyncio.to_thread(_fit_all, ontology, readable, rows)
    await _note(run, reader, learned, len(readable), totals)
    if not learned:
        return f"It begins when people have answered {LEAST_ANSWERS} tasks, in at least two ways."
    while tasks := await run.next_tasks(reader.at_once):
        await run.advance(tasks, await _opinions(run, reader, learned, tasks))
    return None


class _Learned:
    """One question and what was learnt about it."""

    def __init__(self, question: Attribute, choices: Sequence[str], classifier: Classifier) -> None:
        self.question, self.choices, self.classifier = question, choices, classifier


def _fit_all(ontology: Ontology, examples: Sequence[Any], rows: Any) -> list[_Learned]:
    found = (_fit(question, examples, rows) for question in item_questions(ontology))
    return [each for each in found if each is not None]


def _fit(question: Attribute, examples: Sequence[Any], rows: Any) -> _Learned | None:
    """Learn among the choices that were ever made and may still be made."""
    given = [str((example["values"] or {}).get(question.name, "")) for example in examples]
    choices = [choice for choice in choices_of(question) if choice in given]
    usable = [number for number, value in enumerate(given) if value in choices]
    if len(usable) < LEAST_ANSWERS or len(choices) < 2:
        return None
    labels = [choices.index(given[number]) for number in usable]
    weights = [_weight(examples[number]) for number in usable]
    return _Learned(question, choices, fit_classifier(rows[np.array(usable)], labels, weights, len(choices)))


def _weight(example: Any) -> float:
    """How much the answer is believed; a person's own verdict is believed."""
    return 1.0 if example["kind"] in ("review", "audit") else max(1.0 - float(example["expected_error"]), 0.05)


async def _opinions(run: Run, reader: TasksReader, learned: Sequence[_Learned], tasks: Sequence[Any]) -> list[Opinion]:
    readable, rows = await reader.read(tasks)
    if not readable:
        return []
    said = [await asyncio.to_thread(each.classifier.predict, rows) for each in learned]
    ontologies = {task["ontology_version"]: await run.ontology(task["ontology_version"]) for task in readable}
    found = []
    for number, task in enumerate(readable):
        chances = [probability[number] for probability in said]
        values = {
            each.question.name: each.choices[int(row.argmax())] for each, row in zip(learned, chances, strict=True)
        }
        answer = answer_with(run.modality, ontologies[task["ontology_version"]], values)
        if answer is not None:
            found.append(Opinion(task, answer, float(np.prod([row.max() for row in chances]))))
    return found


async def _note(
    run: Run, reader: TasksReader, learned: Sequence[_Learned], examples: int, totals: Mapping[str, int]
) -> None:
    facts = {
        "answers": examples,
        "encoders": reader.names,
        "questions": {each.question.name: {"accuracy": round(each.classifier.accuracy, 4)} for each in learned},
    }
    async with run.foundry.db.transaction(run.customer_id) as tx:
        await tx.run(
            SQL.note_learning,
            id=run.model["id"],
            facts=facts,
            answers_seen=totals.get("annotations", 0),
            tasks_seen=ready_tasks(totals) if learned else 0,
        )
        body = {"model_id": str(run.model["id"]), **facts}
        if learned:
            await record(tx, "model.learned", project_id=run.project["id"], body=body)
