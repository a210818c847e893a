"""
The pytest entry point: checks that ``pytest_lambda`` is this project's, then registers its plugin.

It lies outside the package because an unrelated distribution, ``pytest-lambda``, installs a package of the same
name, and whichever came last has overwritten files of the other.

PYTEST_DONT_REWRITE: there is no assertion here.
"""

from __future__ import annotations

import importlib.util
import os
from importlib import metadata

import pytest

_THEIRS = ("impl.py", "fixtures.py", "util.py")
_OURS = ("__init__.py", "plugin.py", "hookspecs.py")
_REINSTALL = "pip install --force-reinstall --no-deps pytest-aws-lambda"


def namesake_message() -> str | None:
    """Return what to tell the user when ``pytest-lambda`` lies beside or instead of ours, or ``None``."""
    spec = importlib.util.find_spec("pytest_lambda")
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    where = _their_file(folders) or _their_metadata()
    if where is not None:
        return (
            "pytest-aws-lambda and the unrelated distribution 'pytest-lambda' both install a package named "
            f"'pytest_lambda', and 'pytest-lambda' was found ({where}). Only one of them can be installed. "
            f"To use pytest-aws-lambda: pip uninstall -y pytest-lambda && {_REINSTALL}"
        )
    missing = [name for name in _OURS if not any(os.path.isfile(os.path.join(folder, name)) for folder in folders)]
    if missing:
        return (
            f"pytest-aws-lambda is incomplete: its package 'pytest_lambda' has no {', '.join(missing)}. Uninstalling "
            f"the unrelated distribution 'pytest-lambda' removes files of that name. To repair it: {_REINSTALL}"
        )
    return None


def _their_file(folders: list[str]) -> str | None:
    paths = (os.path.join(folder, name) for folder in folders for name in _THEIRS)
    return next((path for path in paths if os.path.isfile(path)), None)


def _their_metadata() -> str | None:
    """Return its version where it is installed, though files of ours hide its own."""
    try:
        return f"version {metadata.version('pytest-lambda')}"
    except metadata.PackageNotFoundError:
        return None


_message = namesake_message()
if _message is not None:
    raise pytest.UsageError(_message)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the plugin itself; ``pytest_plugins`` would read the metadata of every distribution once more."""
    from pytest_lambda import plugin

    if not pluginmanager.is_registered(plugin):
        pluginmanager.register(plugin, plugin.__name__)
