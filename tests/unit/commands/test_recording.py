from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from goldsmith.errors import InvalidError
from goldsmith.replay import recording
from goldsmith.replay.recording import ontology_of, read_recording
from goldsmith.replay.scoring import score_export


def write(folder: Path, name: str, text: str) -> None:
    with gzip.open(folder / name, "wt") as file:
        file.write(text)


def test_a_workers_second_answer_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "labels.csv.gz", "task,worker,label\n1,ann,0\n1,ann,1\n1,bob,1\n")
    read = read_recording(tmp_path)
    assert read.answers == {"ann": {"1": "0"}, "bob": {"1": "1"}}
    assert (read.labels, read.repeated, read.answers_per_task) == (2, 1, {"1": 2})


def test_answers_beyond_the_most_are_counted_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_ANSWERS", 2)
    write(tmp_path, "labels.csv.gz", "task,worker,label\n1,a,0\n1,b,1\n1,c,1\n")
    read = read_recording(tmp_path)
    assert (read.labels, read.beyond_limit) == (2, 1)
    assert "c" not in read.answers


def test_labels_that_are_no_names_become_choices_with_titles(tmp_path: Path) -> None:
    write(tmp_path, "labels.csv.gz", "task,worker,label\n1,a,Very good!\n1,b,Bad\n")
    write(tmp_path, "gold.csv.gz", "task,label\n1,Bad\n2,Bad\n")
    read = read_recording(tmp_path)
    assert read.titles == {"choice_0": "Bad", "choice_1": "Very good!"}
    assert read.gold == {"1": "choice_0"}
    [question] = ontology_of(read)["attributes"]  # type: ignore[misc]
    assert question["choices"][1] == {"name": "choice_1", "title": "Very good!"}


def test_texts_are_used_where_there_are_some(tmp_path: Path) -> None:
    write(tmp_path, "labels.csv.gz", "task,worker,label\n1,a,0\n2,a,0\n")
    write(tmp_path, "text.csv.gz", 'task,split,text\n1,train,"Hello,\nyou"\n')
    read = read_recording(tmp_path)
    assert (read.text_of("1"), read.text_of("2")) == ("Hello,\nyou", "Item 2")


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match=r"labels\.csv\.gz"):
        read_recording(tmp_path)


def test_a_recording_with_a_missing_column_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "labels.csv.gz", "task,label\n1,0\n")
    with pytest.raises(InvalidError, match="worker"):
        read_recording(tmp_path)


def test_numbers_and_transcripts_are_not_choices(tmp_path: Path) -> None:
    rows = "".join(f"{n},a,{n}.5\n" for n in range(300))
    write(tmp_path, "labels.csv.gz", "task,worker,label\n" + rows)
    with pytest.raises(InvalidError, match="categorical"):
        read_recording(tmp_path)


def test_the_crowd_is_scored_as_it_was_before_audits_corrected_it(tmp_path: Path) -> None:
    export = tmp_path / "gold.jsonl"
    lines = [f'{{"unique_id": "{n}", "answer": {{"global_attributes": {{"label": "{n % 2}"}}}}}}\n' for n in range(4)]
    export.write_text("".join(lines))
    gold = {"0": "0", "1": "1", "2": "1"}
    score = score_export(export, gold, {"1": "0"})
    assert (score.records, score.with_gold) == (4, 3)
    assert (score.delivered_accuracy, score.crowd_accuracy) == (2 / 3, 1 / 3)
