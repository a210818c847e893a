"""
Paths of one environment: ``/tmp`` leads to a folder of its own, ``/var/task`` to the code, ``/opt`` to the layers,
``/mnt/...`` to a file system that others may share.

Python's own functions are redirected (``open``, ``os``, and all that is built on them: ``pathlib``, ``shutil``,
``tempfile``, ``zipfile``...). Libraries that open files in C, and child processes, see the machine's ``/tmp``.

Source: CFG-03, CFG-11, ENV-04, ENV-14, LC-08, LC-11
"""

from __future__ import annotations

import builtins
import functools
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_lambda.isolation.rebinding import Rebinding

__all__ = ["SandboxPaths", "hide", "install_redirection"]

_ONE_PATH = (
    "access",
    "chdir",
    "chmod",
    "chown",
    "lchown",
    "listxattr",
    "getxattr",
    "setxattr",
    "removexattr",
    "lstat",
    "mkdir",
    "mkfifo",
    "mknod",
    "open",
    "pathconf",
    "readlink",
    "remove",
    "rmdir",
    "stat",
    "statvfs",
    "truncate",
    "unlink",
    "utime",
)
_TWO_PATHS = ("link", "rename", "replace")

_PREFIXES = ("/tmp", "/var/task", "/opt", "/mnt")
_BYTES_PREFIXES = (b"/tmp", b"/var/task", b"/opt", b"/mnt")

_rebinding = Rebinding()

_current: SandboxPaths | None = None


class SandboxPaths:
    """
    What lies behind ``/tmp`` (a folder made when it is first needed), ``/var/task``, ``/opt`` and ``/mnt/...``.

    Args:
        code_uri: the function's code.
        host_paths: folders under ``/tmp`` that stay what they are: the project, the virtual environment, pytest's
            own temporary folders.
        opt: folder behind ``/opt``; ``None`` leaves that as it is.
        mounts: folders by the path under ``/mnt`` that leads to them; the rest of ``/mnt`` is the machine's.
        has_own_tmp: the process has a ``/tmp`` of its own, which needs no redirection.
    """

    def __init__(
        self,
        code_uri: Path,
        host_paths: Sequence[Path],
        *,
        opt: Path | None = None,
        mounts: Mapping[str, Path] | None = None,
        has_own_tmp: bool = False,
    ) -> None:
        self._mounts = [(path, str(folder)) for path, folder in (mounts or {}).items()]
        self._code = str(code_uri)
        self._opt = None if opt is None else str(opt)
        self._has_own_tmp = has_own_tmp
        hosts = host_paths if opt is None else (*host_paths, opt)
        forms = {f"{form}/" for path in hosts for form in (str(path), os.path.realpath(path))}
        self._hosts = tuple(form for form in forms if form not in ("/", "/tmp/"))
        self._path: str | None = None
        self._outer: SandboxPaths | None = None

    @property
    def tmp(self) -> Path:
        """The folder behind ``/tmp``; it is made when it does not exist yet."""
        return Path(self._made())

    def _made(self) -> str:
        if self._path is None:
            outer = _set_current(None)
            try:
                self._path = os.path.realpath(tempfile.mkdtemp(prefix="pytest-lambda-tmp-"))
            finally:
                _set_current(outer)
        return self._path

    def redirected(self, path: str) -> str:
        """Return where *path*, which may lie under ``/tmp``, ``/var/task``, ``/opt`` or a mount, really is."""
        inside = f"{path}/"
        if inside.startswith("/var/task/"):
            return self._code + path[len("/var/task") :]
        if self._opt is not None and inside.startswith("/opt/") and not inside.startswith(self._hosts):
            return self._opt + path[len("/opt") :]
        if inside.startswith("/mnt/"):
            return self._mounted(path)
        if self._has_own_tmp or not inside.startswith("/tmp/"):
            return path
        made = self._made()
        if inside.startswith((*self._hosts, f"{made}/")):
            return path
        return made + path[4:]

    def place_tmp(self, folder: str) -> None:
        """Let ``/tmp`` lead to *folder*, which somebody else made and removes."""
        self._path = folder

    def _mounted(self, path: str) -> str:
        for mount, folder in self._mounts:
            if f"{path}/".startswith(f"{mount}/"):
                return folder + path[len(mount) :]
        return path

    def shown(self, path: str) -> str:
        """Return *path* as the handler sees it."""
        for mount, folder in self._mounts:
            if f"{path}/".startswith(f"{folder}/"):
                return mount + path[len(folder) :]
        if self._path is not None and f"{path}/".startswith(f"{self._path}/"):
            return "/tmp" + path[len(self._path) :]
        return path

    def enter(self) -> None:
        global _current
        self._outer, _current = _current, self

    def leave(self) -> None:
        global _current
        _current = self._outer

    def remove(self) -> None:
        """Remove the folder and what is in it."""
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
            self._path = None


def _set_current(folder: SandboxPaths | None) -> SandboxPaths | None:
    global _current
    before, _current = _current, folder
    return before


def _redirect(path: Any) -> Any:
    """Return *path*, redirected when it is one of the sandbox's own; whatever is no path stays as it is."""
    if _current is None:
        return path
    if isinstance(path, str):
        return _current.redirected(path) if path.startswith(_PREFIXES) else path
    if isinstance(path, bytes):
        return os.fsencode(_current.redirected(os.fsdecode(path))) if path.startswith(_BYTES_PREFIXES) else path
    if isinstance(path, os.PathLike):
        plain = os.fspath(path)
        redirected = _redirect(plain)
        return path if redirected is plain or redirected == plain else redirected
    return path


def _redirecting(function: Callable[..., Any], paths: int) -> Callable[..., Any]:
    if paths == 1:

        @functools.wraps(function)
        def with_one(*args: Any, **kwargs: Any) -> Any:
            if _current is not None:
                if args:
                    args = (_redirect(args[0]), *args[1:])
                elif "path" in kwargs:
                    kwargs["path"] = _redirect(kwargs["path"])
                elif "file" in kwargs:
                    kwargs["file"] = _redirect(kwargs["file"])
            return function(*args, **kwargs)

        return with_one

    @functools.wraps(function)
    def with_two(*args: Any, **kwargs: Any) -> Any:
        if _current is not None:
            args = tuple(map(_redirect, args[:2])) + args[2:]
            for name in ("src", "dst"):
                if name in kwargs:
                    kwargs[name] = _redirect(kwargs[name])
        return function(*args, **kwargs)

    return with_two


def _symlink(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def symlink(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
        return function(_redirect(src), _redirect(dst), *args, **kwargs)

    return symlink


class _Entry:
    """An entry of a redirected folder, with the path that the handler knows."""

    def __init__(self, entry: os.DirEntry[Any], folder: Any) -> None:
        self._entry = entry
        self.name = entry.name
        self.path = os.path.join(folder, entry.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return repr(self._entry)


class _Entries:
    """What ``os.scandir`` returns for a redirected folder."""

    def __init__(self, entries: Any, folder: Any) -> None:
        self._entries = entries
        self._folder = os.fspath(folder)

    def __iter__(self) -> _Entries:
        return self

    def __next__(self) -> _Entry:
        return _Entry(next(self._entries), self._folder)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *error: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()


class _Listed:
    """What ``os.scandir`` returns for a folder in which some names are hidden."""

    def __init__(self, entries: Any, hidden: frozenset[str]) -> None:
        self._entries = entries
        self._hidden = hidden

    def __iter__(self) -> _Listed:
        return self

    def __next__(self) -> Any:
        while os.fsdecode((entry := next(self._entries)).name) in self._hidden:
            pass
        return entry

    def __enter__(self) -> _Listed:
        return self

    def __exit__(self, *error: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()


_hidden: dict[str, frozenset[str]] = {}
"""Names by folder that listings leave out: what an environment's ``/tmp`` holds for the test run's sake."""


def hide(folder: str, names: frozenset[str]) -> Callable[[], None]:
    """Leave *names* out of listings of *folder*; return what shows them again."""
    if not names:
        return lambda: None
    _hidden[folder] = names

    def show() -> None:
        _hidden.pop(folder, None)

    return show


def _hidden_names(path: Any) -> frozenset[str] | None:
    if not _hidden or isinstance(path, int):
        return None
    return _hidden.get(os.path.normpath(os.path.join(os.getcwd(), os.fsdecode(path))))


def _listdir(function: Callable[..., Any]) -> Callable[..., Any]:
    redirecting = _redirecting(function, 1)

    @functools.wraps(function)
    def listdir(path: Any = None) -> Any:
        names = redirecting(path)
        hidden = _hidden_names("." if path is None else path)
        return names if hidden is None else [name for name in names if os.fsdecode(name) not in hidden]

    return listdir


def _scandir(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def scandir(path: Any = None) -> Any:
        path = "." if path is None else path
        redirected = _redirect(path)
        entries = function(redirected)
        hidden = _hidden_names(path)
        if hidden is not None:
            return _Listed(entries, hidden)
        return entries if redirected is path or redirected == path else _Entries(entries, path)

    return scandir


def _getcwd(function: Callable[[], str]) -> Callable[[], str]:
    @functools.wraps(function)
    def getcwd() -> str:
        path = function()
        return path if _current is None else _current.shown(path)

    return getcwd


def install_redirection() -> Callable[[], None]:
    """Replace the functions that take paths, for as long as any simulator is open; return what puts them back."""
    if os.name != "posix":
        return lambda: None
    undo: list[tuple[Any, str, Any]] = []
    originals: dict[int, Any] = {}
    # What os can do is told by sets of its functions, which others look them up in.
    capabilities = (
        os.supports_dir_fd,
        os.supports_effective_ids,
        os.supports_fd,
        os.supports_follow_symlinks,
    )

    def replace(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        original = getattr(owner, name)
        undo.append((owner, name, original))
        replacement = wrap(original)
        setattr(owner, name, replacement)
        originals[id(original)] = replacement
        for capable in capabilities:
            if original in capable:
                capable.add(replacement)

    for name in _ONE_PATH:
        if hasattr(os, name):
            replace(os, name, lambda function: _redirecting(function, 1))
    for name in _TWO_PATHS:
        replace(os, name, lambda function: _redirecting(function, 2))
    replace(os, "symlink", _symlink)
    replace(os, "scandir", _scandir)
    replace(os, "listdir", _listdir)
    replace(os, "getcwd", _getcwd)
    redirected_open = _redirecting(io.open, 1)
    for owner in (builtins, io):
        replace(owner, "open", lambda _: redirected_open)
    if sys.version_info < (3, 11):
        _replace_accessor(replace)
    _rebinding.replace(originals, owners=("os", "posix", "io", "_io", "builtins"))

    def put_back() -> None:
        _rebinding.put_back({id(getattr(owner, name)): original for owner, name, original in undo})
        for owner, name, original in reversed(undo):
            for capable in capabilities:
                capable.discard(getattr(owner, name))
            setattr(owner, name, original)

    return put_back


def _replace_accessor(replace: Callable[[Any, str, Callable[[Any], Any]], None]) -> None:
    """Before Python 3.11, pathlib holds the functions of ``os`` in an object of its own."""
    import pathlib

    accessor: Any = type(pathlib._normal_accessor)  # type: ignore[attr-defined]
    for name in (*_ONE_PATH, *_TWO_PATHS, "listdir", "scandir", "symlink"):
        if name in vars(accessor):
            current = getattr(os, name)
            replace(accessor, name, functools.partial(_static, current))
    if "open" in vars(accessor):
        replace(accessor, "open", functools.partial(_static, io.open))


def _static(function: Callable[..., Any], original: Any) -> Any:
    del original
    return staticmethod(function)
