"""Measure the product. Never run by tests; figures go into docs/reference/performance.md with the machine."""
