"""Unit tests: no time limits for single examples, because a busy machine is not a bug.

`make check` draws fewer random examples than `make test`, which sets GOLDSMITH_EXAMPLES.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("goldsmith", deadline=None, max_examples=int(os.environ.get("GOLDSMITH_EXAMPLES", "25")))
settings.load_profile("goldsmith")
