"""Every id that code, tests or pages cite is explained in docs/sources.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = "RT|CTX|LC|ENV|LOG|INV|ASYNC|ESM|SQS|STR|FLT|CON|VER|ALI|PERM|CFG|BILL|MET|XRAY|KAF|MQ|DOC"
ID = re.compile(rf"(?<![A-Za-z0-9])({SECTIONS})[-_](\d\d)(?![0-9])")
RANGE = re.compile(rf"\b({SECTIONS})-(\d\d)(?: to |\u2013)(?:({SECTIONS})-)?(\d\d)\b")

SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
EXPLAINED = re.findall(r"^([A-Z]+-\d\d)\n: ", SOURCES, re.MULTILINE)


def cited_files() -> list[Path]:
    """Return every file that may cite a source."""
    folders = [ROOT / name for name in ("pytest_lambda", "docs", "tests")]
    found = [path for folder in folders for suffix in ("py", "md") for path in folder.rglob(f"*.{suffix}")]
    return sorted({ROOT / "README.md", *found})


FILES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in cited_files()]


@pytest.mark.parametrize("path", FILES)
def test_every_id_is_explained(path):
    cited = {f"{section}-{number}" for section, number in ID.findall(path.read_text(encoding="utf-8"))}

    assert set() == cited - set(EXPLAINED)


@pytest.mark.parametrize("path", FILES)
def test_a_range_goes_up_within_one_section(path):
    ranges = RANGE.findall(path.read_text(encoding="utf-8"))

    assert [] == [found for found in ranges if found[2] not in ("", found[0]) or found[1] >= found[3]]


@pytest.mark.parametrize("path", [param for param in FILES if param.id.startswith("pytest_lambda/")])
def test_a_source_that_is_named_is_one_of_ours(path):
    named = re.findall(r"\bSource: (.*)", path.read_text(encoding="utf-8"))

    assert [] == [text for text in named if not ID.match(text)]


def test_every_id_is_explained_once():
    assert sorted(set(EXPLAINED)) == sorted(EXPLAINED)
