"""Events of AWS Config, to a function that is a custom rule."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.config import ConfigRuleEvent

__all__ = ["ChangeType", "Variant", "config_rule"]

Variant = Literal["change", "oversized", "scheduled"]
ChangeType = Literal["UPDATE", "CREATE", "DELETE"]

_RULE_ARN = re.compile(r"config-rule/(?P<id>config-rule-[A-Za-z0-9-]+)")
_STATUS = {"UPDATE": "OK", "CREATE": "ResourceDiscovered", "DELETE": "ResourceDeleted"}


def config_rule(
    entropy: Entropy,
    rule_parameters: Mapping[str, Any] | None = None,
    *,
    variant: Variant = "change",
    rule: str = "desired-instance-type",
    instance_id: str | None = None,
    configuration: Mapping[str, Any] | None = None,
    change_type: ChangeType = "UPDATE",
    event_left_scope: bool = False,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ConfigRuleEvent:
    """
    Return the event that asks a rule to evaluate an EC2 instance, or the account.

    ``invokingEvent`` and ``ruleParameters`` are JSON text.

    Args:
        rule_parameters: of the rule; by default the instance type it wants.
        variant: ``"change"`` (with the configuration of the instance), ``"oversized"`` (the configuration was
            too large, only a summary is given), or ``"scheduled"``.
        rule: the name of the rule.
        instance_id: of the instance.
        configuration: of the instance, added to what all have (``instanceId``, ``instanceType``, ``state``); null
            where the instance was deleted.
        change_type: what happened to the instance.
        event_left_scope: the instance is no longer in the scope of the rule.
        time: when the event was made.
        overrides: merged in last; account, and id and ARN of the rule, follow.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: that a deleted instance has no configuration and its difference no properties.

    Example:
        >>> import json
        >>> event = events.config_rule({"desiredInstanceType": "t3.small"}, instance_id="i-0123456789abcdef0")
        >>> json.loads(event["invokingEvent"])["configurationItem"]["resourceId"]
        'i-0123456789abcdef0'
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        accounts=("accountId",),
        arns=("configRuleArn",),
    )
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    change = _check.choice("change_type", change_type, get_args(ChangeType))
    parameters = {"desiredInstanceType": "t3.micro"} if rule_parameters is None else rule_parameters
    if not isinstance(parameters, Mapping):
        raise _check.wrong("rule_parameters", "a dict", rule_parameters)
    if configuration is not None and not isinstance(configuration, Mapping):
        raise _check.wrong("configuration", "a dict", configuration)
    if not isinstance(event_left_scope, bool):
        raise _check.wrong("event_left_scope", "True or False", event_left_scope)
    instance = _check.matching(
        "instance_id",
        _machines.instance_id(entropy) if instance_id is None else instance_id,
        _machines.INSTANCE,
        "the id of an instance such as 'i-0123456789abcdef0'",
    )
    identity = where.text("rule id", f"config-rule-{entropy.alphanumeric(6)}", "configRuleId")
    found = where.resource("config", _RULE_ARN, "configRuleArn")
    if found is not None:
        identity = found["id"]
    about: dict[str, Any] = {}
    if variant == "scheduled":
        about["awsAccountId"] = where.account_id
        message = "ScheduledNotification"
    elif variant == "oversized":
        about["configurationItemSummary"] = {"changeType": change, **_item(entropy, where, instance, change)}
        message = "OversizedConfigurationItemChangeNotification"
    else:
        wanted = _check.plain("configuration", configuration or {})
        state = {
            "instanceId": instance,
            "instanceType": "t3.medium",
            "state": {"code": 16, "name": "running"},
            **wanted,
        }
        about["configurationItemDiff"] = _difference(change, state["instanceType"])
        about["configurationItem"] = _item(entropy, where, instance, change) | {
            "relatedEvents": [],
            "relationships": [],
            "configuration": None if change == "DELETE" else state,
            "supplementaryConfiguration": {},
            "tags": {},
        }
        message = "ConfigurationItemChangeNotification"
    invoking = {
        **about,
        "notificationCreationTime": where.at.iso_ms(),
        "messageType": message,
        "recordVersion": "1.3",
    }
    role = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    event = {
        "version": "1.0",
        "invokingEvent": json.dumps(invoking, separators=(",", ":")),
        "ruleParameters": json.dumps(_check.plain("rule_parameters", parameters)),
        "resultToken": entropy.base64(96),
        "eventLeftScope": event_left_scope,
        "executionRoleArn": where.global_arn("iam", f"role/{role}"),
        "configRuleArn": where.arn("config", f"config-rule/{identity}"),
        "configRuleName": _check.text("rule", rule),
        "configRuleId": identity,
        "accountId": where.account_id,
        "evaluationMode": "DETECTIVE",
    }
    return cast("ConfigRuleEvent", where.finish(event))


def _item(entropy: Entropy, where: Origin, instance: str, change: str) -> dict[str, Any]:
    """Return what a configuration item and its summary both hold."""
    captured = where.at.plus_ms(-entropy.integer(1_000, 9_000))
    return {
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": captured.iso_ms(),
        "configurationStateId": captured.ms,
        "awsAccountId": where.account_id,
        "configurationItemStatus": _STATUS[change],
        "resourceType": "AWS::EC2::Instance",
        "resourceId": instance,
        "resourceName": None,
        "ARN": where.arn("ec2", f"instance/{instance}"),
        "awsRegion": where.region,
        "availabilityZone": f"{where.region}a",
        "configurationStateMd5Hash": "",
        "resourceCreationTime": captured.plus_ms(-86_400_000).iso_ms(),
    }


def _difference(change: str, instance_type: object) -> dict[str, Any]:
    before = "t3.micro" if instance_type != "t3.micro" else "t3.small"
    resized = {"previousValue": before, "updatedValue": instance_type, "changeType": "UPDATE"}
    changed = {"Configuration.InstanceType": resized} if change == "UPDATE" else {}
    return {"changedProperties": changed, "changeType": change}
