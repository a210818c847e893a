"""An account of its own for each test, and code to deploy in it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_lambda import Function, Simulator

HANDLERS = Path(__file__).parents[2] / "fixtures" / "handlers"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """Return an account whose functions are imported from an empty folder, with a watchdog that bites soon."""
    with Simulator(seed=1, code_uri=tmp_path, watchdog=0.3) as account:
        yield account


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return what writes a file of source code into that folder."""

    def write(path: str, source: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source).lstrip("\n"), encoding="utf-8")
        return file

    return write


@pytest.fixture
def deploy(simulator: Simulator, write: Callable[[str, str], Path]) -> Callable[..., Function]:
    """Return what deploys the source of a module ``app``, by default as the function ``orders``."""

    def deploy(source: str, *, function_name: str = "orders", module: str = "app", **config: object) -> Function:
        write(f"{module}.py", source)
        return simulator.function(f"{module}.handler", function_name=function_name, **config)

    return deploy
