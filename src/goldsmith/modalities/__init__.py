"""Kinds of data: one folder each, found by its registered name, never named by the core.

The API process loads all of them, so numpy, Pillow and their like are imported inside the functions that need them.
"""
