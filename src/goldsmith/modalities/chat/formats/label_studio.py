"""Label Studio's tasks of conversations: two responses under a Pairwise tag, or messages that were added under Chat.

Format: https://labelstud.io/guide/task_format, https://labelstud.io/tags/pairwise and https://labelstud.io/tags/chat.
A Pairwise tag compares two texts, so a ranking becomes a task for every two; it has no answer for a tie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain as chain_of
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.endings import lines_of
from goldsmith.modalities.chat.formats.pairs import Duel, duels_of
from goldsmith.modalities.chat.formats.reading import Reader, Said, chain
from goldsmith.modalities.chat.formats.rows import Form, Row, array_codec
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in

__all__ = ["LABEL_STUDIO"]

CHAT: Final = "chat"
PAIRWISE: Final = "comparison"
PROMPTS: Final = ("prompt", "instruction", "question")
KNOWN: Final = frozenset({"unique_id"})
SIDES: Final = ("left", "right")


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a task for every two responses, and one for every line that a labeler wrote to its end."""
    tasks = chain_of(_comparisons(conversation, asked, report), _lines(conversation, report))
    for number, task in enumerate(tasks, start=1):
        yield task if conversation.unique_id is None else {**task, "meta": {"unique_id": conversation.row_name(number)}}


def _comparisons(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    for duel in duels_of(conversation, asked, report):
        if len(duel.first) > 1 or len(duel.second) > 1:
            report.lose("pairs of responses that are not one message")
            continue
        report.lose("ties", int(not duel.lead))
        report.lose("strengths of preferences", int(bool(duel.ranking.strength)))
        report.lose("verdicts that none is good enough", int(duel.are_both_bad))
        yield _comparison(duel)


def _lines(conversation: Conversation, report: LossReport) -> Iterator[Row]:
    given = {message.id for message in conversation.content.messages}
    for line in lines_of(conversation, report):
        before = [message for message in line if message.id in given]
        added = [_message(message) for message in line if message.id not in given]
        results = [_result(CHAT, "chatmessage", {"chatmessage": said}, place) for place, said in enumerate(added, 1)]
        yield _task({"messages": [_message(message) for message in before]}, results)


def _comparison(duel: Duel) -> Row:
    data = {
        "messages": [_message(message) for message in duel.prompt],
        "response_1": duel.first[0].content,
        "response_2": duel.second[0].content,
    }
    selected = {"selected": SIDES[duel.lead < 0]}
    return _task(data, [_result(PAIRWISE, "pairwise", selected, 1)] if duel.lead else [])


def _message(message: Any) -> dict[str, str]:
    return {"role": message.role, "content": message.content}


def _result(name: str, kind: str, value: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {"id": f"r{number}", "from_name": name, "to_name": name, "type": kind, "value": dict(value)}


def _task(data: Mapping[str, Any], results: list[dict[str, Any]]) -> Row:
    return {"data": dict(data), "annotations": [{"result": results, "was_cancelled": False, "ground_truth": False}]}


def _convert(reader: Reader, task: Row) -> Row:
    data, meta = object_in(task, "data"), object_in(task, "meta")
    name, prompt = _prompt(reader, data)
    texts = {field: value for field, value in data.items() if isinstance(value, str) and value and field != name}
    results = _results(task, reader.report)
    added = [_added(reader, result) for result in results if result.get("type") == "chatmessage"]
    chosen = [result for result in results if result.get("type") == "pairwise"]
    reader.report.lose("results of other kinds", len(results) - len(added) - len(chosen))
    if len(texts) < 2:
        given, written = reader.demonstration(chain([*prompt, *added]))
        return reader.row({**texts, **meta}, given, written, known=KNOWN, name="unique_id")
    responses = [[{"role": "assistant", "content": text}] for text in texts.values()]
    messages, after, ids = reader.alternates(prompt, responses)
    ranking = _ranking(reader, chosen[0], after, ids) if chosen else []
    reader.report.lose("messages that were added beside responses", len(added))
    return reader.row(meta, messages, ranking, known=KNOWN, name="unique_id")


def _prompt(reader: Reader, data: Mapping[str, Any]) -> tuple[str, list[Said]]:
    """Find what holds the conversation: messages, or a text called as prompts are. A comparison may have none."""
    chats = [name for name, value in data.items() if isinstance(value, list) and value]
    name = next((each for each in (*chats, *PROMPTS) if data.get(each)), None)
    if name is not None:
        return name, reader.messages(data[name], f"data.{name}", role="user")
    if sum(isinstance(value, str) and bool(value) for value in data.values()) < 2:
        raise UnreadableError("A task needs messages, a prompt, or two texts to compare.", "data")
    return "", []


def _results(task: Row, report: LossReport) -> list[Row]:
    """The results of the first annotation that was not cancelled, or else of the first prediction."""
    annotations = [each for each in list_in(task, "annotations") if isinstance(each, dict)]
    kept = [each for each in annotations if not each.get("was_cancelled")]
    predictions = [each for each in list_in(task, "predictions") if isinstance(each, dict)]
    report.lose("annotations of further people", max(0, len(kept) - 1))
    first = next(iter([*kept, *predictions]), {})
    results = list_in(first, "result")
    if not all(isinstance(result, dict) for result in results):
        raise UnreadableError("result is not a list of objects.", "annotations")
    return results


def _added(reader: Reader, result: Row) -> Said:
    message = object_in(object_in(result, "value"), "chatmessage")
    [said] = reader.messages([message], "chatmessage", role="user")
    return said


def _ranking(reader: Reader, result: Row, after: str, ids: list[str]) -> list[Said]:
    selected = object_in(result, "value").get("selected")
    if selected not in SIDES or len(ids) != 2:
        raise UnreadableError("A comparison selects neither left nor right, or has not two texts.", "selected")
    first, second = ids if selected == SIDES[0] else ids[::-1]
    return reader.ranking(after, [[first], [second]])


LABEL_STUDIO: Final = array_codec(
    Form(
        name="label_studio",
        title="Label Studio JSON",
        held=Held(shapes=(Ranking, Written), unique_ids=True),
        project=project,
        convert=_convert,
    )
)
