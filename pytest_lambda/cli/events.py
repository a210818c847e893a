"""``python -m pytest_lambda events``: lists the kinds of events, or prints one event as JSON."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.cli.values import accepted, value_of
from pytest_lambda.events import Builders, kinds
from pytest_lambda.events._description import Argument, Description, describe

__all__ = ["run"]

_HELP = """\
Options that stand for a list or a mapping may be repeated: a mapping is given as key=value, a list item by item. A JSON
object or array is taken as one wherever the option takes one.
"""


def run(arguments: Sequence[str], program: str) -> int:
    """List the kinds, or print the event of the kind that *arguments* begin with; return the exit code."""
    if arguments and not arguments[0].startswith("-"):
        print(json.dumps(_event(arguments[0], arguments[1:], program), indent=2))
        return 0
    parser = argparse.ArgumentParser(
        prog=program,
        usage=f"{program} [kind [options]]",
        description="Print an event of any kind as JSON. Without a kind, list the kinds.",
        epilog=f"{program} KIND --help shows the options of a kind.",
    )
    parser.parse_args(arguments)
    print("\n".join(_listed(describe(kind) for kind in kinds())))
    return 0


def _listed(descriptions: Iterable[Description]) -> Iterable[str]:
    found = list(descriptions)
    width = max(len(description.kind) for description in found)
    return (f"{description.kind:{width}}  {_purpose(description)}" for description in found)


def _purpose(description: Description) -> str:
    return description.summary.removeprefix("Return ").removesuffix(".")


def _event(kind: str, arguments: Sequence[str], program: str) -> Any:
    try:
        description = describe(kind)
    except UsageError as error:
        argparse.ArgumentParser(prog=program, usage=f"{program} [kind [options]]").error(str(error))
    parser = _parser(description, f"{program} {description.kind}")
    options = {argument.name: _options(argument, description) for argument in description.arguments}
    given = vars(parser.parse_args(arguments))
    try:
        build = getattr(Builders(given.pop("seed")), description.kind)
        return build(
            **{
                argument.name: value_of(options[argument.name][0], accepted(argument.hint), given[argument.name])
                for argument in description.arguments
                if given[argument.name] is not None
            }
        )
    except UsageError as error:
        parser.error(_by_options(str(error), options))


def _parser(description: Description, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        usage=f"{program} [options]",
        description=_purpose(description),
        epilog=_HELP,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="the same seed gives the same event; default 0"
    )
    for argument in description.arguments:
        takes = accepted(argument.hint)
        settings: dict[str, Any] = {"dest": argument.name, "default": None, "help": _help(argument)}
        if takes.is_flag:
            settings["action"] = argparse.BooleanOptionalAction
        else:
            settings |= {"action": "append" if takes.is_repeated else "store", "metavar": takes.metavar}
        parser.add_argument(*_options(argument, description), **settings)
    return parser


def _options(argument: Argument, description: Description) -> list[str]:
    """Return how an argument is spelled, the usual way first: an item of a list or mapping in the singular."""
    plural = argument.name
    singular = re.sub(r"ies$", "y", plural) if plural.endswith("ies") else re.sub(r"(?<!s)s$", "", plural)
    names = [plural]
    if singular != plural and accepted(argument.hint).is_repeated:
        taken = {other.name for other in description.arguments}
        names = [singular, plural] if singular not in taken else [plural]
    return [f"--{name.replace('_', '-')}" for name in names]


def _help(argument: Argument) -> str:
    meaning = argument.meaning
    choices = accepted(argument.hint).choices
    if choices:
        meaning = f"{meaning} One of {', '.join(choices)}."
    if isinstance(argument.default, (str, int)) and not isinstance(argument.default, bool):
        meaning = f"{meaning} Default {argument.default}."
    return re.sub(r"``|\*(?=\w)|(?<=\w)\*", "", meaning).replace("%", "%%")


def _by_options(message: str, options: dict[str, list[str]]) -> str:
    """Return the *message* of a builder with the arguments that it names called as they were given."""
    named, must, rest = message.partition(" must ")
    pattern = "|".join(sorted(options, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({pattern})(?!\w)", lambda found: options[found[1]][0], named) + must + rest
