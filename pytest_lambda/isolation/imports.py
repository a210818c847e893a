"""
Imports of one execution environment: the function's own modules afresh, everything else shared.

A module is the function's own when it lies in the code's folder or in another folder of ``sys.path`` that is no
library folder (the standard library, site-packages). Compiled extensions can be loaded once in a process, so a
package of the function's that has any is loaded once and shared among its environments.
"""

from __future__ import annotations

import importlib.machinery as machinery
import linecache
import os
import site
import sys
import sysconfig
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

__all__ = ["ImportHooks", "ImportState", "InlineImports", "is_library"]

_EXTENSIONS = tuple(machinery.EXTENSION_SUFFIXES)


@lru_cache(maxsize=1)
def _library_folders() -> tuple[str, ...]:
    """Return the folders that hold the standard library and installed packages."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(getattr(site, "getsitepackages", list)())
    folders.add(site.getusersitepackages())
    folders.update(path for path in sys.path if path.endswith((".zip", "lib-dynload")))
    return tuple(sorted({os.path.realpath(folder) + os.sep for folder in folders if folder}))


_layer_folders: list[str] = []
"""Where layers lie: what is in them is a function's own, even in a folder called ``site-packages``."""


def layer_paths(opt: Path | None) -> list[str]:
    """
    Return what layers put on ``sys.path``, after the code's folder: the folders that are there.

    Source: ENV-13, ENV-14
    """
    if opt is None:
        return []
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folders = [opt / "python" / "lib" / version / "site-packages", opt / "python"]
    prefix = os.path.realpath(opt) + os.sep
    if prefix not in _layer_folders:
        _layer_folders.append(prefix)
        is_library.cache_clear()
    return [str(folder) for folder in folders if folder.is_dir()]


@lru_cache(maxsize=4096)
def is_library(path: str) -> bool:
    """Return whether *path* lies in a folder of the standard library or of installed packages."""
    real = os.path.realpath(path)
    if (real + os.sep).startswith(tuple(_layer_folders)):
        return False
    if f"{os.sep}site-packages{os.sep}" in real + os.sep or f"{os.sep}dist-packages{os.sep}" in real + os.sep:
        return True
    return (real + os.sep).startswith(_library_folders())


@lru_cache(maxsize=256)
def _own_folders(root: str, layers: tuple[str, ...], path: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folders that hold a function's own modules, and the prefixes of the paths within them."""
    others = [folder for folder in path if folder and folder != root and not is_library(folder)]
    roots = (root, *layers, *others)
    prefixes = {os.path.join(folder, "") for root in roots for folder in (root, os.path.realpath(root))}
    return roots, tuple(sorted(prefixes))


class _SourceLoader(machinery.SourceFileLoader):
    """Loads source, and remembers its code: a cold start compiles nothing that did not change."""

    _codes: dict[str, tuple[tuple[int, int], CodeType]] = {}

    def get_code(self, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        stat = os.stat(path)
        version = (stat.st_mtime_ns, stat.st_size)
        known = self._codes.get(path)
        if known is not None and known[0] == version:
            return known[1]
        code = self.source_to_code(self.get_data(path), path)
        linecache.checkcache(path)
        self._codes[path] = (version, code)
        return code


_LOADERS: Any = (
    (machinery.ExtensionFileLoader, list(machinery.EXTENSION_SUFFIXES)),
    (_SourceLoader, list(machinery.SOURCE_SUFFIXES)),
    (machinery.SourcelessFileLoader, list(machinery.BYTECODE_SUFFIXES)),
)


@lru_cache(maxsize=256)
def _file_finder(folder: str) -> machinery.FileFinder:
    return machinery.FileFinder(folder, *_LOADERS)


@lru_cache(maxsize=256)
def _has_extensions(package: str) -> bool:
    """Return whether the folder *package* holds a compiled extension at any depth."""
    return any(name.endswith(_EXTENSIONS) for _, _, files in os.walk(package) for name in files)


class _Shared:
    """Modules that are loaded once for all environments of one code folder, by name."""

    by_root: dict[str, dict[str, ModuleType]] = {}


class _Finder:
    """Finds the function's own modules; anything else is left to the finders after it."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = tuple(roots)
        self.found: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> machinery.ModuleSpec | None:
        del target
        portions: list[str] = []
        for folder in self._roots if path is None else path:
            if path is not None and is_library(folder):
                return None
            spec = _file_finder(folder).find_spec(name)
            if spec is None:
                continue
            if spec.loader is not None:
                self.found.add(name)
                return spec
            portions.extend(spec.submodule_search_locations or ())
        if not portions:
            return None
        self.found.add(name)
        namespace = machinery.ModuleSpec(name, None, is_package=True)
        namespace.submodule_search_locations = portions
        return namespace

    def invalidate_caches(self) -> None:
        for root in self._roots:
            _file_finder(root).invalidate_caches()


class ImportState:
    """
    ``sys.path``, ``sys.modules`` and the finders of one environment.

    Args:
        code_uri: the code's folder, head of ``sys.path``.
        handler_module: the module that holds the handler: the environment's own even where it is a test module.
        opt: the folder of the layers, if there are any.

    Source: RT-04, ENV-13
    """

    def __init__(self, code_uri: Path, handler_module: str, opt: Path | None = None) -> None:
        self._root = str(code_uri)
        self._layers = tuple(layer_paths(opt))
        roots, self._prefixes = _own_folders(self._root, self._layers, tuple(sys.path))
        self._finder = _Finder(roots)
        self._handler_module = handler_module
        self._path = self._first_path()
        self._meta_path: list[Any] | None = None
        self._shared = _Shared.by_root.setdefault(os.pathsep.join((self._root, *self._layers)), {})
        self.modules: dict[str, ModuleType] = {}
        self._theirs: tuple[list[str], list[Any], list[Any]] = ([], [], [])
        self._hidden: dict[str, ModuleType] = {}
        self._known = 0
        self._last_key: str | None = None
        self._shared_size = 0
        self._shown: dict[str, ModuleType] = {}
        self._outside: tuple[int, str | None] = (-1, None)
        self._inside: tuple[int, str | None] = (-1, None)
        self._is_in_place = False
        self._has_same_names = False

    def enter(self) -> None:
        self._theirs = (sys.path, sys.meta_path, list(sys.path_hooks))
        modules = sys.modules
        size, newest = self._outside
        if len(modules) != size or next(reversed(modules)) != newest or len(self._shared) != self._shared_size:
            self._hide()
        elif self._is_in_place:
            # Both sides have the same names: the modules are exchanged where they stand.
            hidden = self._hidden
            try:
                for name in hidden:
                    hidden[name] = modules[name]
            except KeyError:
                self._hide()
        elif self._hidden:
            # Nobody imported anything since this environment was last left: the same modules are to be hidden.
            self._hidden = _take_out(self._hidden)
        modules.update(self._shown)
        sys.path = self._path
        sys.meta_path = self._meta_path or [self._finder, *sys.meta_path]

    def leave(self) -> None:
        path, meta_path, path_hooks = self._theirs
        self._path, self._meta_path = sys.path, sys.meta_path
        modules = sys.modules
        size, newest = self._inside
        if len(modules) != size or next(reversed(modules)) != newest:
            self._keep_new()
        if self._is_in_place:
            modules.update(self._hidden)
        else:
            self._put_back()
        sys.path, sys.meta_path = path, meta_path
        if sys.path_hooks != path_hooks:
            sys.path_hooks[:] = path_hooks

    def _hide(self) -> None:
        """Take out of ``sys.modules`` what the test run has of the function's own modules."""
        modules = sys.modules
        self._hidden = {name: modules.pop(name) for name in _own_names(self._prefixes)}
        handler_module = modules.get(self._handler_module)
        if handler_module is not None and _lies_in(handler_module, self._prefixes):
            self._hidden[self._handler_module] = modules.pop(self._handler_module)
        self._known = len(modules)
        self._last_key = next(reversed(modules))
        self._is_in_place = False
        self._count()

    def _put_back(self) -> None:
        """Take out what is the environment's and put back what it hid: each stands at the end of ``sys.modules``."""
        _take_out(self._shown)
        sys.modules.update(self._hidden)
        self._is_in_place = self._has_same_names

    def _count(self) -> None:
        """Say what ``sys.modules`` holds on both sides as long as nobody imports anything: its size and newest name."""
        self._shared_size = len(self._shared)
        self._shown = shown = {**self._shared, **self.modules}
        hidden = self._hidden
        self._inside = (self._known + len(shown), next(reversed(shown), self._last_key))
        self._outside = (self._known + len(hidden), next(reversed(hidden), self._last_key))
        self._has_same_names = bool(hidden) and list(hidden) == list(shown)

    def owns(self, name: str, module: ModuleType) -> bool:
        """Return whether *module* is the environment's own."""
        return self.modules.get(name) is module

    def forget(self) -> None:
        """Drop the environment's own modules: the runtime process is gone."""
        self.modules = {}
        self._outside = (-1, None)
        self._finder.found.clear()
        self._meta_path = None
        self._path = self._first_path()

    def _first_path(self) -> list[str]:
        return [self._root, *self._layers, *(path for path in sys.path if path != self._root)]

    def _keep_new(self) -> None:
        """Sort what was imported since :meth:`enter` into the environment's own and what all share."""
        own: dict[str, ModuleType] = {}
        for name in self._names_since_enter():
            module = sys.modules[name]
            is_own = _lies_in(module, self._prefixes) or _is_made_by_hand(name, module)
            if name in self._shared or not is_own or _is_test_run(name, module):
                continue
            if name not in self.modules and self._is_compiled(name):
                self._shared[name] = module
            else:
                own[name] = module
        self.modules = own
        self._is_in_place = False
        self._count()

    def _names_since_enter(self) -> list[str]:
        """
        Return the names that may be new: what our finder found, and what came after the last one of the test run's.

        A dict keeps its order, and finders of editable installs come before ours.
        """
        names: list[str] = []
        for name in reversed(sys.modules):
            if name == self._last_key:
                break
            names.append(name)
        missing = [name for name in (*self.modules, *sorted(self._finder.found)) if name in sys.modules]
        return list(dict.fromkeys((*missing, *reversed(names))))

    def _is_compiled(self, name: str) -> bool:
        top = name.partition(".")[0]
        module = sys.modules.get(top)
        if module is None:
            return False
        locations = getattr(module, "__path__", None)
        if locations is None:
            return str(getattr(module, "__file__", "")).endswith(_EXTENSIONS)
        return any(_has_extensions(str(location)) for location in locations)


def _take_out(names: dict[str, ModuleType]) -> dict[str, ModuleType]:
    """Remove *names* from ``sys.modules``, from its end where they stand there: that leaves no gaps to search."""
    modules = sys.modules
    taken = {}
    for name in reversed(names):
        newest, module = modules.popitem()
        if newest != name:
            modules[newest] = module
            if name not in modules:
                continue
            module = modules.pop(name)
        taken[name] = module
    return dict(reversed(taken.items())) if len(taken) > 1 else taken


class InlineImports:
    """
    The test's own modules, for isolation ``inline``.

    A module that the test imported is used as it is. One that it did not is imported once for its code folder and
    kept aside between invocations, so that same-named modules of several functions do not meet.

    Args:
        code_uri: the code's folder, head of ``sys.path``.
        opt: the folder of the layers, if there are any.
    """

    _aside: dict[str, dict[str, ModuleType]] = {}

    def __init__(self, code_uri: Path, opt: Path | None = None) -> None:
        self._root = str(code_uri)
        self._layers = layer_paths(opt)
        folders = (self._root, *self._layers)
        self._prefixes = tuple({os.path.join(form, "") for path in folders for form in (path, os.path.realpath(path))})
        self._kept = self._aside.setdefault(os.pathsep.join(folders), {})
        self._hidden: dict[str, ModuleType] = {}
        self._before: set[str] = set()
        self._theirs: list[str] = []

    def enter(self) -> None:
        modules = sys.modules
        for name in list(self._kept):
            present = modules.get(name)
            if present is not None and _lies_in(present, self._prefixes):
                del self._kept[name]
        tops = {name.partition(".")[0] for name in (*self._kept, *_top_names(self._root))}
        self._hidden = {
            name: module
            for name, module in list(modules.items())
            if name.partition(".")[0] in tops
            and not _lies_in(module, self._prefixes)
            and not _is_test_run(name, module)
        }
        for name in self._hidden:
            del modules[name]
        self._before = set(modules)
        modules.update(self._kept)
        self._theirs = sys.path
        sys.path = [self._root, *self._layers, *(path for path in sys.path if path != self._root)]

    def leave(self) -> None:
        modules = sys.modules
        sys.path = self._theirs
        for name in [name for name in modules if name not in self._before]:
            module = modules[name]
            if name in self._kept or (_lies_in(module, self._prefixes) and not _is_test_run(name, module)):
                self._kept[name] = modules.pop(name)
        modules.update(self._hidden)

    def own_modules(self) -> list[ModuleType]:
        """Return the modules that lie in the code's folder."""
        found = [module for module in list(sys.modules.values()) if _lies_in(module, self._prefixes)]
        return [*self._kept.values(), *found]

    def module(self, name: str) -> ModuleType | None:
        """Return the module *name* as a handler of this folder sees it, or ``None``."""
        return self._kept.get(name) or sys.modules.get(name)


class ImportHooks:
    """``sys.path``, ``sys.meta_path`` and ``sys.path_hooks`` where an environment has no imports of its own."""

    _NAMES = ("path", "meta_path", "path_hooks")

    def __init__(self) -> None:
        self._changed: dict[str, list[Any]] = {}
        self._theirs: list[tuple[str, list[Any], list[Any]]] = []

    def enter(self) -> None:
        self._theirs = [(name, here := getattr(sys, name), list(here)) for name in self._NAMES]
        for name, content in self._changed.items():
            getattr(sys, name)[:] = content

    def leave(self) -> None:
        for name, theirs, content in self._theirs:
            here = getattr(sys, name)
            if here is not theirs or here != content:
                self._changed[name] = list(here)
                theirs[:] = content
                setattr(sys, name, theirs)


@lru_cache(maxsize=256)
def _top_names(folder: str) -> frozenset[str]:
    """Return the names that a handler in *folder* may import from there, libraries left out."""
    names = {entry.partition(".")[0] for entry in os.listdir(folder)}
    return frozenset(name for name in names if name.isidentifier() and name not in sys.stdlib_module_names)


class _Index:
    """The modules of the test run that lie in some function's folders, kept up as modules come and go."""

    verdicts: dict[tuple[str, ...], dict[str, tuple[int, bool]]] = {}
    sizes: dict[tuple[str, ...], tuple[int, str, list[str]]] = {}


def _own_names(prefixes: tuple[str, ...]) -> list[str]:
    """Return the names in ``sys.modules`` of the test run's own copies of the function's modules."""
    modules = sys.modules
    newest = next(reversed(modules))
    known = _Index.sizes.get(prefixes)
    if known is not None and known[0] == len(modules) and known[1] == newest:
        return [name for name in known[2] if name in modules]
    verdicts = _Index.verdicts.setdefault(prefixes, {})
    names: list[str] = []
    for name, module in list(modules.items()):
        verdict = verdicts.get(name)
        if verdict is None or verdict[0] != id(module):
            verdict = verdicts[name] = (
                id(module),
                _lies_in(module, prefixes) and not _is_test_run(name, module),
            )
        if verdict[1]:
            names.append(name)
    _Index.sizes[prefixes] = (len(modules), newest, names)
    return names


def _is_test_run(name: str, module: Any) -> bool:
    """Return whether *module* is the test run's own: ``__main__``, what pytest rewrote, this library."""
    if name == "__main__" or name.partition(".")[0] == "pytest_lambda":
        return True
    return type(getattr(module, "__loader__", None)).__name__ == "AssertionRewritingHook"


def _is_made_by_hand(name: str, module: Any) -> bool:
    """Return whether code put *module* into ``sys.modules`` by itself; Cython does that for types that all share."""
    is_loaded = any(getattr(module, attribute, None) for attribute in ("__spec__", "__file__", "__loader__"))
    return not is_loaded and "." not in name and "cython" not in name


def _lies_in(module: Any, prefixes: tuple[str, ...]) -> bool:
    spec = getattr(module, "__spec__", None)
    file = getattr(spec, "origin", None) or getattr(module, "__file__", None)
    if isinstance(file, str) and file not in ("built-in", "frozen", "namespace"):
        return file.startswith(prefixes) and not is_library(file)
    locations = getattr(spec, "submodule_search_locations", None)
    if locations:
        try:
            first = next(iter(locations))
        except (StopIteration, KeyError):
            return False
        return os.path.join(str(first), "").startswith(prefixes) and not is_library(str(first))
    return False
