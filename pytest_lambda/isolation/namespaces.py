"""
What the Linux kernel gives a process of its own: a ``/tmp`` that fills up, code that cannot be written, limits.

As root a mount namespace is enough; an ordinary user gets it within a user namespace. Nothing here works without
Linux; where the kernel refuses, :func:`probe` says so, and paths are redirected instead.

Source: CFG-03, ENV-12, ENV-16, LC-08
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from typing import Any

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

__all__ = ["Refused", "confine", "die_with_parent", "gather_orphans", "join", "limit", "probe"]

_CLONE_NEWNS = 0x0002_0000
_CLONE_NEWUSER = 0x1000_0000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT = 1, 2, 4, 8, 32
_MS_NOATIME, _MS_NODIRATIME, _MS_BIND, _MS_REC, _MS_PRIVATE, _MS_RELATIME = 1024, 2048, 4096, 16384, 1 << 18, 1 << 21
_NS_GET_USERNS = 0xB701
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_O_PATH: int = getattr(os, "O_PATH", 0)

_OPEN_FILES = 1024
"""File descriptors of a function. Source: ENV-16"""

_ALLOWANCE_BYTES = 256 * 1024 * 1024
"""What a process may reserve beyond its memory: the stacks of its threads, for the most part never touched."""

_library: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Refused(Exception):
    """The kernel does not let this process have what it asked for."""


def _call(name: str, *arguments: Any) -> None:
    if _library is None:
        raise Refused("it is not Linux")
    if getattr(_library, name)(*arguments) != 0:
        raise Refused(f"{name}: {os.strerror(ctypes.get_errno())}")


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    _call(
        "mount",
        *(None if text is None else os.fsencode(text) for text in (source, target, kind)),
        ctypes.c_ulong(flags),
        None if data is None else data.encode(),
    )


def probe() -> tuple[str, str]:
    """
    Return what this process may do: ``"mount"``, ``"user"`` (with a user namespace) or ``""``, and why not more.

    It tries in a child process.
    """
    why = "it is not Linux"
    for mode in ("mount", "user") if sys.platform == "linux" else ():
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _unshare(mode)
                _mount("tmpfs", "/tmp", "tmpfs", _MS_NOSUID | _MS_NODEV, "size=1m")
                os.write(write, b"+")
            except BaseException as error:
                os.write(write, str(error).encode())
            finally:
                os._exit(0)
        os.close(write)
        answer = os.read(read, 1000)
        os.close(read)
        os.waitpid(child, 0)
        if answer == b"+":
            return mode, ""
        why = answer.decode()
    return "", why


def _unshare(mode: str) -> None:
    user, group = os.getuid(), os.getgid()
    _call("unshare", _CLONE_NEWNS | (_CLONE_NEWUSER if mode == "user" else 0))
    if mode == "user":
        try:
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"{user} {user} 1")
            _write("/proc/self/gid_map", f"{group} {group} 1")
        except OSError as error:
            raise Refused(f"{error.filename}: {error.strerror}") from None
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def confine(
    mode: str,
    *,
    tmp_megabytes: int,
    code: str,
    opt: str | None,
    visible: Sequence[str],
    writable: Sequence[str],
) -> int:
    """
    Give this process its own ``/tmp`` and read-only code; return a descriptor of its mount namespace.

    Args:
        mode: as :func:`probe` returned it.
        code: the function's folder.
        opt: what lies at ``/opt``, or ``None``.
        visible: folders and files under ``/tmp`` that stay.
        writable: folders within *code* that can be written nevertheless.

    Raises:
        Refused: by the kernel.
    """
    _unshare(mode)
    # Held open: later they are hidden by what is mounted above them.
    with contextlib.ExitStack() as until_done:
        shown, kept_writable = _held(visible, until_done), _held(writable, until_done)
        layers = _held([] if opt is None else [opt], until_done)
        _mount("tmpfs", "/tmp", "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={tmp_megabytes}m,mode=1777")
        for path, descriptor in shown.items():
            _make_place(path, descriptor)
            _bind(descriptor, path)
        if code != "/":
            _mount(code, code, None, _MS_BIND | _MS_REC)
            _make_read_only(code)
            for path, descriptor in kept_writable.items():
                _bind(descriptor, path)
        for descriptor in layers.values():
            _bind(descriptor, "/opt")
            _make_read_only("/opt")
    return os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)


def _held(paths: Sequence[str], until_done: contextlib.ExitStack) -> dict[str, int]:
    """Return a descriptor for each of *paths* that there is, open until then."""
    held: dict[str, int] = {}
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            held[path] = os.open(path, _O_PATH | os.O_CLOEXEC)
            until_done.callback(os.close, held[path])
    return held


def _bind(descriptor: int, path: str) -> None:
    _mount(f"/proc/self/fd/{descriptor}", path, None, _MS_BIND | _MS_REC)


def _make_place(path: str, descriptor: int) -> None:
    if os.path.isdir(f"/proc/self/fd/{descriptor}"):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))


def _make_read_only(path: str) -> None:
    """Let nobody write below *path*, where the mount can be changed."""
    flags = os.statvfs(path).f_flag
    kept = sum(
        mount_flag
        for name, mount_flag in (
            ("ST_NOSUID", _MS_NOSUID),
            ("ST_NODEV", _MS_NODEV),
            ("ST_NOEXEC", _MS_NOEXEC),
            ("ST_NOATIME", _MS_NOATIME),
            ("ST_NODIRATIME", _MS_NODIRATIME),
            ("ST_RELATIME", _MS_RELATIME),
        )
        if flags & getattr(os, name)
    )
    try:
        _mount(None, path, None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | kept)
    except Refused:
        pass


def join(mode: str, namespace: int) -> None:
    """Enter the mount namespace *namespace*, which another process made with :func:`confine`."""
    if mode == "user":
        owner = _library.ioctl(namespace, _NS_GET_USERNS)
        if owner < 0:
            raise Refused(f"ioctl: {os.strerror(ctypes.get_errno())}")
        try:
            _call("setns", owner, _CLONE_NEWUSER)
        finally:
            os.close(owner)
    _call("setns", namespace, _CLONE_NEWNS)


def limit(memory_megabytes: int) -> None:
    """
    Set the limits of a function on this process: files, core dumps, memory.

    What a process may *use* is watched from outside; the limit here is on what it reserves at all, so that one
    absurd request fails at once, as it does on a machine that is as small.
    """
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = _data_bytes()
    if data is not None:
        bytes_allowed = data + memory_megabytes * 1024 * 1024 + _ALLOWANCE_BYTES
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or hard >= bytes_allowed:
            resource.setrlimit(resource.RLIMIT_DATA, (bytes_allowed, hard))


def _data_bytes() -> int | None:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send *signal_number* to this process when its parent dies."""
    if _library is not None:
        _library.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number), 0, 0, 0)


def gather_orphans() -> None:
    """Let what descendants of this process leave behind become its own children."""
    if _library is not None:
        _library.prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
