"""Very many answers: learn on a part of the tasks, then once more on all of them, a slice at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.confusion import Confusion
from goldsmith.algorithms.consensus.readers import EvidenceReader, Reader, VoteReader
from goldsmith.algorithms.consensus.rounds import Counts, Model, count
from goldsmith.algorithms.consensus.sightings import SightingReader, relearn_sightings
from goldsmith.algorithms.consensus.subtypes import Subtypes
from goldsmith.algorithms.consensus.weighted import Agreement, count_agreement, weigh, weight_of

__all__ = ["SAMPLE", "relearn"]

SAMPLE = 300_000  # answers to learn from by rounds
MODELS: Final[Mapping[str, Model]] = {
    "confusion": Confusion(),
    "even": Confusion(is_even=True),
    "subtypes": Subtypes(),
}


def relearn(given: Answers, readers: Mapping[str, Reader]) -> dict[str, Reader]:
    """One round over all answers, from what experts learnt on a part: so rare labelers are known by all they said.

    Memory grows with a slice and the tables of the experts, not with the answers.
    """
    seen = {name: reader for name, reader in readers.items() if isinstance(reader, SightingReader)}
    if seen:
        return {name: relearn_sightings(given, reader) for name, reader in seen.items()}
    evidence = {name: reader for name, reader in readers.items() if isinstance(reader, EvidenceReader)}
    votes = {name: reader for name, reader in readers.items() if isinstance(reader, VoteReader)}
    counts = {
        name: Counts(np.zeros(reader.evidence.shape), np.zeros(len(reader.prior))) for name, reader in evidence.items()
    }
    agreement = Agreement(np.zeros(given.n_seats), np.zeros(given.n_seats))
    for _, part in given.slices():
        agreement += count_agreement(part, votes["weighted"].weight)
        for name, reader in evidence.items():
            counts[name] += count(part, MODELS[name].pin(part, reader.states(part)))
    weight = weight_of(agreement.agreement(given), given.n_classes)
    learnt: dict[str, Reader] = {name: MODELS[name].learn(given, counts[name]) for name in evidence}
    return {**readers, "weighted": weigh(given, weight), **learnt}
