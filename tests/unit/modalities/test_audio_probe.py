"""Recordings are measured by what is in them, and refused with a sentence where that is not what they say."""

import json
import math

import numpy as np
import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.renditions import make_renditions
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

from .recordings import encoded, tone, wav

AT_ONCE = "goldsmith.modalities.audio.renditions:make_renditions"


@pytest.fixture
def kept(tmp_path):
    def keep(body):
        path = tmp_path / "recording"
        path.write_bytes(body)
        return path

    return keep


@pytest.mark.parametrize("form", ["u8", "s16", "s24", "s32", "f32"])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_plain_samples_of_any_form_are_measured_exactly(kept, tmp_path, form, channels):
    path = kept(wav(tone(1.2345, channels=channels), form=form))
    facts = probe(path)
    assert (facts["duration"], facts["channels"], facts["sample_rate"]) == (1.2345, channels, 16_000)
    assert facts["needs_transcoding"] == (form == "s32")
    peaks = make_renditions(path, str(tmp_path), *facts["renditions"])["peaks"]
    assert peaks["facts"]["duration"] == 1.2345
    loudest = levels(tmp_path / "peaks", peaks["facts"])[0].max(axis=0)[:, 1]
    assert loudest == pytest.approx([0.5 / 2**channel for channel in range(channels)], abs=0.008)


def levels(path, facts):
    """The levels as amplitudes, (buckets, channels, 2) each."""
    body = path.read_bytes()
    found = []
    for level in facts["levels"]:
        size = level["count"] * facts["channels"] * 2
        roots = np.frombuffer(body[level["offset"] : level["offset"] + size], np.int8) / 127
        found.append((np.sign(roots) * roots**2).reshape(level["count"], facts["channels"], 2))
    return found


def test_peaks_say_when_it_is_loud_at_every_level(kept, tmp_path):
    samples = np.zeros((3 * 44_100, 1))
    samples[round(1.25 * 44_100) : round(1.3 * 44_100)] = 0.5
    path = kept(wav(samples, 44_100))
    facts = make_renditions(path, str(tmp_path), "peaks")["peaks"]["facts"]
    for level, amplitudes in zip(facts["levels"], levels(tmp_path / "peaks", facts), strict=True):
        loud = np.flatnonzero(amplitudes[:, 0, 1] > 0.4) * level["step"]
        assert loud[0] == pytest.approx(1.25, abs=level["step"])
        assert loud[-1] == pytest.approx(1.3, abs=2 * level["step"])


def test_a_spectrum_shows_a_tone_in_its_band_at_its_time(kept, tmp_path):
    samples = np.concatenate([np.zeros((16_000, 1)), tone(1.0, hertz=1_000, level=1.0)])
    facts = make_renditions(kept(wav(samples)), str(tmp_path), "spectrum")["spectrum"]["facts"]
    level = facts["levels"][0]
    columns = np.frombuffer((tmp_path / "spectrum").read_bytes(), np.uint8)[: level["count"] * facts["bands"]]
    columns = columns.reshape(-1, facts["bands"])
    band = int(columns[150].argmax())
    assert facts["edges"][band] <= 1_000 <= facts["edges"][band + 1]
    assert columns[150].max() > 240
    assert columns[:90].max() == 0


@pytest.mark.parametrize(
    ("container", "codec", "rate", "media_type"),
    [
        ("mp3", "libmp3lame", 16_000, "audio/mpeg"),
        ("ogg", "libopus", 48_000, "audio/ogg"),
        ("adts", "aac", 16_000, "audio/aac"),
        ("webm", "libopus", 48_000, "audio/webm"),
        ("aiff", "pcm_s16be", 16_000, "audio/aiff"),
        ("matroska", "flac", 16_000, "audio/x-matroska"),
    ],
)
def test_what_browsers_do_not_play_exactly_gets_a_copy_of_the_same_length(
    kept, tmp_path, container, codec, rate, media_type
):
    path = kept(encoded(tone(2.5, rate), container, codec, rate))
    facts = probe(path)
    assert facts["media_type"] == media_type
    assert facts["duration"] == pytest.approx(2.5, abs=0.15)
    assert facts["transcoding_reason"].endswith(".")
    made = make_renditions(path, str(tmp_path), *facts["renditions"])
    assert made["playable"]["media_type"] == "audio/webm"
    (tmp_path / "copy").write_bytes((tmp_path / "playable").read_bytes())
    assert probe(tmp_path / "copy")["duration"] == pytest.approx(made["peaks"]["facts"]["duration"], abs=0.05)


def test_many_channels_are_copied_without_being_mixed(kept, tmp_path):
    path = kept(encoded(tone(1.0, 48_000, channels=6), "matroska", "flac", 48_000))
    made = make_renditions(path, str(tmp_path), *probe(path)["renditions"])
    (tmp_path / "copy").write_bytes((tmp_path / "playable").read_bytes())
    assert (made["playable"]["media_type"], probe(tmp_path / "copy")["channels"]) == ("audio/flac", 6)


def test_a_header_that_lies_about_an_mp3_is_not_believed(kept):
    """The Xing header's count of frames is made a hundred times what is there."""
    body = bytearray(encoded(tone(3.0), "mp3", "libmp3lame"))
    place = max(body.find(b"Xing"), body.find(b"Info"))
    assert place > 0
    frames = int.from_bytes(body[place + 8 : place + 12], "big")
    body[place + 8 : place + 12] = (frames * 100).to_bytes(4, "big")
    assert probe(kept(bytes(body)))["duration"] == pytest.approx(3.0, abs=0.2)


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        (wav(tone(1))[:20_000], "damaged_audio", "promises 0:01 of sound, and the file holds 0:00"),
        (wav(tone(1), size=1_000_000_000), "damaged_audio", "cut short"),
        (wav(tone(0)), "empty_audio", "empty"),
        (wav(tone(0.1, channels=9)), "too_many_channels", "1 to 8 channels; this one has 9"),
        (wav(tone(1), rate=50), "damaged_audio", "samples a second"),
        (wav(tone(1))[:30], "damaged_audio", "damaged"),
        (b"RIFF\xff\xff\xff\xffWAVE" + bytes(200), "damaged_audio", "damaged"),
        (encoded(tone(3), "flac", "flac")[:2_000], "damaged_audio", "damaged|cut short|cannot be found|no sample"),
        (b"fLaC" + bytes(5_000), "damaged_audio", "damaged"),
        (b"OggS" + bytes(5_000), "damaged_audio", "damaged|cut short|cannot be found|no sample"),
        (b"\xff\xfb\x90\x00" + bytes(5_000), "damaged_audio", "damaged|cut short|cannot be found|no sample"),
        (b"\xff\xfet\0e\0x\0t\0", "not_audio", "not a recording"),
        (b"", "not_audio", "not a recording"),
    ],
)
def test_what_is_broken_is_refused_in_a_sentence(kept, body, code, sentence):
    with pytest.raises(InvalidError, match=sentence) as refused:
        probe(kept(body))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_a_stream_whose_header_never_learned_its_length_is_taken(kept):
    for size in (0, 0xFFFFFFFF):
        assert probe(kept(wav(tone(1.5), size=size)))["duration"] == 1.5


def test_a_video_is_left_to_others(kept):
    from ...browser.films import VP9, shoot

    with pytest.raises(InvalidError) as refused:
        probe(kept(shoot(VP9)))
    assert refused.value.code == "not_audio"


async def test_an_hour_of_silence_stays_bounded(tmp_path):
    path, made = tmp_path / "silence", tmp_path / "made"
    made.mkdir()
    path.write_bytes(wav(np.zeros((3_600 * 8_000, 1)), 8_000))
    facts = await run_bounded("goldsmith.modalities.audio.probe:probe", path, seconds=10, memory_mb=512)
    assert facts["duration"] == 3_600
    told = await run_bounded(
        AT_ONCE, path, str(made), *facts["renditions"], seconds=60, memory_mb=1_024, scratch=made, most_bytes=10**9
    )
    assert json.dumps(told)
    assert not (made / "peaks").read_bytes().strip(b"\0")


async def test_a_file_that_breaks_on_the_way_is_refused(tmp_path):
    body = bytearray(encoded(tone(20), "flac", "flac"))
    body[len(body) // 4 : len(body) // 4 * 3] = bytes(len(body) // 4 * 2)
    path = tmp_path / "broken"
    path.write_bytes(bytes(body))
    with pytest.raises((InvalidError, ProbeRefused)) as refused:
        make_renditions(path, str(tmp_path), *probe(path)["renditions"])
    assert "damaged" in str(refused.value)


def test_infinite_and_missing_samples_are_silence_or_full_scale(kept, tmp_path):
    samples = tone(0.5)
    samples[100:200] = math.nan
    samples[300:400] = math.inf
    facts = make_renditions(kept(wav(samples, form="f32")), str(tmp_path), "peaks", "spectrum")["peaks"]["facts"]
    assert np.isfinite(levels(tmp_path / "peaks", facts)[0]).all()
