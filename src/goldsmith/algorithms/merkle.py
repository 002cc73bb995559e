"""Merkle tree of RFC 6962: one 32-byte root stands for millions of records; a short proof shows a record under it.

The tree is fed leaf by leaf and keeps only the roots of its finished subtrees: O(log n) memory for n records.
Source: RFC 6962 section 2.1 (SHA-256; leaf prefix 0x00, node prefix 0x01).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

EMPTY_ROOT: Final = sha256(b"").digest()
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf_hash(record: bytes) -> bytes:
    """Return the leaf of one record: SHA-256(0x00 || record)."""
    return sha256(_LEAF + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the parent of two subtrees: SHA-256(0x01 || left || right)."""
    return sha256(_NODE + left + right).digest()


class MerkleTree:
    """A tree that grows by leaf hashes and answers its root at any time.

    >>> tree = MerkleTree()
    >>> tree.extend([leaf_hash(b"one"), leaf_hash(b"two")])
    >>> tree.root() == node_hash(leaf_hash(b"one"), leaf_hash(b"two"))
    True
    """

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right end."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right end; inlined because it runs once for every record of a delivery."""
        subtrees, size = self._subtrees, self.size
        for leaf in leaves:
            node, position = leaf, size
            while position & 1:
                node = sha256(_NODE + subtrees.pop() + node).digest()
                position >>= 1
            subtrees.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Return the root over all leaves so far; SHA-256 of nothing for an empty tree."""
        if not self._subtrees:
            return EMPTY_ROOT
        *rest, root = self._subtrees
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    tree = MerkleTree()
    tree.extend(leaves)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of one leaf: the siblings from the leaf up to the root (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} is not in a tree of {len(leaves)}")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _largest_power_of_two_below(high - low)
        if index < middle:
            path.append(_root_between(leaves, middle, high))
            high = middle
        else:
            path.append(_root_between(leaves, low, middle))
            low = middle
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` leads from the leaf at `index` of `size` leaves to `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def _root_between(leaves: Sequence[bytes], low: int, high: int) -> bytes:
    return merkle_root(leaves[position] for position in range(low, high))


def _largest_power_of_two_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
