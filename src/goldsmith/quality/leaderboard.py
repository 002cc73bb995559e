"""Which models labelers of a project prefer: their votes, ranked, with intervals that say how few they are."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.ontology import Ontology
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.quality.service import LOOKING
from goldsmith.quality.votes import VOTE_BOOKS, Seen
from goldsmith.tenancy.principal import Principal

if TYPE_CHECKING:
    from goldsmith.algorithms.leaderboard import Leaderboard, Tally, Votes

__all__ = ["Board", "Compared", "Comparisons", "Effect", "Pair", "Standing", "Unrankable", "show_leaderboard"]

MOST_NEXT: Final = 5
TieModel = Literal["davidson", "half"]


class Compared(msgspec.Struct, frozen=True):
    """A question under which models were compared, and how many votes there are."""

    question: str
    title: str
    votes: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One model: its score on the scale of Elo (average 1,000) with a 95 % interval, and the ranks that it may have.

    `votes_to_next`: about how many more votes on this model and the next one tell them apart, if they differ as much as
    they seem to; null for the last, and where they seem equal.
    """

    name: str
    elo: float
    low: float
    high: float
    best_rank: int
    worst_rank: int
    votes: int
    votes_to_next: int | None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two models and what was said of them: which was better how often, or neither."""

    one: str
    other: str
    one_better: int
    other_better: int
    ties: int


class Effect(msgspec.Struct, frozen=True):
    """What something beside the models adds to a response, in points of Elo with a 95 % interval."""

    elo: float
    low: float
    high: float


class Unrankable(msgspec.Struct, frozen=True):
    """Why the models have no order yet, and the groups of models between which none can be told."""

    reason: str
    groups: list[list[str]]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The leaderboard of one question. Without an order, `standings` is empty and `unrankable` says why.

    `position` is what standing left adds, null where labelers did not see the models left and right. `length` and
    `formatting` are what being twice as long, and having twice as many headings, list items, table rows and bold words,
    adds; null where scores are not held free of style, or nothing differs in it. `next_pairs` are the comparisons that
    would tell most.
    """

    question: str
    votes: int
    labelers: int
    ties: TieModel
    position: Effect | None
    length: Effect | None
    formatting: Effect | None
    standings: list[Standing]
    pairs: list[Pair]
    next_pairs: list[tuple[str, str]]
    unrankable: Unrankable | None


class Comparisons(NamedTuple):
    """What was compared, and the leaderboard of one question of it; None where nothing was compared."""

    questions: list[Compared]
    board: Board | None


async def show_leaderboard(
    foundry: Foundry,
    principal: Principal,
    project_id: UUID,
    question: str | None,
    ties: TieModel,
    *,
    is_free_of_style: bool = False,
) -> Comparisons:
    """Rank the models of a project by the votes that count now. Raises NotFoundError for a question without votes."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
    seen = await VOTE_BOOKS.look(foundry, principal.customer_id, project_id)
    counts = seen.votes.questions
    questions = [Compared(name, _title(ontology, name), votes) for name, votes in counts.items()]
    chosen = question or next(iter(counts), None)
    if chosen is None:
        return Comparisons([], None)
    if chosen not in counts:
        raise NotFoundError("Nothing was compared under this question.", code="question_not_found")
    return Comparisons(questions, await _board(seen, chosen, ties, is_free_of_style))


async def _board(seen: Seen, question: str, ties: TieModel, is_free_of_style: bool) -> Board:
    """The leaderboard of these votes, made once however many people look at it."""
    key = (question, ties, is_free_of_style)
    async with seen.making:
        if key not in seen.made:
            seen.made[key] = await asyncio.to_thread(_rank, question, seen.votes, ties, is_free_of_style)
        board: Board = seen.made[key]
        return board


def _title(ontology: Ontology, question: str) -> str:
    return next((label.title or label.name for label in ontology.labels if label.name == question), question)


def _rank(question: str, votes: Votes, ties: TieModel, is_free_of_style: bool) -> Board:
    from goldsmith.algorithms.leaderboard import STYLES, UnrankableError, next_pairs, rank_models

    tally = votes.tally(question)
    styles = [each for each in STYLES if is_free_of_style and votes.differ_in(question, each)]
    by_labeler = votes.tally(question, styles=styles, by_labeler=True)
    board, unrankable = None, None
    try:
        board = rank_models(by_labeler, ties=ties, is_placed=votes.is_placed(question))
    except UnrankableError as error:
        unrankable = Unrankable(str(error), [list(group) for group in error.groups])
    effects = dict(zip(styles, board.effects, strict=True)) if board else {}
    return Board(
        question=question,
        votes=round(tally.votes),
        labelers=by_labeler.labelers,
        ties=ties,
        position=_effect(board.position) if board else None,
        length=_effect(effects.get("longer")),
        formatting=_effect(effects.get("more_marked")),
        standings=_standings(board) if board else [],
        pairs=_pairs(tally),
        next_pairs=next_pairs(tally, MOST_NEXT, goal="order"),
        unrankable=unrankable,
    )


def _effect(found: Any) -> Effect | None:
    return Effect(round(found.elo, 2), round(found.low, 2), round(found.high, 2)) if found else None


def _standings(board: Leaderboard) -> list[Standing]:
    from goldsmith.algorithms.leaderboard import votes_to_separate

    ordered = board.standings
    apart = [votes_to_separate(board, one.name, other.name) for one, other in pairwise(ordered)]
    return [
        Standing(
            name=each.name,
            elo=round(each.elo, 2),
            low=round(each.low, 2),
            high=round(each.high, 2),
            best_rank=each.best_rank,
            worst_rank=each.worst_rank,
            votes=round(each.votes),
            votes_to_next=more,
        )
        for each, more in zip(ordered, [*apart, None], strict=True)
    ]


def _pairs(tally: Tally) -> list[Pair]:
    """Each pair of models that was compared, whichever stood left."""
    import numpy as np

    models = len(tally.names)
    is_turned = tally.left > tally.right
    ours = np.where(is_turned[:, None], tally.counts[:, [1, 0, 2]], tally.counts)
    pair = np.minimum(tally.left, tally.right) * models + np.maximum(tally.left, tally.right)
    pairs, place = np.unique(pair, return_inverse=True)
    said = np.zeros((len(pairs), 3))
    np.add.at(said, place, ours)
    return [
        Pair(
            one=tally.names[number // models],
            other=tally.names[number % models],
            one_better=round(won),
            other_better=round(lost),
            ties=round(tied),
        )
        for number, (won, lost, tied) in zip(pairs.tolist(), said.tolist(), strict=True)
    ]
