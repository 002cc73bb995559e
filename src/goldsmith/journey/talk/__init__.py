"""Stage: labelers talk to models, blind, and every reply is kept."""
