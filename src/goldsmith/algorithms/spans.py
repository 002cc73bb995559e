"""Which stretches of a text bear a label, judging by the spans that several people marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["SpanConsensus", "combine_spans"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

ROUNDS: Final = 10
SIZES: Final = 4
POOL: Final = 10.0
MOST_SURE, TINY = 0.99, 1e-12
# People overlook and over-mark alike, so reported probabilities count the evidence at this power.
DEPENDENCE: Final = 0.6


@dataclass(frozen=True, slots=True)
class SpanConsensus:
    """The spans found: rows `document`, `start`, `end` (characters, [start, end)) in the order of the texts.

    `probability` is the mean probability of a span's characters to bear the label. `sensitivity[labeler]` is the share
    of true pieces of text a labeler marks, `specificity[labeler]` the share of other pieces left unmarked, both pooled
    towards all labelers'.
    """

    document: Indexes
    start: Indexes
    end: Indexes
    probability: Floats
    sensitivity: Floats
    specificity: Floats


def combine_spans(
    lengths: npt.ArrayLike,
    documents: npt.ArrayLike,
    labelers: npt.ArrayLike,
    starts: npt.ArrayLike,
    ends: npt.ArrayLike,
    *,
    blank_documents: npt.ArrayLike = (),
    blank_labelers: npt.ArrayLike = (),
) -> SpanConsensus:
    """Combine the spans of one label that labelers marked in documents of `lengths` characters.

    `documents`, `labelers`, `starts`, `ends` are integer arrays, one row a span: labeler `l` marked [start, end) in
    document `d`; both count from 0. Who read a document and marked nothing is named in `blank_documents` and
    `blank_labelers`. Spans of one labeler may overlap. Documents that nobody read have no spans.

    Texts are cut where anybody starts or ends a span. Each piece bears the label or not (a Markov chain along the
    text); each labeler marks it with a sensitivity and specificity learnt from the other documents and pooled towards
    all labelers'; and marks of a size that labelers mostly get wrong (often the longest ones) say less. Evidence
    counts once a piece, not once a character, as a mark is one decision.

    Raises ValueError for columns that do not fit and for spans that are empty or outside their text.
    Sources: A. Nguyen et al., Aggregating and Predicting Sequence Labels from Crowd Annotations, ACL (2017);
    A. Dawid and A. Skene, Applied Statistics 28 (1979).

    >>> found = combine_spans([30], [0, 0, 0, 0], [0, 1, 2, 2], [4, 4, 5, 20], [9, 9, 9, 22])
    >>> list(zip(found.document.tolist(), found.start.tolist(), found.end.tolist()))
    [(0, 4, 9)]
    """
    length, document, labeler, start, end, blank_document, blank_labeler = (
        np.asarray(column).astype(np.int64)
        for column in (lengths, documents, labelers, starts, ends, blank_documents, blank_labelers)
    )
    _check_columns((document, labeler, start, end), (blank_document, blank_labeler))
    read, reader = np.concatenate([document, blank_document]), np.concatenate([labeler, blank_labeler])
    _check_numbers(length, read, reader)
    if (start < 0).any() or (start >= end).any() or (end > length[document]).any():
        raise ValueError("a span starts before it ends and stays inside its text")
    votes = _collect_votes(length, document, labeler, start, end, read, reader)
    probability, rates = _estimate(votes)
    return SpanConsensus(*_join_pieces(votes, probability), rates[:, 1, 1], rates[:, 0, 0])


def _check_columns(spans: tuple[Indexes, ...], blanks: tuple[Indexes, ...]) -> None:
    if len({len(column) for column in spans}) > 1:
        raise ValueError("documents, labelers, starts and ends must be equally long")
    if len(blanks[0]) != len(blanks[1]):
        raise ValueError("blank_documents and blank_labelers must be equally long")


def _check_numbers(length: Indexes, read: Indexes, reader: Indexes) -> None:
    if length.size and length.min() < 0:
        raise ValueError("a text has no negative length")
    if read.size and (min(read.min(), reader.min()) < 0 or read.max() >= len(length)):
        raise ValueError("documents and labelers count from 0, documents stay below the number of lengths")


@dataclass(frozen=True, slots=True)
class _Votes:
    """Pieces of text in order, and one row for each piece and each answer about its document.

    `document`, `start`, `end` describe pieces; `labeler` says whose an answer is; `piece` and `group` describe votes,
    a group being `answer * (SIZES + 1) + size` with size 0 for no mark and 1 to SIZES by quantiles of its length.
    """

    document: Indexes
    start: Indexes
    end: Indexes
    labeler: Indexes
    n_labelers: int
    piece: Indexes
    group: Indexes


def _collect_votes(
    length: Indexes,
    document: Indexes,
    labeler: Indexes,
    start: Indexes,
    end: Indexes,
    read: Indexes,
    reader: Indexes,
) -> _Votes:
    # Positions of all texts stand on one line, so that one sort cuts them all.
    origin = np.concatenate([[0], np.cumsum(length + 1)])
    low, high, seen = origin[document] + start, origin[document] + end, np.unique(read)
    cuts = np.unique(np.concatenate([low, high, origin[seen], origin[seen] + length[seen]]))
    home = np.searchsorted(origin, cuts, side="right") - 1
    is_piece = home[:-1] == home[1:]
    n_before = np.concatenate([[0], np.cumsum(is_piece)])
    pieces = home[:-1][is_piece], cuts[:-1][is_piece], cuts[1:][is_piece]
    first = np.searchsorted(pieces[0], np.arange(len(length) + 1))

    n_labelers = int(reader.max(initial=0)) + 1
    answers = np.unique(read * n_labelers + reader)
    n_pieces = np.diff(first)[answers // n_labelers]
    piece = _count_up(first[answers // n_labelers], n_pieces)
    answer = np.repeat(np.arange(len(answers)), n_pieces)

    mark = np.searchsorted(answers, document * n_labelers + labeler)
    low, high = (n_before[np.searchsorted(cuts, edge)] for edge in (low, high))
    rows = _count_up((np.cumsum(n_pieces) - n_pieces)[mark] + low - first[document], high - low)
    size = np.zeros(len(piece), dtype=np.int64)
    np.maximum.at(size, rows, np.repeat(_rank_sizes(end - start), high - low))
    shift = origin[pieces[0]]
    group = answer * (SIZES + 1) + size
    return _Votes(pieces[0], pieces[1] - shift, pieces[2] - shift, answers % n_labelers, n_labelers, piece, group)


def _count_up(first: Indexes, count: Indexes) -> Indexes:
    """Join the runs first, first + 1, … of the given counts."""
    begin = np.cumsum(count) - count
    return np.asarray(np.arange(int(count.sum())) + np.repeat(first - begin, count))


def _rank_sizes(size: Indexes) -> Indexes:
    if not size.size:
        return size
    limits = np.quantile(size, np.arange(1, SIZES) / SIZES)
    return np.asarray(1 + np.searchsorted(limits, size))


def _estimate(votes: _Votes) -> tuple[Floats, Floats]:
    """Estimate pieces and labelers in turn; returns probabilities and `rates[labeler, is true, is marked]`."""
    n, shape = len(votes.document), (len(votes.labeler), SIZES + 1)
    everything = np.bincount(votes.group, minlength=shape[0] * shape[1]).reshape(shape)
    marked = (votes.group % (SIZES + 1) > 0).astype(np.float64)
    share: Floats = np.bincount(votes.piece, marked, n) / np.maximum(np.bincount(votes.piece, minlength=n), 1)
    for _ in range(ROUNDS):
        true = np.bincount(votes.group, share[votes.piece], shape[0] * shape[1]).reshape(shape)
        counts = np.stack([everything - true, true], axis=1)
        rates, weights = _judge_labelers(votes, counts)
        evidence = np.bincount(votes.piece, weights.ravel()[votes.group], n).astype(np.float64)
        share = _smooth(votes.document, evidence, _transitions(votes.document, share))
    odds = (np.maximum(share, TINY) / np.maximum(1 - share, TINY)) ** DEPENDENCE
    return odds / (1 + odds), rates


def _judge_labelers(votes: _Votes, counts: Floats) -> tuple[Floats, Floats]:
    """Turn expected `counts[answer, is true, size]` into rates per labeler and the log ratio `[answer, size]` of votes.

    An answer is judged by the labeler's other documents, so that nobody vouches for themselves.
    """
    per_answer = np.stack([counts[:, :, 0], counts[:, :, 1:].sum(axis=2)], axis=2)
    per_labeler = np.zeros((votes.n_labelers, 2, 2))
    np.add.at(per_labeler, votes.labeler, per_answer)
    total = per_answer.sum(axis=0) + np.array([[1.0, 0.5], [0.5, 1.0]])
    prior = POOL * total / total.sum(axis=1, keepdims=True)
    elsewhere = _normalise(per_labeler[votes.labeler] - per_answer + prior)
    sizes = counts[:, :, 1:].sum(axis=0) + 0.5
    sizes = np.log(sizes / sizes.sum(axis=1, keepdims=True))
    ratio = np.log(elsewhere[:, 1] / elsewhere[:, 0])
    return _normalise(per_labeler + prior), np.hstack([ratio[:, :1], ratio[:, 1:] + sizes[1] - sizes[0]])


def _normalise(counts: Floats) -> Floats:
    return np.asarray(np.clip(counts / counts.sum(axis=2, keepdims=True), 1 - MOST_SURE, MOST_SURE))


def _transitions(document: Indexes, share: Floats) -> Floats:
    """`[from, to]` probabilities between a piece and the next one of the same text, from expected numbers."""
    follows = document[1:] == document[:-1]
    before, after = share[:-1][follows], share[1:][follows]
    both = np.stack([1 - before, before]) @ np.stack([1 - after, after], axis=1) + 1
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _smooth(document: Indexes, evidence: Floats, step: Floats) -> Floats:
    """Posterior of each piece given its evidence (log ratio) and its neighbours: the forward-backward algorithm.

    All texts advance at once; chains begin and end in the stationary distribution, which makes them reversible.
    """
    first, count = np.unique(document, return_index=True, return_counts=True)[1:]
    order = np.argsort(-count, kind="stable")
    first, count = first[order], count[order]
    true = step[0, 1] / (step[0, 1] + step[1, 0])
    likelihood = np.stack([_logistic(-evidence), _logistic(evidence)], axis=1)
    forward, backward = np.empty_like(likelihood), np.empty_like(likelihood)
    for message, edge, pace in ((forward, first, 1), (backward, first + count - 1, -1)):
        for place in range(int(count.max(initial=0))):
            at = edge[: np.searchsorted(-count, -place)] + pace * place
            ahead = message[at - pace] * likelihood[at - pace] @ step if place else np.array([1 - true, true])
            message[at] = ahead
            message[at] /= message[at].sum(axis=1, keepdims=True)
    joint = forward * backward * likelihood / np.array([1 - true, true])
    return np.asarray(joint[:, 1] / joint.sum(axis=1))


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(np.clip(-value, -500, 500))))


def _join_pieces(votes: _Votes, probability: Floats) -> tuple[Indexes, Indexes, Indexes, Floats]:
    """Join neighbouring pieces that more likely bear the label than not."""
    is_in = probability > 0.5
    document, start, end = votes.document[is_in], votes.start[is_in], votes.end[is_in]
    is_new = np.concatenate([[True], (document[1:] != document[:-1]) | (start[1:] != end[:-1])])[: len(start)]
    size, first = end - start, np.flatnonzero(is_new)
    if not first.size:
        return document, start, end, probability[is_in]
    mean = np.add.reduceat(probability[is_in] * size, first) / np.add.reduceat(size, first)
    return document[first], start[first], end[np.append(first[1:], len(end)) - 1], mean
