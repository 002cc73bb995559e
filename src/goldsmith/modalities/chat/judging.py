"""Conversations as a judge sees them: the alternates of a ranking, two at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.agree.rankings import FIRST, SECOND, TIE, order_pairs, places_of, winner_of
from goldsmith.modalities.chat.content import ChatContent, Message
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.pairings import Chances, Judging, Pairing, Side, Verdict
from goldsmith.ontology import Label, Ontology

__all__ = ["JUDGING", "spell_out"]

RANKING: Final = "ranking"
SIDES: Final[dict[int, Side]] = {FIRST: "left", SECOND: "right", TIE: "tie"}


def _pairings(content: ChatContent, ontology: Ontology) -> list[Pairing]:
    """Every two alternates, under every label that ranks them."""
    ids = sorted(message.id for message in Graph(content.messages).candidates())
    return [Pairing(label.name, *pair) for label in _asked(ontology) for pair in combinations(ids, 2)]


def _asked(ontology: Ontology) -> list[Label]:
    """The labels that rank alternates."""
    return [label for label in ontology.labels if RANKING in label.shapes and not label.retired]


def _is_asked(ontology: Ontology) -> bool:
    return bool(_asked(ontology))


def _label(ontology: Ontology, question: str) -> Label:
    return next(label for label in ontology.labels if label.name == question)


def _criterion(ontology: Ontology, question: str) -> str:
    label = _label(ontology, question)
    return f"{label.title or label.name}\n{label.description}".strip()


def _may_tie(ontology: Ontology, question: str) -> bool:
    rules = _label(ontology, question).comparison
    return rules is None or rules.allow_ties


def _show(content: ChatContent, pairing: Pairing) -> str:
    """The conversation so far, and the two ways in which it goes on."""
    graph = Graph(content.messages)
    before = graph.path(pairing.left)[:-1]
    parts = [("conversation", before), ("response_A", _onward(graph, pairing.left))]
    parts += [("response_B", _onward(graph, pairing.right))]
    return "\n\n".join(f"<{name}>\n{spell_out(messages)}\n</{name}>" for name, messages in parts)


def _onward(graph: Graph, message_id: str) -> list[Message]:
    """An alternate and what follows it, as long as nothing branches."""
    messages = [graph.messages[message_id]]
    while len(following := graph.after(messages[-1].id)) == 1:
        messages.extend(following)
    return messages


def spell_out(messages: Sequence[Message]) -> str:
    """Messages as text: who says what, with the tools that are called."""
    return "\n\n".join(
        f"{message.role}: {message.content}" + "".join(f"\n[calls {_call(call)}]" for call in message.tool_calls)
        for message in messages
    )


def _call(call: Any) -> str:
    return f"{call.function.name}({call.function.arguments})"


def _verdicts(answer: Answer[Any]) -> Iterator[Verdict]:
    for ranking in answer.annotations:
        if isinstance(ranking, Ranking):
            places = places_of(ranking)
            is_shown = set(places) <= set(ranking.shown)
            shown = [message for message in ranking.shown if message in places] if is_shown else sorted(places)
            for left, right in combinations(shown, 2):
                yield Verdict(Pairing(ranking.label, left, right), SIDES[winner_of(places, left, right)])


def _answer(content: ChatContent, believed: Mapping[Pairing, Chances]) -> Answer[Any]:
    """A ranking a question, by the wins that are expected of each alternate."""
    after = Graph(content.messages).branching()
    questions = dict.fromkeys(pairing.question for pairing in believed)
    return Answer(
        annotations=[
            Ranking(uuid=f"judged-{question}"[:64], label=question, after=after, groups=_groups(question, believed))
            for question in questions
        ]
    )


def _groups(question: str, believed: Mapping[Pairing, Chances]) -> list[list[str]]:
    return order_pairs(
        {(each.left, each.right): chances for each, chances in believed.items() if each.question == question}
    )


JUDGING: Final = Judging(
    is_asked=_is_asked,
    pairings=_pairings,
    criterion=_criterion,
    may_tie=_may_tie,
    show=_show,
    verdicts=_verdicts,
    answer=_answer,
)
