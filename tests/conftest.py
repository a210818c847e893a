"""What the project's own tests share."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run, and no failure because a machine was busy.
settings.register_profile("deterministic", deadline=None, derandomize=True, database=None)
settings.load_profile("deterministic")
