"""What a builder takes and gives, read from its signature and its docstring: for help texts and reference pages."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, get_type_hints

from pytest_lambda.events._builders import builder, variants

__all__ = ["Argument", "Description", "describe"]

_SECTION = re.compile(r"(Args|Raises|Example|Source|Assumed):(?: (.*))?")
_ARGUMENT = re.compile(r"(\*{0,2}\w+(?:, \w+)*): ?(.*)")
_SHARED = {
    "account_id": "of the account, 12 digits.",
    "region": "where it happens.",
    "time": "when it happens: seconds since 1970 or an aware datetime; by default one from the seed.",
    "overrides": "merged into the finished event, last.",
    "variant": "which of the variants.",
}
"""What the arguments mean that many builders have, where a docstring does not say more."""


@dataclass(frozen=True, slots=True)
class Argument:
    """
    One argument of a builder.

    Attributes:
        name: as callers write it.
        hint: its type; Any where it cannot be told.
        default: what it is without being given.
        is_positional: whether it can be given without its name.
        meaning: from the docstring, on one line.
    """

    name: str
    hint: Any
    default: Any
    is_positional: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Description:
    """
    One kind of event.

    Attributes:
        kind: its name.
        summary: the first line of the docstring.
        details: what the docstring says between the first line and the arguments.
        arguments: without the stream, in the order of the signature.
        variants: the names that ``variant=`` takes.
        example: the doctest, without indentation; empty where there is none.
        assumed: what had to be guessed; empty where nothing was.
        source: the ids of what it goes by, as they stand in the docstring; empty where there are none.
        returns: the name of the type.
    """

    kind: str
    summary: str
    details: str
    arguments: tuple[Argument, ...]
    variants: tuple[str, ...]
    example: str
    assumed: str
    source: str
    returns: str


@cache
def describe(kind: str) -> Description:
    """
    Return what there is to say about *kind*.

    Raises:
        UsageError: there is no such kind.
    """
    build = builder(kind)
    sections = _sections(inspect.getdoc(build) or "")
    summary, _, details = sections[""].partition("\n\n")
    meanings = _meanings(sections.get("Args", ""))
    _, *parameters = inspect.signature(build).parameters.values()
    return Description(
        kind=build.__name__,
        summary=_joined(summary),
        details=details.strip(),
        arguments=tuple(
            Argument(
                name=parameter.name,
                hint=_hint(build, parameter.name),
                default=parameter.default,
                is_positional=parameter.kind is parameter.POSITIONAL_OR_KEYWORD,
                meaning=meanings.get(parameter.name) or _SHARED.get(parameter.name, ""),
            )
            for parameter in parameters
        ),
        variants=variants(build.__name__),
        example=inspect.cleandoc(sections.get("Example", "")),
        assumed=_joined(sections.get("Assumed", "")),
        source=_joined(sections.get("Source", "")),
        returns=build.__annotations__["return"],
    )


def _sections(documentation: str) -> dict[str, str]:
    """Return the text of every section by its title; what stands before all of them by the empty title."""
    lines: dict[str, list[str]] = {"": []}
    title = ""
    for line in documentation.splitlines():
        found = _SECTION.fullmatch(line)
        if found:
            title = found[1]
            lines.setdefault(title, [])
            line = found[2] or ""
        lines[title].append(line)
    return {name: "\n".join(found) for name, found in lines.items()}


def _meanings(text: str) -> dict[str, str]:
    """Return what each argument means; lines that are indented further go on with the one before."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in inspect.cleandoc(text).splitlines():
        start = _ARGUMENT.fullmatch(line)
        if start:
            names = start[1].split(", ")
            line = start[2]
        for name in names:
            found.setdefault(name, []).append(line)
    return {name: _joined("\n".join(lines)) for name, lines in found.items()}


def _joined(text: str) -> str:
    return " ".join(text.split())


def _hint(build: Any, name: str) -> Any:
    # One at a time: what builders return is imported for type checkers alone.
    only = SimpleNamespace(__annotations__={name: build.__annotations__[name]})
    try:
        return get_type_hints(only, build.__globals__)[name]
    except NameError:
        return Any
