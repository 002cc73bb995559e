"""Which models people prefer: a leaderboard with intervals, what to compare next, and how many votes that takes."""

from goldsmith.algorithms.leaderboard.board import Leaderboard, rank_models
from goldsmith.algorithms.leaderboard.ordering import order_tasks
from goldsmith.algorithms.leaderboard.planning import next_pairs, votes_needed, votes_to_separate
from goldsmith.algorithms.leaderboard.tally import Tally, UnrankableError, count_votes
from goldsmith.algorithms.leaderboard.votes import STYLES, Votes

__all__ = [
    "STYLES",
    "Leaderboard",
    "Tally",
    "UnrankableError",
    "Votes",
    "count_votes",
    "next_pairs",
    "order_tasks",
    "rank_models",
    "votes_needed",
    "votes_to_separate",
]
