"""Runs the product as one tree of processes: start in order, restart what dies, stop in reverse order."""
