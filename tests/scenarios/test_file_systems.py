"""A file system under /mnt, shared across environments and functions."""

from __future__ import annotations

import sys

import pytest

from pytest_lambda import InvalidParameterValueException, UsageError, ValidationException

ISOLATIONS = ["module", "process"] if sys.platform == "linux" else ["module"]
VPC = {"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}
ARN = "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0"
APPENDS = """
    import os, pathlib, tempfile
    def handler(event, context):
        folder = pathlib.Path("/mnt/data")
        with open("/mnt/data/orders.txt", "a") as file:
            file.write(event)
        os.chdir("/mnt/data")
        return [folder.joinpath("orders.txt").read_text(), os.listdir(b"/mnt/data") == [b"orders.txt"], os.getcwd()]
"""


@pytest.fixture
def mounting(deploy):
    """Return what deploys a function with a file system at /mnt/data."""

    def mounting(arn=ARN, source=APPENDS, **config):
        file_systems = [{"arn": arn, "local_mount_path": "/mnt/data"}]
        return deploy(source, **{"file_system_configs": file_systems, "vpc_config": VPC, **config})

    return mounting


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_CFG_11_a_folder_is_seen_under_mnt(mounting, tmp_path, isolation):
    folder = tmp_path / "shared"
    folder.mkdir()
    seen = mounting(folder, isolation=isolation)("one ")

    assert ["one ", True, "/mnt/data"] == seen
    assert "one " == (folder / "orders.txt").read_text()


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_CFG_11_environments_share_it(simulator, mounting, isolation):
    function = mounting(isolation=isolation)
    function("one ")
    function.recycle()

    assert "one two " == function("two ")[0]
    assert 2 == len({invocation.environment.id for invocation in function.invocations})


def test_CFG_11_functions_share_an_access_point(mounting):
    first, second = mounting(function_name="first"), mounting(function_name="second")
    first("one ")

    assert "one two " == second("two ")[0]


def test_CFG_11_another_access_point_is_another_folder(mounting):
    mounting(function_name="first")("one ")

    assert "two " == mounting(ARN[:-1] + "1", function_name="second")("two ")[0]


def test_CFG_11_the_rest_of_mnt_is_the_machines(mounting):
    function = mounting(source="import os\ndef handler(event, context):\n    return os.path.exists('/mnt/data2')")

    assert function({}) is False


def test_CFG_11_the_folder_of_an_access_point_is_known(mounting):
    function = mounting()
    function("one ")
    [config] = function.configuration.file_system_configs

    assert (ARN, "/mnt/data") == (config.arn, config.local_mount_path)
    with open(f"{config.folder}/orders.txt") as file:
        assert "one " == file.read()


def test_CFG_11_it_needs_a_VPC(mounting):
    with pytest.raises(InvalidParameterValueException) as refused:
        mounting(vpc_config=None)

    assert f"Function must be configured to execute in a VPC to reference access point {ARN}" == str(refused.value)


def test_CFG_11_it_keeps_the_VPC(mounting):
    function = mounting()
    with pytest.raises(InvalidParameterValueException) as refused:
        function.update_function_configuration(vpc_config={"subnet_ids": [], "security_group_ids": []})

    assert f"Function VPC configuration cannot be removed with access point {ARN} referenced." == str(refused.value)
    assert function.update_function_configuration(file_system_configs=[]).file_system_configs == ()


def test_CFG_11_there_is_one_at_most(deploy):
    one = {"arn": ARN, "local_mount_path": "/mnt/data"}
    with pytest.raises(ValidationException) as refused:
        deploy(APPENDS, vpc_config=VPC, file_system_configs=[one, one])

    assert str(refused.value).endswith(
        "at 'fileSystemConfigs' failed to satisfy constraint: Member must have length less than or equal to 1"
    )


@pytest.mark.parametrize("path", ["/data", "/mnt/", "/mnt/a/b", "mnt/data", "/mnt/dä"])
def test_CFG_11_the_path_is_directly_under_mnt(deploy, path):
    with pytest.raises(ValidationException) as refused:
        deploy(APPENDS, vpc_config=VPC, file_system_configs=[{"arn": ARN, "local_mount_path": path}])

    assert (
        f"1 validation error detected: Value '{path}' at 'fileSystemConfigs.1.member.localMountPath' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: ^/mnt/[a-zA-Z0-9-_.]+$"
    ) == str(refused.value)


def test_CFG_11_another_ARN_is_refused(mounting):
    with pytest.raises(ValidationException):
        mounting("arn:aws:s3:::orders")


@pytest.mark.parametrize("arn", ["/does/not/exist", 5, None])
def test_what_is_neither_ARN_nor_folder_is_misuse(mounting, arn):
    with pytest.raises(UsageError) as refused:
        mounting(arn)

    assert (
        "file_system_configs[0]['arn'] must be the ARN of an EFS access point or a folder that exists, "
        f"not {arn!r}" == str(refused.value)
    )


def test_what_is_no_list_is_misuse(deploy):
    with pytest.raises(UsageError) as refused:
        deploy(APPENDS, vpc_config=VPC, file_system_configs="/mnt/data")

    assert (
        "file_system_configs must be a list such as [{'arn': ..., 'local_mount_path': '/mnt/data'}], not '/mnt/data'"
    ) == str(refused.value)
