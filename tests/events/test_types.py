"""Every kind has a type, its builder says so, and its events are of that type."""

from __future__ import annotations

import ast
import inspect
import runpy
from pathlib import Path

import pytest

from pytest_lambda.events import kinds, seeded, types
from pytest_lambda.events._builders import builder

from .rules import typical
from .shapes import differences

TOOL = Path(__file__).parents[2] / "tools" / "kinds.py"


def type_name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_")) + "Event"


@pytest.fixture(scope="module")
def by_kind():
    """Typical events of every kind."""
    found = {}
    for kind, event in typical(seeded(2)):
        found.setdefault(kind, []).append(event)
    return found


@pytest.mark.parametrize("kind", kinds())
def test_every_event_is_of_the_type_of_its_kind(by_kind, kind):
    hint = getattr(types, type_name(kind))

    assert by_kind[kind]
    for event in by_kind[kind]:
        assert [] == list(differences(hint, event))


@pytest.mark.parametrize("kind", kinds())
def test_a_builder_says_which_type_it_returns(kind):
    returned = inspect.signature(builder(kind)).return_annotation

    assert type_name(kind) == returned
    assert type_name(kind) in types.__all__


def test_types_are_imported_for_type_checkers_alone():
    builders = {Path(inspect.getsourcefile(builder(kind))) for kind in kinds()}
    for path in builders:
        imported = [node.module for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
        assert not [module for module in imported if module.startswith("pytest_lambda.events.types")], path


def test_the_lists_of_kinds_are_up_to_date():
    """Run ``python tools/kinds.py`` when this fails."""
    for path, content in runpy.run_path(str(TOOL))["files"]().items():
        assert content == path.read_text(encoding="utf-8"), path
