"""What every modality promises, checked for each one there is and for a new one made from the template."""

import asyncio
import contextlib
import io
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldsmith.errors import GoldsmithError
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Ontology, check_ontology
from goldsmith.ports.sandbox import ProbeRefused, run_bounded
from goldsmith.scaffold import make_modality

from . import hostile
from .examples import examples_of, records_of

FROM_TEMPLATE = "made from the template"
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
randoms = st.randoms(use_true_random=False)


@pytest.fixture(scope="module", params=[*registry.names(), FROM_TEMPLATE])
def modality(request, tmp_path_factory):
    if request.param != FROM_TEMPLATE:
        return registry.get(request.param)
    return registry.load_folder(make_modality("scaffolded", tmp_path_factory.mktemp("modalities")))


@pytest.fixture(scope="module")
def examples(modality):
    return examples_of(modality)


def reconcile(example, *answers):
    named = [Given(*pair) for pair in zip("abcdefgh", answers, strict=False)]
    return reconcile_answers(example.modality, example.ontology, [TaskAnswers("task", named)])[0]


def comparable(found):
    """What was reconciled, with rows of probabilities as lists: long ones are arrays."""
    return msgspec.structs.replace(found, probabilities=[list(row) for row in found.probabilities])


def test_it_is_named_with_a_version_and_described(modality):
    name, _, version = modality.name.partition(".v")
    assert name.isidentifier()
    assert version.isdecimal()
    assert modality.title
    assert modality.description
    assert modality.taken
    assert bool(modality.probe) == bool(modality.media_types)
    assert len(set(modality.shape_names)) == len(modality.shape_names)
    assert "jsonl" in {codec.name for codec in modality.codecs if codec.write}


def test_it_has_an_editor(modality):
    assert modality.editor.is_file()
    assert modality.name in modality.editor.read_text(encoding="utf-8")


def test_its_templates_are_ready_to_use(modality):
    assert modality.templates
    for template in modality.templates:
        check_ontology(template.ontology, modality.shape_names)
        assert template.instructions.startswith("# ")


def test_its_answers_and_content_have_a_schema(modality):
    for schema in (modality.answer_schema(), modality.content_schema()):
        assert schema["type"] == "object"
        assert schema["title"] in {"Answer", "Content"}
        assert json.loads(json.dumps(schema)) == schema
    assert set(json.dumps(modality.answer_schema()).split('"')) >= {*modality.shape_names, "global_attributes", "links"}


def prober_of(media_type):
    """The modality that looks at files of this kind."""
    return next(each for each in registry.registered().values() if media_type in each.media_types)


async def test_its_probe_or_that_of_another_finds_what_the_examples_say(modality, examples):
    for path, facts in {example.path: example.facts for example in examples}.items():
        prober = modality if modality.probe else prober_of(facts["media_type"])
        found = await run_bounded(prober.probe, path)
        assert found == facts
        assert found["media_type"] in modality.taken


def test_its_examples_say_where_they_come_from(modality, examples):
    origin = (modality.folder / "examples" / "ORIGIN.md").read_text(encoding="utf-8")
    for example in examples:
        assert example.path.name in origin
        assert example.path.stat().st_size < 60_000


def test_two_people_answered_each_example(examples):
    for example in examples:
        assert len(example.answers) == 2
        assert 0 < len(example.modality.snippet(example.content)) <= 120


async def test_hostile_files_stay_bounded(modality, tmp_path):
    gate = asyncio.Semaphore(3)

    async def attack(name):
        path = tmp_path / f"{name}.png"
        path.write_bytes(hostile.FILES[name])
        async with gate:
            try:
                return await run_bounded(modality.probe, path, seconds=10, memory_mb=512)
            except ProbeRefused as refused:
                return refused.message

    for outcome in await asyncio.gather(*map(attack, hostile.FILES if modality.probe else ())):
        if isinstance(outcome, str):
            assert outcome.endswith(".")
            assert str(tmp_path) not in outcome
        else:
            assert outcome["media_type"] in modality.media_types
            assert "html" not in outcome["media_type"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 100_000,
        b'{"annotations":' * 1000,
        b'{"annotations": NaN}',
        b'{"annotations": [{"type": "none", "label": "x"}]}',
        b'{"annotations": [{}]}',
        b'{"annotations": {}}',
        b'{"global_attributes": {"a": "\\u0000"}}',
        b'{"global_attributes": {"a": "\\ud800"}}',
        b'{"links": [{"type": "a", "from": "b", "to": "c"}]}',
        b'{"owner": 1}',
        b"\xff\xfe",
    ],
)
def test_hostile_answers_are_refused(examples, body):
    for example in examples:
        with pytest.raises(GoldsmithError) as caught:
            example.read(body)
        assert 400 <= caught.value.status < 500


@given(random=randoms)
@quick
def test_similarity_is_symmetric_and_one_on_itself(examples, random):
    example = random.choice(examples)
    one, other = example.random_answer(random), example.random_answer(random)
    similarity = example.modality.similarity
    assert similarity(one, one) == 1
    assert similarity(one, renamed(example, one)) == pytest.approx(1)
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1


@given(random=randoms, count=st.integers(1, 4))
@quick
def test_merging_equal_answers_changes_nothing(examples, random, count):
    example = random.choice(examples)
    answer = example.random_answer(random)
    copies = [example.read(msgspec.json.encode(answer)) for _ in range(count)]
    found = reconcile(example, *copies)
    assert found.answer == answer
    assert not found.is_tied
    assert 0 <= found.expected_error <= 0.5


@given(random=randoms, count=st.integers(2, 4))
@quick
def test_merging_different_answers_gives_a_valid_answer(examples, random, count):
    example = random.choice(examples)
    answers = [example.random_answer(random) for _ in range(count)]
    before = msgspec.json.encode(answers)
    found = reconcile(example, *answers)
    assert example.read(msgspec.json.encode(found.answer)) == found.answer
    assert msgspec.json.encode(answers) == before
    assert comparable(found) == comparable(reconcile(example, *answers))
    for unit in found.units:
        assert all(0 <= probability <= 1 for probability in unit.choices.values())
        assert sum(unit.choices.values()) <= 1 + 1e-4
    assert 0 <= found.expected_error < 1


@given(random=randoms)
@quick
def test_a_batch_gives_each_task_what_it_gets_alone(examples, random):
    example = random.choice(examples)
    tasks = [
        TaskAnswers(number, [Given(who, example.random_answer(random)) for who in "abc"[: random.randint(1, 3)]])
        for number in range(3)
    ]
    together = reconcile_answers(example.modality, example.ontology, tasks)
    alone = [reconcile_answers(example.modality, example.ontology, [task])[0] for task in tasks]
    assert [comparable(each) for each in together] == [comparable(each) for each in alone]


def test_the_majority_wins_on_the_examples(examples):
    for example in examples:
        one, other = example.answers
        found = reconcile(example, one, renamed(example, one), other)
        assert example.modality.similarity(found.answer, one) > 0.9


def test_formats_round_trip_but_for_what_they_report_as_lost(modality, examples):
    for codec in modality.codecs:
        for example in examples:
            check_round_trip(codec, example)


def check_round_trip(codec, example):
    if codec.write is None or codec.read is None:
        return
    context = ExportContext(ontology=example.ontology, name="a delivery")
    out, again = io.BytesIO(), io.BytesIO()
    report = codec.write(records_of([example]), out, context)
    codec.write(records_of([example]), again, context)
    assert out.getvalue() == again.getvalue()
    assert report.records == len(example.answers)
    said = list(codec.read(io.BytesIO(out.getvalue()), ImportContext(ontology=example.ontology)))
    rows = [row for row in said if not isinstance(row, Loss)]
    if not {"unique ids", "unique ids of images", "unique ids of videos"} & set(report.lost):
        assert [row["unique_id"] for row in rows] == ["item 0", "item 1"] or codec.derives
        assert {row["unique_id"].partition("#")[0] for row in rows} <= {"item 0", "item 1"}
    kept = [read_hypothesis(example, row, is_lossy=bool(report.lost)) for row in rows]
    if not report.lost:
        assert kept == example.answers
    given_count = sum(len(answer.annotations) + len(answer.links) for answer in example.answers)
    kept_count = sum(len(answer.annotations) + len(answer.links) for answer in kept)
    assert given_count <= kept_count + sum(report.lost.values())
    assert kept_count <= given_count or codec.derives


def read_hypothesis(example, row, *, is_lossy):
    """Read what a row says about its own content: a format may lose the white space of a text."""
    fields = example.modality.content.__struct_fields__
    content = msgspec.convert({name: row[name] for name in fields if name in row}, example.modality.content)
    return example.read(row["hypothesis"], content, is_lossy=is_lossy)


def test_readers_survive_hostile_files(modality):
    for codec in modality.codecs:
        for body in hostile.FILES.values():
            if codec.read is not None:
                read_to_the_end(codec, body)


def read_to_the_end(codec, body):
    with contextlib.suppress(GoldsmithError):
        for row in codec.read(io.BytesIO(body), ImportContext(ontology=Ontology())):
            assert isinstance(row, dict) or row.error.endswith(".")


def renamed(example, answer):
    """The same answer with other uuids."""
    body = msgspec.to_builtins(answer)
    names = {mark["uuid"]: f"other-{number}" for number, mark in enumerate(body["annotations"])}
    for mark in body["annotations"]:
        mark["uuid"] = names[mark["uuid"]]
    for number, link in enumerate(body["links"]):
        link.update({"uuid": f"link-{number}", "from": names[link["from"]], "to": names[link["to"]]})
    return example.read(body)
