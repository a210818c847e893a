"""
Modules that all environments and the test run share: what a handler patches in them is its environment's only.

While a simulator is open these modules are of a class that notices when an attribute is set or deleted, so that an
invocation which patches nothing pays nothing. The environment's patches are shown while its code runs, and hidden from
the runtime around it.
"""

from __future__ import annotations

import builtins
import decimal
import json
import random
import sys
from collections.abc import Callable, Iterable
from operator import itemgetter
from types import ModuleType
from typing import Any

from pytest_lambda.isolation.inside import inside

__all__ = ["SharedModules", "install_watching"]

_WATCHED = (
    "base64",
    "builtins",
    "copy",
    "csv",
    "datetime",
    "decimal",
    "email",
    "glob",
    "hashlib",
    "hmac",
    "http.client",
    "json",
    "json.decoder",
    "json.encoder",
    "math",
    "pathlib",
    "pickle",
    "platform",
    "queue",
    "re",
    "secrets",
    "shutil",
    "socket",
    "ssl",
    "statistics",
    "string",
    "struct",
    "tempfile",
    "time",
    "urllib.parse",
    "urllib.request",
    "uuid",
    "zlib",
)
"""Modules of the standard library whose attributes are watched."""

_MISSING: Any = object()


class _WatchedModule(ModuleType):
    """A module that notices what a handler makes of it."""

    def __setattr__(self, name: str, value: Any) -> None:
        here = inside.environment
        if here is not None:
            here.modules.note(self, name)
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        here = inside.environment
        if here is not None:
            here.modules.note(self, name)
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


def _random_function(name: str) -> property:
    def get(module: ModuleType) -> Any:
        here = inside.environment
        if here is not None:
            here.modules.use_random()
        try:
            return module.__dict__[name]
        except KeyError:
            raise AttributeError(f"module 'random' has no attribute {name!r}") from None

    return property(get)


_generator: random.Random = random._inst
_in_c: Any = random.Random.__mro__[1]
"""The generator's class in C: a handler that is being ended is raised at every line of Python outside this library."""


def _random_state() -> tuple[Any, Any]:
    return _in_c.getstate(_generator), _generator.gauss_next  # type: ignore[attr-defined]


def _set_random_state(state: tuple[Any, Any]) -> None:
    _in_c.setstate(_generator, state[0])
    _generator.gauss_next = state[1]  # type: ignore[attr-defined]


_RANDOM_FUNCTIONS = tuple(
    name for name, value in vars(random).items() if getattr(value, "__self__", None) is _generator
)
_WatchedRandom: Any = type(
    "_WatchedRandom", (_WatchedModule,), {name: _random_function(name) for name in _RANDOM_FUNCTIONS}
)
"""The same for ``random``: it also notices who is about to draw from the numbers that all share."""

# What may be replaced in the dicts themselves, which no class notices, is compared: the names that matter most.
_BUILTINS = vars(builtins)
_BUILTIN_NAMES = ("print", "open", "len", "isinstance", "__import__", "str", "dict", "getattr", "Exception")
_builtins_now = itemgetter(*_BUILTIN_NAMES)
_JSON = vars(json)
_JSON_NAMES = ("dump", "dumps", "load", "loads", "detect_encoding", "_default_encoder", "_default_decoder")
_json_now = itemgetter(*_JSON_NAMES)
_MODULE_NAMES = ("builtins", "json", "logging", "os", "sys", "time")
_modules_now = itemgetter(*_MODULE_NAMES)
_template = decimal.DefaultContext


class SharedModules:
    """
    What one environment changed in modules that are not its own.

    Args:
        is_own: tells whether a module is the environment's own.
    """

    def __init__(self, is_own: Callable[[str, ModuleType], bool]) -> None:
        self._is_own = is_own
        self._patches: dict[tuple[ModuleType, str], Any] = {}
        self._before: dict[tuple[ModuleType, str], Any] = {}
        self._is_shown = False
        self._modules: dict[str, ModuleType] = {}
        self._known: dict[str, ModuleType] = {}
        self._size = -1
        self._newest: str | None = None
        self._important: tuple[Any, ...] = ()
        self._decimal: tuple[int, str] = (0, "")
        self._random_state: Any = None
        self._their_random_state: Any = None
        self._always_draws = False

    def show(self) -> None:
        """Code of the environment is about to run."""
        modules = sys.modules
        self._modules = modules
        size, newest = len(modules), next(reversed(modules))
        if size != self._size or newest != self._newest:
            self._known, self._size, self._newest = dict(modules), size, newest
        self._important = (_modules_now(modules), _builtins_now(_BUILTINS), _json_now(_JSON))
        self._decimal = (_template.prec, _template.rounding)
        self._is_shown = True
        if self._patches:
            for (module, name), value in self._patches.items():
                self.note(module, name)
                _put(module, name, value)
        if self._always_draws:
            self.use_random()

    def hide(self) -> None:
        """Code of the environment has run: let the runtime and the test run find what they know."""
        self._is_shown = False
        if self._before:
            self._hide_patches()
        try:
            is_as_before = (
                sys.modules is self._modules
                and len(self._modules) >= self._size
                and (_modules_now(self._modules), _builtins_now(_BUILTINS), _json_now(_JSON)) == self._important
            )
        except KeyError:
            is_as_before = False
        if not is_as_before:
            self._restore()
        if (_template.prec, _template.rounding) != self._decimal:
            _template.prec, _template.rounding = self._decimal
        if self._their_random_state is not None:
            self._random_state = _random_state()
            _set_random_state(self._their_random_state)
            self._their_random_state = None

    def note(self, module: ModuleType, name: str) -> None:
        """The attribute *name* of *module* is about to change."""
        if self._is_shown:
            key = (module, name)
            if key not in self._before:
                self._before[key] = vars(module).get(name, _MISSING)

    def use_random(self) -> None:
        """Give the environment the sequence of random numbers that it left, or one of its own."""
        if self._is_shown and self._their_random_state is None:
            self._their_random_state = _random_state()
            if self._random_state is None:
                _in_c.seed(_generator)
                _generator.gauss_next = None  # type: ignore[attr-defined]
            else:
                _set_random_state(self._random_state)

    def draws_from(self, namespaces: Iterable[dict[str, Any]]) -> None:
        """Remember whether code with these globals holds functions of ``random`` itself."""
        self._always_draws = any(
            getattr(value, "__self__", None) is _generator
            for namespace in namespaces
            for value in list(namespace.values())
        )

    def reset(self) -> None:
        """Start over: the process is gone."""
        self._patches.clear()
        self._random_state = None
        self._always_draws = False
        self._known, self._size, self._newest = {}, -1, None

    def _hide_patches(self) -> None:
        patches = self._patches
        for (module, name), before in self._before.items():
            value = vars(module).get(name, _MISSING)
            if value is before:
                patches.pop((module, name), None)
            else:
                patches[module, name] = value
                _put(module, name, before)
        self._before.clear()

    def _restore(self) -> None:
        """Put back what was replaced or deleted in the dicts themselves."""
        important, built_in, of_json = self._important
        _BUILTINS.update(zip(_BUILTIN_NAMES, built_in, strict=True))
        _JSON.update(zip(_JSON_NAMES, of_json, strict=True))
        if sys.modules is not self._modules:
            self._modules.update(sys.modules)
            sys.modules = self._modules
        modules = self._modules
        for name, module in self._known.items():
            if modules.get(name) is not module and not self._is_own(name, module):
                modules[name] = module
        modules.update(zip(_MODULE_NAMES, important, strict=True))
        self._size = -1


def _put(module: ModuleType, name: str, value: Any) -> None:
    if value is _MISSING:
        vars(module).pop(name, None)
    else:
        vars(module)[name] = value


def install_watching() -> Callable[[], None]:
    """Watch the modules that are imported by now; return what ends that."""
    watched: list[ModuleType] = []
    for name in _WATCHED:
        module: Any = sys.modules.get(name)
        if type(module) is ModuleType:
            module.__class__ = _WatchedModule
            watched.append(module)
    if type(random) is ModuleType:
        random.__class__ = _WatchedRandom
        watched.append(random)

    def end() -> None:
        for module in watched:
            if isinstance(module, _WatchedModule):
                module.__class__ = ModuleType  # type: ignore[assignment]

    return end
