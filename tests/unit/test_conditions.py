"""When questions are asked: the server answers as the browser does (web/src/editors/conditions.test.ts)."""

import json
from pathlib import Path

import msgspec
import pytest

from goldsmith.ontology import Attribute, Condition, asked_names

VECTORS = json.loads((Path(__file__).parent / "conditions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS)
def test_conditions_are_met_as_the_shared_vectors_say(vector):
    assert msgspec.convert(vector["condition"], Condition).is_met(vector["values"]) == vector["is_met"]


def test_an_answer_that_is_not_asked_meets_no_condition():
    chain = [
        Attribute("a", "number"),
        Attribute("b", "text", condition=Condition("a", at_least=1)),
        Attribute("c", "text", condition=Condition("b", is_answered=True)),
    ]
    assert asked_names(chain, {"a": 1, "b": "x", "c": "y"}) == {"a", "b", "c"}
    assert asked_names(chain, {"a": 0, "b": "x", "c": "y"}) == {"a"}
