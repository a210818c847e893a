"""
Write the lists of all kinds of events, which type checkers need in full and which no one should keep by hand.

A kind is a public function in a file of ``pytest_lambda/events`` that takes the stream first and has ``overrides``; its
shapes are what a file of ``pytest_lambda/events/types`` names in ``__all__``. Run ``python tools/kinds.py`` after one
was added; a test fails while the lists are not up to date.
"""

from __future__ import annotations

import ast
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pytest_lambda"

_LINE = 120
_NOTE = "# Written by tools/kinds.py: run it instead of changing this file."

_EVENTS = '''"""Every kind of event, and the file that its builder is in."""

{note}

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kind import Kind
{imports}

__all__ = [
{names}
]

HOMES = {{
{homes}
}}
"""Names of kinds to names of files: a file is imported when one of its kinds is first used."""


class Kinds:
    """What :class:`~pytest_lambda.events.Builders` has by name, as type checkers see it."""

    if TYPE_CHECKING:
{attributes}


if TYPE_CHECKING:
    _default = Kinds()
{functions}
'''

_TYPES = '''"""The shapes of all events, for type checkers: every builder returns one of these."""

{note}

{imports}

__all__ = [
{names}
]
'''

_STRATEGIES = '''"""Every strategy for a kind of event, as type checkers see it."""

{note}

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kinds import Kinds
    from pytest_lambda.strategies._typed import typed

{strategies}

__all__ = [
{names}
]
'''


def homes(package: Path = PACKAGE) -> dict[str, str]:
    """Return the name of every kind, with that of the file it is in, in order."""
    found = {}
    for path in (package / "events").glob("[!_]*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _is_builder(node.args):
                found[node.name] = path.stem
    return dict(sorted(found.items()))


def _is_builder(arguments: ast.arguments) -> bool:
    first = [argument.arg for argument in arguments.args[:1]]
    return first == ["entropy"] and "overrides" in {argument.arg for argument in arguments.kwonlyargs}


def shapes(package: Path = PACKAGE) -> dict[str, list[str]]:
    """Return the public names of every file of shapes."""
    found = {}
    for path in sorted((package / "events" / "types").glob("[!_]*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                found[path.stem] = sorted(ast.literal_eval(node.value))
    return found


def files() -> dict[Path, str]:
    """Return what the files with the lists must hold."""
    found, typed = homes(), shapes()
    names = "\n".join(f'    "{name}",' for name in found)
    return {
        PACKAGE / "events" / "types" / "__init__.py": _TYPES.format(
            note=_NOTE,
            imports="\n".join(_import("", f"types.{home}", exported) for home, exported in typed.items()),
            names="\n".join(f'    "{name}",' for name in sorted(name for names in typed.values() for name in names)),
        ),
        PACKAGE / "events" / "_kinds.py": _EVENTS.format(
            note=_NOTE,
            imports="\n".join(_imports(found)),
            names=names,
            homes="\n".join(f'    "{name}": "{home}",' for name, home in found.items()),
            attributes="\n".join(f"        {name} = Kind(_{name})" for name in found),
            functions="\n".join(f"    {name} = _default.{name}" for name in found),
        ),
        PACKAGE / "strategies" / "_kinds.py": _STRATEGIES.format(
            note=_NOTE,
            names=names,
            strategies="\n".join(f"    {name} = typed(Kinds.{name})" for name in found),
        ),
    }


def _imports(found: dict[str, str]) -> list[str]:
    by_home = sorted((home, name) for name, home in found.items())
    return [
        _import("    ", home, [f"{name} as _{name}" for _, name in group])
        for home, group in groupby(by_home, key=lambda pair: pair[0])
    ]


def _import(indent: str, home: str, names: list[str]) -> str:
    """Return the statement as ``ruff format`` and its sorting of imports leave it."""
    start = f"{indent}from pytest_lambda.events.{home} import "
    if any(" as " in name for name in names):
        return "\n".join(_cut(start, [name], indent) for name in names)
    return _cut(start, names, indent)


def _cut(start: str, names: list[str], indent: str) -> str:
    line = start + ", ".join(names)
    if len(line) <= _LINE:
        return line
    return f"{start}(\n" + "".join(f"{indent}    {name},\n" for name in names) + f"{indent})"


if __name__ == "__main__":
    for file, content in files().items():
        file.write_text(content, encoding="utf-8")
