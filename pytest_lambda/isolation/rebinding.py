"""
Functions that modules hold under names of their own (``from time import sleep``), replaced there too.

A patched attribute of ``time`` or ``os`` does not reach them. Tools that measure or run the tests keep the real ones.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

__all__ = ["Rebinding"]

_KEPT_REAL = (
    "_pytest",
    "coverage",
    "execnet",
    "freezegun",
    "hypothesis",
    "pluggy",
    "pydevd",
    "pytest",
    "time_machine",
    "xdist",
)
"""Tools of the test run; ``pytest`` stands for its plugins and for this library too."""


class Rebinding:
    """
    Finds and replaces bindings of functions.

    Each module is looked through once; what it binds later by hand is not seen.

    Args:
        standard: modules of the standard library to look through; the others there keep what they have.
    """

    def __init__(self, *, standard: tuple[str, ...] = ()) -> None:
        self._standard = standard
        self._seen: dict[str, int] = {}
        self._bindings: list[tuple[ModuleType, str]] = []

    def replace(self, replacements: Mapping[int, Any], *, owners: tuple[str, ...]) -> None:
        """
        Replace in every module what is bound to a function by the function that *replacements* has for its id.

        Args:
            owners: modules that the functions belong to, which are patched by hand.
        """
        self._find(replacements, owners)
        for module, attribute in self._bindings:
            replacement = replacements.get(id(getattr(module, attribute, None)))
            if replacement is not None:
                setattr(module, attribute, replacement)

    def put_back(self, replacements: Mapping[int, Any]) -> None:
        """Undo :meth:`replace`, with the mapping the other way round."""
        for module, attribute in self._bindings:
            original = replacements.get(id(getattr(module, attribute, None)))
            if original is not None:
                setattr(module, attribute, original)

    def _find(self, replacements: Mapping[int, Any], owners: tuple[str, ...]) -> None:
        library = sys.stdlib_module_names
        for name, module in list(sys.modules.items()):
            if self._seen.get(name) == id(module):
                continue
            self._seen[name] = id(module)
            is_left_out = name in owners or name.startswith(_KEPT_REAL)
            if is_left_out or (name.partition(".")[0] in library and name not in self._standard):
                continue
            namespace = getattr(module, "__dict__", None)
            if not isinstance(namespace, dict):
                continue
            self._bindings.extend((module, key) for key, value in list(namespace.items()) if id(value) in replacements)
