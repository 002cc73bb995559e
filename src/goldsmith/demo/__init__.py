"""Four small projects for a newcomer: three to work on alone, one that two simulated labelers have begun."""

from goldsmith.demo.load import load_demo

__all__ = ["load_demo"]
