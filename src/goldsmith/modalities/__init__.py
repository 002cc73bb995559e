"""Kinds of data: one folder each, found by its registered name, never named by the core."""
