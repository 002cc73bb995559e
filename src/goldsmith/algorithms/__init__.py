"""Pure ideas: arrays in, arrays out. One file an idea; nothing here imports the product."""

from typing import Final

ESTIMATOR: Final = "voting.v1"
"""The engine behind `consensus.estimate`, noted beside every belief it forms (here, as this import costs nothing)."""
