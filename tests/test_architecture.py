"""The floors of the house, read from the imports. See docs/architecture.md."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pytest_lambda"

FLOORS = {
    "base": 0,
    "model": 1,
    "context": 2,
    "hookspecs": 2,
    "engine": 2,
    "events": 2,
    "services": 2,
    "isolation": 3,
    "templates": 3,
    "reports": 3,
    "strategies": 3,
    "registry": 4,
    "unit_context": 4,
    "simulator": 5,
    "settings": 5,
    "testrun": 6,
    "cli": 7,
    "plugin": 7,
    "__main__": 8,
}
"""What lies where; a part is a module or a package right under ``pytest_lambda``."""

JUSTIFIED = {
    ("settings", "simulator"): "options and markers are checked against what Simulator.function and inject_fault take",
}
"""Imports on the same floor that are meant, with the reason."""

READS_THE_OUTSIDE = {
    "pytest_lambda.base.clock": {"time"},
    "pytest_lambda.base.entropy": {"random"},
    # AWS's client reads the variables when it makes a context (CTX-02).
    "pytest_lambda.context": {"os.environ"},
}
"""Who of floors 0 to 2 reads the clock, randomness or the environment: nobody else."""

CLOCKS = {"time", "sched", "timeit"}
RANDOMNESS = {"random", "secrets", "uuid"}
INSTANTS = {"now", "utcnow", "today"}
OF_OS = {"environ", "environb", "getenv", "putenv", "urandom", "times", "getrandom"}


def module_name(path: Path) -> str:
    """Return the dotted name of the module in *path*."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """
    Give the full names of the modules that *module* imports, wherever it does: also within functions, and also
    only for the type checker.
    """
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import at line {node.lineno}"
            assert node.module is not None
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else node.module


def part(module: str) -> str:
    """Return the part of the house that *module* belongs to."""
    return module.split(".")[1]


def parts_imported(module: str) -> set[str]:
    """Return the parts of the house that *module* imports from."""
    ours = {name for name in imports(module) if name.split(".")[0] == "pytest_lambda"}
    assert "pytest_lambda" not in ours, f"{module} imports public names; it should import them from where they are"
    return {part(name) for name in ours}


INSIDE = [name for name in MODULES if name != "pytest_lambda"]
LOW = [name for name in INSIDE if FLOORS[part(name)] <= 2]


def test_every_part_has_a_floor():
    assert set() == {part(name) for name in INSIDE} - set(FLOORS)


@pytest.mark.parametrize("module", INSIDE)
def test_a_module_imports_from_lower_floors_or_its_own_package(module):
    own = part(module)
    wrong = {
        other
        for other in parts_imported(module) - {own}
        if FLOORS[other] >= FLOORS[own] and (own, other) not in JUSTIFIED
    }

    assert set() == wrong


def test_an_exception_that_nobody_needs_is_dropped():
    used = {(part(module), other) for module in INSIDE for other in parts_imported(module)}

    assert set() == set(JUSTIFIED) - used


@pytest.mark.parametrize("module", [name for name in INSIDE if part(name) in ("engine", "events", "services")])
def test_engine_events_and_services_do_not_know_each_other(module):
    assert set() == parts_imported(module) & ({"engine", "events", "services"} - {part(module)})


@pytest.mark.parametrize("module", [name for name in INSIDE if part(name) == "isolation"])
def test_how_handlers_run_knows_nothing_of_the_engine(module):
    assert "engine" not in parts_imported(module)


@pytest.mark.parametrize("module", [name for name in INSIDE if part(name) == "base"])
def test_the_base_needs_the_standard_library_only(module):
    roots = {name.split(".")[0] for name in imports(module)} - {"pytest_lambda"}

    assert set() == roots - set(sys.stdlib_module_names)


def outside(module: str) -> set[str]:
    """Return what *module* could read the clock, randomness or the environment with."""
    found = {name.split(".")[0] for name in imports(module)} & (CLOCKS | RANDOMNESS)
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            found |= {f"os.{node.attr}"} if node.attr in OF_OS else set()
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            found |= {f"os.{alias.name}" for alias in node.names if alias.name in OF_OS}
        elif isinstance(node, ast.Attribute) and node.attr in INSTANTS:
            owner = ast.unparse(node.value).rpartition(".")[2]
            found |= {f"{owner}.{node.attr}"} if owner in ("datetime", "date") else set()
    return found


@pytest.mark.parametrize("module", LOW)
def test_nothing_on_the_low_floors_reads_clock_randomness_or_environment(module):
    assert READS_THE_OUTSIDE.get(module, set()) == outside(module)


def test_only_the_plugin_imports_pytest():
    importers = {
        module for module in MODULES for name in imports(module) if name.split(".")[0] in ("pytest", "_pytest")
    }

    assert {"pytest_lambda.plugin"} == importers


def test_only_the_strategies_import_hypothesis():
    importers = {part(module) for module in MODULES for name in imports(module) if name.split(".")[0] == "hypothesis"}

    assert {"strategies"} == importers
