"""Learners that answer like people: features of texts and pictures, and a classifier that knows how sure it may be.

Import from the modules: the bounded child that describes pictures must not wait for what it does not need.
"""
