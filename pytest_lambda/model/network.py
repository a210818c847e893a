"""Where a function stands in the network, and what is mounted into it: VPC and file systems."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.model.check import given_values, only_known, require_bool

__all__ = ["FileSystemConfig", "VpcConfig", "check_file_systems", "check_vpc_removal", "parse_file_system_configs"]

_SUBNET_ID = r"subnet-[0-9a-z]*"
_SECURITY_GROUP_ID = r"sg-[0-9a-zA-Z]*"
_LOCAL_MOUNT_PATH = r"/mnt/[a-zA-Z0-9-_.]+"
_ACCESS_POINT = r"arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}(-[a-z]+)+-\d:\d{12}:access-point/fsap-[a-f0-9]{17}"


@dataclass(frozen=True, slots=True)
class VpcConfig:
    """
    The VPC of a function.

    Attributes:
        subnet_ids: up to 16.
        security_group_ids: up to 5.
        ipv6_allowed_for_dual_stack: kept, and without an effect.
        nat: whether the subnets lead to the internet, through a NAT gateway say. Not AWS's: there it is a matter of
            the VPC's routes.

    Source: CFG-11
    """

    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]
    ipv6_allowed_for_dual_stack: bool = False
    nat: bool = False

    @classmethod
    def parse(cls, value: Any) -> VpcConfig | None:
        """
        Check *value* as a user gives it; ``None``, and empty lists, are no VPC.

        Raises:
            UsageError: wrong types or names.
            ValidationException: too many subnets or security groups, or what is no id of one.
            InvalidParameterValueException: one of the two lists alone. Assumed: the wording.
        """
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise UsageError(
                "vpc_config must be a dict such as {'subnet_ids': ['subnet-1'], 'security_group_ids': ['sg-1']}, "
                f"not {value!r}"
            )
        given = given_values(value)
        known = ("subnet_ids", "security_group_ids", "ipv6_allowed_for_dual_stack", "nat")
        only_known("vpc_config", given, known)
        subnets = _ids("subnet_ids", given.get("subnet_ids", ()), _SUBNET_ID, quotas.SUBNETS)
        groups = _ids(
            "security_group_ids", given.get("security_group_ids", ()), _SECURITY_GROUP_ID, quotas.SECURITY_GROUPS
        )
        flags = {
            name: require_bool(f"vpc_config[{name!r}]", given.get(name, False))
            for name in ("ipv6_allowed_for_dual_stack", "nat")
        }
        if bool(subnets) != bool(groups):
            missing = "subnet_ids" if groups else "security_group_ids"
            raise InvalidParameterValueException(
                f"A function in a VPC needs subnets and security groups: vpc_config has no {missing}."
            )
        return cls(subnets, groups, **flags) if subnets else None


def _ids(name: str, value: Any, pattern: str, limit: int) -> tuple[str, ...]:
    where = f"vpc_config[{name!r}]"
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise UsageError(f"{where} must be a list of ids, not {value!r}")
    if not all(isinstance(one, str) for one in value):
        raise UsageError(f"{where} must be a list of ids, which are text, not {value!r}")
    aws_name = {"subnet_ids": "vpcConfig.subnetIds", "security_group_ids": "vpcConfig.securityGroupIds"}[name]
    shown = f"[{', '.join(value)}]"
    if len(value) > limit:
        raise _refused(shown, aws_name, f"Member must have length less than or equal to {limit}")
    if not all(re.fullmatch(pattern, one) for one in value):
        rule = f"Member must satisfy constraint: [Member must satisfy regular expression pattern: ^{pattern}$]"
        raise _refused(shown, aws_name, rule)
    return tuple(value)


@dataclass(frozen=True, slots=True)
class FileSystemConfig:
    """
    A file system that is mounted into a function's environments.

    Attributes:
        arn: of an EFS access point; where a folder was given, its path.
        local_mount_path: ``/mnt/...``.
        folder: what the handler sees there.

    Source: CFG-11
    """

    arn: str
    local_mount_path: str
    folder: str


def parse_file_system_configs(value: Any) -> list[tuple[str | Path, str]]:
    """
    Return what is to be mounted and where: the ARN of an access point, or a folder that exists.

    Args:
        value: ``[{"arn": ..., "local_mount_path": "/mnt/data"}]`` as a user gives it; ``None`` is none.

    Raises:
        UsageError: wrong types or names, or a folder that is none.
        ValidationException: too many, or a path or an ARN that breaks AWS's pattern.

    Source: CFG-11
    """
    if value is None:
        return []
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Sequence):
        raise UsageError(
            "file_system_configs must be a list such as [{'arn': ..., 'local_mount_path': '/mnt/data'}], "
            f"not {value!r}"
        )
    if len(value) > quotas.FILE_SYSTEMS:
        text = f"Member must have length less than or equal to {quotas.FILE_SYSTEMS}"
        raise _refused(f"[{', '.join(map(str, value))}]", "fileSystemConfigs", text)
    return [_file_system(f"file_system_configs[{index}]", one) for index, one in enumerate(value)]


def _file_system(where: str, value: Any) -> tuple[str | Path, str]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a dict with 'arn' and 'local_mount_path', not {value!r}")
    only_known(where, value, ("arn", "local_mount_path"))
    arn, mount_path = value.get("arn"), value.get("local_mount_path")
    if not isinstance(mount_path, str):
        raise UsageError(f"{where}['local_mount_path'] must be text such as '/mnt/data', not {mount_path!r}")
    if len(mount_path) > quotas.LOCAL_MOUNT_PATH_LENGTH:
        text = f"Member must have length less than or equal to {quotas.LOCAL_MOUNT_PATH_LENGTH}"
        raise _refused(mount_path, "fileSystemConfigs.1.member.localMountPath", text)
    if not re.fullmatch(_LOCAL_MOUNT_PATH, mount_path):
        text = f"Member must satisfy regular expression pattern: ^{_LOCAL_MOUNT_PATH}$"
        raise _refused(mount_path, "fileSystemConfigs.1.member.localMountPath", text)
    if isinstance(arn, str) and arn.startswith("arn:"):
        if not re.fullmatch(_ACCESS_POINT, arn):
            text = f"Member must satisfy regular expression pattern: {_ACCESS_POINT}"
            raise _refused(arn, "fileSystemConfigs.1.member.arn", text)
        return arn, mount_path
    if not isinstance(arn, (str, os.PathLike)) or not Path(arn).is_dir():
        raise UsageError(f"{where}['arn'] must be the ARN of an EFS access point or a folder that exists, not {arn!r}")
    return Path(arn).resolve(), mount_path


def check_file_systems(vpc: VpcConfig | None, file_systems: Sequence[FileSystemConfig]) -> None:
    """Refuse a file system without a VPC. Source: CFG-11"""
    if file_systems and vpc is None:
        raise InvalidParameterValueException(
            f"Function must be configured to execute in a VPC to reference access point {file_systems[0].arn}"
        )


def check_vpc_removal(vpc: VpcConfig | None, file_systems: Sequence[FileSystemConfig]) -> None:
    """Refuse an update that takes the VPC away under a file system. Source: CFG-11"""
    if file_systems and vpc is None:
        raise InvalidParameterValueException(
            f"Function VPC configuration cannot be removed with access point {file_systems[0].arn} referenced."
        )


def _refused(value: str, name: str, constraint: str) -> ValidationException:
    return ValidationException(
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {constraint}"
    )
