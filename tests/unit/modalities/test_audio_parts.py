"""Long recordings in parts: cut in pauses, labeled apart, and joined again with nothing twice and nothing lost."""

from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Link, Setting
from goldsmith.modalities.audio.cutting import clip_answer, cut_audio
from goldsmith.modalities.audio.joining import join_audios
from goldsmith.modalities.audio.modality import MODALITY
from goldsmith.modalities.audio.shapes import AudioContent, Region, Utterance, Word
from goldsmith.modalities.parts import Cut, Part
from goldsmith.ontology import Label, Ontology

SECONDS = 120.0
ONTOLOGY = Ontology(labels=(Label(name="ann"),))
TALK = AudioContent(attachment="talk.wav")


def uuid(number):
    return str(UUID(int=number + 1))


def parts_of(seconds=SECONDS, length=50, overlap=12, voice=()):
    facts = {"duration": seconds, "made": {"spectrum": {"voice": voice}}}
    contents = cut_audio(TALK, facts, Cut(length, overlap))
    return [msgspec.structs.replace(content.part, of="task_1") for content in contents]


def two_parts():
    """0 to 30 and 20 to 50 seconds."""
    first = Part(of="task_1", number=1, count=2, first=0, last=29_999, overlap=10_000)
    return first, msgspec.structs.replace(first, number=2, first=20_000, last=49_999)


def says(start, end, text="", *, name="", label="ann", times=None, **more):
    words = UNSET
    if times:
        step = (end - start) / len(text.split())
        words = [
            Word(text=word, start=start + place * step, end=start + (place + 1) * step)
            for place, word in enumerate(text.split())
        ]
    return Utterance(uuid=name, label=label, start=start, end=end, transcript=text, words=words, **more)


def join(one, other, **more):
    first, second = two_parts()
    return join_audios([(second, Answer(annotations=other, **more)), (first, Answer(annotations=one, **more))])


def spelled(joined):
    return [(each.start, each.end, each.transcript) for each in joined.annotations]


@st.composite
def speeches(draw):
    """Utterances of two people one after another, of words that nobody says twice."""
    found, number = [], 0
    for label in ("ann", "bob"):
        borders = sorted(draw(st.sets(st.integers(0, 1_199), min_size=2, max_size=12)))
        for start, end in list(pairwise(borders))[::2]:
            count = draw(st.integers(1, 12))
            text = " ".join(f"w{number + place}" for place in range(count))
            number += count
            times = draw(st.booleans())
            found.append(says(start / 10, end / 10, text, name=uuid(len(found)), label=label, times=times))
    return found


@given(speeches(), st.integers(15, 60), st.randoms())
@settings(max_examples=150, deadline=None)
def test_any_answer_that_is_cut_and_joined_is_the_same_answer(said, length, random):
    parts = [(part, clip_answer(Answer(annotations=said), part)) for part in parts_of(SECONDS, length, length // 3)]
    random.shuffle(parts)
    joined, report = join_audios(parts)
    again = {each.uuid: each for each in joined.annotations}
    assert sorted(again) == sorted(each.uuid for each in said)
    for each in said:
        found = again[each.uuid]
        assert (found.start, found.end, found.label) == (each.start, each.end, each.label)
        assert found.transcript == each.transcript
        assert [word.text for word in found.words or []] == [word.text for word in each.words or []]
    assert (report.one_sided, report.missing_parts, report.differing) == (0, 0, 0)
    MODALITY.check(joined, Setting(ontology=ONTOLOGY, content=TALK, facts={"duration": SECONDS}))


@given(speeches(), st.integers(15, 60))
@settings(max_examples=60, deadline=None)
def test_a_share_is_an_answer_that_its_part_takes(said, length):
    for part in parts_of(SECONDS, length, length // 3):
        share = clip_answer(Answer(annotations=said), part)
        content = msgspec.structs.replace(TALK, part=part)
        MODALITY.check(share, Setting(ontology=ONTOLOGY, content=content, facts={"duration": SECONDS}))


@given(st.lists(st.tuples(st.floats(0.05, 4), st.floats(0.05, 6)), max_size=40), st.integers(10, 60))
def test_parts_cover_every_millisecond_and_none_thrice(stretches, length):
    voice, time = [], 0.0
    for pause, speech in stretches:
        voice.append((time + pause, time + pause + speech))
        time += pause + speech
    parts = parts_of(SECONDS, length, length // 3, voice)
    assert (parts[0].first, parts[-1].last) == (0, 119_999)
    assert all(part.last - part.first + 1 <= length * 1_000 for part in parts)
    for one, other in pairwise(parts):
        shared = one.last + 1 - other.first
        after = one.overlap if one.overlap_after is UNSET else one.overlap_after
        assert shared == after == other.overlap
        assert shared * 2 >= length // 3 * 1_000
    assert all(one.last < other.first for one, other in zip(parts, parts[2:], strict=False))


def test_parts_begin_and_end_in_pauses_near_their_borders():
    plain = parts_of(88.0, 50, 12)
    assert [(part.first, part.last) for part in plain] == [(0, 49_999), (38_000, 87_999)]
    end, start = plain[0].last + 1, plain[1].first
    quiet = [
        (0.0, (start + 1_000) / 1_000),
        ((start + 1_400) / 1_000, (end - 2_000) / 1_000),
        ((end - 1_000) / 1_000, 88.0),
    ]
    first, second = parts_of(88.0, 50, 12, quiet)
    assert start + 1_000 < second.first < start + 1_400
    assert end - 2_000 < first.last + 1 < end - 1_000
    spoken = parts_of(88.0, 50, 12, [(0.0, 88.0)])
    assert [(part.first, part.last) for part in spoken] == [(part.first, part.last) for part in plain]


def test_a_recording_that_is_short_stays_whole_and_one_of_too_many_parts_is_refused():
    assert cut_audio(TALK, {"duration": 50.0}, Cut(50, 10)) == []
    assert cut_audio(TALK, {}, Cut(50, 10)) == []
    with pytest.raises(InvalidError, match="1,000"):
        cut_audio(TALK, {"duration": 86_400.0}, Cut(10, 3))


def test_what_both_heard_leaves_once_as_the_earlier_part_says():
    joined, report = join(
        [says(21, 25, "good morning to you", name="a")], [says(21.2, 25.1, "Good morning to you.", name="b")]
    )
    assert spelled(joined) == [(21, 25, "good morning to you")]
    assert [each.uuid for each in joined.annotations] == ["a"]
    assert (report.matched, report.one_sided, report.differing) == (1, 0, 0)
    assert report.similarity > 0.9


@pytest.mark.parametrize("times", [True, False])
def test_what_is_cut_by_the_end_of_a_part_goes_on_in_the_next(times):
    text = "one two three four five six seven eight nine ten"
    joined, report = join(
        [says(15, 30, text, times=times)],
        [says(20, 36, "four five six seven eight nine ten eleven twelve", times=times)],
    )
    assert spelled(joined) == [(15, 36, f"{text} eleven twelve")]
    assert (report.matched, report.one_sided) == (1, 0)
    MODALITY.check(joined, Setting(ontology=ONTOLOGY, content=TALK, facts={"duration": 50.0}))


def test_a_word_that_the_border_cuts_is_taken_from_the_part_that_heard_all_of_it():
    joined, _ = join([says(29.2, 30, "every")], [says(29.1, 33, "everybody here", times=True)])
    assert spelled(joined) == [(29.2, 33, "everybody here")]
    [whole] = joined.annotations
    assert [word.text for word in whole.words] == ["everybody", "here"]
    MODALITY.check(joined, Setting(ontology=ONTOLOGY, content=TALK, facts={"duration": 50.0}))


def test_what_two_people_hear_otherwise_is_kept_of_both():
    joined, report = join([says(12, 30, "all of it")], [says(20, 33, "none of this")])
    assert spelled(joined) == [(12, 33, "all of it none of this")]
    assert report.matched == 1


def test_what_seemed_to_end_with_its_part_and_does_not_goes_on():
    joined, _ = join([says(24, 29.8, "and then she said")], [says(24, 34, "and then she said that it was late")])
    assert spelled(joined) == [(24, 34, "and then she said that it was late")]


def test_an_utterance_that_was_parted_otherwise_is_not_there_twice():
    whole = says(20.5, 28, "we went home and then we ate and slept well", name="a")
    pieces = [says(20.5, 24.5, "we went home and then", name="b"), says(24.6, 28, "we ate and slept well", name="c")]
    near = [Link(uuid="l", type="near", from_="b", to="d")]
    first, second = two_parts()
    other = Answer(annotations=[*pieces, says(40, 42, "yes", name="d")], links=near)
    joined, report = join_audios([(first, Answer(annotations=[whole])), (second, other)])
    assert spelled(joined) == [(20.5, 28, whole.transcript), (40, 42, "yes")]
    assert report.differing == 1
    assert [(link.from_, link.to) for link in joined.links] == [("a", "d")]
    joined, _ = join_audios([(first, Answer(annotations=pieces)), (second, Answer(annotations=[whole]))])
    assert " ".join(text for _, _, text in spelled(joined)) == whole.transcript


def test_what_only_one_part_heard_is_kept_once_and_told():
    joined, report = join(
        [says(22, 24, "only here", name="x"), says(1, 2, "long before", name="z")],
        [says(26, 28, "only there", name="y"), says(29.9, 33, "hardly in the overlap", name="v")],
    )
    assert [each.uuid for each in joined.annotations] == ["x", "z", "y", "v"]
    assert (report.matched, report.measure) == (0, "")
    assert [(each.part, each.uuid, each.first, each.last) for each in report.named] == [
        (1, "x", 22_000, 23_999),
        (2, "y", 26_000, 27_999),
    ]


def test_tiers_channels_and_shapes_are_not_mixed():
    one = [
        says(22, 24, "hello", name="a"),
        says(22, 24, "hello", name="b", channel=0),
        Region(label="dog", start=25, end=27),
    ]
    other = [
        says(22, 24, "hello", name="c", label="bob"),
        says(22, 24, "hello", name="d", channel=1),
        Region(label="dog", start=25.1, end=27),
    ]
    joined, report = join(one, other)
    assert len(joined.annotations) == 5
    assert (report.matched, report.one_sided) == (1, 4)


def test_transcripts_of_the_whole_follow_one_another_and_other_answers_keep_the_earliest():
    first, second = two_parts()
    one = {"transcript": "a b c d e f g h i j", "noise": "low"}
    other = {"transcript": "G h i, j k l m n o p", "noise": "high"}
    joined, report = join_audios([(first, Answer(global_attributes=one)), (second, Answer(global_attributes=other))])
    assert joined.global_attributes["noise"] == "low"
    spoken = joined.global_attributes["transcript"]
    assert "".join(spoken.replace(",", "").lower().split()) == "abcdefghijklmnop"
    assert report.differing == 1
    apart, _ = join_audios(
        [
            (first, Answer(global_attributes={"transcript": "early words"})),
            (second, Answer(global_attributes={"transcript": "none of those before"})),
        ]
    )
    assert apart.global_attributes == {"transcript": "early words none of those before"}


def test_a_transcript_of_the_whole_is_shared_by_time_and_comes_back():
    text = " ".join(f"w{number}" for number in range(300))
    parts = parts_of(120.0, 50, 12)
    shares = [(part, clip_answer(Answer(global_attributes={"transcript": text}), part)) for part in parts]
    assert all(len(share.global_attributes["transcript"].split()) < 150 for _, share in shares)
    joined, _ = join_audios(shares)
    assert joined.global_attributes["transcript"] == text


def test_words_without_spaces_between_them_are_joined_by_characters():
    joined, _ = join([says(15, 30, "今天天气很好我们去")], [says(20, 36, "很好我们去公园玩")])
    assert spelled(joined) == [(15, 36, "今天天气很好我们去公园玩")]


def test_a_missing_part_leaves_its_time_empty():
    parts = parts_of(120.0, 50, 12)
    said = Answer(annotations=[says(10, 110, " ".join(f"w{n}" for n in range(100)), name=uuid(1))])
    joined, report = join_audios([(part, clip_answer(said, part)) for part in (parts[0], parts[2])])
    assert [(each.start, each.end) for each in joined.annotations] == [
        (10, (parts[0].last + 1) / 1_000),
        (parts[2].first / 1_000, 110),
    ]
    assert (report.parts, report.missing_parts) == (2, 1)


@pytest.mark.parametrize(("start", "end", "field"), [(19.9, 25, "start"), (25, 50.01, "end")])
def test_an_answer_about_a_part_stays_in_it(start, end, field):
    content = msgspec.structs.replace(TALK, part=two_parts()[1])
    with pytest.raises(InvalidError, match=r"20\.000 to 50\.000 seconds") as refused:
        MODALITY.check(
            Answer(annotations=[says(start, end)]),
            Setting(ontology=ONTOLOGY, content=content, facts={"duration": 60.0}),
        )
    assert refused.value.field == f"answer.annotations[0].{field}"


def test_the_last_part_ends_with_the_recording():
    parts = parts_of(86.0004, 50, 12)
    assert parts[-1].last == 86_000
    content = msgspec.structs.replace(TALK, part=parts[-1])
    setting = Setting(ontology=ONTOLOGY, content=content, facts={"duration": 86.0004})
    MODALITY.check(Answer(annotations=[says(80, 86.0004)]), setting)
    with pytest.raises(InvalidError):
        MODALITY.check(Answer(annotations=[says(80, 86.001)]), setting)


def test_a_part_says_which_it_is():
    assert MODALITY.snippet(msgspec.structs.replace(TALK, part=two_parts()[1])) == "talk.wav (part 2 of 2)"


@pytest.mark.parametrize("times", [False, True])
def test_what_one_utterance_cannot_hold_goes_on_in_another_and_no_word_is_lost(times):
    words = [f"word{number:06}" for number in range(12_000)]
    one = says(0, 30, " ".join(words[:8_000]), name=uuid(0), times=times)
    other = says(20, 50, " ".join(words[7_000:]), name=uuid(1), times=times)
    joined, _ = join([one], [other])
    first, second = joined.annotations
    assert f"{first.transcript} {second.transcript}".split() == words
    assert (first.start, first.end, second.end) == (0, second.start, 50)
    assert [len(each.words or ()) for each in (first, second)] == [
        len(each.transcript.split()) * times for each in (first, second)
    ]
    assert len({first.uuid, second.uuid}) == 2
    for each in (first, second):
        msgspec.convert(msgspec.to_builtins(each), Utterance)
