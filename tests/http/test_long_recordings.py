"""A long recording is cut into parts in its pauses, labeled part by part, and leaves as one recording again."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from goldsmith.client import Goldsmith
from goldsmith.modalities.audio.examples.make import speak

from ..product import Customer
from ..unit.modalities.recordings import tone, wav
from .files import looked_at, upload
from .test_deliveries import take_when_written
from .test_long_videos import files_of, parts_of, written

ONTOLOGY = {
    "labels": [{"name": "anna", "title": "Anna", "shapes": ["utterance"]}],
    "attributes": [
        {"name": "noise", "title": "How noisy?", "type": "category", "choices": [{"name": "low"}, {"name": "high"}]}
    ],
}
RATE = 8_000
CUT = {"length": 16, "overlap": 5}
SPOKEN = [(start, start + 1.5) for start in np.arange(0.5, 34, 2.4).round(1).tolist()]
"""When somebody speaks, in seconds."""
WORDS = ("one", "two", "three")


@pytest.fixture(scope="module")
def recording() -> bytes:
    return wav(tone(36.0, rate=RATE), rate=RATE)


def talk() -> bytes:
    """Somebody speaks for a second and a half, again and again, for 16 seconds."""
    sound = 0.002 * np.random.default_rng(7).standard_normal(16 * RATE)
    voice = speak(120, "aoiua")
    for start in np.arange(0.5, 14, 2.4):
        first = round(start * RATE)
        sound[first : first + len(voice)] += voice
    return wav(sound[:, None], rate=RATE)


def send(customer: Customer, project: str, recording: bytes, **row: Any) -> str:
    asset = upload(customer, recording, f"{uuid4().hex}.wav", "audio/wav")
    row = {"attachment": asset["id"], **row}
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    assert made["created"] == 1, made
    task_id: str = made["items"][0]["id"]
    return task_id


def utterances(low: float, high: float, off: float = 0.0) -> list[dict[str, Any]]:
    """What is said from one second to another by a hand that is `off`; what is cut there has the words it still has."""
    found = []
    for number, (start, end) in enumerate(SPOKEN):
        spoken = [f"{word}{number}" for word in WORDS]
        times = [start + 0.5 * place for place in range(4)]
        inside = [
            {"text": word, "start": max(a, low), "end": min(b, high)}
            for word, a, b in zip(spoken, times, times[1:], strict=False)
            if low <= (a + b) / 2 < high
        ]
        if not inside:
            continue
        first, last = max(start + off, low), min(end + off, high)
        words = [
            {**each, "start": max(each["start"], first), "end": max(first, min(each["end"], last))} for each in inside
        ]
        text = " ".join(each["text"] for each in inside)
        found.append(
            {"type": "utterance", "label": "anna", "start": first, "end": last, "transcript": text, "words": words}
        )
    return found


def label_all(customer: Customer, project: str, off: float = 0.0) -> int:
    labeler, done = customer.caller("labeler"), 0
    while claim := labeler.claim(project):
        part = claim["task"]["content"]["part"]
        said = utterances(part["first"] / 1_000, (part["last"] + 1) / 1_000, off)
        labeler.submit(claim, answer={"annotations": said, "global_attributes": {"noise": "low"}})
        done += 1
    return done


def test_a_long_recording_becomes_parts_and_leaves_as_one(customer: Customer, recording: bytes) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT, answers_needed=2)
    task = send(customer, project, recording, unique_id="talk", metadata={"mic": 2})
    parts = parts_of(customer, project, "talk")
    assert [each["unique_id"] for each in parts] == ["talk", "talk#2", "talk#3"]
    assert parts[0]["id"] == task
    shown = [each["content"]["part"] for each in parts]
    assert (shown[0]["first"], shown[-1]["last"]) == (0, 35_999)
    assert all(each["last"] - each["first"] < 16_000 for each in shown)
    assert all(each["metadata"] == {"mic": 2} and len(each["assets"]) == 1 for each in parts)
    customer.wait_for_counts(project, tasks=3, label=3, ingest=0)

    assert [label_all(customer, project, off) for off in (0.0, 0.04)] == [3, 3]
    customer.wait_for_counts(project, done=3)
    delivery = customer.deliver(project)
    assert delivery["records"] == 3

    said = [f"{word}{number}" for number in range(len(SPOKEN)) for word in WORDS]
    for form in ("webvtt", "srt", "textgrid", "elan", "audacity"):
        with written(customer, delivery, form) as archive:
            [name] = archive.namelist()
            text = archive.read(name).decode()
        assert [text.count(f"{WORDS[0]}{n} {WORDS[1]}{n} {WORDS[2]}{n}") for n in range(len(SPOKEN))] == [1] * len(
            SPOKEN
        )
    with written(customer, delivery, "label_studio") as archive:
        tasks = next(json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
    assert len(tasks) == 1
    ctm = lines_of(customer, delivery, "ctm")
    assert [line.split()[4] for line in ctm] == said
    rttm = lines_of(customer, delivery, "rttm")
    assert [float(line.split()[3]) for line in rttm] == pytest.approx([start for start, _ in SPOKEN], abs=0.06)

    [file] = [each for each in files_of(customer, delivery) if each["format"] == "ctm"]
    joined = file["joined"]
    assert (joined["wholes"], joined["parts"], joined["missing_parts"]) == (1, 3, 0)
    assert (joined["one_sided"], joined["differing"], joined["measure"]) == (0, 0, "milliseconds")
    assert joined["matched"] >= 2
    assert joined["similarity"] > 0.9


def lines_of(customer: Customer, delivery: Any, form: str) -> list[str]:
    answer = take_when_written(customer.operator, delivery, form)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()


def test_pre_labels_are_cut_along_and_answers_stay_in_their_part(customer: Customer, recording: bytes) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT)
    said = {"annotations": utterances(0, 36)}
    send(customer, project, recording, unique_id="known", hypothesis=said, expected=said)
    parts = parts_of(customer, project, "known")
    for task in parts:
        part = task["content"]["part"]
        given = {each["kind"]: each["answer"] for each in task["annotations"]}
        for kind in ("hypothesis", "expected"):
            for region in given[kind]["annotations"]:
                assert part["first"] / 1_000 <= region["start"] < region["end"] <= (part["last"] + 1) / 1_000
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    part = claim["task"]["content"]["part"]
    beyond = {"type": "utterance", "label": "anna", "start": 1.0, "end": (part["last"] + 2) / 1_000}
    refused = labeler.submit(claim, answer={"annotations": [beyond]}, expect=422)
    assert refused["error"] == f"This task is about 0.000 to {(part['last'] + 1) / 1_000:.3f} seconds of the recording."


def test_a_recording_that_is_short_or_shall_stay_whole_stays_one_task(customer: Customer, recording: bytes) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, wav(tone(15.0)), unique_id="short")
    send(customer, project, recording, unique_id="whole", is_whole=True)
    for name in ("short", "whole"):
        [task] = parts_of(customer, project, name)
        assert (task["stage"], task["content"].get("part")) == ("label", None)


def test_a_recording_is_cut_in_its_pauses_also_where_it_is_known_already(customer: Customer) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut={"length": 10, "overlap": 3})
    asset = looked_at(customer, upload(customer, talk(), "talk.wav", "audio/wav")["id"])
    voice = next(each for each in asset["renditions"] if each["kind"] == "spectrum")["facts"]["voice"]
    assert len(voice) > 3
    row = {"attachment": asset["id"], "unique_id": "talk"}
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    assert made["items"][0]["stage"] == "label"
    first, second = (task["content"]["part"] for task in parts_of(customer, project, "talk"))
    borders = [second["first"] / 1_000, (first["last"] + 1) / 1_000]
    assert borders != [6.5, 9.5]
    assert all(abs(border - plain) <= 0.75 for border, plain in zip(borders, (6.5, 9.5), strict=True))
    assert not [border for border in borders if any(start < border < end for start, end in voice)]


def test_a_part_that_is_not_delivered_and_what_one_part_alone_heard_are_told(
    customer: Customer, recording: bytes
) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, recording, unique_id="half")
    parts = parts_of(customer, project, "half")
    customer.operator.post(f"/tasks/{parts[2]['id']}/cancel", expect=204)
    labeler = customer.caller("labeler")
    for _ in range(2):
        claim = labeler.claim(project)
        part = claim["task"]["content"]["part"]
        said = utterances(part["first"] / 1_000, (part["last"] + 1) / 1_000) if part["number"] == 1 else []
        labeler.submit(claim, answer={"annotations": said, "global_attributes": {"noise": "low"}})
    customer.wait_for_counts(project, completed=2)
    delivery = customer.deliver(project)
    lines_of(customer, delivery, "rttm")
    client = Goldsmith(customer.product.url, customer.operator.key)
    [file] = [each for each in client.deliveries.get(delivery["id"]).files if each.format == "rttm"]
    assert file.joined is not None
    assert (file.joined.parts, file.joined.missing_parts) == (2, 1)
    assert file.joined.one_sided == len(file.joined.named) >= 1
    assert all(parts[1]["content"]["part"]["first"] <= each.first < each.last for each in file.joined.named)


def test_a_transcript_is_written_part_by_part_and_leaves_as_one(customer: Customer, recording: bytes) -> None:
    asked = {"labels": [], "attributes": [{"name": "transcript", "title": "What is said?", "type": "text"}]}
    project = customer.make_project(modality="audio.v1", ontology=asked, cut=CUT)
    send(customer, project, recording, unique_id="told")
    assert len(parts_of(customer, project, "told")) == 3
    labeler = customer.caller("labeler")
    while claim := labeler.claim(project):
        part = claim["task"]["content"]["part"]
        said = utterances(part["first"] / 1_000, (part["last"] + 1) / 1_000)
        text = " ".join(each["transcript"] for each in said)
        labeler.submit(claim, answer={"annotations": [], "global_attributes": {"transcript": text}})
    customer.wait_for_counts(project, done=3)
    with written(customer, customer.deliver(project), "label_studio") as archive:
        tasks = next(json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
    expected = " ".join(f"{word}{number}" for number in range(len(SPOKEN)) for word in WORDS)
    assert expected in json.dumps(tasks)


def test_a_cut_in_seconds_that_cannot_be_is_refused(customer: Customer) -> None:
    body = {"name": uuid4().hex, "modality": "audio.v1", "ontology": ONTOLOGY, "cut": {"length": 9, "overlap": 3}}
    refused = customer.operator.post("/projects", body, 422)
    assert refused["field"] == "cut.length"


def test_another_customer_sees_nothing_of_the_parts(customer: Customer, rival: Customer, recording: bytes) -> None:
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, recording, unique_id="secret")
    for each in parts_of(customer, project, "secret"):
        assert rival.operator.ask("GET", f"/tasks/{each['id']}").status_code == 404
