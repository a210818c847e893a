"""
The examples of the documentation work as they are printed.

A block that begins with ``# file: <path>`` is a whole file. Those of one page, together, are a project whose tests
pass.
"""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pytest_lambda.cli import main
from pytest_lambda.events import kinds, variants

PROJECT = Path(__file__).parents[1]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (\S+)\n")


def name(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def blocks(page: Path) -> list[str]:
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def files(page: Path) -> list[tuple[str, str]]:
    """Return path and source of each file that *page* shows."""
    found = ((_FILE.match(block), block) for block in blocks(page))
    return [(match[1], block[match.end() :]) for match, block in found if match]


PROJECTS = [page for page in PAGES if files(page)]


def test_readme_and_tutorial_are_among_the_pages_that_are_run():
    assert {"README.md", "docs/tutorial.md"} <= {name(page) for page in PROJECTS}


@pytest.mark.parametrize("page", PROJECTS, ids=name)
def test_a_page_shows_each_file_once(page):
    repeated = [path for path, count in Counter(path for path, _ in files(page)).items() if count > 1]

    assert [] == repeated


@pytest.mark.parametrize("page", PROJECTS, ids=name)
def test_the_project_of_a_page_passes_its_tests(page, tmp_path):
    for path, source in files(page):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "pytest_aws_lambda", "-p", "no:cacheprovider", "-W", "error", "-q"],
        cwd=tmp_path,
        env={
            **{variable: value for variable, value in os.environ.items() if variable != "PYTEST_ADDOPTS"},
            # Hypothesis reads all modules that are not installed, ours here, and would call that slow drawing.
            "CI": "true",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )

    tests = sum(len(re.findall(r"^def test_", source, re.MULTILINE)) for _, source in files(page))
    assert 0 == run.returncode, run.stdout
    assert f"\n{tests} passed in " in run.stdout, run.stdout


@pytest.mark.parametrize("page", [page for page in PAGES if "reference" not in page.parts and blocks(page)], ids=name)
def test_every_python_block_is_python(page):
    for block in blocks(page):
        ast.parse(block, name(page))


COMMAND = re.compile(r"^python -m pytest_lambda (.*)$", re.MULTILINE)
COMMANDS = sorted({found for page in PAGES for found in COMMAND.findall(page.read_text(encoding="utf-8"))})


def test_commands_are_among_what_is_run():
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_prints_what_the_page_says_it_prints(line, capsys):
    arguments = shlex.split(re.split(r" [|>] ", line)[0])

    assert 0 == main(arguments)
    assert json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def kinds_page():
    return runpy.run_path(str(PROJECT / "docs" / "event_kinds.py"))


def test_the_page_of_kinds_has_every_kind_and_every_argument(kinds_page):
    sections = re.split(r"^## ", kinds_page["page"](), flags=re.MULTILINE)[1:]

    assert list(kinds()) == [section.partition("\n")[0] for section in sections]
    for section, kind in zip(sections, kinds(), strict=True):
        assert all(f"| `{argument}` | " in section for argument in ("time", "overrides"))
        assert all(f"`{variant}`" in section for variant in variants(kind))
        assert ">>> " in section


def test_the_page_of_kinds_says_what_every_argument_means(kinds_page):
    assert [] == re.findall(r"^\| `(\w+)` \|  \|$", kinds_page["page"](), re.MULTILINE)


def test_events_on_the_page_of_kinds_are_json(kinds_page):
    events = re.findall(r"^```json\n(.*?)^```$", kinds_page["page"](), re.MULTILINE | re.DOTALL)

    assert len(kinds()) == len([json.loads(event) for event in events])


def test_the_page_of_kinds_is_written_once(kinds_page, tmp_path):
    kinds_page["write"](tmp_path)
    (page,) = tmp_path.iterdir()
    os.utime(page, (0, 0))
    kinds_page["write"](tmp_path)

    assert "event-kinds.md" == page.name
    assert 0 == page.stat().st_mtime
