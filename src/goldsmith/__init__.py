"""Goldsmith: an open, self-hosted data foundry. Raw data in, gold out."""

__version__ = "0.1.0"
