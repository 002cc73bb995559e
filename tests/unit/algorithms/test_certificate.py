"""Interval, canonical spelling and signature: what a certificate rests on."""

from __future__ import annotations

import json
import random
from math import ceil, floor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from goldsmith.algorithms.certificate import (
    NotCanonicalError,
    canonical_json,
    clopper_pearson,
    lower_bound,
    read_json,
)
from goldsmith.algorithms.certificate.signature import is_signature_valid, key_id, sign

counts = st.integers(0, 3000).flatmap(lambda audited: st.tuples(st.integers(0, audited), st.just(audited)))
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999])


@given(counts, confidences)
def test_the_interval_equals_scipy(count: tuple[int, int], confidence: float) -> None:
    correct, audited = count
    tail = (1 - confidence) / 2
    low, high = clopper_pearson(correct, audited, confidence)
    wrong = audited - correct
    assert low == pytest.approx(betaincinv(correct, wrong + 1, tail) if correct else 0, abs=1e-9)
    assert high == pytest.approx(betaincinv(correct + 1, wrong, 1 - tail) if wrong else 1, abs=1e-9)


@pytest.mark.parametrize(("correct", "audited"), [(999_999, 1_000_000), (500_000, 1_000_000), (1, 1_000_000)])
def test_the_interval_stays_exact_for_a_million_audits(correct: int, audited: int) -> None:
    low, high = clopper_pearson(correct, audited)
    assert low == pytest.approx(betaincinv(correct, audited - correct + 1, 0.025), rel=1e-6)
    assert high == pytest.approx(betaincinv(correct + 1, audited - correct, 0.975), rel=1e-6)


@given(counts, confidences)
def test_the_estimate_lies_inside_and_the_one_sided_bound_is_tighter(count: tuple[int, int], confidence: float) -> None:
    correct, audited = count
    low, high = clopper_pearson(correct, audited, confidence)
    assert 0 <= low <= lower_bound(correct, audited, confidence) <= high <= 1
    if audited:
        assert low <= correct / audited <= high


def test_nothing_audited_says_nothing() -> None:
    assert clopper_pearson(0, 0) == (0, 1)
    assert lower_bound(0, 0) == 0


@pytest.mark.parametrize("accuracy", [0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize("audited", [20, 100])
def test_the_interval_holds_at_least_as_often_as_it_says(accuracy: float, audited: int) -> None:
    draw = random.Random(7)
    delivery = [position < accuracy * 1000 for position in range(1000)]
    intervals = {correct: clopper_pearson(correct, audited) for correct in range(audited + 1)}
    held = 0
    for _ in range(2000):
        low, high = intervals[sum(draw.sample(delivery, audited))]
        held += low <= accuracy <= high
    assert held / 2000 >= 0.95 - 0.01


@pytest.mark.parametrize(("correct", "audited", "confidence"), [(2, 1, 0.95), (-1, 1, 0.95), (1, 1, 1.0), (1, 1, 0.0)])
def test_impossible_counts_are_refused(correct: int, audited: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"cannot be|lies between"):
        clopper_pearson(correct, audited, confidence)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    value = {"b": [1, 0.25, 1.0, -0.0, True, None], "a": {"\u20ac": 'q"\\', "\r": "\u0001\n"}}
    assert canonical_json(value) == b'{"a":{"\\r":"\\u0001\\n","\xe2\x82\xac":"q\\"\\\\"},"b":[1,0.25,1,0,true,null]}'


def test_keys_sort_by_utf_16_as_rfc_8785_shows() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    spelled = json.loads(canonical_json(dict.fromkeys(names)))
    assert [*spelled] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("value", [0.1234567, float("nan"), float("inf"), 2**53, 1e300, "\ud800", [1e-9]])
def test_what_has_no_agreed_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical_json(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[NaN]", "{", "[" * 100_000, b"\xff", "1" * 5000])
def test_json_that_two_readers_could_take_differently_is_refused(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        read_json(text)


def test_deep_nesting_is_refused_not_crashed_on() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(NotCanonicalError):
        canonical_json(deep)  # type: ignore[arg-type]


millionths = st.integers(-(10**9), 10**9).map(lambda number: number / 1_000_000)
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | millionths | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))


@given(values)
def test_the_spelling_reads_back_as_the_same_value_and_spells_the_same(value: object) -> None:
    spelled = canonical_json(value)  # type: ignore[arg-type]
    assert read_json(spelled) == value
    assert canonical_json(read_json(spelled)) == spelled


@given(st.floats(0, 1))
def test_shares_rounded_to_millionths_can_always_be_spelled(share: float) -> None:
    canonical_json([floor(share * 1e6) / 1e6, ceil(share * 1e6) / 1e6])


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def test_a_signed_certificate_is_valid_also_after_another_program_spelled_it_anew() -> None:
    certificate = sign({"b": 1, "a": [0.5]}, KEY)
    again = json.loads(json.dumps(certificate, indent=2, sort_keys=True))
    assert is_signature_valid(again, PUBLIC)
    assert certificate["signature"]["key_id"] == key_id(PUBLIC)  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    "change",
    [
        {"a": [0.500001]},
        {"c": None},
        {"signature": None},
        {"signature": {"algorithm": "none", "key_id": key_id(PUBLIC), "value": ""}},
        {"signature": {"algorithm": "Ed25519", "key_id": key_id(PUBLIC), "value": "!"}},
        {"signature": {"algorithm": "Ed25519", "key_id": key_id(PUBLIC), "value": 1}},
    ],
)
def test_any_change_breaks_the_signature(change: dict[str, object]) -> None:
    certificate = sign({"b": 1, "a": [0.5]}, KEY)
    assert not is_signature_valid({**certificate, **change}, PUBLIC)  # type: ignore[dict-item]


def test_another_key_does_not_fit() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    certificate = sign({"a": 1}, KEY)
    assert not is_signature_valid(certificate, other)
    relabeled = {**certificate, "signature": {**certificate["signature"], "key_id": key_id(other)}}  # type: ignore[dict-item]
    assert not is_signature_valid(relabeled, other)
