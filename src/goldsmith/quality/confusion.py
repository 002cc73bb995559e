"""Who says what where something else was accepted: a matrix for each question, and each labeler's worst slip."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from goldsmith.modalities.questions import NO_ANSWER
from goldsmith.ontology import Attribute, Ontology
from goldsmith.quality.figures import Confusion, Slip

MOST_CHOICES: Final = 20
MOST_QUESTIONS: Final = 8
MOST_LABELERS: Final = 1_000
FEWEST_SEEN: Final = 5
LEAST_SHARE: Final = 0.1

Pair = tuple[str, str]


def compared_questions(ontology: Ontology) -> list[Attribute]:
    """Return the questions about the whole item that take one choice: the only ones whose answers lie side by side."""
    return [each for each in ontology.attributes if each.type == "category" and not each.allow_multiple][
        :MOST_QUESTIONS
    ]


def find_confusions(questions: Sequence[Attribute], compared: Sequence[Any]) -> list[Confusion]:
    """Count, for each question, what was said (columns) where what was accepted (rows)."""
    return [found for each in questions if (found := _confusion(each, compared))]


def find_slips(compared: Sequence[Any]) -> dict[str, list[Slip]]:
    """Find each labeler's most frequent mistake at each question, of those who answered most."""
    pairs: dict[UUID, dict[str, Counter[Pair]]] = defaultdict(lambda: defaultdict(Counter))
    for row in compared:
        pairs[row["labeler_id"]][row["question"]][_pair(row)] += row["answers"]
    busiest = sorted(pairs, key=lambda labeler: -sum(each.total() for each in pairs[labeler].values()))
    slips = {
        str(labeler): [slip for question, counts in pairs[labeler].items() if (slip := _worst(question, counts))]
        for labeler in busiest[:MOST_LABELERS]
    }
    return {labeler: found for labeler, found in slips.items() if found}


def _confusion(question: Attribute, compared: Sequence[Any]) -> Confusion | None:
    counts: Counter[Pair] = Counter()
    for row in compared:
        if row["question"] == question.name:
            counts[_pair(row)] += row["answers"]
    if not counts:
        return None
    choices = _busiest(question, counts)
    titles = {choice.name: choice.title or choice.name for choice in question.choices}
    inside = sum(count for (said, right), count in counts.items() if said in choices and right in choices)
    return Confusion(
        question=question.name,
        title=question.title or question.name,
        choices=choices,
        titles=[titles.get(choice, choice) for choice in choices],
        counts=[[counts[said, right] for said in choices] for right in choices],
        others=counts.total() - inside,
        tasks=max(row["compared_tasks"] for row in compared),
    )


def _busiest(question: Attribute, counts: Counter[Pair]) -> list[str]:
    """Return the choices that concern most answers, in the order of the ontology."""
    weight: Counter[str] = Counter()
    for pair, count in counts.items():
        for choice in set(pair):
            weight[choice] += count
    known = [choice.name for choice in question.choices if choice.name in weight]
    order = [*known, *sorted(weight.keys() - set(known))]
    kept = set(sorted(order, key=lambda choice: -weight[choice])[:MOST_CHOICES])
    return [choice for choice in order if choice in kept]


def _worst(question: str, counts: Counter[Pair]) -> Slip | None:
    seen: Counter[str] = Counter()
    for (_, right), count in counts.items():
        seen[right] += count
    wrong = [(count, said, right) for (said, right), count in counts.items() if said != right]
    frequent = [
        each for each in wrong if seen[each[2]] >= FEWEST_SEEN and each[0] >= max(2, LEAST_SHARE * seen[each[2]])
    ]
    if not frequent:
        return None
    count, said, right = max(frequent)
    return Slip(question, said, right, count, seen[right])


def _pair(row: Any) -> Pair:
    return row["said"] or NO_ANSWER, row["accepted"] or NO_ANSWER
