"""Unit tests: no time limits for single examples, because a busy machine is not a bug."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("goldsmith", deadline=None)
settings.load_profile("goldsmith")
