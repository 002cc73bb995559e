"""Six small projects for a newcomer: some to work on alone, some that two simulated labelers have begun."""

from goldsmith.demo.load import load_demo

__all__ = ["load_demo"]
