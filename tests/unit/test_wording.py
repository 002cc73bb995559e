"""A decoder's complaints become sentences, each of which msgspec really makes."""

from typing import Annotated, Literal

import msgspec
import pytest

from goldsmith.wording import say_plainly


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5)]
    name: Annotated[str, msgspec.Meta(min_length=3)] = "abc"
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    choice: Literal["a", "b"] = "a"
    parts: Annotated[list[int], msgspec.Meta(max_length=2)] = []
    maybe: int | None = None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ('{"text": ""}', "This must not be empty."),
        ('{"text": "abcdef"}', "At most 5 characters fit here."),
        ('{"text": "a", "name": "b"}', "This needs at least 3 characters."),
        ('{"text": 5}', "This must be text, not a whole number."),
        ("{}", "The field `text` is missing."),
        ('{"text": "a", "txt": 1}', "This has an unknown field `txt`."),
        ('{"text": "a", "count": 0}', "This must be at least 1."),
        ('{"text": "a", "count": 10}', "This must be at most 9."),
        ('{"text": "a", "choice": "z"}', "`z` is not one of the values that are allowed here."),
        ('{"text": "a", "parts": [1, 2, 3]}', "At most 2 items fit here."),
        ('{"text": "a", "maybe": "x"}', "This must be a whole number or null, not text."),
        ("[]", "This must be an object, not a list."),
    ],
)
def test_what_a_decoder_says_becomes_a_sentence(sent: str, said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(sent, type=Sent)
    assert say_plainly(str(refused.value).partition(" - at ")[0]) == said


def test_what_it_does_not_know_it_leaves() -> None:
    assert say_plainly("Something else") == say_plainly("Something else.") == "Something else."
