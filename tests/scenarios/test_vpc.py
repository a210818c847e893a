"""A function in a VPC: what it needs, and what it does not reach."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
import urllib.error
import urllib.request

import pytest

from pytest_lambda import InvalidParameterValueException, Simulator, UsageError, ValidationException

VPC = {"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}
ISOLATIONS = ["module", "process"] if sys.platform == "linux" else ["module"]
PUBLIC = ("93.184.216.34", 443)


@pytest.fixture
def in_vpc(simulator):
    """Return what deploys a handler into a VPC without NAT."""

    def in_vpc(handler, *, isolation="inline", **config):
        return simulator.function(handler, isolation=isolation, **{"vpc_config": VPC, "timeout": 900, **config})

    return in_vpc


def attempt(call):
    """Return a handler that answers with what *call* raises, as text."""

    def handler(event, context):
        try:
            call()
        except OSError as error:
            return [type(error).__name__, error.errno, str(error)]

    return handler


def test_CFG_11_the_internet_is_a_timeout_away(in_vpc):
    invocation = in_vpc(attempt(lambda: socket.create_connection(PUBLIC, timeout=5))).invoke()

    assert (["TimeoutError", None, "timed out"], 5_000.0) == (invocation.payload, invocation.report.duration)


def test_CFG_11_without_a_timeout_the_kernel_gives_up(in_vpc):
    invocation = in_vpc(attempt(lambda: socket.create_connection(PUBLIC))).invoke()

    assert ["TimeoutError", errno.ETIMEDOUT, "[Errno 110] Connection timed out"] == invocation.payload
    assert 127_000.0 == invocation.report.duration


def test_CFG_11_without_a_timeout_the_function_times_out_first(in_vpc):
    invocation = in_vpc(attempt(lambda: socket.create_connection(PUBLIC)), timeout=3).invoke()

    assert "Sandbox.Timedout" == invocation.error.error_type


def test_CFG_11_names_resolve_all_the_same(in_vpc):
    invocation = in_vpc(attempt(lambda: socket.create_connection(("orders.example.com", 443), timeout=2))).invoke()

    assert (["TimeoutError", None, "timed out"], 2_000.0) == (invocation.payload, invocation.report.duration)


def test_CFG_11_a_library_shows_its_own_timeout(in_vpc):
    def handler(event, context):
        try:
            urllib.request.urlopen("https://orders.example.com/", timeout=4)
        except urllib.error.URLError as error:
            return str(error)

    assert "<urlopen error timed out>" == in_vpc(handler)({})


def test_CFG_11_connect_ex_tells_by_number(in_vpc):
    def handler(event, context):
        with socket.socket() as connection:
            connection.settimeout(1)
            return connection.connect_ex(PUBLIC)

    assert errno.EWOULDBLOCK == in_vpc(handler)({})


def test_CFG_11_asyncio_waits_in_its_loop(in_vpc):
    async def connect():
        try:
            await asyncio.wait_for(asyncio.open_connection("orders.example.com", 443), 5)
        except asyncio.TimeoutError:
            return "timeout"

    invocation = in_vpc(lambda event, context: asyncio.run(connect())).invoke()

    assert ("timeout", 5_000.0) == (invocation.payload, invocation.report.duration)


def test_CFG_11_asyncio_ends_with_the_kernels_timeout(in_vpc):
    handler = attempt(lambda: asyncio.run(asyncio.wait_for(asyncio.open_connection(*PUBLIC), None)))

    assert ["TimeoutError", errno.ETIMEDOUT, f"[Errno 110] Connect call failed {PUBLIC}"] == in_vpc(handler)({})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_CFG_11_loopback_is_reached(in_vpc, host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def handler(event, context):
            with socket.create_connection((host, port), timeout=5) as connection:
                return connection.getpeername()[1]

        assert port == in_vpc(handler)({})


def test_CFG_11_moto_opens_no_socket(in_vpc):
    boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto")
    with moto.mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="orders")

        def handler(event, context):
            return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]

        assert ["orders"] == in_vpc(handler)({})


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_CFG_11_it_holds_in_every_isolation_and_in_threads(deploy, isolation):
    function = deploy(
        """
        import socket
        from concurrent.futures import ThreadPoolExecutor

        def connect():
            try:
                socket.create_connection(("192.0.2.7", 443), timeout=2)
            except TimeoutError as error:
                return str(error)

        def handler(event, context):
            with ThreadPoolExecutor() as executor:
                return executor.submit(connect).result()
        """,
        vpc_config=VPC,
        isolation=isolation,
    )

    assert "timed out" == function({})


@pytest.mark.parametrize(
    ("vpc_config", "expected"),
    [
        (VPC, []),
        (None, [PUBLIC]),
        ({**VPC, "nat": True}, [PUBLIC]),
        ({"subnet_ids": [], "security_group_ids": []}, [PUBLIC]),
    ],
)
def test_CFG_11_with_NAT_or_without_a_VPC_nothing_is_held_back(monkeypatch, vpc_config, expected):
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
    with Simulator() as simulator:
        handler = attempt(lambda: socket.create_connection(PUBLIC, timeout=1).close())
        simulator.function(handler, vpc_config=vpc_config)({})

    assert expected == tried


def test_CFG_11_the_test_itself_is_not_held_back(monkeypatch):
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
    with Simulator() as simulator:
        simulator.function(lambda event, context: None, vpc_config=VPC)({})
        socket.create_connection(PUBLIC, timeout=1).close()

    assert [PUBLIC] == tried


def test_what_was_replaced_comes_back():
    def looked_up():
        return socket.getaddrinfo, socket.gethostbyname, vars(socket.socket).get("connect")

    before = looked_up()
    with Simulator():
        during = looked_up()

    assert (True, True) == (before == looked_up(), before != during)


def test_CFG_11_the_configuration_has_the_VPC(in_vpc):
    vpc = in_vpc(lambda event, context: None).configuration.vpc_config

    assert (("subnet-1",), ("sg-1",), False) == (vpc.subnet_ids, vpc.security_group_ids, vpc.nat)


def test_CFG_11_a_function_leaves_its_VPC_with_empty_lists(in_vpc):
    function = in_vpc(lambda event, context: None)

    assert (
        function.update_function_configuration(vpc_config={"subnet_ids": [], "security_group_ids": []}).vpc_config
        is None
    )


@pytest.mark.parametrize(
    ("name", "aws_name", "prefix", "limit"),
    [
        ("subnet_ids", "vpcConfig.subnetIds", "subnet", 16),
        ("security_group_ids", "vpcConfig.securityGroupIds", "sg", 5),
    ],
)
def test_CFG_11_the_limits(in_vpc, name, aws_name, prefix, limit):
    ids = [f"{prefix}-{number}" for number in range(limit + 1)]
    in_vpc(lambda event, context: None, vpc_config={**VPC, name: ids[:-1]})
    with pytest.raises(ValidationException) as refused:
        in_vpc(lambda event, context: None, vpc_config={**VPC, name: ids})

    assert (
        f"1 validation error detected: Value '[{', '.join(ids)}]' at '{aws_name}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {limit}"
    ) == str(refused.value)


def test_CFG_11_what_is_no_id_is_refused(in_vpc):
    with pytest.raises(ValidationException) as refused:
        in_vpc(lambda event, context: None, vpc_config={**VPC, "subnet_ids": ["sg-1"]})

    assert (
        "1 validation error detected: Value '[sg-1]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member "
        "must satisfy constraint: [Member must satisfy regular expression pattern: ^subnet-[0-9a-z]*$]"
    ) == str(refused.value)


def test_CFG_11_subnets_alone_are_refused(in_vpc):
    with pytest.raises(InvalidParameterValueException) as refused:
        in_vpc(lambda event, context: None, vpc_config={"subnet_ids": ["subnet-1"]})

    assert "A function in a VPC needs subnets and security groups: vpc_config has no security_group_ids." == str(
        refused.value
    )


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (
            ["subnet-1"],
            "vpc_config must be a dict such as {'subnet_ids': ['subnet-1'], 'security_group_ids': ['sg-1']}, "
            "not ['subnet-1']",
        ),
        ({**VPC, "subnet_ids": "subnet-1"}, "vpc_config['subnet_ids'] must be a list of ids, not 'subnet-1'"),
        ({**VPC, "nat": "yes"}, "vpc_config['nat'] must be True or False, not 'yes' (str)"),
        ({**VPC, "subnet_ids": [1]}, "vpc_config['subnet_ids'] must be a list of ids, which are text, not [1]"),
    ],
)
def test_wrong_types_are_misuse(in_vpc, config, text):
    with pytest.raises(UsageError) as refused:
        in_vpc(lambda event, context: None, vpc_config=config)

    assert text == str(refused.value)
