"""Labeling functions: code that a project's operators wrote, run in the sandbox, voting beside people and models."""
