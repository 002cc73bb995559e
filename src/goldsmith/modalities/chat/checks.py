"""Whether an answer fits its conversation: it speaks of messages that are there, and says all that is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting, Shape
from goldsmith.modalities.chat.additions import graph_with
from goldsmith.modalities.chat.content import ChatContent, Message
from goldsmith.modalities.chat.graph import Graph, steps_of
from goldsmith.modalities.chat.shapes import Grade, Ranking, Rating, Span, Step, Written
from goldsmith.ontology import Comparison, Label, Writing

__all__ = ["check_conversation"]

ANY_WRITING: Final = Writing(least=0, most=1_000_000, turns=100)
ANY_COMPARISON: Final = Comparison(strengths=5, allow_all_bad=True)


def check_conversation(answer: Answer[Any], setting: Setting) -> None:
    """Check each annotation against the messages that there are, then whether all that is asked was said."""
    if not isinstance(setting.content, ChatContent):
        return
    checker = _Checker(setting.content, setting, answer)
    for index, annotation in enumerate(answer.annotations):
        checker.check(annotation, f"{setting.field}.annotations[{index}]")
    if setting.complete:
        checker.check_complete()


class _Checker:
    """One answer on its way through the checks."""

    def __init__(self, content: ChatContent, setting: Setting, answer: Answer[Any]) -> None:
        self._content = content
        self._field = setting.field
        self._answer = answer
        self._labels: Mapping[str, Label] = {label.name: label for label in setting.ontology.labels}
        self._graph = self._read_graph()
        self._seen: set[tuple[object, ...]] = set()
        self._written: dict[str, int] = {}
        self._turns: dict[str, int] = {}
        self._criteria = {criterion.id for criterion in content.rubric}
        self._checks: Mapping[type, Callable[[Any, str], None]] = {
            Rating: self._check_rating,
            Ranking: self._check_ranking,
            Written: self._check_written,
            Span: self._check_span,
            Step: self._check_step,
            Grade: self._check_grade,
        }

    def check(self, annotation: Shape, path: str) -> None:
        check = self._checks.get(type(annotation))
        if check is not None:
            check(annotation, path)

    def check_complete(self) -> None:
        """Every label with targets was given to each of them; every comparison was made, everything was written."""
        for label in self._labels.values():
            if label.retired:
                continue
            if label.targets:
                self._check_targets(label)
            if "ranking" in label.shapes:
                self._check_ranked(label)
            if label.writing is not None and not self._given(label, Written):
                raise InvalidError(f"Something is still to be written: {label.title or label.name}.", field=self._field)

    def _read_graph(self) -> Graph:
        try:
            return graph_with(self._content, self._answer)
        except ValueError as lost:
            message = f"A message follows {str(lost)[:64]!r}, which is not before it, or repeats its id."
            raise InvalidError(message, field=f"{self._field}.annotations") from None

    def _given(self, label: Label, kind: type[Shape]) -> bool:
        return any(isinstance(each, kind) and each.label == label.name for each in self._answer.annotations)

    def _check_ranked(self, label: Label) -> None:
        """What was given is ranked, and what models replied to each turn of a conversation."""
        given = Graph(self._content.messages)
        replied = dict.fromkeys(
            each.parent for each in self._answer.annotations if isinstance(each, Written) and each.reply
        )
        branches = [given.branching()] if len(given.candidates()) > 1 else []
        branches += [parent for parent in replied if len(self._graph.after(parent)) > 1]
        if any((label.name, "Ranking", after) not in self._seen for after in branches):
            raise InvalidError(f"Rank the responses: {label.title or label.name}.", field=self._field)

    def _check_targets(self, label: Label) -> None:
        judged = {key[2:] for key in self._seen if key[:1] == (label.name,)}
        for message in self._graph.targets(label.targets):
            for wanted in self._wanted(label, message):
                if wanted not in judged:
                    where = f"the message {message.id}"
                    raise InvalidError(f"{label.title or label.name}: {where} is not judged yet.", field=self._field)

    def _wanted(self, label: Label, message: Message) -> Iterable[tuple[object, ...]]:
        if "grade" in label.shapes:
            return ((message.id, criterion) for criterion in sorted(self._criteria))
        if "step" in label.shapes:
            return ((message.id, step) for step in range(self._steps_wanted(label, message)))
        return ((message.id,),)

    def _steps_wanted(self, label: Label, message: Message) -> int:
        """The steps up to the first bad one, as what follows from a mistake is not judged."""
        bad = [
            each.step
            for each in self._answer.annotations
            if isinstance(each, Step) and each.label == label.name and each.message == message.id and each.rating < 0
        ]
        return min([*bad, len(steps_of(message)) - 1]) + 1

    def _once(self, annotation: Any, path: str, *key: object) -> None:
        """Nothing is judged twice under one label by one labeler."""
        whole = (annotation.label, type(annotation).__name__, *key)
        if whole in self._seen:
            raise InvalidError("This was judged already in the same answer.", field=path)
        self._seen.add(whole)

    def _message(self, message_id: str, path: str) -> Message:
        found = self._graph.messages.get(message_id)
        if found is None:
            raise InvalidError("The conversation has no such message.", field=path)
        return found

    def _check_rating(self, rating: Rating, path: str) -> None:
        self._message(rating.message, f"{path}.message")
        self._once(rating, path, rating.message)

    def _check_ranking(self, ranking: Ranking, path: str) -> None:
        if ranking.after:
            self._message(ranking.after, f"{path}.after")
        rules = self._labels[ranking.label].comparison or ANY_COMPARISON
        there = {message.id for message in self._graph.after(ranking.after)}
        named = [message_id for group in ranking.groups for message_id in group]
        if not set(named) | set(ranking.shown) <= there:
            raise InvalidError("What is ranked follows the message, and this does not.", field=f"{path}.groups")
        if len(set(named)) < len(named):
            raise InvalidError("A message is ranked twice.", field=f"{path}.groups")
        if len(named) < 2 and not ranking.all_bad:
            raise InvalidError("A ranking compares at least two messages.", field=f"{path}.groups")
        if not rules.allow_ties and any(len(group) > 1 for group in ranking.groups):
            raise InvalidError("Decide: no two may be equally good here.", field=f"{path}.groups")
        if ranking.all_bad and not rules.allow_all_bad:
            raise InvalidError("That none is good enough is no answer here.", field=f"{path}.all_bad")
        self._check_strength(ranking, rules, path)
        self._once(ranking, path, ranking.after)

    def _check_strength(self, ranking: Ranking, rules: Comparison, path: str) -> None:
        if ranking.strength > (rules.strengths if rules.strengths > 1 else 0) and rules is not ANY_COMPARISON:
            raise InvalidError(f"There are {rules.strengths} strengths here.", field=f"{path}.strength")
        if ranking.strength and len(ranking.groups) != 2:
            raise InvalidError("A strength says by how much one group is better than another.", field=path)

    def _check_written(self, written: Written, path: str) -> None:
        rules = self._labels[written.label].writing or ANY_WRITING
        if written.revises:
            self._message(written.revises, f"{path}.revises")
        elif rules.is_revision:
            raise InvalidError("Say which message this is a better version of.", field=f"{path}.revises")
        is_own = not written.reply and written.role != "tool"
        self._check_tools(written, rules, path)
        if not rules.is_revision and self._count_written(written, rules) > rules.turns:
            messages = "message is" if rules.turns == 1 else "messages are"
            raise InvalidError(f"At most {rules.turns} {messages} written here.", field=path)
        if is_own and rules is not ANY_WRITING and written.role != rules.role:
            raise InvalidError(f"A message of the {rules.role} is written here.", field=f"{path}.role")
        if is_own and not rules.least <= len(written.content) <= rules.most:
            message = f"A message has {rules.least:,} to {rules.most:,} characters here."
            raise InvalidError(message, field=f"{path}.content")

    def _check_tools(self, written: Written, rules: Writing, path: str) -> None:
        """Models call tools, and labelers give the results of these calls where they talk to models."""
        if written.tool_calls and not written.reply:
            raise InvalidError("Tools are called by models, not by labelers.", field=f"{path}.tool_calls")
        if written.reply and (written.attachments or written.tool_call_id):
            raise InvalidError("A reply of a model shows no pictures and is no result of a tool.", field=path)
        if rules is ANY_WRITING:
            return
        if (written.role == "tool") != bool(written.tool_call_id):
            raise InvalidError("The result of a tool names the call that it belongs to.", field=f"{path}.tool_call_id")
        if written.role == "tool" and rules.role != "user":
            raise InvalidError("Results of tools are given while one talks to models.", field=f"{path}.role")
        if written.role == "tool" and written.tool_call_id not in self._open_calls(written):
            raise InvalidError("No tool was called that this is the result of.", field=f"{path}.tool_call_id")

    def _open_calls(self, written: Written) -> set[str]:
        """The calls of the message that this one follows, without those that have a result on the way here."""
        answered: set[str] = set()
        for before in reversed(self._graph.path(written.uuid)[:-1]):
            if before.role != "tool":
                return {call.id for call in before.tool_calls} - answered
            answered.add(before.tool_call_id)
        return set()

    def _count_written(self, written: Written, rules: Writing) -> int:
        """How many messages the labeler wrote up to this one: on its line in a conversation, else under its label.

        Results of tools do not count.
        """
        is_own = int(not written.reply and written.role != "tool")
        if rules.role == "user":
            self._turns[written.uuid] = self._turns.get(written.parent, 0) + is_own
            return self._turns[written.uuid]
        self._written[written.label] = self._written.get(written.label, 0) + is_own
        return self._written[written.label]

    def _check_span(self, span: Span, path: str) -> None:
        text = self._message(span.message, f"{path}.message").content
        if span.start >= span.end:
            raise InvalidError("A span holds at least one character.", field=f"{path}.end")
        if span.end > len(text):
            raise InvalidError("The span does not lie in the message.", field=f"{path}.end")
        if text[span.start : span.end] != span.text:
            raise InvalidError("The text of the span is not what stands there.", field=f"{path}.text")

    def _check_step(self, step: Step, path: str) -> None:
        if step.step >= len(steps_of(self._message(step.message, f"{path}.message"))):
            raise InvalidError("The message has no such step.", field=f"{path}.step")
        self._once(step, path, step.message, step.step)

    def _check_grade(self, grade: Grade, path: str) -> None:
        self._message(grade.message, f"{path}.message")
        if grade.criterion not in self._criteria:
            raise InvalidError("The rubric has no such criterion.", field=f"{path}.criterion")
        self._once(grade, path, grade.message, grade.criterion)
