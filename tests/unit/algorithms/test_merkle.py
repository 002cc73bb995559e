"""The tree of RFC 6962, against the published vectors of Certificate Transparency and by its own laws."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.merkle import MerkleTree, inclusion_proof, is_included, leaf_hash, merkle_root, node_hash

RECORDS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]

records = st.lists(st.binary(max_size=8), max_size=70)
some_records = st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True)


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_root_is_the_published_one(size: int) -> None:
    assert merkle_root(map(leaf_hash, RECORDS[:size])).hex() == ROOTS[size]


def test_the_audit_path_is_the_published_one() -> None:
    assert [node.hex() for node in inclusion_proof([*map(leaf_hash, RECORDS)], 0)] == FIRST_OF_EIGHT


@given(records)
def test_the_streamed_root_equals_the_recursive_definition(texts: list[bytes]) -> None:
    tree = MerkleTree()
    for text in texts:
        tree.append(leaf_hash(text))
    assert tree.root() == defined_root(texts)
    assert tree.size == len(texts)


def defined_root(texts: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not texts:
        return sha256(b"").digest()
    if len(texts) == 1:
        return leaf_hash(texts[0])
    split = 1
    while split * 2 < len(texts):
        split *= 2
    return node_hash(defined_root(texts[:split]), defined_root(texts[split:]))


@given(some_records, st.data())
def test_every_leaf_is_proved_and_only_at_its_own_place(texts: list[bytes], data: st.DataObject) -> None:
    leaves = [*map(leaf_hash, texts)]
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index), merkle_root(leaves)
    assert is_included(leaves[index], index, len(leaves), proof, root)
    assert is_included(leaves[index], other, len(leaves), proof, root) == (other == index)


@given(some_records, st.data())
def test_a_bent_proof_is_refused(texts: list[bytes], data: st.DataObject) -> None:
    leaves = [*map(leaf_hash, texts)]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index), merkle_root(leaves)
    assert not is_included(leaf_hash(texts[index] + b"!"), index, len(leaves), proof, root)
    assert not is_included(leaves[index], index, len(leaves), [*proof, root], root)
    assert not is_included(leaves[index], len(leaves), len(leaves), proof, root)
    if proof:
        assert not is_included(leaves[index], index, len(leaves), proof[:-1], root)


@given(some_records, st.data())
def test_one_changed_record_changes_the_root(texts: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(texts) - 1))
    changed = [*texts[:index], texts[index] + b"!", *texts[index + 1 :]]
    assert merkle_root(map(leaf_hash, texts)) != merkle_root(map(leaf_hash, changed))


def test_a_node_cannot_pass_for_a_record() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    with pytest.raises(IndexError, match="leaf 3 is not in a tree of 3"):
        inclusion_proof([leaf_hash(b"")] * 3, 3)
