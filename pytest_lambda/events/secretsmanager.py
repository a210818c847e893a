"""Events of AWS Secrets Manager, to a function that rotates a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy, seed_from_text
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.secretsmanager import SecretsmanagerRotationEvent

__all__ = ["Step", "secretsmanager_rotation"]

Step = Literal["createSecret", "setSecret", "testSecret", "finishSecret"]

_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_ARN = re.compile(r"arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}")
_TOKEN = re.compile(r"[A-Za-z0-9-]{32,64}")


def secretsmanager_rotation(
    entropy: Entropy,
    step: Step = "createSecret",
    *,
    secret: str = "orders/database",
    client_request_token: str | None = None,
    after: Mapping[str, Any] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SecretsmanagerRotationEvent:
    """
    Return the event of one step of the rotation of a secret.

    Args:
        step: ``"createSecret"``, ``"setSecret"``, ``"testSecret"``, ``"finishSecret"``.
        secret: its name or ARN. A name gets the same six characters each time.
        client_request_token: the id of the new version; the same in all steps of a rotation.
        after: the event of an earlier step; this one is of the same rotation. Without *client_request_token*.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> first = events.secretsmanager_rotation(secret="api-key")
        >>> last = events.secretsmanager_rotation("finishSecret", after=first)
        >>> first["ClientRequestToken"] == last["ClientRequestToken"]
        True
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    step = _check.choice("step", step, get_args(Step))  # type: ignore[assignment]
    if isinstance(secret, str) and _ARN.fullmatch(secret):
        arn = secret
    else:
        name = _check.matching("secret", secret, _NAME, "the name of a secret or its ARN")
        suffix = Entropy(seed_from_text(f"{entropy.seed}/{name}")).alphanumeric(6)
        arn = where.arn("secretsmanager", f"secret:{name}-{suffix}")
    token = entropy.uuid() if client_request_token is None else client_request_token
    event = {
        "Step": step,
        "SecretId": arn,
        "ClientRequestToken": _check.matching(
            "client_request_token", token, _TOKEN, "32 to 64 letters, digits or hyphens"
        ),
        "RotationToken": entropy.uuid(),
    }
    if after is not None:
        if client_request_token is not None:
            raise _check.wrong("client_request_token", "left out with after, which has it", client_request_token)
        earlier = _check.plain("after", after)
        try:
            event.update({key: earlier[key] for key in ("SecretId", "ClientRequestToken", "RotationToken")})
        except (KeyError, TypeError):
            raise _check.wrong("after", "an event of this builder", after) from None
    return cast("SecretsmanagerRotationEvent", where.finish(event))
