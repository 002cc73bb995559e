"""Runs a reader of strangers' files in a child process that can do nothing else: bounded, alone, without network."""

from goldsmith.ports.sandbox.running import ProbeRefused, read_refusal, refused, run_bounded

__all__ = ["ProbeRefused", "read_refusal", "refused", "run_bounded"]
