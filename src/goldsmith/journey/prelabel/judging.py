"""A chat model as a judge: of every two alternates, both ways round, and of each thing by itself, as one answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.marking_questions import MarkAsking
from goldsmith.journey.prelabel.paid_chat import PaidChat, settings_of
from goldsmith.journey.prelabel.pair_questions import PairSaid, believe, read_winner, write_pair
from goldsmith.journey.prelabel.runs import Opinion, Run
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.answers import check_answer
from goldsmith.modalities.pairings import Chances, Judging, Pairing
from goldsmith.ontology import Ontology
from goldsmith.ports.models import Chat

__all__ = ["JudgeAsking"]


class JudgeAsking:
    """All that one run's judge is asked of a task."""

    def __init__(self, run: Run, chat: Chat, instructions: str) -> None:
        self._run, modality = run, run.modality
        self._pairs = PairAsking(run, chat, modality.judging, instructions) if modality.judging else None
        self._marks = MarkAsking(run, chat, modality.grading, instructions) if modality.grading else None

    async def opine(self, task: Any) -> Opinion | None:
        """An answer with how sure the judge is of all of it; None where the task asks it nothing."""
        ontology = await self._run.ontology(task["ontology_version"])
        content = msgspec.convert(task["content"], self._run.modality.content)
        ways = [way for way in (self._pairs, self._marks) if way is not None]
        said = [each for way in ways if (each := await way.say(task, ontology, content)) is not None]
        if not said:
            return None
        answer: Answer[Any] = Answer(annotations=[each for annotations, _ in said for each in annotations])
        try:
            check_answer(self._run.modality, ontology, answer, content=content, complete=False)
        except InvalidError:  # this version of the ontology asks otherwise
            return None
        return Opinion(task, msgspec.json.encode(answer), prod(chance for _, chance in said))


class PairAsking:
    """One run's comparisons by one chat model."""

    def __init__(self, run: Run, chat: Chat, judging: Judging, instructions: str) -> None:
        self._run, self._judging, self._instructions = run, judging, instructions
        self._chat = PaidChat(run, chat, PairSaid)

    async def say(self, task: Any, ontology: Ontology, content: Any) -> tuple[Sequence[Any], float] | None:
        """Rankings with how sure the judge is of all of them; None where the task compares nothing."""
        pairings = self._judging.pairings(content, ontology)
        believed = {each: await self._believe(task, ontology, content, each) for each in pairings}
        if not believed:
            return None
        ranked = self._judging.answer(content, believed).annotations
        return ranked, prod(max(chances) for chances in believed.values())

    async def _believe(self, task: Any, ontology: Ontology, content: Any, pairing: Pairing) -> Chances:
        straight = await self._ask(task, ontology, content, pairing)
        turned = await self._ask(task, ontology, content, pairing.turned)
        return believe(straight, turned, may_tie=self._judging.may_tie(ontology, pairing.question))

    async def _ask(self, task: Any, ontology: Ontology, content: Any, pairing: Pairing) -> PairSaid:
        may_tie = self._judging.may_tie(ontology, pairing.question)
        criterion = self._judging.criterion(ontology, pairing.question)
        item = self._judging.show(content, pairing)
        body = write_pair(settings_of(self._run), self._instructions, criterion, item, may_tie=may_tie)
        said = await self._chat.ask(task["id"], body, lambda reply: read_winner(reply, pairing, may_tie=may_tie))
        return msgspec.structs.replace(said, pairing=pairing)  # two pairs of the same words are asked once
