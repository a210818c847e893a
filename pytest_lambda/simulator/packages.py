"""Deployment packages: folders and zip files of code, and the layers that make up ``/opt``."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    RequestEntityTooLargeException,
    UsageError,
)
from pytest_lambda.simulator.code import code_files

__all__ = ["Packages"]


class Packages:
    """What one account unpacked: each package once, until :meth:`close`."""

    def __init__(self) -> None:
        self._unpacked: dict[tuple[str, int, int], Path] = {}
        self._merged: dict[tuple[Path, ...], Path] = {}
        self._made: list[Path] = []

    def code_folder(self, value: Any) -> Path:
        """
        Return the folder of a function's code.

        Args:
            value: a folder, which is used where it is, or a zip file, which is unpacked.

        Raises:
            UsageError: it is neither.
            AWSError: the zip is broken or too large.

        Source: CFG-06
        """
        return self._folder("code_uri", value)

    def layers(self, value: Any) -> tuple[Path, ...]:
        """
        Return the folders of *value*, a list of layers, each a folder or a zip file.

        Raises:
            UsageError: it is no list, or one of them is neither.
            InvalidParameterValueException: there are more than five.

        Source: ENV-14
        """
        if isinstance(value, (str, bytes, os.PathLike)) or not isinstance(value, Sequence):
            raise UsageError(f"layers must be a list of folders or zip files, not {value!r}")
        if len(value) > quotas.LAYERS:
            raise InvalidParameterValueException(f"Cannot reference more than {quotas.LAYERS} layers.")
        return tuple(self._folder(f"layers[{index}]", one) for index, one in enumerate(value))

    def opt_folder(self, layers: tuple[Path, ...]) -> Path | None:
        """
        Return the folder that is ``/opt``: the layers one over the other, later ones on top; ``None`` without any.

        A single layer is used where it is.

        Source: ENV-14
        """
        if not layers:
            return None
        if len(layers) == 1:
            return layers[0]
        merged = self._merged.get(layers)
        if merged is None:
            merged = self._merged[layers] = self._new_folder("opt")
            for layer in layers:
                shutil.copytree(layer, merged, symlinks=True, dirs_exist_ok=True)
        return merged

    def check_size(self, folders: Sequence[Path]) -> None:
        """Refuse code and layers that are too large together. Source: CFG-06, ENV-14"""
        if sum(_size(folder) for folder in folders) > quotas.UNZIPPED_BYTES:
            raise InvalidParameterValueException(f"Unzipped size must be smaller than {quotas.UNZIPPED_BYTES} bytes")

    def close(self) -> None:
        """Remove what was unpacked."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)
        self._made.clear()

    def _folder(self, where: str, value: Any) -> Path:
        if not isinstance(value, (str, os.PathLike)):
            raise UsageError(f"{where} must be a folder or a zip file, not {value!r} ({type(value).__name__})")
        path = Path(value)
        if path.is_dir():
            return path.resolve()
        if not path.is_file():
            raise UsageError(
                f"{where} must be a folder or a zip file, and {str(path)!r} is none (seen from {str(Path.cwd())!r})"
            )
        return self._unzipped(path.resolve())

    def _unzipped(self, path: Path) -> Path:
        stat = path.stat()
        if stat.st_size > quotas.ZIPPED_BYTES:
            raise RequestEntityTooLargeException(f"Zipped size must be smaller than {quotas.ZIPPED_BYTES} bytes")
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        folder = self._unpacked.get(key)
        if folder is None:
            try:
                with zipfile.ZipFile(path) as archive:
                    if sum(entry.file_size for entry in archive.infolist()) > quotas.UNZIPPED_BYTES:
                        raise InvalidParameterValueException(
                            f"Unzipped size must be smaller than {quotas.UNZIPPED_BYTES} bytes"
                        )
                    folder = self._new_folder("code")
                    archive.extractall(folder)
            except (zipfile.BadZipFile, EOFError):
                raise InvalidParameterValueException(
                    "Could not unzip uploaded file. Please check your file, then try to upload again."
                ) from None
            self._unpacked[key] = folder
        return folder

    def _new_folder(self, what: str) -> Path:
        folder = Path(os.path.realpath(tempfile.mkdtemp(prefix=f"pytest-lambda-{what}-")))
        self._made.append(folder)
        return folder


def _size(folder: Path) -> int:
    """Return the bytes of the code in *folder*, at any depth."""
    return sum(path.lstat().st_size for path in code_files(folder))
