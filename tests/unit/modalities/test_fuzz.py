"""Every reader of every modality against broken and hostile files: rows, refusals, or an error of ours; never else.

A small valid file of each format, written by that format, is damaged at random, inside its archive too. Attacks that no
chance would find (bombs, entities, names that lead out) are made by hand.
"""

import gzip
import io
import tarfile
import time
import tracemalloc
import zipfile
import zlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldsmith.errors import GoldsmithError
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.ontology import Ontology

from .examples import examples_of, records_of
from .round_trips import ONTOLOGY, THINGS, delivered

SECONDS = 10
MOST_BYTES = 120_000_000
CASES = [
    pytest.param(modality, codec, id=f"{modality.name}-{codec.name}")
    for modality in registry.registered().values()
    for codec in modality.codecs
    if codec.read
]
POISONS = [
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b'"\\ud800"',
    b"[" * 5_000,
    b'{"a":' * 5_000,
    b"9" * 400,
    b"-1",
    b"1e999",
    b"1e400000",
    b"NaN",
    b"null",
    b"true",
    b'"',
    b"{}",
    b"[]",
    b"18446744073709551616",
    b"../../etc/passwd",
    b"\r\n",
    b"\x1e",
    b"<a>" * 2_000,
    b"&lol;",
    "\u202e\u2028é".encode(),
]


def valid_file(modality, codec):
    """Write an example of a modality in a format; a format that is only read gets the file of one like it."""
    if codec.name == "csv":
        return b"attachment,unique_id\na,1\n", ImportContext(ontology=Ontology())
    writer = codec if codec.write else modality.codec({"parquet": "huggingface"}[codec.name])
    if modality.name == "image.v1":
        return file_of(writer, ONTOLOGY, every_shape())
    files = [file_of(writer, example.ontology, records_of([example])) for example in examples_of(modality)]
    return next(file for file in files if any(isinstance(each, dict) for each in read_bounded(writer, *file)))


def file_of(writer, ontology, records):
    out = io.BytesIO()
    writer.write(records, out, ExportContext(ontology=ontology, name="x"))
    return out.getvalue(), ImportContext(ontology=ontology)


def every_shape():
    """Give records of an image with one thing each, and of one with all shapes."""
    shapes = [mark for each in THINGS["image.v1"].values() for mark in each["annotations"] if not mark["uuid"]]
    for thing in THINGS["image.v1"]:
        yield msgspec.json.encode(delivered("image.v1", thing))
    body = delivered("image.v1", "ids")
    yield msgspec.json.encode({**body, "answer": {**body["answer"], "annotations": shapes}})


@st.composite
def damages(draw):
    """Draw a function that damages bytes somewhere."""
    kind = draw(st.sampled_from(["cut", "flip", "repeat", "swap", "poison", "drop"]))
    first, second = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    mask, poison = draw(st.integers(1, 255)), draw(st.sampled_from(POISONS))

    def damage(body):
        start, end = sorted((int(first * len(body)), int(second * len(body))))
        match kind:
            case "cut":
                return body[:start]
            case "flip":
                return body[:start] + bytes([body[start] ^ mask]) + body[start + 1 :] if start < len(body) else body
            case "repeat":
                return body[:end] + body[start:end] * 3 + body[end:]
            case "swap":
                return body[end:] + body[start:end] + body[:start]
            case "drop":
                return body[:start] + body[end:]
            case _:
                return body[:start] + poison + body[min(end, start + 4) :]

    return damage


def inside(body, damage, which):
    """Damage what is packed in a file: one file of an archive, or what zlib unpacks; None where nothing is packed."""
    if zipfile.is_zipfile(io.BytesIO(body)):
        return repacked(body, damage, which)
    if len(body) > 262 and body[257:262] == b"ustar":
        return repacked_tar(body, damage, which)
    if body.startswith(b"\x78"):
        return zlib.compress(damage(zlib.decompress(body)))
    return None


def repacked(body, damage, which):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given_archive, zipfile.ZipFile(out, "w") as archive:
        names = given_archive.namelist()
        for name in names:
            content = given_archive.read(name)
            archive.writestr(name, damage(content) if name == names[which % len(names)] else content)
    return out.getvalue()


def repacked_tar(body, damage, which):
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(body)) as given_tar, tarfile.open(fileobj=out, mode="w") as tar:
        members = given_tar.getmembers()
        for number, member in enumerate(members):
            content = given_tar.extractfile(member).read()
            content = damage(content) if number == which % len(members) else content
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def read_bounded(codec, body, context):
    """Read a file to its end: what it gives, or the error of ours that it is refused with, in bounded time."""
    began = time.monotonic()
    said = []
    try:
        for each in codec.read(io.BytesIO(body), context):
            assert isinstance(each, dict | RowError | Loss)
            said.append(each)
    except GoldsmithError as error:
        assert error.message.strip().endswith((".", "?", "…"))  # noqa: PT017  (either way is right)
    assert time.monotonic() - began < SECONDS
    return said


@pytest.mark.parametrize(("modality", "codec"), CASES)
def test_the_undamaged_file_is_read(modality, codec):
    body, context = valid_file(modality, codec)
    assert [each for each in read_bounded(codec, body, context) if isinstance(each, dict)]


@pytest.mark.parametrize(("modality", "codec"), CASES)
@given(changes=st.lists(damages(), min_size=1, max_size=3), which=st.integers(0, 20), packed=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_read_or_refused(modality, codec, changes, which, packed):
    body, context = valid_file(modality, codec)
    body = (inside(body, changes[0], which) if packed else None) or changes[0](body)
    for change in changes[1:]:
        body = change(body)
    read_bounded(codec, body, context)


def zip_of(name, body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


LAUGHS = b"".join(
    [
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">',
        *(b'<!ENTITY lol%d "%b">' % (n, b"&lol%d;" % (n - 1) * 10) for n in range(1, 10)),
        b"]><annotations><image name='&lol9;'/></annotations>",
    ]
)
OUTSIDE = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><annotation><filename>&x;</filename></annotation>"
ATTACKS = {
    "a zip that swells": zip_of("annotations.xml", bytes(300_000_000)),
    "a zip that swells as text": zip_of("a.txt", b" " * 300_000_000),
    "a zip whose file leads out": zip_of("../../a.json", b"{}"),
    "a zip of xml that laughs": zip_of("annotations.xml", LAUGHS),
    "a zip of xml that reads files": zip_of("a.xml", OUTSIDE),
    "xml that laughs": LAUGHS,
    "xml that reads files": OUTSIDE,
    "gzip that swells": gzip.compress(bytes(300_000_000), 9),
    "zlib that swells": zlib.compress(bytes(300_000_000), 9),
    "json nested deeply": b"[" * 1_000_000,
    "json objects nested deeply": b'{"images":[' * 200_000,
    "one endless line": b"a" * 30_000_000,
    "an endless text in json": b'{"images": ["' + b"a" * 30_000_000,
    "numbers without end": b'{"images": [{"id": ' + b"9" * 1_000_000 + b"}]}",
    "an arrow stream of a large header": b"\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(100),
    "parquet with a large footer": b"PAR1" + b"\xff\xff\xff\x7fPAR1",
    "a tar with a large header": (b"a" + bytes(123) + b"77777777777\0" + bytes(20) + b"x" + bytes(355)),
}


@pytest.mark.memory
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(("modality", "codec"), CASES)
def test_an_attack_stays_small(modality, codec, attack):
    _, context = valid_file(modality, codec)
    tracemalloc.start()
    said = read_bounded(codec, ATTACKS[attack], context)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_BYTES
    assert b"root:" not in repr(said).encode()
