"""Shapes of events of AWS Secrets Manager."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["SecretsmanagerRotationEvent"]


class SecretsmanagerRotationEvent(TypedDict):
    Step: str
    SecretId: str
    ClientRequestToken: str
    RotationToken: str
