"""
The rules that events of each kind keep, as assertions; one module for each family of kinds.

Each module has ``typical`` (events of its kinds in every variant), ``RULES`` (an assertion for each kind), ``MODELS``
(the powertools model of each kind that has one) and ``unique_ids`` (what no other event may have).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events import Builders

from . import cognito, core, http, messaging, operations, people, services

__all__ = ["MODELS", "RULES", "ids", "keeps_the_rules", "typical"]

FAMILIES = (core, http, messaging, services, operations, cognito, people)

RULES = {kind: rule for family in FAMILIES for kind, rule in family.RULES.items()}
MODELS = {kind: model for family in FAMILIES for kind, model in family.MODELS.items()}


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for family in FAMILIES:
        yield from family.typical(events)


def keeps_the_rules(kind: str, event: Any) -> None:
    """Assert that *event* looks like one that AWS sent."""
    assert event == json.loads(json.dumps(event, allow_nan=False))
    RULES[kind](event)


def ids(kind: str, event: Any) -> list[str]:
    """Return the ids that no other event may have."""
    (family,) = (family for family in FAMILIES if kind in family.RULES)
    return family.unique_ids(kind, event)
