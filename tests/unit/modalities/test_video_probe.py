"""What the probe finds in videos, which it refuses, and that frame n of its index is frame n."""

import subprocess
import sys
from fractions import Fraction
from random import Random

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import InvalidError
from goldsmith.modalities.video.frame_times import MARKS, describe_times, expand_times
from goldsmith.modalities.video.probe import probe
from goldsmith.modalities.video.transcode import transcode
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

from ...mp4 import SAMPLES, patched, with_edits, without_index
from .videos import (
    ENCODERS,
    even_times,
    make_sound,
    make_video,
    numbers_by_time,
    read_number,
    uneven_times,
)

CASES = [(codec, times) for codec in ENCODERS for times in ("even", "uneven") if (codec, times) != ("mpeg4", "uneven")]
each_case = pytest.mark.parametrize(("codec", "times"), CASES, ids=[" ".join(case) for case in CASES])


def times_of(facts):
    """The seconds of every frame, exactly."""
    base = Fraction(*facts["frame_times"]["time_base"])
    return [int(time) * base for time in expand_times(facts["frame_times"], facts["frame_count"])]


def make_case(folder, codec, times):
    return make_video(folder / "video", codec, uneven_times() if times == "uneven" else even_times())


@each_case
def test_frame_n_of_the_index_is_frame_n(tmp_path, codec, times):
    path = make_case(tmp_path, codec, times)
    facts = probe(path)
    decoded = numbers_by_time(path)
    assert [number for _, number in decoded] == list(range(40))
    assert times_of(facts) == [time - decoded[0][0] for time, _ in decoded]
    assert facts["codec"] == codec
    assert facts["is_variable_frame_rate"] == (times == "uneven")
    assert (facts["width"], facts["height"]) == (128, 64)


@each_case
def test_a_frame_is_found_by_its_time(tmp_path, codec, times):
    path = make_case(tmp_path, codec, times)
    facts = probe(path)
    begin = Fraction(facts["start_time"]).limit_denominator(100_000)
    for number in Random(1).sample(range(40), 8):
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            wanted = round((times_of(facts)[number] + begin) / stream.time_base)
            file.seek(max(wanted - round(Fraction(1, 2) / stream.time_base), 0), stream=stream)
            found = next(frame for frame in file.decode(stream) if frame.pts == wanted)
            assert read_number(found) == number


@pytest.mark.parametrize("into", ["vp9", "av1"])
@each_case
def test_a_transcoded_video_has_the_same_frames_at_the_same_times(tmp_path, codec, times, into):
    path, target = make_case(tmp_path, codec, times), tmp_path / "copy.mp4"
    assert transcode(path, target, into)["frame_count"] == 40
    before, after = probe(path), probe(target)
    assert times_of(after) == times_of(before)
    assert [number for _, number in numbers_by_time(target)] == list(range(40))
    assert (after["codec"], after["needs_transcoding"]) == (into, False)


def test_size_is_that_of_the_picture_as_shown(tmp_path):
    def widened(stream):
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)

    facts = probe(make_video(tmp_path / "wide", prepare=widened))
    assert (facts["width"], facts["height"]) == (171, 64)
    facts = probe(make_video(tmp_path / "turned", prepare=lambda stream: stream.set_display_rotation(90)))
    assert (facts["width"], facts["height"]) == (64, 128)
    transcode(tmp_path / "wide", tmp_path / "wide.mp4")
    transcode(tmp_path / "turned", tmp_path / "turned.mp4")
    assert [probe(tmp_path / name)["width"] for name in ("wide.mp4", "turned.mp4")] == [171, 64]


@pytest.mark.parametrize(
    ("codec", "form", "reason"),
    [
        ("h264", "mp4", None),
        ("h264", "matroska", None),
        ("vp9", "webm", None),
        ("hevc", "mp4", "Browsers do not decode H.265 everywhere."),
        ("mpeg4", "avi", "Browsers do not read video/x-msvideo."),
        ("h264", "mpegts", "Browsers do not read video/mp2t."),
    ],
)
def test_facts_say_what_browsers_cannot_play(tmp_path, codec, form, reason):
    facts = probe(make_video(tmp_path / "video", codec, form=form))
    assert facts["needs_transcoding"] == (reason is not None)
    assert facts.get("transcoding_reason") == reason


def test_pixels_that_browsers_do_not_decode_are_named(tmp_path):
    def deep(stream):
        stream.pix_fmt = "yuv422p"

    facts = probe(make_video(tmp_path / "video", prepare=deep))
    assert facts["transcoding_reason"] == "Browsers do not decode H.264 with pixels of the form yuv422p everywhere."


def cut(path, share):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def test_videos_that_are_cut_short_are_refused(tmp_path):
    front = {"movflags": "+faststart"}
    for number, share in enumerate((0.3, 0.6, 0.9)):
        for made in (
            make_video(tmp_path / f"end {number}"),
            make_video(tmp_path / f"front {number}", muxing=front),
            make_video(tmp_path / f"webm {number}", "vp9"),
        ):
            with pytest.raises(InvalidError) as caught:
                probe(cut(made, share))
            assert caught.value.code == "damaged_video"


def test_sound_alone_is_no_video(tmp_path):
    with pytest.raises(InvalidError, match="only sound"):
        probe(make_sound(tmp_path / "sound"))


def test_encrypted_videos_are_refused(tmp_path):
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16, "encryption_kid": "11" * 16}
    with pytest.raises(InvalidError) as caught:
        probe(make_video(tmp_path / "video", muxing=key))
    assert caught.value.code == "encrypted_video"


def test_files_that_name_other_files_are_not_followed(tmp_path):
    make_video(tmp_path / "real.mp4")
    lists = [
        f"ffconcat version 1.0\nfile {tmp_path}/real.mp4\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{tmp_path}/real.mp4\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96\n",
    ]
    for number, text in enumerate(lists):
        path = tmp_path / f"list {number}"
        path.write_text(text)
        with pytest.raises(InvalidError) as caught:
            probe(path)
        assert caught.value.code == "not_a_video"


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path):
    path = make_video(tmp_path / "video")
    code = (
        "import sys; sys.modules['av'] = None\n"
        "from pathlib import Path\nfrom goldsmith.modalities.video.probe import probe\n"
        "try: probe(Path(sys.argv[1]))\nexcept Exception as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "Videos are read with PyAV, which is not installed here. "
        'The operator can run make up WITH="video", or install goldsmith[video].\n'
    )


async def test_damaged_videos_stay_bounded(tmp_path):
    random, outcomes = Random(7), []
    for codec in ("h264", "vp9", "mpeg4"):
        body = make_video(tmp_path / "whole", codec).read_bytes()
        for number in range(4):
            broken = bytearray(body)
            for _ in range(20):
                broken[random.randrange(len(broken))] = random.randrange(256)
            path = tmp_path / f"{codec} {number}"
            path.write_bytes(broken)
            outcomes.append(await outcome_of(path))
    assert all(each.endswith(".") if isinstance(each, str) else each > 0 for each in outcomes)


async def outcome_of(path):
    """How many frames it has, or why it is refused."""
    try:
        return (await run_bounded("goldsmith.modalities.video.probe:probe", path))["frame_count"]
    except ProbeRefused as refused:
        return refused.message


steps = st.one_of(
    st.lists(st.integers(1, 90_000), min_size=1, max_size=50),
    st.tuples(st.lists(st.integers(33, 34), min_size=1, max_size=7), st.integers(2, 60)).map(lambda it: it[0] * it[1]),
)


@given(steps)
def test_described_times_are_the_times(deltas):
    times = np.cumsum([0, *deltas])
    assert expand_times(describe_times(times, (1, 1000)), len(times)).tolist() == times.tolist()


def test_ten_hours_at_any_rate_stay_small():
    random = np.random.default_rng(1)
    times = np.concatenate([[0], np.cumsum(random.integers(10, 60, size=10 * 3600 * 30))])
    described = describe_times(times, (1, 1000))
    assert expand_times(described, len(times)) is None
    assert len(described["marks"]) <= MARKS
    assert described["marks"][0] == [0, 0]
    assert described["marks"][-1] == [len(times) - 1, times[-1]]
    assert len(str(described)) < 30_000


def shown(path):
    """The numbers on the frames of a film as it is decoded, after its index was compared with them."""
    facts, decoded = probe(path), numbers_by_time(path)
    assert times_of(facts) == [time - decoded[0][0] for time, _ in decoded]
    return [number for _, number in decoded]


def test_a_trimmed_film_has_the_frames_that_its_edit_list_shows(tmp_path):
    path = tmp_path / "trimmed.mp4"
    path.write_bytes(with_edits(make_video(path).read_bytes(), (200, 1000)))
    assert shown(path) == list(range(5, 30))
    assert not probe(path)["needs_transcoding"]


def test_a_film_put_together_from_parts_gets_a_copy_that_every_player_shows_alike(tmp_path):
    path, target = tmp_path / "parts.mp4", tmp_path / "copy.mp4"
    path.write_bytes(with_edits(make_video(path).read_bytes(), (0, 400), (800, 400)))
    assert shown(path) == [*range(10), *range(20, 30)]
    assert probe(path)["transcoding_reason"].startswith("It is put together from several parts")
    transcode(path, target)
    assert shown(target) == [*range(10), *range(20, 30)]


def test_films_that_begin_before_or_after_zero_are_counted_from_their_first_frame(tmp_path):
    for form, codec in (("mp4", "h264"), ("webm", "vp9")):
        late = make_video(tmp_path / f"late.{form}", codec, [5000 + time for time in even_times()])
        assert shown(late) == list(range(40))
        assert probe(late)["start_time"] == 5
    early = make_video(tmp_path / "early.mp4", times=[time - 400 for time in even_times()])
    assert shown(early) == list(range(10, 40))


@pytest.mark.parametrize("flags", ["frag_keyframe+empty_moov+skip_trailer", "frag_every_frame+empty_moov"])
def test_fragments_without_an_index_are_a_film(tmp_path, flags):
    assert shown(make_video(tmp_path / "film", muxing={"movflags": flags})) == list(range(40))


@pytest.mark.parametrize("size", [(193, 109), (65, 33)])
def test_odd_sizes_are_kept(tmp_path, size):
    film = make_video(tmp_path / "film", "vp9", size=size)
    facts = probe(film)
    assert (facts["width"], facts["height"]) == size
    assert shown(film) == list(range(40))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without_index, "This video is damaged or cut short."),
        (lambda film: patched(film, (*SAMPLES, "stts"), 12, 0), "two say the same"),
        (lambda film: patched(film, (*SAMPLES, "stsz"), 8, 0), "holds no frame"),
        (lambda film: patched(film, (*SAMPLES, "stsz"), 8, 2**31 - 1), "damaged or cut short"),
        (lambda film: with_edits(film, (100_000, 1_000)), "holds no frame"),
        (lambda film: film[:32], "damaged or cut short"),
    ],
    ids=["no index", "all at once", "no frames", "too many frames", "edited away", "a head alone"],
)
async def test_what_contradicts_itself_is_refused_in_a_sentence(tmp_path, change, sentence):
    path = tmp_path / "film.mp4"
    path.write_bytes(change(make_video(path).read_bytes()))
    assert sentence in await outcome_of(path)


def test_a_container_that_lies_about_its_length_is_not_believed(tmp_path):
    path = tmp_path / "film.mp4"
    film = make_video(path).read_bytes()
    for lie in (patched(film, ("moov", "mvhd"), 16, 1), patched(film, ("moov", "trak", "mdia", "mdhd"), 16, 1)):
        path.write_bytes(lie)
        assert shown(path) == list(range(40))
        assert probe(path)["duration"] == 1.6


@pytest.mark.parametrize(("degrees", "size"), [(90, (64, 128)), (180, (128, 64)), (270, (64, 128)), (30, (128, 64))])
def test_films_are_turned_by_right_angles(tmp_path, degrees, size):
    facts = probe(make_video(tmp_path / "film", prepare=lambda stream: stream.set_display_rotation(degrees)))
    assert (facts["width"], facts["height"]) == size
