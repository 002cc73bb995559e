"""PRM800K's form: a problem, and the steps of a solution with a rating from -1 to 1 each.

Format: https://github.com/openai/prm800k#data (Lightman et al., 2023). We judge one solution as it was given: each step
has one completion, which was chosen unless it is the mistake that ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.reading import Reader, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.formats.stepped import Solution, solutions_of
from goldsmith.modalities.chat.shapes import Step
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in

__all__ = ["PRM800K"]

KNOWN: Final = frozenset({"labeler", "timestamp", "question", "label"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every solution."""
    for solution in solutions_of(conversation, asked, report):
        report.lose("labelers after the first", max(0, len(conversation.labelers) - 1))
        yield {
            "labeler": conversation.labelers[0] if conversation.labelers else None,
            "timestamp": None,
            "generation": None,
            "is_quality_control_question": False,
            "is_initial_screening_question": False,
            "question": {
                "problem": solution.problem,
                "ground_truth_solution": None,
                "ground_truth_answer": conversation.content.reference or None,
                "pre_generated_steps": solution.steps,
                "pre_generated_answer": None,
                "pre_generated_verifier_score": None,
            },
            "label": {
                "steps": [_step(text, rating) for text, rating in zip(solution.steps, solution.ratings, strict=False)],
                "total_time": None,
                "finish_reason": _finish_reason(solution),
            },
        }


def _step(text: str, rating: int) -> dict[str, Any]:
    completions = [{"text": text, "rating": rating, "flagged": False}]
    return {"completions": completions, "human_completion": None, "chosen_completion": 0 if rating >= 0 else None}


def _finish_reason(solution: Solution) -> str:
    if -1 in solution.ratings:
        return "found_error"
    return "solution" if len(solution.ratings) == len(solution.steps) else "give_up"


def _convert(reader: Reader, line: Row) -> Row:
    question, label = object_in(line, "question"), object_in(line, "label")
    judged = [_judged(step, f"label.steps[{place}]", reader) for place, step in enumerate(list_in(label, "steps"))]
    if not judged:
        raise UnreadableError("There are no steps.", "label.steps")
    rest = list_in(question, "pre_generated_steps")[len(judged) :]
    if not all(isinstance(step, str) and step for step in rest):
        raise UnreadableError("pre_generated_steps is not a list of texts.", "question.pre_generated_steps")
    steps = [text for text, _ in judged] + rest
    prompt = [{"role": "user", "content": text_in(question, "problem")}]
    response = [{"role": "assistant", "content": "\n\n".join(steps), "steps": steps}]
    messages, _, ids = reader.alternates(prompt, [response])
    reference = text_in(question, "ground_truth_answer", needed=False)
    verdicts = reader.steps(ids[0], [rating for _, rating in judged])
    return reader.row(line, messages, verdicts, known=KNOWN, reference=reference)


def _judged(step: Any, field: str, reader: Reader) -> tuple[str, int]:
    """The step that the solution went on with, or the one that ended it, with its rating."""
    if not isinstance(step, dict):
        raise UnreadableError(f"{field} is not a step.", field)
    human = step.get("human_completion")
    completions = list_in(step, "completions")
    if isinstance(human, dict | str) and human:
        reader.report.lose("completions that the solution did not go on with", len(completions))
        return _text_of(human, field), 1
    chosen = step.get("chosen_completion")
    place = chosen if isinstance(chosen, int) and not isinstance(chosen, bool) else 0
    if not 0 <= place < len(completions) or not isinstance(completions[place], dict):
        raise UnreadableError(f"{field} has no completion.", field)
    reader.report.lose("completions that the solution did not go on with", len(completions) - 1)
    rating = completions[place].get("rating")
    if rating is not None and rating not in (-1, 0, 1):
        raise UnreadableError(f"{field} has a rating that is none of -1, 0 and 1.", field)
    return _text_of(completions[place], field), int(rating or 0)


def _text_of(completion: Any, field: str) -> str:
    text = completion if isinstance(completion, str) else completion.get("text")
    if not isinstance(text, str) or not text:
        raise UnreadableError(f"{field} has no text.", field)
    return text


PRM800K: Final = lines_codec(
    Form(
        name="prm800k",
        title="PRM800K",
        held=Held(shapes=(Step,), reference=True),
        project=project,
        convert=_convert,
    )
)
