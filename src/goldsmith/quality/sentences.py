"""Figures in plain sentences: about a labeler, about an answer, about why somebody was asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from goldsmith.ontology import Attribute, Ontology
from goldsmith.quality.figures import Slip

FEW_ANSWERS: Final = 10
FEWEST_OF_A_CHOICE: Final = 5
CLEARLY_WORSE: Final = 0.1
KINDS: Final = {
    "whole": "the answer as a whole",
    "any": "is there anything to mark",
    "exists": "is there an object",
    "label": "which label an object has",
    "link": "which objects belong together",
    "winner": "which of two responses is better",
    "all_bad": "is no response good enough",
    "met": "is a criterion met",
    "step": "is a step right",
}


def describe_question(question: str, ontology: Ontology) -> str:
    """Name a question as people asked it; `question` is its key in `skill`, such as "category car/color 5".

    >>> describe_question("exists / 2", Ontology())
    'is there an object'
    """
    kind, scope, name = split_question(question)
    attribute = _find_attribute(ontology, scope, name)
    if attribute is None:
        return name or KINDS.get(kind, kind)
    title = attribute.title or attribute.name
    labels = {label.name: label.title or label.name for label in ontology.labels}
    return f"{title} ({labels.get(scope, scope)})" if scope else title


def split_question(question: str) -> tuple[str, str, str]:
    """Return kind, scope and name.

    >>> split_question("category car/color 5")
    ('category', 'car', 'color')
    """
    kind, _, rest = question.partition(" ")
    scope, _, name = rest.rpartition(" ")[0].partition("/")
    return kind, scope, name


def describe_skill(
    *,
    answers: int,
    reliability: float,
    low: float,
    high: float,
    by_choice: Mapping[str, Any],
    slip: Slip | None,
    titles: Mapping[str, str],
) -> str:
    """Say how good somebody is at a question, and what they get wrong.

    >>> describe_skill(answers=412, reliability=0.93, low=0.91, high=0.95, by_choice={}, slip=None, titles={})
    'Right in about 93 % of 412 answers (91 to 95 %).'
    """
    interval = f"({_percent(low, sign=False)} to {_percent(high)})"
    sentence = f"Right in about {_percent(reliability)} of {_counted(answers, 'answer')} {interval}."
    if answers < FEW_ANSWERS:
        return f"{sentence} Too few to tell."
    return f"{sentence} {weakness}" if (weakness := _weakness(reliability, by_choice, slip, titles)) else sentence


def _weakness(
    reliability: float, by_choice: Mapping[str, Any], slip: Slip | None, titles: Mapping[str, str]
) -> str | None:
    if slip is not None:
        said, right = titles.get(slip.said, slip.said), titles.get(slip.right, slip.right)
        share = _percent(slip.count / slip.of)
        return f"Often says “{said}” where “{right}” was accepted ({share} of {slip.of:,})."
    known = {choice: facts for choice, facts in by_choice.items() if facts["answers"] >= FEWEST_OF_A_CHOICE}
    weakest = min(known, key=lambda choice: known[choice]["reliability"], default=None)
    if weakest is None or known[weakest]["reliability"] > reliability - CLEARLY_WORSE:
        return None
    return f"Weakest where “{titles.get(weakest, weakest)}” is right: {_percent(known[weakest]['reliability'])}."


@lru_cache(maxsize=64)
def choice_titles(ontology: Ontology) -> Mapping[str, str]:
    """Return what each choice of a question, and each label, is called on the screen."""
    attributes = [*ontology.attributes, *(each for label in ontology.labels for each in label.attributes)]
    choices = {choice.name: choice.title or choice.name for each in attributes for choice in each.choices}
    return {label.name: label.title or label.name for label in ontology.labels} | choices


def explain_answer(task: Any, *, people: int, machines: int, accepted_kind: str | None) -> str:
    """Say in one or two sentences why a task has the answer it has, or why it has none yet."""
    if task["status"] in ("canceled", "error"):
        return "This task ended without an accepted answer."
    if accepted_kind == "audit":
        return (
            "An auditor found the accepted answer wrong and gave this one. The mistake still counts in the certificate."
        )
    if accepted_kind == "review":
        return "A reviewer gave this answer."
    said = _who_said(people, machines)
    if accepted_kind is None:
        return f"{_open_state(task)} {said}".strip() + _doubt(task)
    return f"{said} The engine accepted what they make most probable{_doubt(task)}"


def explain_assignment(purpose: str, asked: Mapping[str, Any], cause: str | None) -> str:
    """Say why somebody was given a task: which queue it came from and what put it there."""
    if purpose == "audit":
        return "Drawn at random to be checked: every accepted task has the same chance, however sure the engine is."
    if purpose == "review":
        return f"First in the queue of reviews{_rank(asked)}. {cause or 'It was drawn for a review.'}"
    if purpose == "label":
        return f"First in the queue of tasks that they had not answered yet{_rank(asked)}.{_worth(asked)}"
    return "An exam."


def _rank(asked: Mapping[str, Any]) -> str:
    return f" (priority {asked['priority']})" if asked.get("priority") is not None else ""


def _worth(asked: Mapping[str, Any]) -> str:
    urgency = asked.get("urgency")
    return f" One more answer was worth {urgency} of 999: the more, the sooner it is asked." if urgency else ""


def _who_said(people: int, machines: int) -> str:
    if not people and not machines:
        return "Nobody has answered yet."
    parts = [_counted(people, "person", "people")] if people else []
    parts += [_counted(machines, "machine")] if machines else []
    return f"{' and '.join(parts)} answered."


def _open_state(task: Any) -> str:
    if task["stage"] == "review":
        return "Waits for a reviewer."
    if task["decision"] == "wait":
        return "Waits until the engine knows the labelers better."
    if task["stage"] == "ingest":
        return "Its files are still being read."
    return "Open for more answers."


def _doubt(task: Any) -> str:
    """End the sentence with the doubt that is left, where something is believed."""
    if task["expected_error"] is None:
        return "" if task["accepted_annotation_id"] is None else "."
    share = _percent(task["expected_error"], digits=1)
    if task["accepted_annotation_id"] is None:
        return f" As it stands, an answer would be wrong with a chance of {share}."
    return f"; it expects this to be wrong with a chance of {share}."


def _find_attribute(ontology: Ontology, scope: str, name: str) -> Attribute | None:
    asked = (
        ontology.attributes
        if not scope
        else [attribute for label in ontology.labels if label.name == scope for attribute in label.attributes]
    )
    return next((attribute for attribute in asked if attribute.name == name), None)


def _counted(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def _percent(share: float, *, sign: bool = True, digits: int = 0) -> str:
    return f"{share * 100:.{digits}f}" + (" %" if sign else "")
