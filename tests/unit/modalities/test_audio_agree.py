"""Regions of several labelers become one; what is said in them is decided word by word."""

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Attribute, Label, Ontology

AUDIO = registry.get("audio.v1")
ONTOLOGY = Ontology(
    labels=(Label(name="anna"), Label(name="ben")),
    attributes=(Attribute(name="transcript", type="text"), Attribute(name="note", type="text")),
)
FACTS = {"duration": 10.0, "channels": 2}


def said(start, end, transcript="", label="anna", **more):
    return {"type": "utterance", "label": label, "start": start, "end": end, "transcript": transcript, **more}


def heard(start, end, label="anna", **more):
    return {"type": "region", "label": label, "start": start, "end": end, **more}


def read(*annotations, **answers):
    body = {"annotations": list(annotations), "global_attributes": answers}
    return read_answer(AUDIO, ONTOLOGY, body, facts=FACTS)


def reconciled(*answers):
    given = [Given(name, answer) for name, answer in zip("abcdef", answers, strict=False)]
    return reconcile_answers(AUDIO, ONTOLOGY, [TaskAnswers("task", given)])[0].answer


def test_times_are_the_middle_of_three():
    merged = reconciled(read(heard(1, 2)), read(heard(1.1, 2.2)), read(heard(1.3, 2.1)))
    assert [(each.start, each.end) for each in merged.annotations] == [(1.1, 2.1)]


def test_regions_of_other_labels_and_channels_are_others():
    merged = reconciled(
        *[read(heard(1, 2), heard(1, 2, "ben"), heard(1, 2, channel=0), heard(1, 2, channel=1)) for _ in range(2)]
    )
    assert len(merged.annotations) == 4


def test_what_one_of_three_heard_is_dropped():
    merged = reconciled(read(heard(1, 2), heard(5, 6)), read(heard(1, 2)), read(heard(1, 2)))
    assert [each.start for each in merged.annotations] == [1]


def test_a_transcript_is_voted_on_word_by_word():
    texts = ("the cat sat here", "the bat sat there", "a cat sat there")
    merged = reconciled(*[read(said(1, 2, text), transcript=text, note=text) for text in texts])
    assert merged.annotations[0].transcript == "the cat sat there"
    assert merged.global_attributes["transcript"] == "the cat sat there"
    assert merged.global_attributes["note"] in texts


def test_words_keep_times_where_somebody_gave_them():
    def timed(text, late=0.0):
        words = [
            {"text": word, "start": 1 + place / 2 + late, "end": 1.4 + place / 2 + late}
            for place, word in enumerate(text.split())
        ]
        return said(1, 3, text, words=words)

    merged = reconciled(read(timed("good cat")), read(timed("good bat", 0.2)), read(timed("good cat", 0.1)))
    [region] = merged.annotations
    assert region.transcript == "good cat"
    assert [(word.text, word.start) for word in region.words] == [("good", 1.1), ("cat", 1.55)]
    partly = reconciled(read(timed("good cat")), read(said(1, 3, "good cat sits")), read(said(1, 3, "good cat sits")))
    assert partly.annotations[0].words is msgspec.UNSET


def test_answers_are_as_alike_as_their_times_and_words():
    similarity = AUDIO.similarity
    whole = read(said(0, 4, "a b c d"))
    assert similarity(whole, read(said(0, 4, "a b c x"))) == 0.75
    assert similarity(whole, read(said(0, 2, "a b c d"))) == 0.5
    assert similarity(whole, read(said(6, 8, "a b c d"))) == 0
    assert similarity(read(transcript="a b c d"), read(transcript="A, b, c.")) == 0.75


@pytest.mark.parametrize(
    ("annotation", "field", "sentence"),
    [
        (heard(1, 1), "end", "at least a millisecond"),
        (heard(1, 10.5), "end", "10.000 seconds"),
        (heard(1, 2, channel=2), "channel", "2 channels"),
        (said(1, 2, "a b", words=[{"text": "a", "start": 1, "end": 2}]), "words", "not those of the transcript"),
        (said(1, 2, "a", words=[{"text": "a", "start": 1, "end": 2.5}]), "words", "within their region"),
        (said(1, 2, "a", words=[{"text": "a", "start": 1.5, "end": 1.2}]), "words[0].end", "no earlier"),
    ],
)
def test_what_does_not_fit_is_refused(annotation, field, sentence):
    with pytest.raises(InvalidError, match=sentence) as refused:
        read(annotation)
    assert refused.value.field == f"answer.annotations[0].{field}"


def test_words_out_of_order_are_refused():
    words = [{"text": "a", "start": 1.5, "end": 1.6}, {"text": "b", "start": 1.2, "end": 1.3}]
    with pytest.raises(InvalidError, match="order"):
        read(said(1, 2, "a b", words=words))
