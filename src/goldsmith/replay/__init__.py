"""Replay: recorded crowd labels walk through the real product, from ingest to a verified delivery, over its API.

The main job without waiting for people: every recorded worker is a labeler with a key of their own, who claims tasks
and submits what the worker answered then. Whoever calls it learns how accurate, how certain and how fast it all is.
"""
