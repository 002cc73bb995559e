"""Recordings: looked at, listened to, labeled, delivered; and refused in words about sound."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np

from ..product import Customer, wait_until
from ..unit.modalities.recordings import encoded, tone, wav
from .files import looked_at, upload
from .test_deliveries import take

SPEECH = {
    "labels": [{"name": "anna", "title": "Anna", "shapes": ["utterance"]}, {"name": "noise", "shapes": ["region"]}],
    "attributes": [],
}


def said(start: float, end: float, text: str) -> dict[str, Any]:
    return {"type": "utterance", "label": "anna", "start": start, "end": end, "transcript": text}


def rendition(asset: Any, kind: str) -> Any:
    return next(each for each in asset["renditions"] if each["kind"] == kind)


def test_a_recording_is_looked_at_labeled_and_delivered(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, wav(tone(2.0)), "talk.wav", "audio/wav")["id"])
    assert (asset["status"], asset["media_type"], asset["facts"]["duration"]) == ("ready", "audio/wav", 2.0)
    project = customer.make_project(modality="audio.v1", ontology=SPEECH)
    row = {"attachment": asset["id"], "unique_id": "talk.wav"}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    refusals = {
        "answer.annotations[0].end": said(1.0, 2.5, ""),
        "answer.annotations[0].type": {**said(0, 1, ""), "label": "noise"},
        "answer.annotations[0].start": said(-1, 1, ""),
    }
    for field, wrong in refusals.items():
        refused = labeler.submit(claim, answer={"annotations": [wrong]}, expect=422)
        assert (refused["field"] or "").startswith(field), refused
    labeler.submit(claim, answer={"annotations": [said(0.25, 1.5, "Good morning.")]})
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    path = f"/deliveries/{delivery['id']}"
    customer.operator.post(f"{path}/files", {"format": "webvtt"}, expect=202)
    wait_until(lambda: any(each["format"] == "webvtt" for each in customer.operator.get(path)["files"]))
    body = take(customer.operator, delivery, "webvtt").content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        text = archive.read("talk.wav.vtt").decode()
    assert "00:00:00.250 --> 00:00:01.500\n<v Anna>Good morning.</v>" in text


def test_peaks_come_in_ranges_and_a_copy_where_browsers_do_not_play_it(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, encoded(tone(2.0), "mp3", "libmp3lame"), "talk.mp3")["id"])
    assert (asset["status"], asset["facts"]["needs_transcoding"]) == ("ready", True)
    project = customer.make_project(modality="audio.v1", ontology=SPEECH)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    shown = customer.caller("labeler").claim(project)["assets"][0]
    assert {each["kind"] for each in shown["renditions"]} == {"peaks", "spectrum", "speech", "playable", "thumbnail"}
    peaks = rendition(shown, "peaks")
    part = customer.product.http.get(peaks["url"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, len(part.content)) == (206, 4)
    level = peaks["facts"]["levels"][0]
    whole = np.frombuffer(customer.product.http.get(peaks["url"]).content[: 2 * level["count"]], np.int8)
    assert abs(int(whole.max()) / 127) ** 2 > 0.4
    copy = customer.product.http.get(rendition(shown, "playable")["url"])
    assert copy.headers["content-type"] == "audio/webm"


def test_what_is_no_recording_is_rejected_in_words_about_sound(customer: Customer) -> None:
    bodies = {
        "cut.wav": (wav(tone(60.0))[:300_000], "header promises 1:00 of sound, and the file holds 0:09"),
        "empty.wav": (wav(tone(0)), "This recording is empty: it holds no sound."),
        "none.mp3": (b"\0hello", "This is not a recording in WAV"),
    }
    for name, (body, sentence) in bodies.items():
        asset = looked_at(customer, upload(customer, body, name)["id"])
        assert (asset["status"], sentence in (asset["reason"] or "")) == ("rejected", True), asset


def test_sound_in_a_container_of_films_is_a_recording(customer: Customer) -> None:
    body = encoded(tone(1.5), "mp4", "aac")
    asset = looked_at(customer, upload(customer, body, "memo.mp4", "video/mp4")["id"])
    assert (asset["status"], asset["media_type"]) == ("ready", "audio/mp4"), asset


def recordings_twice_labeled(customer: Customer) -> str:
    """A project with two recordings that two people transcribed; the second leaves out a word and hears another."""
    asset = looked_at(customer, upload(customer, wav(tone(2.0)), "talk.wav", "audio/wav")["id"])
    project = customer.make_project(modality="audio.v1", ontology=SPEECH, answers_needed=2)
    rows = [{"attachment": asset["id"], "unique_id": name} for name in ("one", "two")]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    for text in ("good morning to you all", "good evening to you"):
        labeler = customer.caller("labeler")
        for _ in rows:
            labeler.submit(labeler.claim(project), answer={"annotations": [said(0.25, 1.5, text)]})
    customer.wait_for_counts(project, done=2)
    return project


def test_labelers_are_measured_in_the_terms_of_the_field(customer: Customer) -> None:
    project = recordings_twice_labeled(customer)
    path = f"/projects/{project}/error-rates"

    def measured() -> Any:
        found = {each["measure"]: each for each in customer.operator.get(path)["items"]}
        return found if found and found["word_error_rate"]["tasks"] == 2 else None

    rates = wait_until(measured)
    assert list(rates) == ["word_error_rate", "diarization_error_rate", "identification_error_rate"]
    [pair] = rates["word_error_rate"]["pairs"]
    errors = pair["rate"]["errors"]
    assert errors["substitutions"] == 2
    assert {errors["deletions"], errors["insertions"]} == {0, 2}
    assert pair["rate"]["reference"] in {8, 10}
    assert len(rates["word_error_rate"]["labelers"]) == 2
    assert pair["reference"]["kind"] == pair["labeler"]["kind"] == "person"
    [by_time] = rates["diarization_error_rate"]["pairs"]
    assert (by_time["rate"]["rate"], by_time["rate"]["low"]) == (0, None)
    assert customer.caller("labeler").get(path, 403)["code"] == "forbidden"


def test_what_no_field_measures_has_no_error_rates(customer: Customer) -> None:
    assert customer.operator.get(f"/projects/{customer.make_project()}/error-rates") == {"items": []}
