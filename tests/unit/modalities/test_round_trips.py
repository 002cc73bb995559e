"""Whatever a format does not bring back it reports, and the page that says what it carries is true."""

import pytest

from goldsmith.modalities import registry

from .round_trips import PAGE, THINGS, outcome, page

CASES = [
    pytest.param(codec, modality, thing, id=f"{codec.name}-{thing}")
    for modality, things in THINGS.items()
    for codec in registry.get(modality).codecs
    if codec.write and codec.read
    for thing in things
]


@pytest.mark.parametrize(("codec", "modality", "thing"), CASES)
def test_a_thing_comes_back_or_its_loss_is_told(codec, modality, thing):
    assert outcome(codec, modality, thing) in ("yes", "in part", "changed", "left out")


def test_json_lines_lose_nothing():
    for modality, things in THINGS.items():
        codec = registry.get(modality).codec("jsonl")
        assert {thing: outcome(codec, modality, thing) for thing in things} == dict.fromkeys(things, "yes")


def test_the_page_says_what_the_tests_find():
    assert PAGE.read_text(encoding="utf-8") == page()
