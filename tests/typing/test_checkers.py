"""
What users' type checkers say: each example under mypy and under pyright.

A comment after a line (or after the statement, on lines of its own) says what the checkers say of it: ``to both: int``,
or ``to mypy: ...`` and ``to pyright: ...``, for a revealed type, and ``refused`` for errors. They say nothing else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_lambda.events import kinds

PROJECT = Path(__file__).parents[2]
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.py"))

EXPECTED = re.compile(r"# (?:to (both|mypy|pyright): )?(.*)")
REFUSED = "# refused"
EVERY_KIND = """
from hypothesis.strategies import SearchStrategy
from typing_extensions import assert_type

from pytest_lambda import events, strategies
from pytest_lambda.events import Builders, types

builders = Builders(7)
"""
OF_A_KIND = """
assert_type(events.{kind}(), types.{type})
assert_type(builders.{kind}(), types.{type})
assert_type(strategies.{kind}(), SearchStrategy[types.{type}])
"""


def expected(path: Path, checker: str) -> list[tuple[int, str]]:
    """Return the lines of an example of which *checker* has something to say, with what that is."""
    found = []
    line_of_statement = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        comment = EXPECTED.search(line)
        if not line.startswith("#"):
            line_of_statement = number
        if comment and (comment[1] in ("both", checker) or comment[0] == REFUSED):
            found.append((line_of_statement, comment[2]))
    return sorted(found)


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory) -> Path:
    """An example that has every kind."""
    path = tmp_path_factory.mktemp("typing") / "every_kind.py"
    of_kinds = [
        OF_A_KIND.format(kind=kind, type="".join(word.capitalize() for word in kind.split("_")) + "Event")
        for kind in kinds()
    ]
    path.write_text(EVERY_KIND + "".join(of_kinds), encoding="utf-8")
    return path


def run(*command: str) -> str:
    environment = {**os.environ, "MYPYPATH": str(PROJECT), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def mypy(every_kind) -> dict[Path, list[tuple[int, str]]]:
    """What mypy says, by file."""
    said: dict[Path, list[tuple[int, str]]] = {}
    options = ("--config-file=", "--strict", "--output=json", "--cache-dir=.mypy_cache/examples")
    for line in run("mypy", *options, *map(str, [*EXAMPLES, every_kind])).splitlines():
        one = json.loads(line)
        revealed = re.fullmatch(r'Revealed type is "(.*)"', one["message"])
        text = _without_fields(revealed[1]) if revealed else _refused(one)
        said.setdefault((PROJECT / one["file"]).resolve(), []).append((one["line"], text))
    return said


def _refused(one: dict[str, str]) -> str:
    """Return that something is refused; in which words differs from release to release."""
    return "refused" if one["severity"] == "error" else one["message"]


def _without_fields(revealed: str) -> str:
    """Return a type as mypy reveals it, with the name alone of what it spells out and of what is built in."""
    text = revealed.replace("builtins.", "")
    while True:
        shorter = re.sub(r"TypedDict\(('[\w.]+', )?\{[^{}]*\}\)", "TypedDict", text)
        if shorter == text:
            return text
        text = shorter


@pytest.fixture(scope="module")
def pyright(every_kind) -> dict[Path, list[tuple[int, str]]]:
    """What pyright says, by file."""
    said: dict[Path, list[tuple[int, str]]] = {}
    output = run("pyright", "--outputjson", f"--pythonpath={sys.executable}", *map(str, [*EXAMPLES, every_kind]))
    for one in json.loads(output)["generalDiagnostics"]:
        revealed = re.fullmatch(r'Type of ".*" is "(.*)"', one["message"], re.DOTALL)
        text = revealed[1] if revealed else _refused(one)
        said.setdefault(Path(one["file"]).resolve(), []).append((one["range"]["start"]["line"] + 1, text))
    return said


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_checker_says_of_an_example_what_it_shows(request, checker, path):
    said = request.getfixturevalue(checker)

    assert expected(path, checker) == sorted(set(said.get(path, [])))


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_checker_knows_every_kind(request, checker, every_kind):
    said = request.getfixturevalue(checker)

    assert [] == said.get(every_kind.resolve(), [])


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_nothing_is_said_of_the_library_itself(request, checker):
    said = request.getfixturevalue(checker)

    assert set() == {path for path in said if path not in EXAMPLES}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_an_example_is_really_checked(request, checker):
    said = request.getfixturevalue(checker)

    assert {path.stem for path in EXAMPLES} == {path.stem for path in said}
