"""Subtitles, Praat, ELAN, RTTM, CTM, Audacity, Label Studio: other people's files and readers, and broken ones."""

import io
import json
import zipfile

import msgspec
import pytest
import webvtt
from praatio import textgrid as praat
from pympi import Elan

from goldsmith.errors import MalformedError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.config_writer import write_config
from goldsmith.modalities.label_studio.layout import layout_of
from goldsmith.ontology import Attribute, Choice, Label, Ontology

AUDIO = registry.get("audio.v1")
SPEECH = Ontology(
    labels=(
        Label(name="speaker_1", title="Speaker 1", shapes=("utterance",)),
        Label(name="speaker_2", title="Speaker 2", shapes=("utterance",)),
        Label(name="noise", title="Noise", shapes=("region",)),
    )
)
WORDS = [{"text": "Good", "start": 1.0, "end": 1.3}, {"text": "morning.", "start": 1.35, "end": 2.0}]


def said(label, start, end, transcript, **more):
    return {"type": "utterance", "label": label, "start": start, "end": end, "transcript": transcript, **more}


ANSWER = {
    "annotations": [
        said("speaker_1", 1.0, 2.0, "Good morning.", uuid="a", words=WORDS),
        said("speaker_2", 1.5, 3.25, 'It <is>, "she" & he said.', uuid="b"),
        said("speaker_1", 2.0, 4.0, "Is it?", uuid="c"),
        {"type": "region", "label": "noise", "start": 0.5, "end": 3.0, "uuid": "d"},
    ]
}


def written(name, answer=ANSWER, ontology=SPEECH):
    codec = AUDIO.codec(name)
    record = {
        "unique_id": "talk.wav",
        "content": {"attachment": "talk.wav"},
        "assets": [{"name": "talk.wav", "facts": {"duration": 5.0, "channels": 1}}],
        "answer": msgspec.to_builtins(read_answer(AUDIO, ontology, answer)),
    }
    out = io.BytesIO()
    report = codec.write(iter([msgspec.json.encode(record)]), out, ExportContext(ontology=ontology, name="x"))
    return out.getvalue(), report


def read(name, body, file="talk.wav", ontology=SPEECH):
    body = body.encode() if isinstance(body, str) else body
    rows = AUDIO.codec(name).read(io.BytesIO(body), ImportContext(ontology=ontology, name=file))
    return list(rows)


def only_file(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        [name] = archive.namelist()
        return name, archive.read(name).decode()


def marks(rows):
    return [
        (each["label"], each["start"], each["end"], each.get("transcript"))
        for each in rows[0]["hypothesis"]["annotations"]
    ]


def test_another_reader_of_webvtt_finds_every_cue():
    name, text = only_file(written("webvtt")[0])
    assert name == "talk.wav.vtt"
    found = webvtt.from_string(text)
    assert [(cue.start, cue.end, cue.voice) for cue in found] == [
        ("00:00:00.500", "00:00:03.000", "Noise"),
        ("00:00:01.000", "00:00:02.000", "Speaker 1"),
        ("00:00:01.500", "00:00:03.250", "Speaker 2"),
        ("00:00:02.000", "00:00:04.000", "Speaker 1"),
    ]
    assert found[1].text == "Good morning."


def test_another_reader_of_srt_finds_every_cue(tmp_path):
    path = tmp_path / "talk.srt"
    path.write_text(only_file(written("srt")[0])[1])
    found = webvtt.from_srt(str(path))
    assert [(cue.start, cue.text) for cue in found][:2] == [
        ("00:00:00.500", "Noise"),
        ("00:00:01.000", "Speaker 1: Good morning."),
    ]


def test_praat_finds_tiers_without_gaps(tmp_path):
    path = tmp_path / "talk.TextGrid"
    path.write_text(only_file(written("textgrid")[0])[1])
    grid = praat.openTextgrid(str(path), includeEmptyIntervals=True)
    assert grid.tierNames == ("Noise", "Speaker 1", "Speaker 1 - words", "Speaker 2")
    tier = grid.getTier("Speaker 1")
    assert [(entry.start, entry.end, entry.label) for entry in tier.entries] == [
        (0.0, 1.0, ""),
        (1.0, 2.0, "Good morning."),
        (2.0, 4.0, "Is it?"),
        (4.0, 5.0, ""),
    ]
    words = grid.getTier("Speaker 1 - words")
    assert [entry.label for entry in words.entries if entry.label] == ["Good", "morning."]


@pytest.mark.parametrize("form", ["short_textgrid", "long_textgrid"])
def test_what_praat_writes_is_read(tmp_path, form):
    path = tmp_path / "grid"
    grid = praat.Textgrid()
    grid.addTier(praat.IntervalTier("Speaker 2", [(0.5, 1.5, 'a "b"'), (2, 3, "c")], 0, 5))
    grid.addTier(praat.PointTier("clicks", [(1.0, "x")], 0, 5))
    grid.save(str(path), format=form, includeBlankSpaces=True)
    rows = read("textgrid", path.read_bytes())
    assert marks(rows) == [("speaker_2", 0.5, 1.5, 'a "b"'), ("speaker_2", 2.0, 3.0, "c")]
    assert Loss("points") in rows


def test_elan_finds_tiers_and_what_pympi_writes_is_read(tmp_path):
    path = tmp_path / "talk.eaf"
    path.write_text(only_file(written("elan")[0])[1])
    found = Elan.Eaf(str(path))
    assert set(found.get_tier_names()) == {"Noise", "Speaker 1", "Speaker 2"}
    assert found.get_annotation_data_for_tier("Speaker 2") == [(1500, 3250, 'It <is>, "she" & he said.')]
    assert found.get_linked_files()[0]["RELATIVE_MEDIA_URL"] == "talk.wav"
    found.add_tier("Speaker 2 again", part="Speaker 2")
    found.add_annotation("Speaker 2 again", 100, 200, "hm")
    again = tmp_path / "again.eaf"
    found.to_file(str(again))
    rows = read("elan", again.read_bytes(), "again.eaf")
    assert rows[0]["attachment"] == "talk.wav"
    assert ("speaker_2", 0.1, 0.2, "hm") in marks(rows)


def test_rttm_and_ctm_are_the_lines_that_scorers_read():
    body, report = written("rttm")
    assert body.decode().splitlines()[1] == "SPEAKER talk.wav 1 1.0000 1.0000 <NA> <NA> speaker_1 <NA> <NA>"
    assert report.lost == {"transcripts of regions": 3, "times of words": 2, "ids of annotations": 4}
    body, report = written("ctm")
    assert body.decode() == "talk.wav 1 1.0000 0.3000 Good\ntalk.wav 1 1.3500 0.6500 morning.\n"
    assert report.lost["regions whose words have no times"] == 3


def test_other_peoples_rttm_and_ctm():
    rttm = "SPKR-INFO a 1 <NA> <NA> <NA> unknown speaker_1 <NA>\nSPEAKER a 1 0.5 1.25 <NA> <NA> speaker_1 <NA> <NA>\n"
    rows = read("rttm", f";; a comment\n{rttm}SPEAKER b 1 1 1 <NA> <NA> speaker_2 <NA>\n")
    assert [row["attachment"] for row in rows[:2]] == ["a", "b"]
    assert marks(rows) == [("speaker_1", 0.5, 1.75, "")]
    assert rows[2] == Loss("lines that are not about a speaker")
    rows = read("ctm", ";; made\ntalk A 0.5 0.2 hello 0.98\ntalk A 1.0 0.5 there 0.5\ntalk B 0.6 0.1 hm\n")
    [first, second] = rows[0]["hypothesis"]["annotations"]
    assert (first["channel"], first["transcript"], first["words"][1]) == (
        0,
        "hello there",
        {"text": "there", "start": 1.0, "end": 1.5},
    )
    assert second["channel"] == 1


def test_other_peoples_subtitles():
    cue = "1\n00:01.000 --> 00:02.500 align:start\n<v Speaker 2>Hi &amp; <b>bye</b>\n"
    text = f"WEBVTT - a title\n\nNOTE made by hand\n\n{cue}"
    rows = read("webvtt", f"{text}\n00:03.000 --> 00:04.000\n- nobody says\nthis\n", "talk.vtt")
    assert rows[0]["attachment"] == "talk"
    assert marks(rows) == [("speaker_2", 1.0, 2.5, "Hi & bye"), ("speaker_1", 3.0, 4.0, "- nobody says\nthis")]
    assert Loss("cues without a voice, given the usual label") in rows
    srt = "\ufeff1\n00:00:01,000 --> 00:00:02,000\n<i>Speaker 2:</i> Well: yes.\n\n2\n00:00:03,5 --> 00:00:04,0\nNo.\n"
    assert marks(read("srt", srt.replace("\n", "\r\n"))) == [
        ("speaker_2", 1.0, 2.0, "Well: yes."),
        ("speaker_1", 3.5, 4.0, "No."),
    ]


def test_audacity_labels_with_frequencies_and_points():
    rows = read(
        "audacity", "1.000000\t2.000000\tNoise\n\\\t100.0\t2000.0\n3.0\t3.0\tSpeaker 2: Oh.\n4,5\t5,0\tfree text\n"
    )
    assert marks(rows) == [
        ("noise", 1.0, 2.0, None),
        ("speaker_2", 3.0, 3.001, "Oh."),
        ("speaker_1", 4.5, 5.0, "free text"),
    ]
    assert rows[1] == Loss("frequencies of labels")


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("webvtt", "hello", "begins with WEBVTT"),
        ("webvtt", "WEBVTT\n\n00:01 -> 00:02\nx\n", "times such as"),
        ("webvtt", "WEBVTT\n\n00:05.000 --> 00:02.000\nx\n", "ends after it starts"),
        ("srt", "just words\n", "times such as"),
        ("textgrid", 'File type = "ooTextFile"\n', "cut short"),
        ("textgrid", '"ooTextFile" "TextGrid" 0 5 <exists> 1 "IntervalTier" "a" 0 5 9e99', "damaged"),
        ("textgrid", '"ooTextFile" "Sound"', "not a TextGrid"),
        ("audacity", "hello\n", "parted by tabs"),
        ("audacity", "x\ty\tz\n", "not a number"),
        ("rttm", "SPEAKER a 1 0.5\n", "fewer than eight"),
        ("rttm", "SPEAKER a 1 0.5 nan <NA> <NA> s <NA>\n", "finite"),
        ("ctm", "a 1 0.5\n", "duration and a word"),
    ],
)
def test_what_is_broken_is_an_error_of_its_row(name, body, sentence):
    [error] = [row for row in read(name, body) if not isinstance(row, Loss)]
    assert isinstance(error, RowError)
    assert sentence in error.error
    assert error.error.endswith(".")


def test_one_broken_file_of_an_archive_leaves_the_others():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Speaker 1>x\n")
        archive.writestr("b.vtt", b"\xff\xff")
        archive.writestr("notes.md", "x")
    first, second = read("webvtt", out.getvalue())
    assert first["attachment"] == "a"
    assert isinstance(second, RowError)


def test_eaf_with_a_document_type_is_refused():
    body = '<!DOCTYPE x [<!ENTITY e "e">]><ANNOTATION_DOCUMENT>&e;</ANNOTATION_DOCUMENT>'
    [error] = read("elan", body)
    assert "refused" in error.error


def test_a_file_without_a_speaker_is_refused():
    with pytest.raises(MalformedError, match="says something"):
        read("rttm", "hello there\n")


CONFIG = """<View>
  <Audio name="sound" value="$url"/>
  <Labels name="who" toName="sound"><Label value="Anna" background="#1c7ed6"/><Label value="Ben"/></Labels>
  <TextArea name="transcription" toName="sound" perRegion="true" editable="true"/>
  <Choices name="mood" toName="sound" choice="single"><Choice value="calm"/><Choice value="loud"/></Choices>
</View>"""


def test_a_label_studio_project_about_speech_becomes_one_here():
    project = read_config(CONFIG)
    assert project.modality == "audio.v1"
    assert [(label.name, label.shapes) for label in project.ontology.labels] == [
        ("anna", ("utterance",)),
        ("ben", ("utterance",)),
    ]
    assert [attribute.name for attribute in project.ontology.attributes] == ["mood"]


def test_a_label_studio_task_with_a_transcript():
    place = {"start": 1.5, "end": 2.75, "channel": 0}
    wiring = {"id": "r1", "to_name": "sound", "original_length": 9.0}
    results = [
        {**wiring, "from_name": "who", "type": "labels", "value": {**place, "labels": ["Ben"]}},
        {**wiring, "from_name": "transcription", "type": "textarea", "value": {**place, "text": ["Hello."]}},
        {"id": "r2", "from_name": "mood", "to_name": "sound", "type": "choices", "value": {"choices": ["calm"]}},
    ]
    tasks = [{"id": 7, "data": {"url": "https://example.org/a.mp3"}, "annotations": [{"result": results}]}]
    [row] = read("label_studio", json.dumps(tasks), ontology=read_config(CONFIG).ontology)
    assert (row["attachment"], row["unique_id"]) == ("https://example.org/a.mp3", "7")
    [utterance] = row["hypothesis"]["annotations"]
    assert utterance == {
        "uuid": "r1",
        "label": "ben",
        "attributes": {},
        "type": "utterance",
        "start": 1.5,
        "end": 2.75,
        "transcript": "Hello.",
    }
    assert row["hypothesis"]["global_attributes"] == {"mood": "calm"}


def test_a_config_of_ours_is_read_back_as_the_same_project():
    asked = Attribute(name="mood", type="category", choices=(Choice("calm"), Choice("loud")))
    ontology = msgspec.structs.replace(SPEECH, attributes=(asked,))
    again = read_config(write_config(layout_of(ontology, "audio.v1"))).ontology
    assert [(label.name, label.shapes) for label in again.labels] == [
        (label.name, label.shapes) for label in sorted(ontology.labels, key=lambda label: label.shapes)
    ]
    assert again.attributes[0].name == "mood"
