"""What a fit learnt, kept: judges new answers without fitting again, and tells how reliable each labeler is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import read_said
from goldsmith.algorithms.consensus.pooling import Pool
from goldsmith.algorithms.consensus.readers import Reader
from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.seats import Seats
from goldsmith.algorithms.consensus.skill import Skills

__all__ = ["Fitted"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Everything needed to judge answers without fitting again; nothing here changes.

    Labelers are numbered as in the fit; a model that came as a table of probabilities is the last of `n_labelers`.
    `threshold` is how probable class 0 must be to be chosen; without one the most probable class is.
    """

    n_classes: int
    is_open: bool
    estimator: str
    seats: Seats
    readers: Mapping[str, Reader]
    pool: Pool
    skills: Skills
    threshold: float | None = None

    def judge(
        self,
        tasks: npt.ArrayLike,
        labelers: npt.ArrayLike,
        answers: npt.ArrayLike,
        n_tasks: int | None = None,
        confidences: npt.ArrayLike | None = None,
    ) -> Floats:
        """The posterior [task, class] of tasks 0 … n_tasks - 1 (max(tasks), if not said) from these answers alone.

        On the answers of the fit this is the fit's posterior, save that nothing is known of gold. Labelers that the
        fit did not know, and ANONYMOUS, are strangers: as reliable as everybody. `confidences[answer]` is how sure a
        labeler who said so in the fit is, NaN for others. A task without answers gets the frequency of the classes.
        Time grows with the answers alone. Raises ValueError for columns that do not fit.
        """
        said = read_said(self.seats, tasks, labelers, answers, self.n_classes, n_tasks, confidences)
        return self.pool.combine({name: reader.read(said) for name, reader in self.readers.items()})

    @property
    def n_labelers(self) -> int:
        return self.seats.n_labelers

    @property
    def reliability(self) -> Floats:
        """[labeler]: the share of right answers, shrunk to the mean by four answers."""
        return self.skills.reliability

    @property
    def low(self) -> Floats:
        """[labeler]: where the 95 % interval of the reliability begins."""
        return self.skills.low

    @property
    def high(self) -> Floats:
        """[labeler]: where the 95 % interval of the reliability ends."""
        return self.skills.high

    @property
    def by_class(self) -> Floats:
        """[labeler, class]: P(answer is the class | the truth is), shrunk."""
        return self.skills.by_class

    @property
    def n_answers(self) -> Integers:
        """[labeler]: answers in the fit."""
        return self.skills.n_answers

    @property
    def answers_by_class(self) -> Floats:
        """[labeler, class]: expected answers in the fit to tasks of the class."""
        return self.skills.answers_by_class

    @property
    def expected_reliability_of_newcomer(self) -> float:
        """The mean reliability of those who answered; .8 before anybody did."""
        return self.skills.newcomer

    def to_bytes(self) -> bytes:
        """Pack for `from_bytes`: numbers in half the precision, checked by a sum."""
        from goldsmith.algorithms.consensus.stored import pack

        return pack(self)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Fitted:
        """Raises ValueError for what is not wholly a fit of this version."""
        from goldsmith.algorithms.consensus.stored import unpack

        return unpack(packed)
