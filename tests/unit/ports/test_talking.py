"""Talking to models elsewhere: whatever a server does, it ends in time, in bounds, and says nothing it should not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from goldsmith.errors import GoldsmithError
from goldsmith.ports.egress import Egress
from goldsmith.ports.models import Ending, ModelAwayError, ModelBrokeOffError, ModelRefusedError
from goldsmith.ports.models.patience import Patience
from goldsmith.ports.models.talking import LONGEST_REPLY, OpenAITalker

from ...product import RECEIVERS
from ...talk_server import TalkServer, said_by

KEY = "sk-secret-key"
PATIENCE = Patience(attempts=3, seconds_each=2, seconds_in_all=4, longest_wait_seconds=0.05, most_bytes=8_000_000)


@pytest.fixture
def server() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


async def hear(server: TalkServer, model: str, patience: Patience = PATIENCE) -> tuple[list[str], Ending]:
    egress = Egress(allow=[f"{RECEIVERS}/32"])
    talker = OpenAITalker(egress, server.url, model, KEY, patience=patience)
    body = {"messages": [{"role": "user", "content": "Hello there"}], "max_tokens": 50}
    async with aclosing(talker.talk(body)) as talking:  # type: ignore[type-var]
        *pieces, ending = [piece async for piece in talking]
    assert isinstance(ending, Ending)
    return [piece for piece in pieces if isinstance(piece, str)], ending


async def test_a_reply_comes_in_pieces_and_ends_with_what_it_cost(server: TalkServer) -> None:
    pieces, ending = await hear(server, "polite")
    assert "".join(pieces) == said_by("polite", "Hello there")
    assert len(pieces) > 2
    assert ending == Ending(finish_reason="stop", tokens_in=12, tokens_out=5)
    [asked] = server.asked
    assert (asked["model"], asked["stream"], asked["max_tokens"]) == ("polite", True, 50)
    assert server.keys == [f"Bearer {KEY}"]


async def test_a_server_that_does_not_stream_is_understood(server: TalkServer) -> None:
    pieces, ending = await hear(server, "at-once")
    assert "".join(pieces) == said_by("at-once", "Hello there")
    assert ending.finish_reason == "length"


async def test_a_refusal_is_a_reply(server: TalkServer) -> None:
    pieces, _ = await hear(server, "refusing")
    assert pieces == ["I cannot help with that."]


async def test_tool_calls_are_put_together(server: TalkServer) -> None:
    pieces, ending = await hear(server, "tools")
    assert pieces == []
    assert ending.finish_reason == "tool_calls"
    assert ending.tool_calls == ({"name": "look_up", "arguments": '{"word": "gold"}'},)


async def test_tokens_that_nobody_counted_are_unknown(server: TalkServer) -> None:
    _, ending = await hear(server, "uncounted")
    assert (ending.tokens_in, ending.tokens_out) == (None, None)


async def test_broken_characters_are_mended_or_replaced(server: TalkServer) -> None:
    pieces, _ = await hear(server, "broken-characters")
    assert "".join(pieces) == "a\ufffdb\U0001f600\ufffd"


async def test_a_key_that_comes_back_is_hidden_also_between_pieces(server: TalkServer) -> None:
    pieces, _ = await hear(server, "echo")
    assert "".join(pieces) == "Your header was Bearer [key removed], was it not?"


async def test_a_throttled_model_is_asked_again_when_it_says(server: TalkServer) -> None:
    started = time.monotonic()
    _, ending = await hear(server, "throttled")
    assert ending.attempts == 2
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    "model",
    [
        "cut",
        "cut-in-a-chunk",
        "html",
        "half-json",
        "deep-json",
        "no-choices",
        "odd-choices",
        "error",
        "stalling",
        "dead",
    ],
)
async def test_what_is_no_whole_reply_is_none_and_may_cost(server: TalkServer, model: str) -> None:
    started = time.monotonic()
    with pytest.raises(ModelBrokeOffError) as refusal:
        await hear(server, model)
    assert KEY not in refusal.value.message
    assert server.asked_of(model) == 1, "what may have been paid is not asked again"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("model", ["huge", "endless-line"])
async def test_a_reply_without_an_end_is_left_in_bounds(server: TalkServer, model: str) -> None:
    with pytest.raises(ModelBrokeOffError, match="longer than a reply may be"):
        await hear(server, model)


async def test_what_came_before_the_end_of_patience_was_handed_on(server: TalkServer) -> None:
    egress = Egress(allow=[f"{RECEIVERS}/32"])
    talker = OpenAITalker(egress, server.url, "huge", None, patience=PATIENCE)
    heard: list[int] = []
    with pytest.raises(ModelBrokeOffError):
        await count_into(heard, talker)
    assert 0 < sum(heard) <= LONGEST_REPLY


async def count_into(heard: list[int], talker: OpenAITalker) -> None:
    async for piece in talker.talk({"messages": [{"role": "user", "content": "Hello"}]}):
        heard.append(len(piece) if isinstance(piece, str) else 0)  # noqa: PERF401  (it is read when this breaks off)


async def test_a_server_that_is_down_is_asked_three_times(server: TalkServer) -> None:
    with pytest.raises(ModelAwayError) as refusal:
        await hear(server, "down")
    assert not isinstance(refusal.value, ModelBrokeOffError)
    assert server.asked_of("down") == 3


async def test_a_wrong_key_is_not_tried_again(server: TalkServer) -> None:
    with pytest.raises(ModelRefusedError) as refusal:
        await hear(server, "locked")
    assert KEY not in refusal.value.message
    assert server.asked_of("locked") == 1


async def test_nobody_is_sent_elsewhere(server: TalkServer) -> None:
    with pytest.raises(ModelRefusedError):
        await hear(server, "redirecting")


async def test_where_nothing_listens_nothing_is_paid() -> None:
    egress = Egress(allow=[f"{RECEIVERS}/32"])
    talker = OpenAITalker(egress, f"http://{RECEIVERS}:9", "polite", None, patience=PATIENCE)
    with pytest.raises(ModelAwayError) as refusal:
        await anext(talker.talk({"messages": []}))
    assert not isinstance(refusal.value, ModelBrokeOffError)


async def test_offline_nothing_is_asked(server: TalkServer) -> None:
    talker = OpenAITalker(Egress(offline=True), server.url, "polite", None, patience=PATIENCE)
    with pytest.raises(GoldsmithError) as refusal:
        await anext(talker.talk({"messages": []}))
    assert refusal.value.code == "offline"
    assert server.asked == []
