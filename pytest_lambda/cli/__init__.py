"""The command line: ``python -m pytest_lambda COMMAND``, one module for each command."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

__all__ = ["COMMANDS", "Command", "main"]

_PROGRAM = "python -m pytest_lambda"

COMMANDS = {"events": "print an event of any kind as JSON"}
"""The commands with what they do; each is a module of this package, imported when it is called."""


class Command(Protocol):
    """What the module of a command has."""

    def run(self, arguments: Sequence[str], program: str) -> int:
        """
        Do what the command is for, and return the exit code.

        Args:
            arguments: those after the name of the command.
            program: how the command was called, for help and error texts.
        """


def main(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* begin with, and return the exit code: 2 for wrong arguments."""
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description="Test AWS Lambda handlers.",
        epilog="\n".join(["commands:", *(f"  {name}  {purpose}" for name, purpose in COMMANDS.items())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="what to do; COMMAND --help says more")
    # What follows the name is the command's own, --help too.
    given = parser.parse_args(arguments[:1])
    command = cast(Command, importlib.import_module(f"{__name__}.{given.command}"))
    try:
        code = command.run(arguments[1:], f"{_PROGRAM} {given.command}")
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read our output has enough, such as `head`; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
