"""The file systems of one account: a folder for each access point, shared by all functions that mount it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pytest_lambda.model.network import FileSystemConfig, parse_file_system_configs

__all__ = ["FileSystems"]


class FileSystems:
    """Makes the folder behind an access point when it is first mounted; it lives until :meth:`close`. Source: CFG-11"""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def configs(self, value: Any) -> tuple[FileSystemConfig, ...]:
        """Return the file systems of *value*, ``[{"arn": ..., "local_mount_path": "/mnt/data"}]``."""
        return tuple(
            FileSystemConfig(str(arn), path, str(arn) if isinstance(arn, Path) else self._folder(arn))
            for arn, path in parse_file_system_configs(value)
        )

    def _folder(self, arn: str) -> str:
        folder = self._folders.get(arn)
        if folder is None:
            folder = self._folders[arn] = os.path.realpath(tempfile.mkdtemp(prefix="pytest-lambda-efs-"))
        return folder

    def close(self) -> None:
        """Remove the folders that were made."""
        for folder in self._folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        self._folders.clear()
