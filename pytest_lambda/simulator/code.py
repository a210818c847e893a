"""The code of a function as a digest: whether it changed since a version was published."""

from __future__ import annotations

import base64
import hashlib
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["code_files", "code_sha256"]

_LEFT_OUT = frozenset({"__pycache__", "node_modules", "site-packages"})
_WHOLE_BYTES = 1_000_000


def code_sha256(code_uri: str, handler: str, target: Callable[..., Any] | None) -> str:
    """
    Return base64 of a SHA-256 over the handler's name and the code, as ``CodeSha256`` stands for a package.

    A callable is its source. A folder is its files; hidden ones, caches and virtual environments are left out,
    and of a file over 1 MB only name, size and time of change count.

    Source: CFG-09, VER-03
    """
    digest = hashlib.sha256(handler.encode())
    if target is not None:
        digest.update(_source(target))
    else:
        for path in code_files(Path(code_uri)):
            digest.update(path.relative_to(code_uri).as_posix().encode())
            stat = path.stat()
            if stat.st_size <= _WHOLE_BYTES:
                digest.update(path.read_bytes())
            else:
                digest.update(f"{stat.st_size} {stat.st_mtime_ns}".encode())
    return base64.b64encode(digest.digest()).decode()


def _source(target: Callable[..., Any]) -> bytes:
    try:
        return inspect.getsource(target).encode()
    except (OSError, TypeError):
        return repr(getattr(target, "__qualname__", type(target).__qualname__)).encode()


def code_files(root: Path) -> list[Path]:
    """Return the files of a function's code; hidden ones, caches and virtual environments are none of it."""
    found: list[Path] = []
    for folder, names, files in os.walk(root):
        here = Path(folder)
        names[:] = sorted(
            name
            for name in names
            if name not in _LEFT_OUT and not name.startswith(".") and not (here / name / "pyvenv.cfg").exists()
        )
        found.extend(here / name for name in sorted(files) if not name.startswith("."))
    return [path for path in found if path.is_file()]
