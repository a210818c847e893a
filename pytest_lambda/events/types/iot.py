"""Events of AWS IoT Core: authorizers, provisioning hooks, buttons."""

from typing import Literal

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["IotAuthorizerEvent", "IotButtonEvent", "IotProvisioningEvent"]


class IotTls(TypedDict):
    """What TLS tells of a connection."""

    serverName: str


class IotHttp(TypedDict):
    """What HTTP tells of a connection."""

    headers: dict[str, str]
    queryString: str


class IotMqtt(TypedDict):
    """What MQTT tells of a connection; the password is base64."""

    username: str
    password: str
    clientId: str


class IotProtocolData(TypedDict):
    """What the protocols of a connection tell."""

    tls: IotTls
    http: NotRequired[IotHttp]
    mqtt: NotRequired[IotMqtt]


class IotConnectionMetadata(TypedDict):
    """The id of a connection."""

    id: str


class IotAuthorizerEvent(TypedDict):
    """The event of a custom authorizer."""

    token: NotRequired[str]
    signatureVerified: bool
    protocols: list[Literal["tls", "http", "mqtt"]]
    protocolData: IotProtocolData
    connectionMetadata: IotConnectionMetadata


class IotProvisioningEvent(TypedDict):
    """The event of a pre-provisioning hook."""

    claimCertificateId: str
    certificateId: str
    certificatePem: str
    templateArn: str
    clientId: str
    parameters: dict[str, str]


class IotButtonEvent(TypedDict):
    """The event of a click on an AWS IoT button."""

    serialNumber: str
    batteryVoltage: str
    clickType: Literal["SINGLE", "DOUBLE", "LONG"]
