"""Events from AWS IoT Core: authorizers, provisioning hooks, buttons."""

from __future__ import annotations

import binascii
import hashlib
import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _names
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events._payloads import base64_of, payload_base64

if TYPE_CHECKING:
    from pytest_lambda.events.types.iot import IotAuthorizerEvent, IotButtonEvent, IotProvisioningEvent

__all__ = ["Click", "Connection", "iot_authorizer", "iot_button", "iot_provisioning"]

Connection = Literal["mqtt", "http", "websocket"]
Click = Literal["SINGLE", "DOUBLE", "LONG"]

_TEMPLATE = re.compile(r"[0-9A-Za-z_-]{1,36}")
_CLIENT_ID = re.compile(r"[^\x00]{1,128}")
_SERIAL = re.compile(r"[0-9A-Z]{1,32}")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----\s*")


def iot_authorizer(
    entropy: Entropy,
    token: str | None = None,
    *,
    variant: Connection = "mqtt",
    signature_verified: bool = True,
    username: str | None = None,
    password: str | bytes | None = None,
    mqtt_client_id: str | None = None,
    headers: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotAuthorizerEvent:
    """
    Return the event of a custom authorizer: a device that connects.

    Args:
        token: what the device presents. An authorizer without signing (*signature_verified* False) sees it
            only if it is given.
        variant: how the device connects: ``"mqtt"``, ``"http"`` (it publishes one message), ``"websocket"``
            (MQTT, with the headers of the handshake).
        signature_verified: whether the signature of the token was checked.
        username: of MQTT.
        password: of MQTT; the event has it as base64.
        mqtt_client_id: of MQTT.
        headers: of HTTP and the handshake; None takes ``Host`` out.
        query: of HTTP and the handshake: a mapping or a query string.
        account_id: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be, or none of *variant*.

    Assumed: without a query the query string is empty.

    Example:
        >>> events.iot_authorizer(password="secret")["protocolData"]["mqtt"]["password"]
        'c2VjcmV0'
    """
    _check.account_id(account_id)
    region = _check.region(region)
    instant(entropy, time)
    kind = _check.choice("variant", variant, get_args(Connection))
    if kind == "http":
        _check.left_out(kind, username=username, password=password, mqtt_client_id=mqtt_client_id)
    elif kind == "mqtt":
        _check.left_out(kind, headers=headers, query=query)
    server = f"{entropy.alphanumeric(14)}-ats.iot.{region}.{_names.dns_suffix(region)}"
    data: dict[str, Any] = {"tls": {"serverName": server}}
    if kind != "mqtt":
        sent = _http.merged_headers({"Host": server}, _http.http_headers("headers", headers))
        encoded = _http.raw_query(query)
        data["http"] = {
            "headers": {name: ",".join(values) for name, values in _http.grouped(sent).items()},
            "queryString": f"?{encoded}" if encoded else "",
        }
    if kind != "http":
        data["mqtt"] = {
            "username": f"device-{entropy.hex(6)}" if username is None else _check.text("username", username),
            "password": _password(entropy, password),
            "clientId": (
                f"device-{entropy.hex(12)}"
                if mqtt_client_id is None
                else _check.matching("mqtt_client_id", mqtt_client_id, _CLIENT_ID, "1 to 128 characters")
            ),
        }
    event: dict[str, Any] = {}
    if token is not None or signature_verified:
        event["token"] = entropy.base64ish(24) if token is None else _check.text("token", token)
    event |= {
        "signatureVerified": bool(signature_verified),
        "protocols": list(data),
        "protocolData": data,
        "connectionMetadata": {"id": entropy.uuid()},
    }
    return cast("IotAuthorizerEvent", event if overrides is None else override(event, overrides, _AUTHORIZER_RULES))


def _password(entropy: Entropy, given: object) -> str:
    if given is None:
        return entropy.base64(18)
    if not isinstance(given, (str, bytes)):
        raise _check.wrong("password", "text or bytes", given)
    return payload_base64("password", given)


_AUTHORIZER_RULES = (
    Rule(
        "protocols",
        ("protocolData",),
        lambda event: [name for name in ("tls", "http", "mqtt") if name in event["protocolData"]],
    ),
)


def iot_provisioning(
    entropy: Entropy,
    parameters: Mapping[str, Any] | None = None,
    *,
    template: str = "devices",
    mqtt_client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotProvisioningEvent:
    """
    Return the event of a pre-provisioning hook: a device that asks to be registered.

    Args:
        parameters: what the device says of itself, all text; by default a serial number.
        template: the name or the ARN of the provisioning template.
        mqtt_client_id: of the device.
        account_id: of a template that is given by name.
        region: of a template that is given by name.
        time: checked, though the event does not tell it.
        overrides: merged in last; with another certificate its id, the SHA-256 of it, follows.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_provisioning({"SerialNumber": "7"})["parameters"]
        {'SerialNumber': '7'}
    """
    instant(entropy, time)
    pem = _certificate(entropy)
    event = {
        "claimCertificateId": entropy.hex(64),
        "certificateId": _certificate_id(pem),
        "certificatePem": pem,
        "templateArn": _names.resource_arn(
            "template",
            template,
            service="iot",
            region=_check.region(region),
            account_id=_check.account_id(account_id),
            name=_TEMPLATE,
            allowed="the name of a provisioning template (up to 36 letters, digits, '_' or '-') or its ARN",
            prefix="provisioningtemplate/",
        ),
        "clientId": (
            entropy.uuid()
            if mqtt_client_id is None
            else _check.matching("mqtt_client_id", mqtt_client_id, _CLIENT_ID, "1 to 128 characters")
        ),
        "parameters": (
            {"SerialNumber": entropy.hex(12).upper()}
            if parameters is None
            else _check.text_map("parameters", parameters)
        ),
    }
    return cast("IotProvisioningEvent", event if overrides is None else override(event, overrides, _PROVISIONING_RULES))


def _certificate(entropy: Entropy) -> str:
    """Return what looks like a certificate of 861 bytes; only its outermost tag and length are right."""
    body = entropy.random.getrandbits(8 * 857).to_bytes(857, "big")
    written = base64_of(b"\x30\x82\x03\x59" + body)
    return "\n".join(["-----BEGIN CERTIFICATE-----", *textwrap.wrap(written, 64), "-----END CERTIFICATE-----", ""])


def _certificate_id(pem: str) -> str:
    found = _PEM.fullmatch(pem)
    if found is None:
        raise ValueError(pem)
    return hashlib.sha256(binascii.a2b_base64(found[1])).hexdigest()


_PROVISIONING_RULES = (
    Rule("certificateId", ("certificatePem",), lambda event: _certificate_id(event["certificatePem"])),
)


def iot_button(
    entropy: Entropy,
    serial_number: str | None = None,
    *,
    variant: Click = "SINGLE",
    battery_voltage_mv: int | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotButtonEvent:
    """
    Return the event of a click on an AWS IoT button.

    Args:
        serial_number: of the button, by default 16 capitals and digits.
        variant: the type of the click: ``"SINGLE"``, ``"DOUBLE"``, ``"LONG"``.
        battery_voltage_mv: in millivolts.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_button(variant="LONG", battery_voltage_mv=1500)["batteryVoltage"]
        '1500mV'
    """
    _check.account_id(account_id)
    _check.region(region)
    instant(entropy, time)
    serial = f"G030{entropy.alphanumeric(12).upper()}" if serial_number is None else serial_number
    voltage = entropy.integer(1400, 1800) if battery_voltage_mv is None else battery_voltage_mv
    event = {
        "serialNumber": _check.matching("serial_number", serial, _SERIAL, "up to 32 capitals and digits"),
        "batteryVoltage": f"{_check.integer('battery_voltage_mv', voltage, 0)}mV",
        "clickType": _check.choice("variant", variant, get_args(Click)),
    }
    return cast("IotButtonEvent", event if overrides is None else override(event, overrides))
