"""Conversations as threads: lines without branches, turns, and no more words than there are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.compat.scale.types.chat.lines import MOST_WHOLE, lines_of, turns_of
from goldsmith.compat.scale.types.chat.threads import threads_of
from goldsmith.modalities.chat.content import ChatContent, Message
from goldsmith.modalities.chat.graph import Graph
from goldsmith.ontology import Label, Ontology

ROLES = st.sampled_from(["system", "user", "assistant", "tool"])
TREES = st.lists(st.tuples(st.integers(0, 30), ROLES), min_size=1, max_size=30)


def tree_of(pairs):
    """A tree: each message follows one before it, or begins."""
    messages = []
    for place, (before, role) in enumerate(pairs, start=1):
        parent = messages[(before - 1) % len(messages)].id if before and messages else ""
        messages.append(Message(id=str(place), parent=parent, role=role, content="x"))
    return messages


@given(TREES)
def test_every_message_is_in_a_line_and_follows_what_stands_before_it(pairs):
    graph = Graph(tree_of(pairs))
    lines = lines_of(graph)
    assert {each.id for line in lines for level in line for each in level} == set(graph.messages)
    for line in lines:
        assert {each.parent for each in line[0]} == {""}
        for before, level in pairwise(line):
            [parent] = {each.parent for each in level}
            assert parent in {each.id for each in before}


@given(TREES)
def test_turns_are_the_line_cut_where_the_user_speaks(pairs):
    for line in lines_of(Graph(tree_of(pairs))):
        turns = list(turns_of(line))
        assert [level for turn in turns for level in turn] == line
        assert all(turn[0][0].role == "user" for turn in turns[1:])


def test_many_branches_stay_bounded():
    path = [Message(id=f"p{n}", parent=f"p{n - 1}" if n else "", role="user") for n in range(500)]
    ends = [Message(id=f"e{n}", parent="p499", role="assistant") for n in range(700)]
    after = [Message(id=f"f{n}", parent=f"e{n}", role="user") for n in range(700)]
    messages = [*path, *ends, *after]
    content = ChatContent(messages=messages)
    ontology = Ontology(labels=(Label("x", shapes=("rating",)),))
    threads = threads_of(content, ontology, {"annotations": []})
    assert len(threads) == 700
    told = sum(len(turn["messages"]) for thread in threads for turn in thread["turns"])
    assert told < MOST_WHOLE * (500 + 701) + 2 * 700
