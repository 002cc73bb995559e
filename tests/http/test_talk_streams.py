"""Replies as they come: pieces by alias, one that is slow holds nobody, and a reader who leaves stops nothing."""

from __future__ import annotations

from ..product import Customer
from .talking import listen, talking_project


def test_pieces_add_up_to_the_replies_that_are_kept(customer: Customer) -> None:
    project = talking_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    events = listen(labeler, claim, "How do I bake bread?")
    assert events[-1][0] == "end"
    replies = {said["alias"]: said for name, said in events if name == "reply"}
    assert sorted(replies) == ["A", "B", "C", "D"]
    for alias, reply in replies.items():
        pieces = [said["text"] for name, said in events if name == "delta" and said["alias"] == alias]
        assert len(pieces) > 3
        assert "".join(pieces) == reply["content"]
