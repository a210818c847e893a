"""Writes ``reference/event-kinds.md`` from the builders, so that it says what they do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytest_lambda.events import kinds, seeded
from pytest_lambda.events._description import Argument, Description, describe

__all__ = ["page", "write"]

_SEED = 7
_LONGEST_TEXT = 64
_LONGEST_LIST = 3
_ALIKE = ("account_id", "region")
"""What means the same in every kind, and is said in events.md."""

_HEAD = """\
# Kinds of events

Every builder of `pytest_lambda.events`, with what it takes and one event that it makes. What all have in common, such
as `account_id`, `region` and `overrides`, is in {doc}`events`. The type that a builder returns is a `TypedDict` of
`pytest_lambda.events.types`.
"""
_CODE = re.compile(r"(``.*?``)")
_ROLE = re.compile(r":\w+:`~?(?:[\w.]*\.)?(\w+)`")


def write(folder: Path) -> None:
    """Write the page into *folder*, unless it is there as it must be."""
    path = folder / "event-kinds.md"
    content = page()
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def page() -> str:
    """Return the whole page."""
    found = [describe(kind) for kind in kinds()]
    sections = ["\n".join(_section(description)) for description in found]
    return "\n".join([_HEAD, *_contents(found), "", *sections])


def _contents(found: list[Description]) -> Iterator[str]:
    yield "| kind | is |"
    yield "|---|---|"
    for description in found:
        yield f"| [`{description.kind}`](#{description.kind.replace('_', '-')}) | {_cell(_purpose(description))} |"


def _section(description: Description) -> Iterator[str]:
    name = description.kind
    yield f"({name.replace('_', '-')})="
    yield f"## {name}\n"
    yield f"{_markdown(_purpose(description)[:1].upper() + _purpose(description)[1:])}.\n"
    if description.details:
        yield f"{_markdown(description.details)}\n"
    yield f"```python\n{_signature(description)}\n```\n"
    if description.variants:
        yield f"Variants: {', '.join(f'`{variant}`' for variant in description.variants)}.\n"
    yield "| argument | means |"
    yield "|---|---|"
    for argument in description.arguments:
        if argument.name not in _ALIKE:
            yield f"| `{argument.name}` | {_cell(argument.meaning)} |"
    yield ""
    if description.assumed:
        yield f"Assumed: {_markdown(description.assumed)}\n"
    if description.source:
        yield f"Source: {description.source}.\n"
    if description.example:
        yield f"```pycon\n{description.example}\n```\n"
    event = json.dumps(_shortened(getattr(seeded(_SEED), name)()), indent=2, ensure_ascii=False)
    yield f"<details><summary><code>events.{name}()</code></summary>\n"
    yield f"```json\n{event}\n```\n"
    yield "</details>\n"


def _purpose(description: Description) -> str:
    return description.summary.removeprefix("Return ").removesuffix(".")


def _signature(description: Description) -> str:
    lines = [f"{description.kind}("]
    was_positional = True
    for argument in description.arguments:
        if was_positional and not argument.is_positional:
            lines.append("    *,")
        was_positional = argument.is_positional
        lines.append(f"    {argument.name}={_default(argument)},")
    lines.append(f") -> {description.returns}")
    return "\n".join(lines)


def _default(argument: Argument) -> str:
    if isinstance(argument.default, str):
        return json.dumps(argument.default, ensure_ascii=False)
    return repr(argument.default)


def _cell(text: str) -> str:
    return _markdown(" ".join(text.split())).replace("|", "\\|")


def _markdown(text: str) -> str:
    """Return text of a docstring as Markdown; what stands between double backticks stays code."""
    pieces = _CODE.split(_ROLE.sub(r"``\1``", text))
    return "".join(piece if piece.startswith("``") else piece.replace("<", "&lt;") for piece in pieces)


def _shortened(value: Any) -> Any:
    """Return an event of which long texts and long lists show their beginnings, and are JSON all the same."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"{value[: _LONGEST_TEXT - 3]}..."
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    if isinstance(value, list):
        more = [f"... and {len(value) - _LONGEST_LIST} more"] if len(value) > _LONGEST_LIST else []
        return [*map(_shortened, value[:_LONGEST_LIST]), *more]
    return value
