"""Labeling functions: plain Python functions that vote on tasks. What is here runs on any machine, alone."""

from goldsmith.functions.decorator import LabelFunction, label_function
from goldsmith.functions.item import Item

__all__ = ["Item", "LabelFunction", "label_function"]
