"""Doors to models: encoders on this machine, and patience with servers elsewhere, tried against a real one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from goldsmith.ports.egress import Egress, EgressError
from goldsmith.ports.models import ModelAwayError, ModelRefusedError
from goldsmith.ports.models.chat import OpenAIChat
from goldsmith.ports.models.encoders import text_encoders
from goldsmith.ports.models.label_studio import LabelStudioBackend
from goldsmith.ports.models.minilm import MiniLM, find_minilm
from goldsmith.ports.models.patience import Patience
from goldsmith.ports.models.pictures import ClassicalPictures, OnnxPictures

from ...model_server import ModelServer

HOST = "127.0.0.1"
ASKED = {
    "messages": [{"role": "system", "content": ""}, {"role": "user", "content": "a lovely day"}],
    "response_format": {"json_schema": {"schema": {"properties": {"mood": {"enum": ["bad", "good"]}}}}},
}


class Waiting:
    """Notes how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    made = ModelServer(HOST)
    yield made
    made.close()


def chat(server: ModelServer, waiting: Waiting, **patience: float) -> OpenAIChat:
    given = Patience(**{"attempts": 4, "seconds_each": 5, **patience})  # type: ignore[arg-type]
    return OpenAIChat(Egress([f"{HOST}/32"]), server.url + "/v1/", "key", patience=given, pause=waiting)


async def test_a_good_answer_comes_at_once(server: ModelServer) -> None:
    reply = await chat(server, Waiting()).ask(ASKED)
    assert (reply.content, reply.tokens_in, reply.tokens_out, reply.attempts) == ('{"mood": "good"}', 100, 10, 1)
    assert server.keys == ["Bearer key"]


async def test_retry_after_is_respected_and_every_mishap_is_survived(server: ModelServer) -> None:
    server.mishaps, waiting = ["429", "cut", "not json"], Waiting()
    assert (await chat(server, waiting).ask(ASKED)).attempts == 4
    assert waiting.seconds[:2] == [0.0, 1.0]
    assert all(0 < seconds <= 4 for seconds in waiting.seconds[2:])


async def test_patience_ends_after_its_attempts(server: ModelServer) -> None:
    server.mishaps = ["500"] * 10
    with pytest.raises(ModelAwayError, match="status 500"):
        await chat(server, Waiting()).ask(ASKED)
    assert len(server.chats) == 4


async def test_a_wait_beyond_the_time_in_all_is_not_waited(server: ModelServer) -> None:
    server.mishaps, waiting = ["429"], Waiting()
    with pytest.raises(ModelAwayError, match="status 429"):
        await chat(server, waiting, seconds_in_all=0.9).ask(ASKED)
    assert waiting.seconds == [0.0]


async def test_what_will_not_help_is_not_tried_again(server: ModelServer) -> None:
    server.mishaps = ["401"]
    with pytest.raises(ModelRefusedError, match="does not accept the key"):
        await chat(server, Waiting()).ask(ASKED)
    assert len(server.chats) == 1


async def test_an_endless_answer_is_cut_off(server: ModelServer) -> None:
    with pytest.raises(EgressError) as refused:
        await chat(server, Waiting(), most_bytes=20).ask(ASKED)
    assert refused.value.code == "too_large"


async def test_offline_and_addresses_inside_are_refused_at_once(server: ModelServer) -> None:
    for egress, code in ((Egress(offline=True), "offline"), (Egress(), "not_public")):
        asking = OpenAIChat(egress, server.url, None, patience=Patience(), pause=Waiting())
        with pytest.raises(EgressError) as refused:
            await asking.ask(ASKED)
        assert refused.value.code == code
    assert server.chats == []


@pytest.mark.parametrize("body", [b"[]", b'{"choices": []}', b'{"choices": [{"message": 1}]}', b"null"])
async def test_another_interface_is_told_apart(server: ModelServer, body: bytes) -> None:
    server.chat = lambda _: body  # type: ignore[method-assign]
    with pytest.raises(ModelAwayError, match="OpenAI"):
        await chat(server, Waiting()).ask(ASKED)


async def test_a_backend_that_says_too_little_or_too_much_gives_one_prediction_a_task(server: ModelServer) -> None:
    backend = LabelStudioBackend(Egress([f"{HOST}/32"]), server.url, None, patience=Patience(), pause=Waiting())
    server.predict = lambda _: b'{"results": [[{"score": 1}, {"score": 2}], {"score": 3}]}'  # type: ignore[method-assign]
    tasks = [{"id": str(number), "data": {}} for number in range(3)]
    assert await backend.predict(tasks, label_config="<View/>", project="p") == [{"score": 1}, {"score": 3}, None]
    assert await backend.predict(tasks[:1], label_config="<View/>", project="p") == [{"score": 1}]


def test_texts_that_mean_alike_lie_near_each_other() -> None:
    words, minilm = text_encoders()
    assert words.encode(["a", "b"]).shape[0] == 2
    rows = minilm.encode(["Somebody eats a meal.", "A man is having lunch.", "The parcel never came.", ""])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_the_order_of_texts_does_not_matter() -> None:
    minilm = find_minilm()
    assert minilm is not None
    texts = [f"text {'word ' * number}" for number in range(40)]
    there, back = minilm.encode(texts), minilm.encode(texts[::-1])[::-1]
    assert there == pytest.approx(back, abs=0.1)


def test_a_file_that_was_tampered_with_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(ValueError, match="not the file"):
        MiniLM(tmp_path / "model.onnx").encode(["x"])


def painted(folder: Path, name: str, colour: tuple[int, int, int]) -> Path:
    path = folder / name
    Image.new("RGB", (50, 30), colour).save(path, "PNG")
    return path


async def test_pictures_are_described_in_the_child_and_a_broken_one_is_none(tmp_path: Path) -> None:
    files = [painted(tmp_path, "0", (200, 0, 0)), tmp_path / "1", painted(tmp_path, "2", (210, 10, 0))]
    files[1].write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    red, broken, reddish = await ClassicalPictures().encode(files)
    assert broken is None
    assert red is not None
    assert reddish is not None
    assert red.astype(float) @ reddish.astype(float) > 0.6


async def test_a_picture_that_takes_the_child_with_it_is_found_by_halving(tmp_path: Path) -> None:
    files = [painted(tmp_path, str(number), (number * 60, 0, 0)) for number in range(3)]
    bomb = io.BytesIO()
    Image.new("RGB", (7_900, 7_900)).save(bomb, "PNG")  # 187 MB of pixels, three times over while it is turned
    files.insert(1, tmp_path / "bomb")
    files[1].write_bytes(bomb.getvalue())
    rows = await ClassicalPictures().encode(files)
    assert [row is None for row in rows] == [False, True, False, False]


def _field(number: int, content: bytes | int | str) -> bytes:
    """One field of a protocol buffer; everything here is shorter than 128 bytes or a small number."""
    if isinstance(content, int):
        return bytes([number << 3, content])
    encoded = content.encode() if isinstance(content, str) else content
    return bytes([number << 3 | 2, len(encoded)]) + encoded


def _tensor(name: str, *sides: int) -> bytes:
    shape = b"".join(_field(1, _field(1, side) if side < 128 else b"\x08\xe0\x01") for side in sides)
    return _field(1, name) + _field(2, _field(1, _field(1, 1) + _field(2, shape)))


def mean_colour_model(path: Path) -> Path:
    """The smallest ONNX file there is for pictures: their mean red, green and blue."""
    node = _field(1, "in") + _field(2, "out") + _field(4, "GlobalAveragePool")
    graph = (
        _field(1, node)
        + _field(2, "g")
        + _field(11, _tensor("in", 1, 3, 224, 224))
        + _field(12, _tensor("out", 1, 3, 1, 1))
    )
    path.write_bytes(_field(1, 8) + _field(7, graph) + _field(8, _field(2, 13)))
    return path


async def test_an_operators_own_file_describes_pictures(tmp_path: Path) -> None:
    encoder = OnnxPictures(mean_colour_model(tmp_path / "own.onnx"))
    red, green = await encoder.encode([painted(tmp_path, "0", (255, 0, 0)), painted(tmp_path, "1", (0, 255, 0))])
    assert encoder.name.startswith("onnx-")
    assert red is not None
    assert green is not None
    assert (int(red.argmax()), int(green.argmax())) == (0, 1)
