"""
The pytest entry point: checks that ``pytest_lambda`` is this project's, then loads its plugin.

It lies outside the package because an unrelated distribution, ``pytest-lambda``, installs a package of the same
name, and whichever came last has overwritten files of the other.
"""

from __future__ import annotations

import importlib.util
import os

import pytest

_THEIRS = ("impl.py", "fixtures.py", "util.py")
_OURS = "hookspecs.py"


def namesake_message() -> str | None:
    """Return what to tell the user when files of ``pytest-lambda`` are found beside or instead of ours, or ``None``."""
    spec = importlib.util.find_spec("pytest_lambda")
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    found = [os.path.join(folder, name) for folder in folders for name in _THEIRS]
    found = [path for path in found if os.path.isfile(path)]
    is_whole = any(os.path.isfile(os.path.join(folder, _OURS)) for folder in folders)
    if not found and is_whole:
        return None
    where = f" ({found[0]})" if found else ""
    return (
        "pytest-aws-lambda and the unrelated distribution 'pytest-lambda' both install a package named "
        f"'pytest_lambda', and files of 'pytest-lambda' were found{where}. Only one of them can be installed. "
        "To use pytest-aws-lambda: pip uninstall -y pytest-lambda && pip install --force-reinstall --no-deps "
        "pytest-aws-lambda"
    )


_message = namesake_message()
if _message is not None:
    raise pytest.UsageError(_message)

pytest_plugins = ("pytest_lambda.plugin",)
